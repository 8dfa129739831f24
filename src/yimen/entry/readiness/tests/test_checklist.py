"""An item is ready when every line is there: by data where there are data, else by a person's word with evidence."""

from datetime import date, timedelta
from typing import Any

import pytest

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.entry import queries as entry
from yimen.entry.authorisation.tests.conftest import today
from yimen.entry.readiness import queries, services
from yimen.entry.readiness.checklist import Checklist
from yimen.entry.readiness.models import Confirmation, Preparation
from yimen.entry.readiness.rules import CONFIRMED, Check, State
from yimen.entry.readiness.services import Place
from yimen.halls.models import Hall, Posting, Window
from yimen.people.models import Department, Region, Staff, User

pytestmark = pytest.mark.django_db


def listed(item: Item, day: date | None = None) -> Checklist:
    """The item's checklist on a day."""
    day = day or today()
    return queries.readiness_on(day, entry.state_on(day).filter(item=item)).lists[item.pk]


def states(item: Item, day: date | None = None) -> dict[str, str]:
    return {line.check.value: line.state.value for line in listed(item, day).lines}


@pytest.fixture
def seal(police: Department, hall: Hall) -> Place:
    """The police's seal at A01."""
    return Place(police, hall, "A01", Check.SEAL)


@pytest.fixture
def complete(
    enter: Any, give: Any, staff: dict[str, Staff], window: Window, passport: Item, police: Department, hall: Hall,
    liaison: User,
) -> Item:  # fmt: skip
    """An item that has everything."""
    enter(passport)
    give(staff["P1"], [passport])
    give(staff["P2"], [passport], post="b")
    for check in CONFIRMED:
        place = Place(police, hall, "A01", check)
        services.confirm(by=liaison, place=place, confirmed_on=today(), evidence="验收单 7 号")
    return passport


def test_with_every_line_there_an_item_is_ready(complete: Item) -> None:
    assert set(states(complete).values()) == {"done"}
    assert listed(complete).is_ready


def test_nothing_known_is_neither_there_nor_missing(enter: Any, residence: Item) -> None:
    enter(residence, windows="")
    assert set(states(residence).values()) == {"unknown"}
    assert not listed(residence).is_ready
    assert listed(residence).state == State.UNKNOWN


def test_each_line_falls_when_its_data_do(complete: Item, staff: dict[str, Staff], window: Window) -> None:
    yesterday = today() - timedelta(days=1)

    def lost(check: str) -> None:
        found = listed(complete)
        assert [line.check.value for line in found.open] == [check], found.open

    Posting.objects.filter(staff=staff["P2"]).update(valid_to=yesterday)
    lost("people")
    assert "B岗 P2 没有在声明的窗口派驻" in listed(complete).open[0].words
    Posting.objects.filter(staff=staff["P2"]).update(valid_to=None)
    ItemVersion.objects.filter(item=complete).update(in_hall=False)
    lost("guide")
    ItemVersion.objects.filter(item=complete).update(in_hall=True)
    Confirmation.objects.filter(preparation__check_code="network").update(valid_to=yesterday, ending="专线中断")
    lost("network")
    Confirmation.objects.filter(preparation__check_code="network").update(valid_to=None, ending="")
    Window.objects.filter(pk=window.pk).update(valid_to=yesterday)
    assert {line.check.value for line in listed(complete).open} == {"people", "seat"}


def test_an_item_online_from_end_to_end_needs_its_guide_only(enter: Any, passport: Item) -> None:
    enter(passport, mode="online_only", windows="")
    assert states(passport) == {"guide": "done"}


def test_the_readiness_of_a_past_day_is_that_of_its_day(complete: Item, seal: Place, liaison: User) -> None:
    open_one = Confirmation.objects.get(preparation__check_code="seal")
    Confirmation.objects.filter(pk=open_one.pk).update(valid_from=today() - timedelta(days=9))
    services.withdraw(by=liaison, confirmation=open_one, ending="印章收回")
    assert states(complete)["seal"] == "unknown"
    assert queries.confirmed_at(seal.department.pk, today() - timedelta(days=1)).filter(pk=open_one.pk).exists()


def test_is_ready_stands_beside_the_one_state_and_never_changes_it(
    complete: Item, residence: Item, make_item: Any, enter: Any
) -> None:
    outside = make_item("P3", "未声明的事项")
    enter(residence)
    rows = entry.state_on(today())
    found = queries.readiness_on(today(), rows)
    carried = queries.with_readiness(rows, found)
    seen = {row.item_id: (row.entry_state, row.is_ready) for row in carried}
    assert seen == {
        complete.pk: ("entered", True),
        residence.pk: ("entered", False),
        outside.pk: ("unexplained", None),
    }
    assert entry.figures(carried) == entry.figures(rows)
    for wanted, items in (("yes", [complete.pk]), ("no", [residence.pk]), ("nonsense", [])):
        assert list(queries.narrowed(carried, wanted).values_list("item", flat=True)) == items


def test_gaps_are_counted_line_by_line_and_name_their_items(complete: Item, residence: Item, enter: Any) -> None:
    enter(residence)
    found = queries.readiness_on(today(), entry.state_on(today()))
    for gap in queries.gaps(found):
        assert gap.done + gap.lacking + gap.unknown == sum(
            1 for each in found.lists.values() if each.state_of(gap.check)
        )
    assert found.count(state=State.DONE) == len(found.ready) == 1


def test_the_number_of_queries_is_the_same_for_one_item_and_forty(
    complete: Item, enter: Any, make_item: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(10):
        queries.readiness_on(today(), entry.state_on(today()))
    enter(*(make_item(f"M{number}", "事项") for number in range(40)))
    with django_assert_num_queries(10):
        assert len(queries.readiness_on(today(), entry.state_on(today())).lists) == 41


def test_a_word_needs_evidence_a_day_and_a_place_that_exists(seal: Place, window: Window, liaison: User) -> None:
    def confirm(place: Place = seal, day: date | None = None, evidence: str = "交接单 3 号") -> Confirmation:
        return services.confirm(by=liaison, place=place, confirmed_on=day or today(), evidence=evidence)

    with pytest.raises(Refused, match="请写明依据"):
        confirm(evidence="好")
    with pytest.raises(Refused, match="不能晚于今天"):
        confirm(day=today() + timedelta(days=1))
    with pytest.raises(Refused, match="没有在用的窗口 Z9"):
        confirm(Place(seal.department, seal.hall, "Z9", Check.SEAL))
    with pytest.raises(Refused, match="由系统数据得出"):
        confirm(Place(seal.department, seal.hall, "A01", Check.PEOPLE))
    confirm()
    with pytest.raises(Conflict, match="已有人确认"):
        confirm()


def test_only_the_own_department_and_the_halls_keeper_confirm(
    seal: Place, window: Window, tax_liaison: User, officer: User, hall_manager: User, neighbour: Region, make_user: Any
) -> None:
    for stranger in (tax_liaison, officer, make_user("far", "hall_manager", neighbour)):
        with pytest.raises(Refused, match="本部门联络员"):
            services.confirm(by=stranger, place=seal, confirmed_on=today(), evidence="交接单 3 号")
    services.confirm(by=hall_manager, place=seal, confirmed_on=today(), evidence="交接单 3 号")


def test_a_withdrawn_word_can_be_given_again_and_both_are_kept(seal: Place, window: Window, liaison: User) -> None:
    first = services.confirm(by=liaison, place=seal, confirmed_on=today(), evidence="交接单 3 号")
    with pytest.raises(Refused, match="原因"):
        services.withdraw(by=liaison, confirmation=first, ending="")
    services.withdraw(by=liaison, confirmation=first, ending="印章收回")
    with pytest.raises(Conflict):
        services.withdraw(by=liaison, confirmation=first, ending="印章收回")
    services.confirm(by=liaison, place=seal, confirmed_on=today(), evidence="交接单 4 号")
    assert Confirmation.objects.count() == 2


def test_next_steps_say_what_for_how_many_items_who_and_by_when(
    seal: Place, window: Window, enter: Any, passport: Item, residence: Item, liaison: User, police: Department
) -> None:
    enter(passport, residence)
    with pytest.raises(Refused, match="已经过去"):
        services.plan(by=liaison, place=seal, owner="办公室主任", due_on=today() - timedelta(days=1))
    services.plan(by=liaison, place=seal, owner="办公室主任", due_on=today())
    found = queries.steps(queries.readiness_on(today(), entry.state_on(today())), police.pk)
    step = next(each for each in found if each.check == Check.SEAL)
    assert (step.items, step.place, step.preparation.owner) == (2, (seal.hall.pk, "A01"), "办公室主任")
    assert not step.late(today())
    assert step.late(today() + timedelta(days=1))
    assert Preparation.objects.count() == 1
