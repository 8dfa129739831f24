"""Orders of paper from before this system: their dates are stated by an officer, marked, and decide nothing alone."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.ledger.models import Event
from yimen.people.models import Department, User
from yimen.rectification import services
from yimen.rectification.models import Finding, Order, Recheck
from yimen.rectification.queries import answered_on, orders_to_recheck, timeline
from yimen.rectification.tests.making import accept

pytestmark = pytest.mark.django_db
ISSUED, ANSWERED = date(2023, 9, 15), date(2023, 9, 20)
YEAR_END = date(2023, 12, 31)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    """Scans of these tests go to their own folder."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def finding(police: Department, officer: User) -> Finding:
    """居住证 seen off the hall in 2023, accepted."""
    return accepted(officer, police, "I1")


def accepted(officer: User, department: Department, subject: str) -> Finding:
    raised = services.raise_finding(
        by=None, region=department.region, department=department, source="evidence:run:1", subject=subject,
        title=f"{subject}：疑似体外循环", kind="bypassed", seen="看到", innocent="可能",
        period_from=date(2023, 1, 1), period_to=YEAR_END,
    )  # fmt: skip
    return accept(officer, raised)


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("整改单及答复.pdf", b"%PDF-1.4")


def register(by: User, finding: Finding, **others: Any) -> Order:
    papers = {
        "number": "友营商改〔2023〕3号", "issued_on": ISSUED, "demand": "全部改由大厅窗口受理",
        "deadline": date(2023, 10, 15), "answered": ANSWERED, "answer": "已全部改由大厅受理", "files": [scan()],
    }  # fmt: skip
    return services.register_paper_order(by=by, finding=finding, **{**papers, **others})


@pytest.fixture
def checking(finding: Finding, officer: User) -> Order:
    """The order of paper, under check."""
    return services.check(by=officer, order=register(officer, finding))


def verified(order: Order, first: date, last: date, *, clean: bool = True) -> Recheck:
    source, verdict = f"evidence:run:{first}", "runs" if clean else "hollow"
    try:
        return services.recheck(
            by=None,
            order=order,
            source=source,
            clean=clean,
            verdict=verdict,
            note="核验",
            data_from=first,
            data_to=last,
            newest=last,
        )
    finally:
        order.refresh_from_db()


def test_data_later_than_the_paper_answer_close_it_and_reopen_it(checking: Order) -> None:
    verified(checking, date(2023, 9, 21), date(2023, 11, 14))
    assert checking.status == "closed"
    verified(checking, date(2023, 11, 15), YEAR_END, clean=False)
    assert checking.status == "reopened"


def test_registering_closes_nothing(finding: Finding, officer: User) -> None:
    assert register(officer, finding).status == "answered"


def test_data_from_the_day_of_the_paper_answer_on_prove_nothing(checking: Order) -> None:
    with pytest.raises(Refused, match="晚于答复日期"):
        verified(checking, ANSWERED, YEAR_END)
    assert checking.status == "checking"
    assert not orders_to_recheck(checking.region, ANSWERED).exists()
    assert orders_to_recheck(checking.region, ANSWERED + timedelta(days=1)).get() == checking


def test_an_order_answered_here_is_still_judged_by_the_servers_own_time(
    finding: Finding, officer: User, liaison: User
) -> None:
    deadline = timezone.localdate() + timedelta(days=30)
    order = services.issue_order(by=officer, finding=finding, demand="全部改由大厅受理", deadline=deadline)
    services.receive(by=liaison, order=order)
    services.answer(by=liaison, order=order, text="早在去年九月就已整改")
    services.check(by=officer, order=order)
    assert not orders_to_recheck(order.region, date(2023, 9, 21)).exists()
    with pytest.raises(Refused, match="晚于答复日期"):
        verified(order, date(2023, 9, 21), YEAR_END)


def test_a_second_answer_is_of_today_and_old_data_no_longer_speak(checking: Order, liaison: User) -> None:
    verified(checking, date(2023, 9, 21), date(2023, 11, 14))
    verified(checking, date(2023, 11, 15), YEAR_END, clean=False)
    services.answer(by=liaison, order=checking, text="再次整改并加强管理")
    checking.refresh_from_db()
    assert answered_on(checking) == timezone.localdate()
    with pytest.raises(Refused, match="晚于答复日期"):
        verified(checking, date(2023, 12, 1), YEAR_END)


def test_a_department_cannot_date_its_own_answer(
    finding: Finding, liaison: User, client_of: Any, officer: User
) -> None:
    with pytest.raises(Refused, match="营商局"):
        register(liaison, finding)
    past = {
        "text": "已全部改由大厅受理",
        "declared_on": "2023-09-20",
        "answered": "2023-09-20",
        "answered_at": "2023-09-20",
    }
    deadline = timezone.localdate() + timedelta(days=30)
    order = services.issue_order(by=officer, finding=finding, demand="全部改由大厅受理", deadline=deadline)
    services.receive(by=liaison, order=order)
    assert client_of(liaison).post(reverse("rectification:answer", args=[order.pk]), past).status_code == 302
    order.refresh_from_db()
    assert (answered_on(order), order.replies.get().declared_on) == (timezone.localdate(), None)


def test_another_countys_officer_cannot_register(finding: Finding, neighbour_officer: User) -> None:
    with pytest.raises(Refused, match="本县"):
        register(neighbour_officer, finding)


def test_both_times_are_kept_and_only_one_can_be_typed(finding: Finding, officer: User) -> None:
    order = register(officer, finding)
    today = timezone.localdate()
    reply = order.replies.get()
    assert (order.issued_on, timezone.localdate(order.recorded_at)) == (ISSUED, today)
    assert (reply.declared_on, timezone.localdate(reply.recorded_at)) == (ANSWERED, today)
    assert order.answered_at is None
    for kind, declared in (("rectification.paper_order_registered", ISSUED), ("rectification.answer", ANSWERED)):
        event = Event.objects.get(kind=kind)
        assert json.loads(bytes(event.meta))["declared_at"] == declared.isoformat()
        assert timezone.localdate(event.at) == today
    first, second = timeline(order)
    assert (first["when"], second["when"]) == (ISSUED, ANSWERED)
    assert all("纸质补登" in each["what"] and timezone.localdate(each["recorded"]) == today for each in (first, second))


@pytest.mark.parametrize(
    ("papers", "words"),
    [
        ({"answered": date(2023, 9, 14)}, "依次"),
        ({"answered": date(2999, 1, 1)}, "依次"),
        ({"deadline": date(2023, 9, 1)}, "早于下达日期"),
        ({"issued_on": date(2022, 9, 15)}, "不是它所指的问题"),
        ({"files": []}, "扫描件"),
        ({"number": " "}, "编号"),
        ({"number": f"友营商改〔{timezone.localdate().year}〕1号"}, "本系统编排"),
        ({"answer": "好"}, "至少四个字"),
    ],
)
def test_papers_that_cannot_be_so_are_refused(
    finding: Finding, officer: User, papers: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        register(officer, finding, **papers)
    assert not Order.objects.exists()


def test_one_paper_is_registered_once(finding: Finding, officer: User, police: Department) -> None:
    register(officer, finding)
    with pytest.raises(Refused, match="已经下达过"):
        register(officer, finding, number="友营商改〔2023〕4号")
    with pytest.raises(Refused, match="已登记"):
        register(officer, accepted(officer, police, "I2"))


def test_the_officer_registers_it_on_the_findings_page_and_it_is_marked(
    finding: Finding, officer: User, liaison: User, client_of: Any
) -> None:
    client = client_of(officer)
    assert "纸质整改单" in client.get(reverse("rectification:finding", args=[finding.pk])).content.decode()
    papers = {
        "paper-number": "友营商改〔2023〕3号", "paper-issued_on": "2023-09-15", "paper-demand": "全部改由大厅窗口受理",
        "paper-deadline": "2023-10-15", "paper-answered": "2023-09-20", "paper-answer": "已全部改由大厅受理",
    }  # fmt: skip
    address = reverse("rectification:register", args=[finding.pk])
    assert client.post(address, {**papers, "paper-answered": ""}).status_code == 422
    assert client.post(address, papers).status_code == 422
    assert client_of(liaison).post(address, {**papers, "paper-materials": scan()}).status_code == 403
    assert client.post(address, {**papers, "paper-materials": scan()}).status_code == 302
    order = Order.objects.get()
    page = client.get(reverse("rectification:order", args=[order.pk])).content.decode()
    for words in ("纸质补登", "2023-09-15", "2023-09-20", "整改单及答复.pdf", "登记）"):
        assert words in page, words
    assert "纸质补登" in client.get(reverse("rectification:orders")).content.decode()


def test_no_letter_is_made_up_for_an_order_that_has_its_own(checking: Order, officer: User, client_of: Any) -> None:
    client = client_of(officer)
    address = reverse("rectification:letter", args=[checking.pk])
    assert address not in client.get(reverse("rectification:order", args=[checking.pk])).content.decode()
    assert client.get(address).status_code == 422
