"""Whether promises were kept: what counts against a letter, from which day, and what can and cannot be said."""

from datetime import date, timedelta
from typing import Any

import pytest

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence.keeping import items
from yimen.evidence.keeping.answers import Row, judged
from yimen.evidence.keeping.letters import letters_of
from yimen.evidence.keeping.models import PromiseRow
from yimen.evidence.keeping.rules import ELSEWHERE, FEEDING, MEASURES, RETURNING, STAFFING
from yimen.evidence.keeping.tests.conftest import checks_of
from yimen.evidence.models import Run
from yimen.evidence.tests.making import FIRST, LAST
from yimen.exchange.models import FeedPromise
from yimen.halls.models import Attendance, HallDay
from yimen.ledger.models import Event
from yimen.people.models import Department, Region


def test_items_handled_elsewhere_break_the_promise_with_their_rows(
    make_letter: Any, make_run: Any, filled: Region, police: Department
) -> None:
    letter = make_letter(police)
    check = checks_of(make_run(filled), letter)[ELSEWHERE]
    assert (check.outcome, check.against, check.known) == ("broken", 12, 32)
    rows = check.rows.filter(kind=PromiseRow.Kind.AGAINST).order_by("subject")
    assert [(row.subject, row.weight) for row in rows] == [("I2", 4), ("I3", 8)]
    assert all(row.finding is not None and row.finding.subject == row.subject for row in rows)


def test_what_happened_before_the_letter_was_signed_is_no_breach_of_it(
    make_letter: Any, make_run: Any, filled: Region, police: Department
) -> None:
    signed = date(2024, 2, 15)
    letter = make_letter(police, signed_on=signed)
    check = checks_of(make_run(filled), letter)[ELSEWHERE]
    lone = RegisterRecord.objects.filter(item__code__in=("I2", "I3"), applied_on__gte=signed)
    linked = Case.objects.filter(item__code="I2", received_at__date__gte=signed).count()
    assert check.period_from == signed
    assert 0 < check.against == lone.count() - linked < 12


def test_a_letter_binds_until_it_ended_or_another_replaced_it(
    make_letter: Any, filled: Region, police: Department, make_run: Any
) -> None:
    run = make_run(filled)
    old = make_letter(police, status="superseded")
    make_letter(police, prior=old, valid_from=date(2024, 2, 1))
    make_letter(police, status="terminated", ended_on=date(2024, 1, 11))
    make_letter(police, status="signing", signed_on=None)
    make_letter(police, valid_from=LAST + timedelta(days=1))
    assert [(each.first, each.last) for each in letters_of(run)] == [
        (FIRST, date(2024, 1, 31)), (date(2024, 2, 1), LAST), (FIRST, date(2024, 1, 10)),
    ]  # fmt: skip


def test_without_the_departments_ledger_nothing_is_called_kept(
    make_letter: Any, make_run: Any, filled: Region, tax: Department
) -> None:
    letter = make_letter(tax, ["I6"])
    found = checks_of(make_run(filled), letter)
    assert (found[ELSEWHERE].outcome, found[ELSEWHERE].unknown) == ("thin", 12)
    assert found[RETURNING].outcome == "thin"
    assert found[ELSEWHERE].rows.get().kind == PromiseRow.Kind.UNKNOWN


def test_items_that_run_keep_the_promise_unless_a_hard_rule_could_not_run(
    make_letter: Any, make_run: Any, filled: Region, police: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = make_letter(police, ["I1"])
    monkeypatch.setattr(items, "blind_spots", lambda run: [])
    assert checks_of(make_run(filled), letter)[ELSEWHERE].outcome == "kept"
    monkeypatch.setattr(items, "blind_spots", lambda run: ["R11 受理终端不在大厅"])
    check = checks_of(make_run(filled), letter)[ELSEWHERE]
    assert check.outcome == "thin" and "R11" in check.words


@pytest.mark.parametrize(("sent", "outcome"), [(3, "broken"), (2, "kept")])
def test_applications_that_the_department_had_before_the_hall_are_told_from_three_on(
    make_letter: Any, make_run: Any, filled: Region, police: Department, sent: int, outcome: str
) -> None:
    letter = make_letter(police, ["I1"])
    for record in RegisterRecord.objects.filter(item__code="I1", applied_on__gte=date(2024, 1, 20))[:sent]:
        record.applied_on -= timedelta(days=6)
        record.save()
    check = checks_of(make_run(filled), letter)[RETURNING]
    assert (check.outcome, check.known) == (outcome, 12)
    assert check.against == (sent if outcome == "broken" else 0)


@pytest.mark.parametrize(("rhythm", "outcome"), [("daily", "broken"), ("monthly", "kept"), ("", "thin")])
def test_data_in_time_is_what_the_report_agreement_says(
    make_letter: Any, make_run: Any, filled: Region, police: Department, rhythm: str, outcome: str
) -> None:
    letter = make_letter(police)
    if rhythm:
        FeedPromise.objects.create(department=police, kind="cases.cases", rhythm=rhythm, valid_from=date(2023, 1, 1))
    check = checks_of(make_run(filled), letter)[FEEDING]
    assert check.outcome == outcome
    assert check.against == check.rows.count()
    if rhythm == "monthly":
        assert check.known == 3


def quiet_days(number: int) -> list[date]:
    """Open days in a row on which no window received a case."""
    busy = {each.received_at.date() for each in Case.objects.all() if each.received_at}
    days = [day for day in HallDay.objects.order_by("date").values_list("date", flat=True) if FIRST <= day <= LAST]
    return [day for day in days if day not in busy][:number]


def test_days_on_which_nobody_of_those_posted_came_are_told_by_window(
    make_letter: Any, make_run: Any, filled: Region, police: Department
) -> None:
    letter = make_letter(police)
    assert checks_of(make_run(filled), letter)[STAFFING].outcome == "kept"
    days = quiet_days(6)
    Attendance.objects.filter(staff__code="OPD01", date__in=days).delete()
    check = checks_of(make_run(filled), letter)[STAFFING]
    assert (check.outcome, check.against) == ("broken", len(days))
    assert sum(row.weight for row in check.rows.all()) == len(days)
    assert {row.subject for row in check.rows.all()} == {"WD01"}


def test_a_case_at_the_window_proves_that_somebody_was_there(
    make_letter: Any, make_run: Any, filled: Region, police: Department
) -> None:
    letter = make_letter(police)
    served = {each.received_at.date() for each in Case.objects.filter(window_code="WD01") if each.received_at}
    Attendance.objects.filter(staff__code="OPD01", date__in=served).delete()
    assert checks_of(make_run(filled), letter)[STAFFING].against == 0


def test_days_without_attendance_of_half_the_hall_are_held_against_nobody(
    make_letter: Any, make_run: Any, filled: Region, police: Department
) -> None:
    letter = make_letter(police)
    Attendance.objects.all().delete()
    check = checks_of(make_run(filled), letter)[STAFFING]
    assert (check.outcome, check.against) == ("thin", 0)
    assert check.unknown > 0


def test_a_promise_that_no_data_can_speak_of_is_left_to_people(
    make_letter: Any, make_run: Any, filled: Region, police: Department
) -> None:
    letter = make_letter(police)
    check = checks_of(make_run(filled), letter)["polite"]
    assert check.outcome == "thin" and "实地核对" in check.words


def test_every_check_stands_in_the_ledger_and_without_a_letter_there_is_none(
    make_letter: Any, make_run: Any, filled: Region, police: Department
) -> None:
    told = Event.objects.filter(kind="evidence.promises_checked")
    make_run(filled)
    assert not told.exists()
    make_letter(police)
    make_run(filled)
    assert told.count() == 1


ONE_AGAINST = [Row("甲", FIRST, FIRST, 1, "一件")]


@pytest.mark.parametrize(
    ("known", "unknown", "rows", "blind", "outcome"),
    [
        (100, 0, [], (), "kept"),
        (100, 0, ONE_AGAINST, (), "kept"),  # within the share that is left out of account
        (10, 0, ONE_AGAINST, (), "broken"),
        (10, 90, ONE_AGAINST, ("R11",), "broken"),  # what was seen was seen
        (19, 0, [], (), "thin"),
        (100, 26, [], (), "thin"),
        (100, 25, [], (), "kept"),
        (100, 0, [], ("R11",), "thin"),
        (0, 0, [], (), "thin"),
    ],
)
def test_figures_become_kept_broken_or_lack_of_evidence(
    known: int, unknown: int, rows: list[Row], blind: tuple[str, ...], outcome: str
) -> None:
    assert judged(MEASURES[STAFFING], known, unknown, rows, blind).outcome == outcome


def test_a_repeated_run_says_the_same(make_letter: Any, make_run: Any, filled: Region, police: Department) -> None:
    letter = make_letter(police)

    def said(run: Run) -> list[tuple[Any, ...]]:
        return [(each.code, each.outcome, each.words) for each in checks_of(run, letter).values()]

    assert said(make_run(filled)) == said(make_run(filled))
