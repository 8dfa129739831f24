"""Supervision letters: from a red light only, received, answered, and settled by what was handed in."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.common.errors import Conflict, Refused
from yimen.common.services import kept_file
from yimen.documents.models import IssuedDocument
from yimen.people.models import Department, User
from yimen.programme import queries as programme
from yimen.programme import services as tasks
from yimen.programme.letters import queries, services
from yimen.programme.letters.models import SupervisionLetter
from yimen.programme.letters.queries import LATE, WAITED_FOR
from yimen.programme.models import Notice, Task
from yimen.programme.terms.services import set_terms

SERVED, DAY = date(2023, 6, 2), date(2023, 6, 12)
DEMAND = "请写明尚未完成的原因、措施和完成时间。"


@pytest.fixture
def report(notice: Notice, officer: User) -> Task:
    """The self-inspection report and all other tasks, served; ten days later everybody is late."""
    for task in notice.tasks.all():
        tasks.serve(by=officer, task=task, declared_on=SERVED)
    return notice.tasks.get(number="2.1")


def sent(by: User, notice: Notice, department: Department, day: date = DAY) -> SupervisionLetter:
    return services.send(by=by, notice=notice, department=department, demand=DEMAND, day=day)


def test_one_letter_lists_all_that_the_department_let_go_by_and_no_task_is_demanded_twice(
    notice: Notice, report: Task, officer: User, liaison: User, police: Department
) -> None:
    tasks.submit(by=liaison, task=report, text="自查报告", declared_on=date(2023, 6, 5))
    letter = sent(officer, notice, police)
    assert [line.task.number for line in letter.lines.order_by("task__number")] == ["1", "2", "3"]
    assert {line.missed_on for line in letter.lines.all()} == {SERVED}
    assert letter.answer_by == date(2023, 6, 19)  # five working days
    assert letter.document.kind == IssuedDocument.Kind.SUPERVISION and letter.document.word_digest
    assert str(letter) == "友营商督〔2023〕1号"
    with pytest.raises(Refused, match="已有督办函"):
        sent(officer, notice, police)
    assert queries.open_letters(notice.tasks.get(number="1")) == {police.pk: letter}


def test_a_letter_rests_on_a_red_light(notice: Notice, report: Task, officer: User, police: Department) -> None:
    with pytest.raises(Refused, match="没有可以督办"):
        sent(officer, notice, police, SERVED)  # served on this very day: nobody is late yet
    assert not SupervisionLetter.objects.exists()
    with pytest.raises(Refused, match="没有可以督办"):
        services.send_to(by=officer, notice=notice, departments=[police, Department.objects.get(short_name="医保局")],
                         demand=DEMAND, day=DAY)  # fmt: skip
    assert not SupervisionLetter.objects.exists()


def test_a_letter_goes_out_on_paper_and_its_signed_receipt_comes_back(
    notice: Notice, report: Task, officer: User, liaison: User, neighbour_officer: User, police: Department,
    client_of: Any,
) -> None:  # fmt: skip
    letter = sent(officer, notice, police)
    desk, address = client_of(officer), f"/programme/letters/{letter.pk}/"
    form = desk.get(address, {"paper": "form"})
    assert form.content.startswith(b"%PDF") and "receipt-form" in form["Content-Disposition"]
    assert desk.get(address, {"paper": "scan"}).status_code == 404, "nothing came back yet"
    given = {"way": "left", "served_on": DAY, "receiver": "办公室主任"}
    for words, wrong in (
        ("纸质送达", {"way": "system"}), ("送达日期", {"served_on": SERVED}), ("职务", {"receiver": " "}),
        ("本县", {"by": neighbour_officer}),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            services.serve(**{"by": officer, "letter": letter, "scan": a_scan(), "day": DAY, **given, **wrong})
    posted = {"move": "serve", **given, "served_on": DAY.isoformat()}
    assert desk.post(f"{address}move/", posted).status_code == 422, "without the scan it is not registered"
    told = desk.post(f"{address}move/", {**posted, "scan": a_scan()}, follow=True).content.decode()
    assert "留置送达，2023-06-12 送达，收件人：办公室主任" in told
    letter.refresh_from_db()
    assert letter.status == "received" and letter.delivery.served_on == DAY
    assert b"".join(desk.get(address, {"paper": "scan"}).streaming_content) == b"%PDF-1.4 signed"
    assert desk.get(address, {"paper": "receipt"}).content.startswith(b"%PDF")
    assert "请写明" not in client_of(liaison).get(address, {"paper": "receipt"}).content.decode("latin-1")
    assert services.answer(by=liaison, letter=letter, text="已经完成并上报", hands_in=True).status == "answered"


def a_scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("送达回证.pdf", b"%PDF-1.4 signed")


def test_an_answer_settles_nothing_while_the_task_is_red(
    notice: Notice, report: Task, officer: User, liaison: User, tax_liaison: User, police: Department
) -> None:
    letter = sent(officer, notice, police)
    for stranger in (tax_liaison, officer):
        with pytest.raises(Refused, match="责任部门"):
            services.receive(by=stranger, letter=letter)
    with pytest.raises(Conflict):
        services.answer(by=liaison, letter=letter, text="还没有签收就答复")
    letter = services.receive(by=liaison, letter=letter)
    letter = services.answer(by=liaison, letter=letter, text="正在办理，月底前完成")
    with pytest.raises(Refused, match="仍未上报成果"):
        services.settle(by=officer, letter=letter, decision="同意办结", day=DAY)
    letter = services.send_back(by=officer, letter=letter, decision="没有写明措施，请重新答复")
    file = SimpleUploadedFile("照片.png", b"evidence")
    letter = services.answer(by=liaison, letter=letter, text="已全部完成，附照片", file=file, hands_in=True)
    assert [line.task.submissions.count() for line in letter.lines.all()] == [1, 1, 1, 1]
    letter = services.settle(by=officer, letter=letter, decision="经核对上报材料，同意办结")
    assert (letter.status, letter.answers.count()) == ("settled", 2)
    assert queries.open_letters(report) == {}


def test_late_letters_and_each_departments_count(
    notice: Notice, report: Task, officer: User, liaison: User, police: Department, tax: Department
) -> None:
    first, second = sent(officer, notice, police), sent(officer, notice, tax)
    services.receive(by=liaison, letter=first)
    rows = queries.visible_to(officer)
    assert not queries.with_standing(rows, LATE, date(2023, 6, 19)).exists()
    assert set(queries.with_standing(rows, LATE, date(2023, 6, 20))) == {first, second}
    lines = queries.by_department(rows, date(2023, 6, 20))
    assert set(queries.with_standing(rows, WAITED_FOR, date(2023, 6, 19))) == {first, second}
    assert [(each.department, each.sent, each.owed, each.late) for each in lines] == [(police, 1, 1, 1), (tax, 1, 1, 1)]
    assert list(queries.visible_to(liaison)) == [first]


def test_the_countys_terms_set_the_answer_and_the_warning(
    notice: Notice, report: Task, officer: User, police: Department, neighbour_officer: User
) -> None:
    shared = {"region": notice.region, "soon_days": 3, "quiet_from": None, "quiet_to": None, "days_off": False}
    with pytest.raises(Refused, match="应为 1 至 30"):
        set_terms(by=officer, answer_days=31, **shared)
    with pytest.raises(Refused, match="只有本县"):
        set_terms(by=neighbour_officer, answer_days=3, **shared)


def test_from_the_red_light_to_the_settled_letter_on_the_pages(
    notice: Notice, report: Task, officer: User, liaison: User, police: Department, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    with time_machine.travel("2023-06-12T09:00:00+08:00"):
        desk, department = client_of(officer), client_of(liaison)
        terms = {"soon_days": 7, "answer_days": 3, "quiet_from": "18:00", "quiet_to": "08:00"}
        assert desk.post("/programme/terms/", {**terms, "answer_days": 99}).status_code == 422
        assert "督办参数已设定" in desk.post("/programme/terms/", terms, follow=True).content.decode()
        assert "发督办函" in desk.get(f"/programme/tasks/{report.pk}/").content.decode()
        assert desk.post(f"/programme/tasks/{report.pk}/press/", {"demand": DEMAND}).status_code == 422
        chosen = {"departments": [police.pk], "demand": DEMAND}
        listed = desk.post(f"/programme/tasks/{report.pk}/press/", chosen, follow=True).content.decode()
        letter = SupervisionLetter.objects.get()
        assert "已发督办函 1 份" in listed and letter.answer_by == date(2023, 6, 15)
        address = f"/programme/letters/{letter.pk}/"
        assert "督办函 友营商督" in desk.get(f"/programme/tasks/{report.pk}/").content.decode()
        department.post(f"{address}move/", {"move": "receive"})
        short = department.post(f"{address}move/", {"move": "answer", "text": "好"})
        assert short.status_code == 422 and "至少四个字" in short.content.decode()
        file = SimpleUploadedFile("回执.txt", "已搬迁".encode())
        said = {"move": "answer", "text": "已经全部完成", "hands_in": "on", "file": file}
        page = department.post(f"{address}move/", said, follow=True).content.decode()
        assert "06-12 上报" in page and "回执.txt" in page
        given = letter.answers.get()
        assert not queries.with_standing(queries.visible_to(officer), WAITED_FOR, DAY).exists()  # the bureau's turn
        handed = desk.get(address, {"answer": given.pk})
        assert b"".join(handed.streaming_content) == kept_file(given.digest)
        assert desk.get(address, {"answer": "0"}).status_code == 404
        settled = desk.post(f"{address}move/", {"move": "settle", "decision": "核对无误"}, follow=True)
        assert "已办结" in settled.content.decode()
        with django_assert_max_num_queries(20):
            desk.get("/programme/letters/", {"department": police.pk, "status": "settled"})
        lights = {row.light for row in programme.standings(liaison, DAY, task=report)}
        assert lights == {"handed_in"}
