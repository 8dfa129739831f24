"""A promise not kept is a lead: the department is heard, an officer decides, and only then it counts."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.cases.models import Case
from yimen.common.workdays import SHANGHAI
from yimen.entry.agreements.models import Agreement
from yimen.evidence.keeping.queries import finding_subject, visible_checks
from yimen.evidence.keeping.rules import ELSEWHERE, FEEDING
from yimen.evidence.tests.making import FIRST, LAST
from yimen.exchange.models import FeedPromise
from yimen.people.models import Department, Region, User
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding
from yimen.rectification.tests.making import accept


@pytest.fixture
def letter(make_letter: Any, filled: Region, police: Department) -> Agreement:
    """A letter of the police, who agreed to report daily and did not."""
    FeedPromise.objects.create(department=police, kind="cases.cases", rhythm="daily", valid_from=date(2023, 1, 1))
    made: Agreement = make_letter(police)
    return made


def standing(user: User, code: str) -> str:
    """How the newest check of a promise stands."""
    found: str = visible_checks(user).filter(code=code).latest("run_id").standing
    return found


def raised(letter: Agreement, code: str) -> Finding:
    """Where the department is heard about a promise."""
    return Finding.objects.get(subject=finding_subject(code, letter))


def test_a_lead_does_not_count_before_it_was_accepted(
    letter: Agreement, make_run: Any, officer: User, liaison: User
) -> None:
    make_run(letter.region)
    assert standing(officer, FEEDING) == "broken"
    finding = raised(letter, FEEDING)
    assert (finding.kind, finding.department) == ("promise", letter.department)
    assert "零报告" in finding.innocent
    rectification.explain(by=liaison, finding=finding, text="当周没有业务，已经补作零报告。")
    assert standing(officer, FEEDING) == "broken"
    accept(officer, finding)
    assert standing(officer, FEEDING) == "counted"


def test_a_dismissed_lead_is_shown_as_such_and_not_raised_again(
    letter: Agreement, make_run: Any, officer: User
) -> None:
    make_run(letter.region)
    finding = raised(letter, FEEDING)
    rectification.judge(by=officer, finding=finding, accept=False, judgement="平台接口当周故障，有记录。")
    assert standing(officer, FEEDING) == "dismissed"
    make_run(letter.region)
    assert standing(officer, FEEDING) == "dismissed"
    assert Finding.objects.filter(kind="promise").count() == 1


def test_items_handled_elsewhere_are_heard_once_in_the_findings_on_the_items(
    letter: Agreement, make_run: Any, officer: User
) -> None:
    make_run(letter.region)
    assert not Finding.objects.filter(subject=finding_subject(ELSEWHERE, letter)).exists()
    assert standing(officer, ELSEWHERE) == "broken"
    first, second = Finding.objects.filter(subject__in=("I2", "I3"))
    rectification.judge(by=officer, finding=first, accept=False, judgement="台账编号登记错误。")
    assert standing(officer, ELSEWHERE) == "broken"
    accept(officer, second)
    assert standing(officer, ELSEWHERE) == "counted"


def test_an_order_on_a_promise_closes_when_later_data_keep_it_and_reopens_when_they_do_not(
    letter: Agreement, make_run: Any, officer: User, liaison: User
) -> None:
    make_run(letter.region, FIRST, date(2024, 1, 31))
    finding = raised(letter, FEEDING)
    accept(officer, finding)
    order = rectification.register_paper_order(
        by=officer, finding=finding, number="友营商督〔2024〕1号", demand="按日报送。", issued_on=date(2024, 1, 20),
        deadline=date(2024, 2, 8), answered=date(2024, 1, 31), answer="已专人负责，按日报送。",
        files=[SimpleUploadedFile("整改单.pdf", b"%PDF-1.7 1")],
    )  # fmt: skip
    rectification.check(by=officer, order=order)
    make_run(letter.region, date(2024, 2, 1), LAST)
    order.refresh_from_db()
    assert order.status == "checking"  # days are still missing
    FeedPromise.objects.update(rhythm="weekly")
    early = iter(Case.objects.filter(department=letter.department).order_by("received_at"))
    for day in (date(2024, 2, 5) + timedelta(weeks=n) for n in range(8)):
        Case.objects.filter(pk=next(early).pk).update(received_at=datetime.combine(day, time(9), SHANGHAI))
    make_run(letter.region, date(2024, 2, 1), LAST)
    order.refresh_from_db()
    assert order.status == "closed", order.rechecks.latest("pk").note
    FeedPromise.objects.update(rhythm="daily")
    make_run(letter.region, date(2024, 2, 1), LAST)
    order.refresh_from_db()
    assert order.status == "reopened"
    assert [each.verdict for each in order.rechecks.order_by("pk")] == ["promise", "kept", "promise"]
