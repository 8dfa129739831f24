"""Carrying out a run: the same answer as the engine's, all or nothing, and what follows from it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from yimen.cases.models import Case, RegisterRecord
from yimen.common.errors import Conflict, Refused
from yimen.evidence import consequences, dataset, execution, services
from yimen.evidence.leases import Lease
from yimen.evidence.models import Clue, Link, Run, Verdict
from yimen.evidence.queries import latest_run, trend_by_month, truly_running_rate, verdict_counts, weeks_of
from yimen.evidence.states import DONE, FAILED, RUNNING
from yimen.evidence.tests.conftest import verdicts_of
from yimen.evidence.tests.making import FIRST, LAST
from yimen.ledger.models import Event
from yimen.people.models import Region
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding
from yimen.verify import counties, verify


def test_each_item_gets_the_verdict_that_its_rows_deserve(done: Run) -> None:
    assert done.status == DONE
    assert verdicts_of(done) == {
        "I1": "runs",
        "I2": "bypassed",
        "I3": "hollow",
        "I4": "idle",
        "I5": "exempt",
        "I6": "thin",
    }


def test_nothing_is_lost_between_a_set_and_our_database(done: Run, set_folder: Path) -> None:
    direct = verify(set_folder)
    ours = Verdict.objects.filter(run=done).order_by("item_code")
    assert list(
        ours.values_list("item_code", "engine_verdict", "matters", "off_matters", "off_share", "off_low", "off_high")
    ) == [each[:-1] for each in direct.verdicts]
    assert set(Link.objects.filter(run=done).values_list("record_number", "case_number")) == {
        each[:2] for each in direct.links
    }
    assert set(Clue.objects.filter(run=done).values_list("subject_kind", "subject", "rule", "explanation")) == {
        (each.subject_kind, each.subject, each.rule, each.explanation) for each in direct.findings
    }


def test_without_a_ledger_nothing_is_called_running(done: Run) -> None:
    verdict = Verdict.objects.get(run=done, item_code="I6")
    assert (verdict.engine_verdict, verdict.verdict, verdict.ledger_missing) == ("runs", "thin", True)
    rate = truly_running_rate(done)
    assert (rate.running, rate.judged, rate.unproven) == (1, 3, 1)


def test_running_again_over_the_same_data_gives_the_same_digests(asked_anew: None, done: Run, make_run: Any) -> None:
    again = make_run(done.region)
    assert (again.input_digest, again.rules_digest) == (done.input_digest, done.rules_digest)
    assert len(done.input_digest) == 64
    case = Case.objects.first()
    Case.objects.filter(pk=case.pk).update(terminal="172.16.9.9")
    assert make_run(done.region).input_digest != done.input_digest


def test_a_run_stands_in_the_ledger_with_every_row(done: Run) -> None:
    kinds = list(
        Event.objects.filter(chain=done.region_id, kind__startswith="evidence.").values_list("kind", flat=True)
    )
    for kind in ("evidence.run_requested", "evidence.run.start", "evidence.answered", "evidence.run.finish"):
        assert kind in kinds


def test_a_finished_run_is_not_carried_out_twice(done: Run) -> None:
    events = Event.objects.count()
    execution.execute_run(run=done)
    assert Event.objects.count() == events


def test_two_workers_cannot_carry_out_one_run(filled: Region) -> None:
    run = services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)
    stale = Run.objects.get(pk=run.pk)
    services.start(run=run, lease=Lease(run.pk))
    with pytest.raises(Conflict):
        execution.execute_run(run=stale)


def test_a_failing_run_keeps_nothing_but_its_reason(filled: Region, monkeypatch: Any, caplog: Any) -> None:
    def broken(run: Run) -> None:
        assert Verdict.objects.filter(run=run).exists()
        raise RuntimeError("power cut")

    run = services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)
    monkeypatch.setattr(consequences, "recheck_orders", broken)
    run = execution.execute_run(run=run)
    assert run.status == FAILED
    assert "没有保存任何结果" in run.failure
    for model in (Verdict, Clue, Link, Finding):
        assert not model.objects.exists()
    monkeypatch.undo()
    assert execution.execute_run(run=run).status == DONE


def test_a_run_that_memory_does_not_do_for_says_so_after_it_was_asked_with_more(
    asked_anew: None, filled: Region, make_run: Any, monkeypatch: Any
) -> None:
    more = counties.MORE_IN_ONE
    monkeypatch.setattr(execution, "MEMORY", "9KB")
    monkeypatch.setattr(counties, "MORE_IN_ONE", "9KB")
    run = make_run(filled)
    assert (run.status, run.failure) == (FAILED, counties.NO_ROOM)
    monkeypatch.setattr(counties, "MORE_IN_ONE", more)
    assert execution.execute_run(run=run).status == DONE


def test_a_county_without_items_is_told_what_to_do(county: Region, make_run: Any) -> None:
    run = make_run(county)
    assert run.status == FAILED
    assert "先导入事项清单" in run.failure


def test_findings_are_raised_once_and_say_what_was_seen(done: Run, make_run: Any) -> None:
    make_run(done.region)
    findings = {each.subject: each for each in Finding.objects.all()}
    assert {code: each.kind for code, each in findings.items()} == {"I2": "bypassed", "I3": "hollow"}
    finding = findings["I3"]
    assert finding.source == f"evidence:run:{done.pk}"
    assert "共 8 件" in finding.seen
    assert "有证照无办件（R01）8 件" in finding.seen
    assert "有证照无办件：" in finding.innocent
    assert finding.department.code == "D01"


def test_a_settled_finding_is_not_raised_again_from_the_same_data(done: Run, make_run: Any, officer: Any) -> None:
    for finding in Finding.objects.all():
        rectification.judge(by=officer, finding=finding, accept=False, judgement="部门已说明，系上级发证")
    make_run(done.region)
    assert Finding.objects.count() == 2


def test_a_recheck_does_not_become_the_countys_figures(done: Run, make_run: Any) -> None:
    make_run(done.region, first=date(2024, 2, 1), purpose=Run.Purpose.RECHECK)
    assert latest_run(done.region) == done


def test_months_come_from_the_rows(done: Run) -> None:
    months = trend_by_month(done.region)
    assert [month.first for month in months] == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    counted = Verdict.objects.filter(run=done).exclude(verdict="exempt")
    assert sum(month.matters for month in months) == sum(each.matters for each in counted)
    assert sum(month.off_matters for month in months) == sum(each.off_matters for each in counted) == 12
    weeks = weeks_of(done)
    assert [week.first for week in weeks][:2] == [date(2024, 1, 1), date(2024, 1, 8)], "each begins on a Monday"
    assert sum(week.matters for week in weeks) == sum(month.matters for month in months)
    assert sum(week.off_matters for week in weeks) == 12


def test_counts_name_every_verdict(done: Run) -> None:
    assert verdict_counts(done) == {"runs": 1, "hollow": 1, "bypassed": 1, "thin": 1, "idle": 1, "exempt": 1}


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (LAST, FIRST, "晚于截止日期"),
        (date(2010, 1, 1), LAST, "三年"),
        (date(2999, 1, 1), date(2999, 2, 1), "还没有到"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(county: Region, first: date, last: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        services.request_run(by=None, region=county, period_from=first, period_to=last)


def test_only_an_officer_of_the_county_starts_a_run(county: Region, liaison: Any, neighbour_officer: Any) -> None:
    for user in (liaison, neighbour_officer):
        with pytest.raises(Refused, match="本县"):
            services.request_run(by=user, region=county, period_from=FIRST, period_to=LAST)


def test_the_same_period_is_not_verified_twice_at_once(filled: Region) -> None:
    services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)
    with pytest.raises(Refused, match="正在进行"):
        services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)


def test_a_run_whose_worker_died_can_be_ended_and_started_again(filled: Region, officer: Any) -> None:
    run = services.request_run(by=officer, region=filled, period_from=FIRST, period_to=LAST)
    run = services.start(run=run, lease=Lease(run.pk))
    assert run.status == RUNNING
    run = services.give_up(by=officer, run=run, reason="服务器断电")
    assert (run.status, run.failure) == (FAILED, "服务器断电")
    assert execution.execute_run(run=run).status == DONE


def test_the_command_verifies_and_counts(filled: Region, capsys: Any) -> None:
    arguments = ("--county", filled.pk, "--from", str(FIRST), "--to", str(LAST))
    call_command("verify", *arguments, verbosity=0)
    assert "实质运行 1，疑似明进暗不进 1，疑似体外循环 1，证据不足 1" in capsys.readouterr().out


def test_the_command_says_which_county_is_unknown(county: Region) -> None:
    with pytest.raises(CommandError, match="没有区划代码为 999999999999"):
        call_command("verify", "--county", "999999999999")


def test_the_default_period_is_the_twelve_months_before() -> None:
    assert services.default_period(date(2024, 1, 15)) == (date(2023, 1, 1), date(2023, 12, 31))
    assert services.default_period(date(2024, 3, 1)) == (date(2023, 3, 1), date(2024, 2, 29))


def test_the_set_holds_what_the_database_holds(filled: Region, tmp_path: Path) -> None:
    counts = dataset.write_set(region=filled, period_from=FIRST, period_to=LAST, folder=tmp_path / "out")
    assert counts["cases"] == Case.objects.count()
    assert counts["register"] == RegisterRecord.objects.count()
    parquet = tmp_path / "parquet"
    dataset.write_set(region=filled, period_from=FIRST, period_to=LAST, folder=parquet, file_format="parquet")
    assert verify(parquet).verdicts == verify(tmp_path / "out").verdicts
