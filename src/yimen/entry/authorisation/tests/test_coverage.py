"""B must hold what A holds; what is not known is not called missing. The cost stays flat."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yimen.catalog.models import Item, ItemVersion
from yimen.entry import queries as entry
from yimen.entry.authorisation import queries, services
from yimen.entry.authorisation.coverage import Coverage, letters_on
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.subjects import subjects_on
from yimen.entry.authorisation.tests.conftest import today
from yimen.entry.modes import Power
from yimen.entry.rounds import services as rounds
from yimen.entry.rounds.models import Sheet
from yimen.entry.rounds.queries import lines_of
from yimen.entry.rounds.texts import digest_of
from yimen.people.models import Department, Region, Staff, User

pytestmark = pytest.mark.django_db


def covered(item: Item, day: date | None = None) -> Coverage:
    """The item's coverage on a day."""
    subjects = subjects_on(entry.state_on(day or today()).filter(item=item))
    return letters_on(day or today(), subjects).coverage(subjects[0])


def test_b_must_hold_whatever_a_holds(give: Any, enter: Any, staff: dict[str, Staff], passport: Item) -> None:
    enter(passport)
    give(staff["P1"], [passport], last=today() + timedelta(days=100))
    assert covered(passport).lacks_b == list(Power.values)
    give(staff["P2"], [passport], post="b", powers=["accept", "examine", "deliver"])
    found = covered(passport)
    assert (found.lacks_a, found.lacks_b, found.complete) == ([], ["decide", "issue"], False)
    give(staff["P2"], [passport], post="b", powers=["decide", "issue"])  # a second letter adds to the first
    assert covered(passport).complete


def test_a_letter_that_ran_out_leaves_a_gap(give: Any, enter: Any, staff: dict[str, Staff], passport: Item) -> None:
    enter(passport)
    for code, post in (("P1", "a"), ("P2", "b")):
        give(staff[code], [passport], post=post, last=today() + timedelta(days=10))
    assert covered(passport, today() + timedelta(days=10)).complete
    assert covered(passport, today() + timedelta(days=11)).lacks_a == ["accept", "deliver"]


def test_without_any_letter_of_the_department_nothing_is_known(enter: Any, passport: Item) -> None:
    enter(passport)
    assert not covered(passport).known


def test_a_chief_representative_needs_an_appointment(
    give: Any, enter: Any, staff: dict[str, Staff], passport: Item
) -> None:
    enter(passport, mode="representative")
    give(staff["P1"], [passport])
    give(staff["P2"], [passport], post="b")
    assert covered(passport).unappointed
    give(staff["P1"], [], kind="appointment", powers=[])
    assert covered(passport).complete


def test_after_a_round_the_posts_and_steps_are_those_that_it_named(
    give: Any, staff: dict[str, Staff], window: Any, passport: Item, officer: User, liaison: User, head: User,
    police: Department,
) -> None:  # fmt: skip
    opened = rounds.open_round(
        by=officer, region=police.region, title="梳理", as_of=today(), deadline=today() + timedelta(days=9)
    )
    sheet = Sheet.objects.get(round=opened)
    kept = {**dict.fromkeys(Power.values, ""), "decide": "由局机关决定"}
    answer = rounds.Answer("own_window", windows="A01", staff_a=staff["P2"], staff_b=staff["P3"], powers=kept)
    rounds.answer_lines(by=liaison, sheet=sheet, lines=sheet.lines.all(), answer=answer)
    rounds.submit(by=liaison, sheet=sheet)
    rounds.sign(by=head, sheet=sheet, seen=digest_of(lines_of(sheet)))
    rounds.confirm(by=None, sheet=sheet)  # the posts stand at no window
    give(staff["P1"], [passport])  # not the one whom the round named
    found = covered(passport)
    assert (found.a, found.b) == ((staff["P2"].pk,), (staff["P3"].pk,))
    assert found.lacks_a == ["accept", "examine", "issue", "deliver"]  # what is kept back is not wanting
    give(staff["P2"], [passport], powers=found.lacks_a)
    give(staff["P3"], [passport], post="b", powers=found.lacks_a)
    assert covered(passport).complete


ITEMS = 1135


@pytest.fixture
def whole_county(county: Region, police: Department, staff: dict[str, Staff]) -> list[Item]:
    """1,135 items × 5 steps × 2 people."""
    items = Item.objects.bulk_create(Item(region=county, code=f"W{number:04}") for number in range(ITEMS))
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item, region=county, department=police, code=item.code, name="事项", kind="01",
            initiation="on_application", valid_from=date(2020, 1, 1), search_text="事项",
        )
        for item in items
    )  # fmt: skip
    letters = [
        (
            Mandate(
                region=county, department=police, staff=staff[code], kind="authorisation", post=post,
                number=f"友公安授〔2023〕{place}号", valid_from=date(2023, 1, 1), valid_to=date(2099, 1, 1),
                issued_on=date(2023, 1, 1), announced_on=date(2023, 1, 1),
            ),
            [(item.pk, power) for item in items for power in Power.values],
        )
        for place, (code, post) in enumerate((("P1", "a"), ("P2", "b")), start=1)
    ]  # fmt: skip
    services.load_mandates(by=None, region=county, letters=letters)
    return items


def test_1135_items_by_5_steps_by_2_people_cost_one_query(
    whole_county: list[Item], staff: dict[str, Staff], record_property: Any
) -> None:
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        held = queries.holdings_on(today())
        whole = time.perf_counter() - began
    assert (len(held), len(asked)) == (ITEMS, 1)
    assert all({len(each.powers) for each in found} == {5} and len(found) == 2 for found in held.values())
    began = time.perf_counter()
    for item in whole_county[:100]:
        assert queries.authorised(staff=staff["P2"], item=item, power="decide", day=today())
    single = (time.perf_counter() - began) / 100
    record_property("queries", (len(asked), f"{len(asked)} 次（{sum(len(one) for one in held.values()):,} 人次×5 步）"))
    record_property("whole", (whole, f"{whole:.2f} 秒"))
    record_property("single", (single, f"{1000 * single:.2f} 毫秒"))
    assert whole < 2
    assert single < 0.05
