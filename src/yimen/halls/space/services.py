"""Verbs on a hall's space: a layout from a day on, queue figures, and the files that both come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.exchange import mapping, sheets
from yimen.exchange import services as exchange
from yimen.exchange.mapping import ColumnMap
from yimen.exchange.models import ImportBatch
from yimen.exchange.sheets import Sheet
from yimen.exchange.states import BATCH, PLANNED
from yimen.halls.attendance import services as attendance
from yimen.halls.models import Floor, Hall, Punch, QueueDay, SpacePlan, Station
from yimen.halls.space.imports import FIELDS
from yimen.halls.space.reading import Plan, make_plan
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may

ROWS_PER_INSERT = 2000


@dataclass(frozen=True)
class Laid:
    """A floor as it is to be laid out: its name, its area open to the public, and (code, area, window) of stations."""

    name: str
    area: Decimal
    stations: Sequence[tuple[str, Decimal, str]]


def _allow(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "halls.keep") and by.region_id == region):
        raise Refused("只有本县大厅管理员可以登记平面图和排队数据。")


@ledger.mutation("halls.plan_laid")
def lay_out(
    *, by: User | None, hall: Hall, valid_from: date, floors: Sequence[Laid], batch: ImportBatch | None = None
) -> SpacePlan:
    """The hall's plan from a day on; the one before ends the day before.

    Errors: Refused for a day to come, one not after the beginning of the present plan, and a plan without a station.
    """
    _allow(by, hall.region_id)
    if valid_from > timezone.localdate():
        raise Refused("起始日期在今天之后：请填写平面图所画的那一天。")
    if not any(floor.stations for floor in floors):
        raise Refused("平面图上没有席位，请逐个席位填写后重新导入。")
    former = SpacePlan.objects.filter(hall=hall, valid_to__isnull=True).first()
    if former is not None:
        if valid_from <= former.valid_from:
            raise Refused(f"{hall}现行平面图自 {former.valid_from} 起生效，新的平面图须晚于这一天。")
        former.valid_to = valid_from - timedelta(days=1)
        former.save(update_fields=["valid_to"])
    plan = SpacePlan.objects.create(hall=hall, valid_from=valid_from, batch=batch)
    laid = Floor.objects.bulk_create(
        [Floor(plan=plan, number=n, name=each.name, area=each.area) for n, each in enumerate(floors, 1)]
    )
    stations = Station.objects.bulk_create(
        Station(floor=floor, code=code, area=area, window=window)
        for floor, each in zip(laid, floors, strict=True)
        for code, area, window in each.stations
    )
    changed = [plan, *laid, *stations, *([former] if former else [])]
    facts = {"hall": hall.code, "stations": len(stations)}
    ledger.record(chain=hall.region_id, kind="halls.plan_laid", by=by, changed=changed, facts=facts)
    return plan


@ledger.mutation("halls.queues_added")
def add_queues(*, by: User | None, region: Region, rows: Sequence[QueueDay]) -> list[QueueDay]:
    """The queue figures (排队数据), written in one batch; a figure that is there already is never written over."""
    _allow(by, region.pk)
    made = QueueDay.objects.bulk_create(rows, batch_size=ROWS_PER_INSERT)
    ledger.record_batch(chain=region.pk, kind="halls.queues_added", by=by, model=QueueDay, rows=made)
    return made


@ledger.mutation("exchange.batch_planned", composed=True)
def read_file(*, by: User, kind: str, name: str, content: bytes) -> ImportBatch:
    """A planned batch of stations or of queue figures. Errors: Refused for a file without the columns that it needs."""
    _allow(by, by.region_id)
    fields = FIELDS[kind]
    sheet = sheets.read(name, content, known=mapping.known_headings(fields))[0]
    columns = mapping.propose(fields, sheet.headings)
    if columns.missing:
        wanted = "、".join(f"“{each.label}”" for each in columns.missing)
        raise Refused(f"表中没有找到{wanted}列：请补上这些列（可下载空表照着填）后重新导入。")
    batch = exchange.open_batch(
        by=by, region=by.region, kind=kind, name=name, content=content, encoding=sheet.encoding, sheet=sheet.name,
        heading_line=sheet.heading_line, mapping=columns.as_choices(),
    )  # fmt: skip
    plan = make_plan(kind, by.region, sheet, columns, timezone.localdate())
    return exchange.plan_batch(by=by, batch=batch, mapping=columns.as_choices(), plan=plan.summary())


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns."""
    fields = FIELDS[batch.kind]
    content = exchange.kept_file(batch.digest)
    sheet = sheets.read(batch.file_name, content, known=mapping.known_headings(fields))[0]
    return sheet, mapping.propose(fields, sheet.headings)


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
    else:
        wanted = ("hall", "date", "window", "department", "called", "mean_wait", "longest_wait")
        rows = [QueueDay(batch=batch, **{name: row[name] for name in wanted}) for row in plan.taken]
        add_queues(by=by, region=batch.region, rows=rows)
    if plan.refused:
        exchange.refuse_rows(by=by, batch=batch, rows=plan.refused)
    taken, refused = len(plan.taken), len(plan.refused)
    return exchange.finish(
        by=by, batch=batch, read=taken + refused, accepted=taken, refused=refused, effective_on=valid_from
    )


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
