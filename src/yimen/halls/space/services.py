"""Verbs on a hall's space: a layout from a day on, queue figures, and the files that both come in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, groupby
from typing import Any

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.exchange import planning
from yimen.exchange.mapping import ColumnMap
from yimen.exchange.models import ImportBatch
from yimen.exchange.planning import Plan
from yimen.exchange.sheets import Sheet
from yimen.exchange.states import BATCH, PLANNED
from yimen.halls.attendance import services as attendance
from yimen.halls.models import Fixture, Floor, Hall, Punch, QueueDay, SpacePlan, Station, Window, Zone
from yimen.halls.space.imports import FIELDS
from yimen.halls.space.reading import make_plan
from yimen.halls.space.taking import TAKE_IN
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may

ROWS_PER_INSERT = 2000


@dataclass(frozen=True)
class Box:
    """图上位置: a rectangle in centimetres from the upper left corner of the floor's ground plan."""

    x: int
    y: int
    width: int
    depth: int

    def overlaps(self, other: "Box") -> bool:
        """True when the two cover any ground together; touching is not overlapping."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.depth
            and other.y < self.y + self.depth
        )


@dataclass(frozen=True)
class LaidZone:
    """A zone as it is to be drawn."""

    name: str
    kind: str
    box: Box


@dataclass(frozen=True)
class LaidFixture:
    """A wall, door, row of seats or the like as it is to be drawn."""

    kind: str
    box: Box
    name: str = ""
    seats: int | None = None


@dataclass(frozen=True)
class Laid:
    """A floor as it is to be laid out: its name, its area open to the public, and (code, area, window) of stations.

    What follows is of a floor that is drawn: its ground plan in centimetres, its zones and fixtures, and where the
    stations stand, by their codes.
    """

    name: str
    area: Decimal
    stations: Sequence[tuple[str, Decimal, str]]
    width: int | None = None
    depth: int | None = None
    zones: Sequence[LaidZone] = ()
    fixtures: Sequence[LaidFixture] = ()
    places: Mapping[str, Box] = field(default_factory=dict)


def _allow(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "halls.keep") and by.region_id == region):
        raise Refused("只有本县大厅管理员可以登记平面图和排队数据。")


@ledger.mutation("halls.plan_laid")
def lay_out(
    *,
    by: User | None,
    hall: Hall,
    valid_from: date,
    floors: Sequence[Laid],
    batch: ImportBatch | None = None,
    redrawn: bool = False,
) -> SpacePlan:
    """The hall's plan from a day on; the one before ends the day before.

    redrawn: the plan of that very day may be replaced, and stays to be read. Errors: Refused for a day to come, one not
    after the beginning of the present plan, a plan without a station, and a drawing that cannot be.
    """
    _allow(by, hall.region_id)
    if valid_from > timezone.localdate():
        raise Refused("起始日期在今天之后：请填写平面图所画的那一天。")
    if not any(floor.stations for floor in floors):
        raise Refused("平面图上没有席位，请逐个席位填写后重新导入。")
    _check_windows(hall, floors)
    for floor in floors:
        _check_drawing(floor)
    former = SpacePlan.objects.filter(hall=hall, valid_to__isnull=True).first()
    if former is not None:
        _end(former, valid_from, redrawn=redrawn)
    plan = SpacePlan.objects.create(hall=hall, valid_from=valid_from, batch=batch, drawn_by=by)
    changed = [plan, *_write_floors(plan, floors), *([former] if former else [])]
    facts = {"hall": hall.code, "stations": sum(len(floor.stations) for floor in floors)}
    ledger.record(chain=hall.region_id, kind="halls.plan_laid", by=by, changed=changed, facts=facts)
    return plan


def _end(former: SpacePlan, valid_from: date, *, redrawn: bool) -> None:
    if valid_from < former.valid_from or (valid_from == former.valid_from and not redrawn):
        raise Refused(f"{former.hall}现行平面图自 {former.valid_from} 起生效，新的平面图须晚于这一天。")
    former.replaced = valid_from == former.valid_from
    former.valid_to = valid_from - timedelta(days=1)
    former.save(update_fields=["valid_to", "replaced"])


def _write_floors(plan: SpacePlan, floors: Sequence[Laid]) -> list[Any]:
    """Everything on the floors, written: four statements for any number of things."""
    laid = Floor.objects.bulk_create(
        Floor(plan=plan, number=n, name=each.name, area=each.area, width=each.width, depth=each.depth)
        for n, each in enumerate(floors, 1)
    )
    pairs = list(zip(laid, floors, strict=True))
    stations = Station.objects.bulk_create(
        Station(floor=floor, code=code, area=area, window=window, **_placed(each.places.get(code)))
        for floor, each in pairs
        for code, area, window in each.stations
    )
    zones = Zone.objects.bulk_create(
        Zone(floor=floor, name=zone.name, kind=zone.kind, **asdict(zone.box))
        for floor, each in pairs
        for zone in each.zones
    )
    fixtures = Fixture.objects.bulk_create(
        Fixture(floor=floor, kind=one.kind, name=one.name, seats=one.seats, **asdict(one.box))
        for floor, each in pairs
        for one in each.fixtures
    )
    return [*laid, *stations, *zones, *fixtures]


def _placed(box: Box | None) -> dict[str, int]:
    return asdict(box) if box else {}


def _check_windows(hall: Hall, floors: Sequence[Laid]) -> None:
    """Refused for a window that stands on two stations."""
    windows = Counter(window for floor in floors for _, _, window in floor.stations if window)
    twice = [code for code, times in windows.items() if times > 1]
    if twice:
        raise Refused(f"窗口 {'、'.join(twice)} 画在了两个席位上，一个窗口只画一处，请更正。")


def _check_drawing(floor: Laid) -> None:
    """Refused for a name twice on a floor, a thing outside the ground plan, and a station on top of another."""
    for what, names in (("席位", [row[0] for row in floor.stations]), ("功能区", [zone.name for zone in floor.zones])):
        twice = [name for name, times in Counter(names).items() if times > 1]
        if twice:
            raise Refused(f"{floor.name}有两个叫“{twice[0]}”的{what}，请改成不同的编号。")
    boxes = [*floor.places.items(), *((zone.name, zone.box) for zone in floor.zones),
             *((one.name or Fixture.Kind(one.kind).label, one.box) for one in floor.fixtures)]  # fmt: skip
    for name, box in boxes:
        if floor.width is None or floor.depth is None or box.width < 1 or box.depth < 1:
            raise Refused(f"{floor.name}的“{name}”没有宽或深，请更正。")
        if box.x + box.width > floor.width or box.y + box.depth > floor.depth:
            raise Refused(f"“{name}”超出了{floor.name}的图边，请移进来或放大图的宽深。")
    for (one, a), (other, b) in combinations(floor.places.items(), 2):
        if a.overlaps(b):
            raise Refused(f"席位 {one} 和 {other} 重叠，请错开。")


@ledger.mutation("halls.plan_laid", composed=True)
def draw_floor(*, by: User | None, hall: Hall, floor: Laid, valid_from: date, former: str = "") -> SpacePlan:
    """The plan from that day on with one floor as drawn; the hall's other floors stay as they are.

    former: the floor's name until now; a floor of another name is added. Errors: as `lay_out`.
    """
    _allow(by, hall.region_id)
    present = floors_of(hall)
    if former and former not in (each.name for each in present):
        raise Conflict(f"{former}已被他人改名或重画，请刷新页面后再画。")
    others = [each.name for each in present if each.name != former]
    if floor.name in others:
        raise Refused(f"已有一层叫“{floor.name}”，请换一个名称，或从那一层进入修改。")
    known = set(Window.objects.filter(hall=hall).values_list("code", flat=True))
    unknown = [window for _, _, window in floor.stations if window and window not in known]
    if unknown:
        raise Refused(f"{hall}没有登记窗口 {unknown[0]}：请核对编号，或先在“登记”页登记这个窗口。")
    floors = [floor if each.name == former else each for each in present] if former else [*present, floor]
    return lay_out(by=by, hall=hall, valid_from=valid_from, floors=floors, redrawn=True)


def floors_of(hall: Hall) -> list[Laid]:
    """The floors of the hall's present plan as they were laid out; none where there is no plan yet."""
    floors = Floor.objects.filter(plan__hall=hall, plan__valid_to__isnull=True).order_by("number")
    rows = floors.prefetch_related("stations", "zones", "fixtures")
    return [
        Laid(
            floor.name,
            floor.area,
            [(each.code, each.area, each.window) for each in floor.stations.all()],
            floor.width,
            floor.depth,
            [LaidZone(each.name, each.kind, box_of(each)) for each in floor.zones.all()],
            [LaidFixture(each.kind, box_of(each), each.name, each.seats) for each in floor.fixtures.all()],
            {each.code: box_of(each) for each in floor.stations.all() if each.is_placed},
        )
        for floor in rows
    ]


def box_of(thing: Any) -> Box:
    """Where the thing stands on the drawing."""
    return Box(thing.x, thing.y, thing.width, thing.depth)


@ledger.mutation("halls.queues_added")
def add_queues(*, by: User | None, region: Region, rows: Sequence[QueueDay]) -> list[QueueDay]:
    """The queue figures (排队数据), written in one batch; a figure that is there already is never written over."""
    _allow(by, region.pk)
    made = QueueDay.objects.bulk_create(rows, batch_size=ROWS_PER_INSERT)
    ledger.record_batch(chain=region.pk, kind="halls.queues_added", by=by, model=QueueDay, rows=made)
    return made


@ledger.mutation("exchange.batch_planned", composed=True)
def read_file(*, by: User, kind: str, name: str, content: bytes) -> ImportBatch:
    """A planned batch of stations, queue figures, windows, opening days or assets.

    Errors: Refused for a file without the columns that it needs.
    """
    _allow(by, by.region_id)
    sheet, columns = planning.read_table(name, content, FIELDS[kind])
    planning.needs(columns, "可下载空表照着填")
    batch = planning.open_table(
        by=by, region=by.region, kind=kind, name=name, content=content, sheet=sheet, columns=columns
    )
    plan = make_plan(kind, by.region, sheet, columns, timezone.localdate())
    return planning.planned(by=by, batch=batch, columns=columns, counts=plan.summary)


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns."""
    return planning.opened(batch, FIELDS[batch.kind])


def plan_of(batch: ImportBatch) -> Plan:
    """What taking in the batch would write as of now."""
    sheet, columns = opened(batch)
    return make_plan(batch.kind, batch.region, sheet, columns, timezone.localdate())


@ledger.mutation(BATCH.event("apply"), composed=True)
def apply_file(*, by: User, batch: ImportBatch, valid_from: date | None = None) -> ImportBatch:
    """The batch, taken in; rows refused are kept with their reasons.

    valid_from: the first day of a layout. Errors: Refused once it was settled, and for a file without a good row.
    """
    _allow(by, batch.region_id)
    if batch.status != PLANNED:
        raise Refused("该批次已经办理过，请重新上传文件。")
    plan = plan_of(batch)
    if not plan.taken:
        raise Refused("没有一行可以导入，请按退回原因更正后重新上传。")
    if batch.kind == ImportBatch.Kind.SPACE:
        if valid_from is None:
            raise Refused("请填写平面图自哪一天起生效。")
        _take_plans(by, batch, plan, valid_from)
    elif batch.kind == ImportBatch.Kind.ATTENDANCE:
        _take_punches(by, batch, plan)
    elif batch.kind in TAKE_IN:
        TAKE_IN[batch.kind](by, batch.region, plan.taken)
    else:
        wanted = ("hall", "date", "window", "department", "called", "mean_wait", "longest_wait")
        rows = [QueueDay(batch=batch, **{name: row[name] for name in wanted}) for row in plan.taken]
        add_queues(by=by, region=batch.region, rows=rows)
    return planning.close(
        by=by, batch=batch, taken=len(plan.taken), refused=plan.refused, effective_on=valid_from
    )  # fmt: skip


def _take_punches(by: User, batch: ImportBatch, plan: Plan) -> None:
    punches = [
        Punch(staff=row["staff"], at=at, machine=row["machine"], batch=batch)
        for row in plan.taken
        for at in row["moments"]
    ]
    attendance.take_punches(by=by, region=batch.region, punches=punches)


def _take_plans(by: User, batch: ImportBatch, plan: Plan, valid_from: date) -> None:
    """One layout for each hall of the file, floors in the order in which the file first names them."""
    order = {key: n for n, key in enumerate(dict.fromkeys(_floor(row) for row in plan.taken))}
    rows = sorted(plan.taken, key=lambda row: order[_floor(row)])
    for hall, of_hall in groupby(sorted(rows, key=lambda row: row["hall"].pk), key=lambda row: row["hall"]):
        floors = [
            Laid(name, some[0]["floor_area"], [(row["code"], row["area"], row["window"]) for row in some])
            for name, group in groupby(of_hall, key=lambda row: row["floor"])
            for some in [list(group)]
        ]
        lay_out(by=by, hall=hall, valid_from=valid_from, floors=floors, batch=batch)


def _floor(row: dict[str, Any]) -> tuple[int, str]:
    return row["hall"].pk, row["floor"]
