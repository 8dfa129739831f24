"""Each on-application item is, on every day, in exactly one state."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yimen.catalog.models import ItemVersion
from yimen.entry import queries
from yimen.entry.models import ENTERED, Declaration, Exemption, Mode
from yimen.people.models import Department, Region

START = date(2023, 1, 1)
DAYS = 40
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Word:
    """A declaration from a day (of the history) on, until the next."""

    day: int
    mode: str


@dataclass(frozen=True)
class Entry:
    """An exemption: first and last day, the day from which it could hold, and that of withdrawal, if any."""

    first: int
    length: int | None
    approved: int | None
    withdrawn: int | None
    reason: str


days = st.integers(0, DAYS)
words = st.lists(st.builds(Word, days, st.sampled_from(Mode.values)), max_size=5, unique_by=lambda word: word.day)
entries = st.lists(
    st.builds(
        Entry,
        days,
        st.none() | st.integers(0, 20),
        st.none() | days,
        st.none() | days,
        st.sampled_from(["law", "site", "no_room"]),
    ),
    max_size=3,
)
histories = st.lists(st.tuples(words, entries), min_size=1, max_size=4)


def expected(said: list[Word], listed: list[Entry], day: int) -> tuple[str, bool]:
    """The state and the conflict on a day, told without SQL."""
    before = sorted((word for word in said if word.day <= day), key=lambda word: word.day)
    entered = bool(before) and before[-1].mode in ENTERED
    holding = [
        each
        for each in listed
        if each.approved is not None
        and each.approved <= day
        and each.first <= day
        and (each.length is None or day <= each.first + each.length)
        and (each.withdrawn is None or day < each.withdrawn)
    ]
    if entered:
        newest = max(holding, key=lambda each: (max(each.first, each.approved), listed.index(each)), default=None)
        ordered = newest is not None and newest.reason == "no_room" and before[-1].mode == Mode.ACCEPT_IN_HALL
        return queries.IS_ENTERED, newest is not None and not ordered
    return (queries.IS_EXEMPT if holding else queries.IS_UNEXPLAINED), False


def on(day: int | None) -> date | None:
    return None if day is None else START + timedelta(days=day)


def write(item: Any, department: Department, said: list[Word], listed: list[Entry]) -> None:
    said = sorted(said, key=lambda word: word.day)
    ends = [*(word.day - 1 for word in said[1:]), None][: len(said)]
    Declaration.objects.bulk_create(
        Declaration(
            region=item.region,
            item=item,
            department=department,
            mode=word.mode,
            valid_from=on(word.day),
            valid_to=on(end),
            declared_at=START,
        )
        for word, end in zip(said, ends, strict=True)
    )
    for each in listed:
        length = 20 if each.length is None and each.reason == "no_room" else each.length
        status = "draft" if each.approved is None else "published" if each.withdrawn is None else "withdrawn"
        Exemption.objects.create(
            region=item.region,
            item=item,
            department=department,
            reason=each.reason,
            basis="依据",
            valid_from=on(each.first),
            valid_to=on(None if length is None else each.first + length),
            holds_from=None if each.approved is None else on(max(each.first, each.approved)),
            registered=True,
            withdrawn_on=on(each.withdrawn),
            status=status,
            status_at="2023-01-01T00:00:00Z",
        )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=histories, asked=st.lists(days, min_size=1, max_size=4))
def test_every_item_is_in_exactly_the_state_that_its_history_says(
    county: Region, police: Department, make_item: Any, history: Any, asked: list[int]
) -> None:
    # Where no length is drawn, want of room gets one, as the database demands.
    history = [
        (
            said,
            [Entry(e.first, 20 if e.length is None and e.reason == "no_room" else e.length, *_rest(e)) for e in listed],
        )
        for said, listed in history
    ]
    with transaction.atomic():
        items = [make_item(f"H{number}", f"事项{number}") for number in range(len(history))]
        for item, (said, listed) in zip(items, history, strict=True):
            write(item, police, said, listed)
        for day in asked:
            rows = list(queries.state_on(on(day), county).order_by("code"))
            assert [row.item_id for row in rows] == [item.pk for item in items]
            found = [(row.entry_state, row.conflict) for row in rows]
            assert found == [expected(said, listed, day) for said, listed in history]
            figures = queries.figures(queries.state_on(on(day), county))
            assert figures.entered + figures.exempt + figures.unexplained == len(items)
            assert figures.conflicts == sum(conflict for _, conflict in found)
            assert figures.must_enter == sum(state != queries.IS_EXEMPT for state, _ in found)
        transaction.set_rollback(True)


def _rest(entry: Entry) -> tuple[int | None, int | None, str]:
    return entry.approved, entry.withdrawn, entry.reason


def test_the_state_of_all_items_is_asked_in_one_query(
    county: Region, make_item: Any, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        make_item(f"A{number}", "户口登记")
    with django_assert_num_queries(1):
        assert len(list(queries.state_on(START, county))) == 3


def test_items_ex_officio_paused_or_not_yet_in_force_have_no_state(county: Region, make_item: Any) -> None:
    make_item("A1", "身份证换领")
    make_item("A2", "治安处罚", initiation="ex_officio", kind="02")
    make_item("A3", "暂停的事项", state=ItemVersion.State.PAUSED)
    make_item("A4", "将来的事项", valid_from=date(2024, 1, 1))
    assert [row.code for row in queries.state_on(START, county)] == ["A1"]


def test_another_county_is_not_counted(county: Region, neighbour_police: Department, make_item: Any) -> None:
    make_item("A1", "身份证换领")
    make_item("B1", "身份证换领", department=neighbour_police)
    assert [row.code for row in queries.state_on(START, county)] == ["A1"]
