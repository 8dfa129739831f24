"""Reports: counted from a named ledger state, the same whenever counted again, whatever is recorded later."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from yimen.common.errors import Refused
from yimen.common.services import kept_file
from yimen.common.workdays import SHANGHAI
from yimen.documents.models import IssuedDocument
from yimen.entry import services as entry
from yimen.entry.queries import three_rates
from yimen.ledger import clock
from yimen.ledger.canonical import json_bytes
from yimen.people.models import Department, User
from yimen.programme import services as programme
from yimen.programme.letters import services as letters
from yimen.programme.models import Notice
from yimen.programme.reporting import queries, services
from yimen.programme.reporting.figures import RATES, REGISTER, figures
from yimen.programme.reporting.models import ProgrammeReport
from yimen.programme.reporting.papers import as_document
from yimen.programme.reporting.register import unattested
from yimen.programme.reporting.state import LedgerState, state_on
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding

SERVED, END = date(2023, 6, 2), date(2023, 6, 30)


def on(day: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The ledger begins on the day of the notice: it never writes an event before one that stands.

    PostgreSQL's own clock, by which the ledger goes there, cannot be moved: the moved one stands for it.
    """
    monkeypatch.setattr(clock, "server_clock", lambda using: "")
    with on("2023-05-31"):
        yield


def raised(department: Department, code: str) -> Finding:
    return rectification.raise_finding(
        by=None, region=department.region, department=department, source="inspections:visit:7", subject=code,
        title=f"事项{code}：疑似体外循环", kind="bypassed", seen="看到", innocent="可能", period_from=SERVED,
        period_to=SERVED,
    )  # fmt: skip


@pytest.fixture
def report(
    notice: Notice, officer: User, liaison: User, tax_liaison: User, police: Department, tax: Department
) -> ProgrammeReport:
    """The final report of June: one report handed in in time, one letter with its answer, one finding."""
    with on("2023-06-05"):
        for task in notice.tasks.all():
            programme.serve(by=officer, task=task, declared_on=SERVED)
        programme.submit(
            by=liaison, task=notice.tasks.get(number="2.1"), text="自查报告", declared_on=date(2023, 4, 27)
        )
    with on("2023-06-12"):
        letter = letters.send(by=officer, notice=notice, department=tax, demand="请写明原因和完成时间")
        letters.receive(by=tax_liaison, letter=letter)
        letters.answer(by=tax_liaison, letter=letter, text="专网设备尚未到货，月底前完成")
        raised(police, "I1")
    with on("2023-06-30"):
        return services.make(by=officer, notice=notice, kind="final", period_to=END)


def test_each_figure_is_what_stood_in_the_ledger(report: ProgrammeReport, notice: Notice) -> None:
    kept = queries.kept_figures(report)
    task = next(each for each in kept["tasks"] if each["number"] == "2.1")
    assert (task["departments"], task["handed_in"], task["in_time"], task["overdue"]) == (6, 1, 1, 5)
    assert sum(each["parts"] for each in kept["departments"]) == 24
    assert sum(each["departments"] for each in kept["tasks"]) == 24
    assert (kept["findings"]["raised"], kept["findings"]["unjudged"]) == (1, 1)
    assert kept["letters"] == {"sent": 1, "answered": 1, "settled": 0}
    why = {each["department"]: each["why"] for each in kept["open"]}
    assert why["税务局"] == "专网设备尚未到货，月底前完成" and why["司法局"] == ""
    assert kept["ledger"] == {"events": report.events, "head": report.head}
    assert hashlib.sha256(kept_file(report.digest)).hexdigest() == report.digest


def test_what_is_recorded_later_changes_no_figure_but_stands_beside_it(
    report: ProgrammeReport, notice: Notice, officer: User, tax_liaison: User, police: Department
) -> None:
    before = queries.kept_figures(report)
    with on("2023-07-10"):
        for task in notice.tasks.all():
            programme.submit(by=tax_liaison, task=task, text="倒填日期的补报", declared_on=date(2023, 6, 20))
        letter = notice.letters.get()
        letters.settle(by=officer, letter=letter, decision="经核对，同意办结")
        raised(police, "I2")
        state = LedgerState(notice.region_id, report.events, report.head)
        again = figures(notice, report.period_to, state)
        assert json_bytes(again) == json_bytes({name: before[name] for name in again})
        assert queries.counted_again(report) == []
        now = queries.register_of(report, date(2023, 7, 10))
        later = {each.name for each in queries.since_then(report, now)}
        assert later == {"tasks", "departments", "open", "findings", "letters"}
        with pytest.raises(Refused, match="不再改动"):
            services.make(by=officer, notice=notice, kind="final", period_to=END)
    Finding.objects.filter(subject="I1").update(kind="hollow")  # as somebody would who goes past the services
    assert [each.label for each in queries.counted_again(report)] == ["疑点"]


def test_the_entry_rates_come_out_of_the_kept_rows_whatever_is_declared_later_for_the_same_day(
    notice: Notice, officer: User, leader: User, liaison: User, make_item: Any, client_of: Any
) -> None:
    items = [make_item(f"E{number}", f"事项E{number}") for number in range(4)]
    with on("2023-06-20"):
        for item in items[:2]:
            entry.declare(by=liaison, item=item, claim=entry.Claim("own_window", SERVED))
    with on("2023-06-30"):
        report = services.make(by=officer, notice=notice, kind="final", period_to=END)
        asked = [(rate.numerator, rate.denominator) for rate in three_rates(END, region=notice.region)]
    kept = queries.kept_figures(report)
    assert [tuple(kept[RATES][name]) for name in ("declared", "staffed")] == asked == [(2, 4), (0, 2)]
    assert unattested(kept[REGISTER], notice.region_id) == []
    with on("2023-07-10"):
        entry.declare(by=liaison, item=items[2], claim=entry.Claim("own_window", SERVED))
        assert three_rates(END, region=notice.region)[0].numerator == 3, "the register has it otherwise by now"
        assert queries.counted_again(report) == [], "and the report comes out as it was made"
        page = client_of(leader).get(f"/programme/reports/{report.pk}/", {"check": "1", "rows": "declared"})
    assert [(turn.name, turn.was, turn.now) for turn in page.context["turns"]] == [
        ("事项E2", "未说明", "已进驻，无人值守")]  # fmt: skip
    assert [each.label for each in page.context["later"]] == ["三率"]
    assert [row["code"] for row in page.context["items"].rows] == ["E0", "E1"], "each figure opens its own rows"


def test_rows_that_were_put_in_or_rates_that_were_improved_are_seen(
    notice: Notice, officer: User, liaison: User, make_item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_item("E1", "事项E1")
    with on("2023-06-30"):
        report = services.make(by=officer, notice=notice, kind="final", period_to=END)
    forged = queries.kept_figures(report)
    monkeypatch.setattr(queries, "kept_figures", lambda _: forged)
    forged[RATES]["declared"] = [1, 1]
    assert [each.label for each in queries.counted_again(report)] == ["三率"], "a rate that its rows do not bear"
    with on("2023-07-10"):
        later = entry.declare(by=liaison, item=item, claim=entry.Claim("own_window", SERVED))
    forged[REGISTER]["items"][0] |= {"entered": True, "declaration": later.pk}
    found = queries.counted_again(report)
    assert [(each.label, each.counted) for each in found] == [("台账明细所依据的声明", ["E1"])]


def test_a_figure_that_was_falsified_would_be_seen(report: ProgrammeReport, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = queries.kept_figures(report)
    forged["findings"]["raised"] = 0
    monkeypatch.setattr(queries, "kept_figures", lambda _: forged)
    assert [each.label for each in queries.counted_again(report)] == ["疑点"]


def test_the_paper_follows_from_the_kept_figures_alone(report: ProgrammeReport) -> None:
    document = report.document
    assert document.kind == IssuedDocument.Kind.PROGRAMME_REPORT
    assert kept_file(document.digest).startswith(b"%PDF-") and kept_file(document.word_digest).startswith(b"PK")
    kept = queries.kept_figures(report)
    papers = [as_document(kept, document.number.text, report.digest) for _ in range(2)]
    assert papers[0] == papers[1]
    words = str(papers[0])
    assert f"第{report.events}个事件" in words and report.head[:32] in words and report.digest[:32] in words
    assert "友谊县政务服务问题整改专项行动" in words and RATES in kept
    assert "{" not in words, "a figure that was not put in"


def test_a_report_ends_between_the_notice_and_today(notice: Notice, officer: User, liaison: User) -> None:
    with pytest.raises(Refused, match="只有本县"):
        services.make(by=liaison, notice=notice, kind="final", period_to=END)
    with pytest.raises(Refused, match="截止日期"):
        services.make(by=officer, notice=notice, kind="final", period_to=END, day=date(2023, 6, 29))
    with pytest.raises(Refused, match="没有任何记录"):
        state_on(notice.region, date(2001, 1, 1))


def test_one_click_on_the_page_and_the_count_again(
    report: ProgrammeReport, notice: Notice, officer: User, leader: User, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    with on("2023-07-31"):
        desk, top = client_of(officer), client_of(leader)
        made = {"notice": notice.pk, "kind": "monthly", "period_to": "2023-06-30"}
        page = desk.post("/programme/reports/make/", made, follow=True)
        assert "已编制" in page.content.decode() and "友营商专报〔2023〕" in page.content.decode()
        assert desk.post("/programme/reports/make/", made).status_code == 422
        address = f"/programme/reports/{report.pk}/"
        with django_assert_max_num_queries(20):
            assert "各项任务完成情况" in top.get(address).content.decode()
        assert "重算一致" in top.get(address, {"check": "1"}).content.decode()
        assert top.get(address, {"figures": "1"}).content == kept_file(report.digest)
