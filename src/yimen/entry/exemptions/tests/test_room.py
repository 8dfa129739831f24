"""Want of room against the floor plan and the queues: each outcome, and that absent data accuse nobody."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry.exemptions import services
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.room import FULL, INNOCENT, QUICK, ROOM, THIN, Room, Span, rooms_of
from yimen.entry.exemptions.services import Registered
from yimen.entry.exemptions.tests.conftest import law
from yimen.entry.exemptions.tests.conftest import room as content
from yimen.halls.models import Hall, QueueDay, Window
from yimen.halls.planning import execution
from yimen.halls.planning import services as planning
from yimen.halls.planning.services import Asked, Traits, Typed
from yimen.halls.space import services as space
from yimen.halls.space.services import Laid
from yimen.people.models import Department, Region, Staff, User

FIRST, LAST, JULY = date(2023, 1, 1), date(2023, 12, 31), date(2023, 7, 1)
STATION = Decimal("6.5")


@pytest.fixture
def entry(county: Region, police: Department, passport: Item, collector: Staff) -> Exemption:
    """Out for want of room in 2023."""
    row = Exemption(
        region=county, item=passport, department=police, reason="no_room", basis="方案", meanwhile="A01 窗口",
        valid_from=FIRST, valid_to=LAST, approved_on=FIRST, approval_number="1号",
    )  # fmt: skip
    return services.load(by=None, region=county, rows=[Registered(row, (collector,))])[0]


@pytest.fixture
def lay(hall: Hall, window: Window) -> Any:
    """Lays the hall out from a day on: A01, and so many free stations."""

    def make(day: date, free: int) -> None:
        stations = [("1-00", STATION, "A01"), *((f"1-{n:02}", STATION, "") for n in range(1, free + 1))]
        space.lay_out(by=None, hall=hall, valid_from=day, floors=[Laid("一楼", Decimal("300"), stations)])

    return make


@pytest.fixture
def wait(county: Region, hall: Hall, police: Department) -> Any:
    """Puts a day's queue of the department into the books."""

    def make(day: date, mean: int, department: Department | None = police) -> None:
        row = QueueDay(hall=hall, date=day, department=department, called=10, mean_wait=mean)
        space.add_queues(by=None, region=county, rows=[row])

    return make


def found(entry: Exemption, day: date = LAST) -> Room:
    return rooms_of([entry], day)[entry.pk]


def test_without_a_plan_and_queues_nothing_is_proven(entry: Exemption, hall: Hall) -> None:
    room = found(entry)
    assert (room.outcome, room.words[0], room.wait, room.innocent) == (THIN, "证据不足", None, "")
    assert room.seen == "365 天都没有大厅平面图。"


def test_a_free_station_is_told_for_each_day_with_its_area(entry: Exemption, lay: Any) -> None:
    lay(FIRST, 0)
    lay(JULY, 2)
    room = found(entry)
    assert room.outcome == ROOM
    assert room.spans == (
        Span(FIRST, date(2023, 6, 30), 0, Decimal(0)), Span(JULY, LAST, 2, Decimal("13.0")),
    )  # fmt: skip
    assert room.seen == "有平面图的 365 天里，184 天厅内有空席，最多 2 个、13.0 平方米。"
    assert room.innocent == INNOCENT[ROOM]


def test_no_free_station_on_any_day_bears_the_entry_out(entry: Exemption, lay: Any, wait: Any) -> None:
    lay(FIRST, 0)
    wait(date(2023, 5, 15), 1500)
    room = found(entry)
    assert (room.outcome, room.innocent) == (FULL, "")
    assert room.wait is not None and room.wait.mean == 1500


def test_a_short_queue_at_its_windows_is_told_where_no_station_was_free(
    entry: Exemption, lay: Any, wait: Any, tax: Department
) -> None:
    lay(FIRST, 0)
    wait(date(2023, 5, 15), 60, tax)  # another department's queue says nothing of this one
    assert found(entry).outcome == FULL
    wait(date(2023, 5, 15), 600)
    assert found(entry).outcome == QUICK
    assert "叫号机" in found(entry).innocent


def test_a_short_queue_alone_does_not_say_that_there_was_room(entry: Exemption, wait: Any) -> None:
    wait(date(2023, 5, 15), 60)
    assert found(entry).outcome == THIN


def test_days_without_a_plan_are_neither_full_nor_free(entry: Exemption, lay: Any) -> None:
    lay(JULY, 0)
    room = found(entry)
    assert room.outcome == THIN
    assert room.spans[0] == Span(FIRST, date(2023, 6, 30), None, None)
    assert room.seen == "有平面图的 184 天里，厅内没有一天有空席；另有 181 天没有平面图。"


def test_only_the_days_on_which_it_held_count(entry: Exemption, lay: Any, wait: Any) -> None:
    lay(FIRST, 0)
    wait(date(2022, 12, 31), 60)
    assert found(entry).outcome == FULL
    assert found(entry, date(2023, 3, 31)).days() == 90
    lay(date(2024, 1, 1), 9)
    assert found(entry, date(2024, 6, 1)).outcome == FULL


def test_a_draft_is_held_against_the_plan_of_the_day(
    entry: Exemption, lay: Any, liaison: User, residence: Item
) -> None:
    lay(FIRST, 1)
    today = timezone.localdate()
    draft = services.draft(by=liaison, item=residence, content=content(today, today + timedelta(days=300)))
    room = rooms_of([entry, draft], today)[draft.pk]
    assert (room.days(), room.outcome) == (1, ROOM)


def test_an_entry_that_rests_on_the_law_is_not_tested_for_room(passport: Item, liaison: User, hall: Hall) -> None:
    assert rooms_of([services.draft(by=liaison, item=passport, content=law())], LAST) == {}


def test_the_page_shows_what_was_seen_and_opens_the_rows(
    entry: Exemption, lay: Any, wait: Any, hall: Hall, officer: User, client_of: Any
) -> None:
    client = client_of(officer)
    address = f"/entry/exemptions/{entry.pk}/"
    assert "365 天都没有大厅平面图" in client.get(address).content.decode()
    lay(FIRST, 0)
    lay(JULY, 2)
    wait(date(2023, 5, 15), 90)
    page = client.get(address).content.decode()
    assert "184 天厅内有空席" in page
    assert "平均等候 1 分 30 秒" in page
    assert "也可能是：" in page
    assert f"/halls/{hall.pk}/space/?day=2023-07-01&amp;state=free#stations" in page
    free = client.get(f"/halls/{hall.pk}/space/?day=2023-07-01&state=free")
    assert len(free.context["rows"]) == 2


def test_the_cost_does_not_grow_with_the_entries(
    entry: Exemption, lay: Any, wait: Any, django_assert_num_queries: Any
) -> None:
    lay(FIRST, 0)
    with django_assert_num_queries(6):
        rooms_of([entry], LAST)
    with django_assert_num_queries(6):
        rooms_of([entry] * 20, LAST)


def test_the_planners_answer_stands_beside_with_its_assumptions_and_accuses_nobody(
    entry: Exemption, lay: Any, hall: Hall, officer: User, liaison: User, police: Department, client_of: Any
) -> None:
    client, address = client_of(officer), reverse("entry:exemption", args=[entry.pk])
    lay(FIRST, 3)
    assert "没有为公安局申报的空间需求测算过方案" in client.get(address).content.decode()
    typed = [Typed("身份证补领", Decimal(300), Decimal(12))]
    demand = planning.file_demand(by=liaison, hall=hall, department=police, wants={"line": "police"}, typed=typed)
    asked = planning.request_arrangement(by=officer, hall=hall, day=LAST, asked=Asked("布局方案", seconds=5, days=2))
    refuted = execution.arrange(asked, workers=1)
    page = client.get(address).content.decode()
    assert refuted.outcome == "infeasible" and "已证明排不下，与场地受限相符" in page
    assert "通了所需专线的席位一个也没有" in page and "每件 12.0 分钟" in page and "其中部门填报" in page
    planning.state_traits(by=None, hall=hall, traits=[Traits("一楼", "", ["police"])])
    asked = planning.request_arrangement(by=officer, hall=hall, day=LAST, asked=Asked("通线以后", seconds=5, days=2))
    assert execution.arrange(asked, workers=1).outcome == "optimal"
    page = client.get(address).content.decode()
    assert "方案排得下，待部门说明" in page and "也可能是：专线、装修" in page
    assert demand.status_label in page
