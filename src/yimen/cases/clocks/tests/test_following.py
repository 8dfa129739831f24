"""The clocks of a case follow what happens to it, and the dossier keeps the nearest last day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from yimen.cases.clocks.histories import Kind
from yimen.cases.clocks.models import RunningClock
from yimen.cases.clocks.queries import clocks_of
from yimen.cases.clocks.reckoning import State
from yimen.cases.clocks.rows import rows_of
from yimen.cases.clocks.services import follow, recompute
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier, Extension, Pause
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI, china
from yimen.halls.models import Window
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
JUNE = date(2023, 6, 1)


def running(dossier: Dossier) -> dict[str, date | None]:
    return {clock.kind: clock.due_on for clock in RunningClock.objects.filter(dossier=dossier)}


def test_what_is_received_must_be_answered_within_five_days(received: Dossier) -> None:
    assert running(received) == {"notice": date(2023, 6, 8)}
    received.refresh_from_db()
    assert received.due_on == date(2023, 6, 8)


def test_acceptance_starts_the_limits_of_law_and_promise(accepted: Dossier) -> None:
    assert running(accepted) == {"statutory": date(2023, 6, 30), "promised": date(2023, 6, 8)}
    accepted.refresh_from_db()
    assert accepted.due_on == date(2023, 6, 8)


def test_a_declared_time_before_the_recorded_one_starts_the_clock(
    clerk: User, window: Window, version: ItemVersion
) -> None:
    declared = datetime(2023, 5, 31, 10, tzinfo=SHANGHAI)
    dossier = house.received(clerk, version, declared_at=declared).dossier
    assert running(dossier) == {"notice": date(2023, 6, 7)}


def test_a_licence_whose_limit_is_not_listed_has_twenty_days_by_law_and_others_have_none(
    clerk: User, window: Window, police: Department
) -> None:
    licence = house.accepted(clerk, house.version_of(police, "L"))
    other = house.accepted(clerk, house.version_of(police, "O", kind="20"))
    assert running(licence) == {"statutory": date(2023, 6, 30)}
    assert running(other) == {}


def test_no_row_asks_for_the_case_it_was_asked_of(accepted: Dossier, approver: User, tax: Department) -> None:
    handling.consult(by=approver, dossier=accepted, department=tax, question="请核实是否欠缴税款", days=3)
    found = rows_of(accepted)
    rows = (*found.steps, *found.consultations)
    assert len(rows) >= 2 and all(row.dossier is accepted for row in rows)


def test_every_verb_counts_again(accepted: Dossier, approver: User, tax: Department) -> None:
    handling.consult(by=approver, dossier=accepted, department=tax, question="请核实是否欠缴税款", days=3)
    asked = RunningClock.objects.get(dossier=accepted, kind="consultation")
    assert (asked.department, asked.holder) == (tax, None)
    handling.pause(by=approver, dossier=accepted, kind="experts", needed_days=15, told="组织专家评审论证")
    assert "procedure" in running(accepted)
    handling.end_pause(by=approver, pause=Pause.objects.get(), result="评审通过")
    assert "procedure" not in running(accepted)


def test_a_decision_ends_the_limits_and_starts_delivery(
    clerk: User, approver: User, window: Window, version: ItemVersion
) -> None:
    dossier = house.decided(clerk, approver, version)
    assert list(running(dossier)) == ["delivery"]
    done = handling.deliver(by=clerk, dossier=dossier, way="window", receiver="董义之")
    assert running(done) == {}
    assert done.due_on is None


def test_a_procedure_stops_the_clock_of_the_case(accepted: Dossier, approver: User) -> None:
    Pause.objects.create(
        dossier=accepted,
        kind="hearing",
        needed_days=20,
        told="听证",
        started_on=date(2023, 6, 5),
        served_on=date(2023, 6, 5),
    )
    follow(accepted, as_of=date(2023, 6, 12))
    assert running(accepted) == {"statutory": None, "promised": None, "procedure": date(2023, 6, 25)}
    found = {each.history.clock.kind: each for each in clocks_of(accepted, date(2023, 6, 12))}
    assert found[Kind.STATUTORY].state is State.PAUSED
    assert found[Kind.STATUTORY].left == 18


def test_an_approved_extension_is_in_the_lines_with_who_approved_it(
    accepted: Dossier, approver: User, head: User
) -> None:
    settled = datetime(2023, 6, 7, 9, tzinfo=SHANGHAI)
    Extension.objects.create(
        dossier=accepted,
        days=10,
        reason="案情复杂",
        asked_by=approver,
        settled_at=settled,
        settled_by=head,
        approved=True,
    )
    found = {each.history.clock.kind: each for each in clocks_of(accepted, date(2023, 6, 12))}
    assert found[Kind.STATUTORY].due == date(2023, 7, 14)
    words = [line.words for line in found[Kind.STATUTORY].lines]
    assert f"经{head.display_name}批准，延长10个工作日" in words
    before = {each.history.clock.kind: each for each in clocks_of(accepted, date(2023, 6, 6))}
    assert before[Kind.STATUTORY].due == date(2023, 6, 30)


def test_a_published_calendar_moves_the_deadlines_and_is_told_before_it_is_written(accepted: Dossier) -> None:
    off = [{"date": "2023-06-08", "is_off_day": "1", "arrangement_year": "2023"}]
    calendar = china().having(off)
    would = recompute(as_of=JUNE, calendar=calendar, write=False)
    assert [(each.before, each.after) for each in would] == [(date(2023, 6, 8), date(2023, 6, 9))]
    accepted.refresh_from_db()
    assert accepted.due_on == date(2023, 6, 8)
    assert recompute(as_of=JUNE, calendar=calendar) == would
    assert running(accepted)["promised"] == date(2023, 6, 9)
    assert recompute(as_of=JUNE, calendar=calendar) == []


def test_counting_again_asks_the_database_no_more_for_more_cases(
    clerk: User, window: Window, version: ItemVersion, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        follow(house.accepted(clerk, version), as_of=JUNE)
    with django_assert_num_queries(7):
        assert recompute(as_of=JUNE + timedelta(days=1)) == []
    follow(house.accepted(clerk, version), as_of=JUNE)
    with django_assert_num_queries(7):
        recompute(as_of=JUNE + timedelta(days=1))
