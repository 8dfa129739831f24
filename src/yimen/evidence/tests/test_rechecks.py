"""What a verification says of an order under check: clean closes it, if it leaves out no day since the answer."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence import answers, dataset, execution, services
from yimen.evidence.models import Run
from yimen.evidence.queries import newest_day, recheck_periods
from yimen.evidence.tests.conftest import verdicts_of
from yimen.evidence.tests.making import FIRST, LAST
from yimen.halls.models import Hall, HallDay
from yimen.people.models import Region
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding, Order
from yimen.rectification.tests.making import accept

IN_A_MONTH = timedelta(days=30)


def _order_under_check(done: Run, officer: Any, liaison: Any, code: str = "I2") -> Order:
    finding = Finding.objects.get(subject=code)
    accept(officer, finding)
    deadline = timezone.localdate() + timedelta(days=20)
    order = rectification.issue_order(by=officer, finding=finding, demand="全部进厅受理", deadline=deadline)
    rectification.receive(by=liaison, order=order)
    rectification.answer(by=liaison, order=order, text="已全部进厅受理")
    return rectification.check(by=officer, order=order)


def _later_data(region: Region, code: str, matters: int, around: int = 0, after: int = 2) -> tuple[date, date]:
    """Rows of one day, so many days after today's answer; a period that holds them."""
    first = timezone.localdate() + timedelta(days=1)
    for day in range(30):
        times = {"opens_at": time(8, 30), "closes_at": time(17)}
        HallDay.objects.get_or_create(
            hall=Hall.objects.get(region=region), date=first + timedelta(days=day), defaults=times
        )
    department = RegisterRecord.objects.filter(region=region, department__code="D01").first().department
    template = Case.objects.filter(region=region, item_code="I1").first()
    record = RegisterRecord.objects.filter(region=region, item_code="I1").first()
    for number in range(matters + around):
        moment = datetime.combine(first + timedelta(days=after - 1), time(10, number), dataset.SHANGHAI)
        person = {"name": f"孙某{number}", "id": f"9999991960010100{number:02d}"}
        if number < matters:
            Case.objects.create(
                region=region, department=department, item_code=code, case_number=f"L{code}{after}-{number}",
                applicant_name=person["name"], applicant_id=person["id"], channel="window", received_at=moment,
                accepted_at=moment, recorded_at=moment, decided_at=moment + timedelta(hours=1),
                window_code=template.window_code,
                operator_code=template.operator_code, terminal=template.terminal, result="granted",
                batch=template.batch,
            )  # fmt: skip
        RegisterRecord.objects.create(
            region=region, department=department, item_code=code, record_number=f"LR{code}{after}-{number}",
            holder_name=person["name"], holder_id=person["id"], applied_on=moment.date(), issued_on=moment.date(),
            origin="issued", batch=record.batch,
        )  # fmt: skip
    return first, first + timedelta(days=28)


def _recheck(region: Region, first: date, last: date) -> Run:
    run = services.request_run(
        by=None, region=region, period_from=first, period_to=last, purpose=Run.Purpose.RECHECK, day=last
    )
    return execution.execute_run(run=run)


def test_a_clean_verification_of_later_data_closes_an_order(done: Run, officer: Any, liaison: Any) -> None:
    order = _order_under_check(done, officer, liaison)
    run = _recheck(done.region, *_later_data(done.region, "I2", 8))
    assert verdicts_of(run)["I2"] == "runs"
    order.refresh_from_db()
    assert order.status == "closed"
    assert order.clean_source == f"evidence:run:{run.pk}"


def test_too_little_business_closes_nothing(done: Run, officer: Any, liaison: Any) -> None:
    order = _order_under_check(done, officer, liaison)
    run = _recheck(done.region, *_later_data(done.region, "I2", 3))
    assert verdicts_of(run)["I2"] == "thin"
    order.refresh_from_db()
    assert order.status == "checking"
    assert "证据不足" in order.rechecks.get().note


def test_a_missing_feed_closes_nothing(done: Run, officer: Any, liaison: Any, monkeypatch: Any) -> None:
    order = _order_under_check(done, officer, liaison)
    period = _later_data(done.region, "I2", 8)
    Case.objects.filter(case_number__startswith="L").update(recorded_at=None)
    Case.objects.update(recorded_at=None)
    run = _recheck(done.region, *period)
    assert any("R22" in each for each in answers.blind_spots(run))
    order.refresh_from_db()
    assert order.status == "checking"
    assert not order.rechecks.get().found_clean


def test_old_data_says_nothing_of_an_order(done: Run, officer: Any, liaison: Any, make_run: Any) -> None:
    order = _order_under_check(done, officer, liaison)
    make_run(done.region)
    assert not order.rechecks.exists()


def test_a_relapse_reopens_a_closed_order(done: Run, officer: Any, liaison: Any) -> None:
    order = _order_under_check(done, officer, liaison)
    first, last = _later_data(done.region, "I2", 8)
    _recheck(done.region, first, last)
    order.refresh_from_db()
    assert order.status == "closed"
    RegisterRecord.objects.filter(record_number__startswith="LR").delete()
    Case.objects.filter(case_number__startswith="L").delete()
    _later_data(done.region, "I2", 4, around=6)
    _recheck(done.region, first, last + timedelta(days=1))
    order.refresh_from_db()
    assert order.status == "reopened"


def test_a_clean_period_that_ends_before_a_relapse_closes_nothing(done: Run, officer: Any, liaison: Any) -> None:
    order = _order_under_check(done, officer, liaison)
    first, _ = _later_data(done.region, "I2", 8)
    _later_data(done.region, "I2", 0, around=6, after=20)
    with time_machine.travel(timezone.now() + IN_A_MONTH):
        run = _recheck(done.region, first, first + timedelta(days=9))
        assert verdicts_of(run)["I2"] == "runs"
        order.refresh_from_db()
        assert (order.status, order.rechecks.get().found_clean) == ("checking", False)
        newest = first + timedelta(days=19)
        assert f"期间不足，须核验 {first} 至 {newest} 的全部数据，尚不能销号" in order.rechecks.get().note
        run = _recheck(done.region, first, newest)
        assert verdicts_of(run)["I2"] == "bypassed"
        order.refresh_from_db()
        assert order.status == "checking"


def test_a_clean_period_to_the_newest_day_closes_and_one_that_begins_late_does_not(
    done: Run, officer: Any, liaison: Any
) -> None:
    order = _order_under_check(done, officer, liaison)
    first, _ = _later_data(done.region, "I2", 8, after=20)
    with time_machine.travel(timezone.now() + IN_A_MONTH):
        for begins, status in ((first + timedelta(days=1), "checking"), (first, "closed")):
            run = _recheck(done.region, begins, first + timedelta(days=28))
            assert verdicts_of(run)["I2"] == "runs"
            order.refresh_from_db()
            assert order.status == status


def test_a_row_dated_in_the_future_does_not_keep_orders_open(filled: Region) -> None:
    assert newest_day(filled, date(2023, 1, 1)) is None
    newest = newest_day(filled, timezone.localdate())
    assert newest is not None
    assert FIRST < newest <= LAST
    RegisterRecord.objects.filter(pk=RegisterRecord.objects.last().pk).update(issued_on=date(2999, 1, 1))
    assert newest_day(filled, timezone.localdate()) == newest
    moment = datetime(2024, 5, 1, 16, 30, tzinfo=UTC)  # past midnight in Shanghai
    Case.objects.filter(pk=Case.objects.last().pk).update(received_at=None, accepted_at=moment)
    assert newest_day(filled, timezone.localdate()) == date(2024, 5, 2)
    assert newest_day(filled, date(2024, 5, 1)) == newest


def _paper_order(done: Run, officer: Any, code: str, answered: date) -> Order:
    finding = Finding.objects.get(subject=code)
    accept(officer, finding)
    order = rectification.register_paper_order(
        by=officer, finding=finding, number=f"旧整改〔2024〕{code}号", issued_on=FIRST, demand="全部进厅受理",
        deadline=LAST, answered=answered, answer="已全部进厅受理", files=[SimpleUploadedFile("扫描.pdf", b"x")],
    )  # fmt: skip
    return rectification.check(by=officer, order=order)


def test_orders_of_paper_have_their_own_period(done: Run, officer: Any, liaison: Any) -> None:
    today = timezone.localdate()
    assert recheck_periods(done.region, today) == []
    paper = _paper_order(done, officer, "I3", date(2024, 1, 20))
    newest = newest_day(done.region, today)
    (period,) = recheck_periods(done.region, today)
    assert (period.first, period.last, period.orders) == (date(2024, 1, 21), newest, [paper])
    order = _order_under_check(done, officer, liaison)
    first, second = recheck_periods(done.region, today)
    assert first == period
    assert (second.first, second.last, second.orders) == (today + timedelta(days=1), None, [order])


def test_the_page_says_which_period_decides_and_fills_it_in(done: Run, officer: Any, client_of: Any) -> None:
    client, runs = client_of(officer), reverse("evidence:runs")
    assert "等待复核的整改单" not in client.get(runs).content.decode()
    order = _paper_order(done, officer, "I3", date(2024, 1, 20))
    newest = newest_day(done.region, timezone.localdate())
    page = client.get(runs).content.decode()
    assert f"2024-01-21 至 {newest}" in page
    assert order.number in page
    initial = client.get(f"{runs}?recheck=2024-01-21").context["period"].initial
    assert initial == {"period_from": date(2024, 1, 21), "period_to": newest, "purpose": Run.Purpose.RECHECK}
    for unknown in ("2024-01-22", "", "x"):
        initial = client.get(f"{runs}?recheck={unknown}").context["period"].initial
        assert initial["purpose"] == Run.Purpose.REGULAR
    page = client.get(reverse("rectification:order", args=[order.pk])).content.decode()
    assert "2024-01-21（答复次日）至本县已导入数据的最后一天" in page
    assert f"{runs}?recheck=2024-01-21" in page


def test_an_answer_without_later_data_waits_for_them(done: Run, officer: Any, liaison: Any, client_of: Any) -> None:
    _order_under_check(done, officer, liaison)
    page = client_of(officer).get(reverse("evidence:runs")).content.decode()
    assert "还没有导入此后的数据" in page
    assert "填好复核期间" not in page
