"""A floor drawn: what is saved is the plan from a day on, and what cannot stand so is refused with a sentence."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.halls.models import Hall, SpacePlan
from yimen.halls.space import queries, services
from yimen.halls.space.drawing import pictures
from yimen.halls.space.services import Box, Laid, LaidFixture, LaidZone
from yimen.people.models import User

A_WINDOW = ("1-01", Decimal("2.3"), "A01")


def floor(name: str = "一楼", **changes: Any) -> Laid:
    """A floor of 20 m by 12 m with a zone, a wall, seats and one station in the zone."""
    drawn: dict[str, Any] = {
        "stations": [A_WINDOW, ("1-02", Decimal("6"), "A02")],
        "width": 2000,
        "depth": 1200,
        "zones": [
            LaidZone("大厅", "other", Box(0, 0, 2000, 1200)),
            LaidZone("综合区", "comprehensive", Box(0, 0, 900, 400)),
        ],
        "fixtures": [
            LaidFixture("wall", Box(0, 400, 900, 20)),
            LaidFixture("seats", Box(100, 600, 400, 100), seats=12),
        ],
        "places": {"1-01": Box(100, 50, 180, 130)},
    }
    return Laid(name, Decimal("240"), **{**drawn, **changes})


def test_a_floor_drawn_is_the_plan_from_that_day_on_and_the_other_floors_stay(
    hall: Hall, plan: None, hall_manager: User
) -> None:
    day = timezone.localdate()
    services.draw_floor(by=hall_manager, hall=hall, floor=floor(), valid_from=day, former="一楼")
    before, now = (queries.space_on(hall, each) for each in (day - timedelta(days=1), day))
    assert before and now and before.plan != now.plan
    first, second = pictures(now, marked=["A01"])
    assert (first.is_drawn, second.is_drawn, second.count, first.seats) == (True, False, 2, 12)
    [station] = first.stations
    assert (station.zone.name if station.zone else "", station.marked) == ("综合区", True)  # the smallest zone around
    assert [place.station.code for place in first.unplaced] == ["1-02"]
    assert not next(pictures(before)).is_drawn


def test_a_plan_redrawn_on_its_own_day_replaces_it_and_both_can_be_read(hall: Hall, plan: None) -> None:
    day = date(2023, 6, 1)
    for name in ("一层", "底层"):
        former = services.floors_of(hall)[0].name
        services.draw_floor(by=None, hall=hall, floor=floor(name), valid_from=day, former=former)
    rows = list(SpacePlan.objects.filter(hall=hall).order_by("pk").values_list("valid_from", "replaced"))
    assert rows == [(date(2023, 1, 1), False), (day, True), (day, False)]
    found = queries.space_on(hall, day)
    assert found and [each.floor.name for each in pictures(found)] == ["底层", "二楼"]
    with pytest.raises(Conflict, match="刷新"):
        services.draw_floor(by=None, hall=hall, floor=floor("一层"), valid_from=day, former="一层")
    with pytest.raises(Refused, match="须晚于"):
        services.draw_floor(by=None, hall=hall, floor=floor("底层"), valid_from=day - timedelta(days=1), former="底层")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"places": {"1-01": Box(0, 0, 180, 130), "1-02": Box(100, 100, 180, 130)}}, "重叠"),
        ({"places": {"1-01": Box(1900, 0, 180, 130)}}, "超出"),
        ({"width": None, "depth": None}, "没有宽或深"),
        ({"stations": [A_WINDOW, ("1-01", Decimal("6"), "")]}, "不同的编号"),
        ({"stations": [("1-01", Decimal("6"), "A09")]}, "没有登记窗口 A09"),
        ({"stations": [A_WINDOW, ("1-02", Decimal("6"), "A01")], "zones": []}, "两个席位"),
        ({"zones": [LaidZone("区", "waiting", Box(0, 0, 9, 9))] * 2}, "功能区"),
    ],
)
def test_what_cannot_stand_so_is_refused(hall: Hall, plan: None, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        services.draw_floor(by=None, hall=hall, floor=floor(**changes), valid_from=date(2023, 6, 1), former="一楼")
    assert SpacePlan.objects.count() == 1


def rows(*shapes: tuple[str, str, str, str]) -> dict[str, str]:
    """What the drawing board posts of shapes: kind, name, window, and "x y width depth" in metres."""
    sent = {"shape-TOTAL_FORMS": str(len(shapes)), "shape-INITIAL_FORMS": "0"}
    for number, (kind, name, window, place) in enumerate(shapes):
        values = dict(zip(("x", "y", "width", "depth"), place.split(), strict=True))
        values.update(kind=kind, name=name, window=window)
        sent.update({f"shape-{number}-{key}": value for key, value in values.items()})
    return sent


def test_the_drawing_board_works_as_a_table_of_coordinates(
    hall: Hall, plan: None, hall_manager: User, officer: User, client_of: Any
) -> None:
    client, address = client_of(hall_manager), f"/halls/{hall.pk}/space/draw/?floor=一楼"
    assert client_of(officer).get(address).status_code == 403
    proposed = client.get(address).context["shapes"]
    assert [(row.initial["name"], row.initial["x"]) for row in proposed] == [
        ("1-01", Decimal("0.2")),
        ("1-02", Decimal("2.2")),
    ]
    head = {"name": "一楼", "area": "240", "width": "20", "depth": "12", "valid_from": "2023-06-01"}
    shapes = (
        ("zone-waiting", "等候区", "", "0 6 10 6"), ("fixture-wall", "", "", "0 5 9 0.2"),
        ("station", "1-01", "a-01", "1.25 1 1.8 1.3"),
    )  # fmt: skip
    nameless = client.post(address, {**head, **rows(*shapes, ("station", "", "", "5 1 1 1"))})
    assert (nameless.status_code, "须有编号或名称" in nameless.content.decode()) == (422, True)
    assert client.post(address, {**head, **rows(*shapes)}).status_code == 302
    found = queries.space_on(hall, date(2023, 6, 1))
    assert found
    drawn = next(pictures(found))
    assert [(each.place.station.window, each.x, each.place.station.area) for each in drawn.stations] == [
        ("A01", 125, Decimal("2.3")),
    ]  # fmt: skip
    page = client.get(f"/halls/{hall.pk}/space/?day=2023-06-01").content.decode()
    assert all(words in page for words in ("floor-zone-waiting", "floor-fixture-wall", "修改这一层", "在图上绘制"))
    again = client.post(address, {**head, **rows(("station", "1-01", "Z9", "1 1 1.8 1.3"))})
    assert (again.status_code, "没有登记窗口 Z9" in again.content.decode()) == (422, True)
