"""大厅登记 in the demonstration: drawn floors, special windows, the days to come, outages told at once and late.

What stands here begins after the year that the verification reads, so that no verdict rests on it; days to come are
reckoned from the day on which the demonstration is loaded. Every figure is invented.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from yimen.common.workdays import SHANGHAI
from yimen.halls import services as registers
from yimen.halls.keeping import services as keeping
from yimen.halls.keeping.services import Opening
from yimen.halls.models import Closure, Hall, HallDay, Window
from yimen.halls.space import services as space
from yimen.halls.space.services import Box, Laid, LaidFixture, LaidZone
from yimen.people.models import Region, User, in_force

SINCE = date(2024, 1, 2)
"""The day from which the special windows stand and the floors are drawn."""
ADDRESS, PHONE = "友谊县友谊路（演示地址）", "0469-0000000"
SPECIAL = (
    ("Z90", "“办不成事”反映窗口", Window.Kind.HINDRANCE),
    ("Z91", "帮办代办", Window.Kind.ASSISTED),
    ("Z92", "跨省通办", Window.Kind.CROSS_PROVINCE),
    ("Z93", "潮汐窗口", Window.Kind.TIDE),
    ("S01", "24小时自助", Window.Kind.SELF_SERVICE),
    ("S02", "24小时自助", Window.Kind.SELF_SERVICE),
)
POINTS = (("T101", "友谊镇便民服务中心"), ("T102", "兴隆镇便民服务中心"), ("T103", "友邻乡便民服务中心"))
AHEAD = timedelta(days=60)
WIDE, DEEP, AISLE = 180, 130, 20
"""A station and the space beside it, in centimetres."""
ROW = 16


def load_place(region: Region, users: Mapping[str, User]) -> None:
    """The county's main hall as its manager keeps it today, and three township points."""
    hall, manager = Hall.objects.get(region=region, kind=Hall.Kind.MAIN), users["hall_manager"]
    today = timezone.localdate()
    keeping.change_hall(by=manager, hall=hall, name=hall.name, address=ADDRESS, phone=PHONE)
    rows = [
        Window(hall=hall, code=code, name=name, kind=kind, terminal=f"10.23.9.{n}", valid_from=SINCE)
        for n, (code, name, kind) in enumerate(SPECIAL, 1)
    ]
    registers.add_windows(by=None, region=region, windows=rows)
    _draw(hall, manager)
    for opening in _openings(today):
        keeping.keep_days(by=manager, hall=hall, opening=opening)
    _points(region, today)
    _closures(hall, manager, today)


def _openings(today: date) -> Iterator[Opening]:
    """Working days, every Wednesday later, Saturday mornings."""
    last = today + AHEAD
    yield Opening(today, last, "12345", time(8, 30), time(17))
    yield Opening(today, last, "3", time(8, 30), time(18, 30), HallDay.Kind.OVERTIME)
    yield Opening(today, last, "6", time(9), time(12), HallDay.Kind.WEEKEND)


def _points(region: Region, today: date) -> None:
    for code, name in POINTS:
        point = registers.add_hall(
            by=None,
            region=region,
            code=code,
            name=name,
            kind=Hall.Kind.TOWNSHIP,
            opens_on=SINCE,
            address=f"{name}（演示地址）",
        )
        keeping.keep_days(
            by=None, hall=point, opening=Opening(today, today + AHEAD, "12345", time(8, 30), time(16, 30))
        )


def _closures(hall: Hall, manager: User, today: date) -> None:
    """An outage of the year told on its day, one told weeks later, one of a single window now, and a day to come."""

    def at(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), SHANGHAI)

    told, silent = date(2024, 3, 13), date(2024, 4, 17)
    keeping.declare_closure(
        by=None, hall=hall, kind=Closure.Kind.NETWORK, starts_at=at(told, 9), ends_at=at(told, 15),
        reason="电子政务外网光缆被施工挖断，全厅手工收件", recorded_at=at(told, 10),
    )  # fmt: skip
    keeping.declare_closure(
        by=None, hall=hall, kind=Closure.Kind.SYSTEM, starts_at=at(silent, 10), ends_at=at(silent, 16),
        reason="据称综窗系统无法登录", recorded_at=at(silent + timedelta(days=20), 11),
    )  # fmt: skip
    keeping.declare_closure(
        by=manager, hall=hall, kind=Closure.Kind.MACHINE, window="S02", starts_at=timezone.now() - timedelta(hours=3),
        reason="自助终端读卡器损坏，已报修",
    )  # fmt: skip
    works, after = today + timedelta(days=20), today + timedelta(days=21)
    keeping.declare_closure(
        by=manager, hall=hall, kind=Closure.Kind.WORKS, starts_at=at(works, 0), ends_at=at(after, 0),
        reason="配电检修，全天闭厅，急件请到友谊镇便民服务中心",
    )  # fmt: skip


def _draw(hall: Hall, manager: User) -> None:
    """Both floors drawn from SINCE on: comprehensive windows in front, the departments' behind, the rest upstairs."""
    rows = list(Window.objects.filter(in_force(SINCE), hall=hall).order_by("code"))
    special = {code for code, _, _ in SPECIAL}
    front = [row.code for row in rows if row.kind == Window.Kind.COMPREHENSIVE and row.code not in special][:ROW]
    behind = [row.code for row in rows if row.kind == Window.Kind.PROFESSIONAL][: 2 * ROW]
    upstairs = [row.code for row in rows if row.code not in {*front, *behind, *special}]
    space.lay_out(
        by=manager, hall=hall, valid_from=SINCE, floors=[_ground_floor(front, behind), _upper_floor(upstairs)]
    )


def _in_a_row(codes: Sequence[str], x: int, y: int) -> list[tuple[str, Box]]:
    return [(code, Box(x + n * (WIDE + AISLE), y, WIDE, DEEP)) for n, code in enumerate(codes)]


def _laid(name: str, size: tuple[int, int], placed: Sequence[tuple[str, Box]], prefix: str) -> Laid:
    """A floor with a station for each window and, where no window is named, a free one."""
    area = Decimal(WIDE * DEEP) / 10_000
    stations = [(f"{prefix}-{n:02}", round(area, 1), code) for n, (code, _) in enumerate(placed, 1)]
    places = {code: box for (code, _, _), (_, box) in zip(stations, placed, strict=True)}
    width, depth = size
    return Laid(name, Decimal(width * depth) / 10_000, stations, width, depth, places=places)


def _ground_floor(front: Sequence[str], behind: Sequence[str]) -> Laid:
    half = (len(behind) + 1) // 2
    special = [code for code, _, _ in SPECIAL]
    placed = [
        *_in_a_row(front, 400, 180),
        *_in_a_row(behind[:half], 400, 1150),
        *_in_a_row(behind[half:], 400, 1300),
        *_in_a_row(special[:4], 2850, 1800),
        *_in_a_row(special[4:], 300, 1800),
    ]
    floor = _laid("一楼", (4000, 2400), placed, "1")
    zones = [
        LaidZone("综合受理区", "comprehensive", Box(250, 60, 3500, 330)),
        LaidZone("等候区", "waiting", Box(250, 480, 3500, 480)),
        LaidZone("专业办理区", "professional", Box(250, 1040, 3500, 450)),
        LaidZone("自助服务区", "self_service", Box(100, 1650, 1000, 600)),
        LaidZone("咨询导办区", "reception", Box(1300, 1650, 1200, 600)),
        LaidZone("特设窗口", "other", Box(2700, 1650, 1200, 600)),
    ]
    seats = [LaidFixture("seats", Box(500 + n * 800, 620, 600, 240), seats=24) for n in range(4)]
    fixtures = [
        *seats,
        LaidFixture("wall", Box(0, 1560, 1200, 20)),
        LaidFixture("wall", Box(2600, 1560, 1400, 20)),
        LaidFixture("desk", Box(1700, 1800, 400, 140)),
        LaidFixture("entrance", Box(1750, 2360, 300, 40), "正门"),
        LaidFixture("exit", Box(3960, 1100, 40, 250)),
        LaidFixture("stairs", Box(40, 1040, 180, 300)),
        LaidFixture("lift", Box(40, 480, 180, 180)),
        LaidFixture("toilet", Box(3780, 480, 180, 300)),
        LaidFixture("accessible", Box(1400, 2240, 250, 120), "无障碍通道"),
    ]
    return Laid(floor.name, floor.area, floor.stations, floor.width, floor.depth, zones, fixtures, floor.places)


def _upper_floor(codes: Sequence[str]) -> Laid:
    codes = [*codes, *[""] * 6]
    rows = [codes[start : start + 11] for start in range(0, len(codes), 11)]
    placed = [each for n, row in enumerate(rows) for each in _in_a_row(row, 200, 180 + n * 340)]
    floor = _laid("二楼", (2600, 2000), placed, "2")
    zones = [
        LaidZone("分领域综合区", "comprehensive", Box(120, 60, 2360, len(rows) * 340)),
        LaidZone("后台审批区", "internal", Box(1500, 1600, 980, 340)),
    ]
    fixtures = [
        LaidFixture("stairs", Box(40, 1700, 300, 180)),
        LaidFixture("lift", Box(400, 1700, 180, 180)),
        LaidFixture("seats", Box(700, 1620, 600, 240), seats=20),
        LaidFixture("exit", Box(2560, 800, 40, 250)),
    ]
    return Laid(floor.name, floor.area, floor.stations, floor.width, floor.depth, zones, fixtures, floor.places)
