"""A notice from paste to tasks, on the pages an officer uses."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from yimen.common.errors import Refused
from yimen.people import services as people
from yimen.people.models import Department, LeadingGroupMember, Region, User
from yimen.programme.models import Notice, NoticeDraft, Task
from yimen.programme.notices import services
from yimen.programme.notices.files import unwrapped, words_of
from yimen.programme.notices.reading import read

NOTICE = (Path(__file__).parent / "notices" / "00-友谊县.txt").read_text("utf-8")


@pytest.fixture
def departments(county: Region, bureau: Department, police: Department, tax: Department, make_department: Any) -> None:
    """The departments that the notice names."""
    others = [make_department(county, f"D1{number}", name) for number, name in enumerate(["司法局", "烟草局"])]
    people.define_set(
        by=None, region=county, code="units", name="各政务服务单位", departments=[police, tax, *others],
        valid_from=date(2023, 1, 1),
    )  # fmt: skip


@pytest.fixture
def officer_page(client_of: Callable[[User], Client], officer: User) -> Client:
    """A browser in which the officer is signed in."""
    return client_of(officer)


def sent(page: Any) -> dict[str, Any]:
    """What a browser would send of the page's forms as they stand."""
    forms = page.context["forms"]
    data: dict[str, Any] = {}
    for form in (
        forms.head,
        forms.measures.management_form,
        forms.members.management_form,
        *forms.measures,
        *forms.members,
    ):
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = "on" if value is True else value
    return data


def test_a_pasted_notice_becomes_tasks_once_somebody_has_confirmed_it(officer_page: Client, departments: None) -> None:
    answer = officer_page.post(reverse("programme:notices"), {"text": NOTICE}, follow=True)
    assert "编号不连续" in answer.content.decode()
    assert not Notice.objects.exists()
    done = officer_page.post(answer.redirect_chain[-1][0], sent(answer), follow=True)
    assert "已登记 友政办发〔2023〕15号，任务 4 项" in done.content.decode()
    assert list(Task.objects.values_list("number", "due")) == [
        ("1", date(2023, 5, 13)), ("2", date(2023, 5, 13)), ("2.1", date(2023, 4, 28)), ("3", date(2023, 5, 13)),
    ]  # fmt: skip
    third = Task.objects.get(number="3")
    assert {str(duty.department or duty.department_set) for duty in third.duties.all()} == {
        "营商局", "公安局", "司法局", "烟草局", "税务局", "各政务服务单位",
    }  # fmt: skip
    assert LeadingGroupMember.objects.get(place="deputy").position == "县营商局局长"
    assert not LeadingGroupMember.objects.filter(position__contains="郭").exists()


def test_a_name_that_nobody_bears_is_told_with_what_it_may_mean_and_nothing_is_lost(
    officer_page: Client, departments: None
) -> None:
    page = officer_page.post(reverse("programme:notices"), {"text": NOTICE}, follow=True)
    data = {**sent(page), "task-0-lead": "县营商环境局", "task-0-title": "我改过的标题"}
    answer = officer_page.post(page.redirect_chain[-1][0], data)
    words = answer.content.decode()
    assert answer.status_code == 422 and not Notice.objects.exists()
    assert "没有部门或部门集合“县营商环境局”，是否指“营商局”" in words
    again = officer_page.post(page.redirect_chain[-1][0], {**data, "task-0-lead": "全体人员"}).content.decode()
    assert "没有部门或部门集合“全体人员”（本县登记的集合：各政务服务单位）" in again
    assert "我改过的标题" in words


def test_a_task_left_out_needs_no_parties_and_one_at_least_stays(officer_page: Client, departments: None) -> None:
    page = officer_page.post(reverse("programme:notices"), {"text": NOTICE}, follow=True)
    address = page.redirect_chain[-1][0]
    none = {name: value for name, value in sent(page).items() if not name.endswith("-kept")}
    assert "没有勾选任何任务" in officer_page.post(address, none).content.decode()
    assert officer_page.post(address, {**none, "task-1-kept": "on", "task-0-lead": "无名局"}).status_code == 302
    assert Task.objects.get().number == "2"


def test_a_second_confirmation_registers_nothing_more(officer_page: Client, departments: None) -> None:
    page = officer_page.post(reverse("programme:notices"), {"text": NOTICE}, follow=True)
    data = sent(page)
    officer_page.post(page.redirect_chain[-1][0], data)
    again = officer_page.post(page.redirect_chain[-1][0], data)
    assert "已登记" in again.content.decode()
    assert Notice.objects.count() == 1


def test_a_dropped_draft_keeps_its_words(officer: User, officer_page: Client, county: Region) -> None:
    draft = services.hand_in(by=officer, region=county, text=NOTICE)
    officer_page.post(reverse("programme:drop", args=[draft.pk]))
    page = officer_page.get(reverse("programme:draft", args=[draft.pk])).content.decode()
    assert "已放弃" in page and "坚决杜绝" in page
    assert NoticeDraft.objects.get().status == "dropped"


def test_neither_paste_nor_file_is_refused_in_the_form(officer_page: Client) -> None:
    answer = officer_page.post(reverse("programme:notices"), {"text": " \u3000"})
    assert answer.status_code == 422 and "二者择一" in answer.content.decode()


def word_file(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "附表", "无"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_file_is_read_as_the_text_is() -> None:
    found = read(words_of("通知.docx", word_file(NOTICE)))
    assert [measure.due for measure in found.measures] == [measure.due for measure in read(NOTICE).measures]
    assert "附表\t无" in words_of("通知.docx", word_file("通知"))


def test_numbers_that_word_writes_itself_are_written_out() -> None:
    document = docx.Document()
    for text in ("第一项", "第二项"):
        document.add_paragraph(text, style="List Number")
    stream = io.BytesIO()
    document.save(stream)
    assert words_of("a.docx", stream.getvalue()).split("\n") == ["1.第一项", "2.第二项"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("通知.doc", b"\xd0\xcf", "另存为 .docx"),
        ("通知.docx", b"PK", "不是完整的 .docx"),
        ("通知.pdf", b"%PDF-1.7", "不是完整的 PDF"),
        ("通知.txt", b" \n", "可能是扫描件"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        words_of(name, content)


def test_rows_broken_at_the_page_s_width_are_one_paragraph_again() -> None:
    rows = ["一、工作任务", "为确保所有政务服务事项在中心实质运行建立负面清单", "制度，强化职责。", "（一）梳理清单"]
    assert unwrapped(rows).split("\n") == [rows[0], rows[1] + rows[2], rows[3]]
