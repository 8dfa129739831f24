"""Verbs on attendance: punches taken in, clocks looked at, days put right by two people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.common.workdays import SHANGHAI
from yimen.halls import services as halls
from yimen.halls.attendance.models import ClockCheck, Correction, Punch
from yimen.halls.attendance.queries import bounds
from yimen.halls.attendance.states import CONFIRMED, CORRECTION
from yimen.halls.models import Attendance
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, Staff, User
from yimen.people.queries import may

ROWS_PER_INSERT = 2000
Key = tuple[int, date]


@ledger.mutation("halls.punches_taken")
def take_punches(*, by: User | None, region: Region, punches: Sequence[Punch]) -> list[Punch]:
    """The punches, written in one batch; the days that they touch reach from their first punch to their last.

    A day that two people put right stays as it is. Errors: Refused for punches of another county's people.
    """
    halls._allow(by, region)
    if any(punch.staff.region_id != region.pk for punch in punches):
        raise Refused("打卡记录中有外县人员，请分开导入。")
    rows = Punch.objects.bulk_create(punches, batch_size=ROWS_PER_INSERT)
    kind = "halls.punches_taken"
    ledger.record_batch(chain=region.pk, kind=kind, by=by, model=Punch, rows=rows)
    made, changed = _settle({(each.staff_id, each.at.astimezone(SHANGHAI).date()) for each in rows})
    for some in (made, changed):
        if some:
            ledger.record_batch(chain=region.pk, kind=kind, by=by, model=Attendance, rows=some)
    return rows


def _settle(days: set[Key]) -> tuple[list[Attendance], list[Attendance]]:
    """(attendance rows made, rows changed) so that each of the days reaches from its first punch to its last."""
    staff, dates = {who for who, _ in days}, {day for _, day in days}
    times = _times(staff, dates)
    there = {(row.staff_id, row.date): row for row in Attendance.objects.filter(staff__in=staff, date__in=dates)}
    fixed = Correction.objects.filter(status=CONFIRMED, staff__in=staff, date__in=dates).values_list("staff", "date")
    made, changed = [], []
    for key in sorted(days - set(fixed)):
        first, last = min(times[key]), max(times[key])
        row = there.get(key)
        if row is None:
            made.append(Attendance(staff_id=key[0], date=key[1], arrived_at=first, left_at=_after(first, last)))
        elif _widen(row, first, last):
            changed.append(row)
    Attendance.objects.bulk_create(made, batch_size=ROWS_PER_INSERT)
    Attendance.objects.bulk_update(changed, ["arrived_at", "left_at"], batch_size=500)
    return made, changed


def _times(staff: Iterable[int], dates: set[date]) -> dict[Key, list[time]]:
    found: dict[Key, list[time]] = defaultdict(list)
    span = Punch.objects.filter(staff__in=staff, at__gte=bounds(min(dates))[0], at__lt=bounds(max(dates))[1])
    for who, at in span.values_list("staff", "at"):
        local = at.astimezone(SHANGHAI)
        found[who, local.date()].append(local.time().replace(microsecond=0))
    return found


def _after(first: time, last: time) -> time | None:
    """The last punch, unless it is the only one: then nobody knows when he left."""
    return last if last > first else None


def _widen(row: Attendance, first: time, last: time) -> bool:
    """Whether the day became longer by its punches."""
    before = row.arrived_at, row.left_at
    times = [each for each in (*before, first, last) if each is not None]
    row.arrived_at, row.left_at = min(times), _after(min(times), max(times))
    return (row.arrived_at, row.left_at) != before


@ledger.mutation("halls.clock_checked")
def check_clock(*, by: User | None, region: Region, machine: str, checked_at: datetime, seconds: int) -> ClockCheck:
    """By how much a machine's clock was off at a moment. Errors: Refused for a machine without a name, or a day off."""
    halls._allow(by, region)
    if not tidy(machine) or abs(seconds) > 86_400:
        raise Refused("请填写考勤机名称；偏差不超过一天，差得更多的请先校准再登记。")
    row = ClockCheck.objects.create(region=region, machine=tidy(machine)[:40], checked_at=checked_at, seconds=seconds)
    ledger.record(chain=region.pk, kind="halls.clock_checked", by=by, changed=[row])
    return row


@dataclass(frozen=True)
class Day:
    """更正的内容: which day, what it should say, and why."""

    date: date
    arrived_at: time | None
    left_at: time | None
    reason: str


@ledger.mutation("halls.correction_asked")
def ask_correction(*, by: User | None, staff: Staff, day: Day, today: date) -> Correction:
    """The correction, which waits for a second person. Errors: Refused without reason, for a day to come, or twice."""
    if by is not None and not (may(by, "staffing.ask") and by.region_id == staff.region_id):
        raise Refused("您的角色不能提出考勤更正，请由本人、部门联络员或大厅管理员提出。")
    if by is not None and not _for_him(by, staff):
        raise Refused("只能更正本人或本部门人员的考勤。")
    if len(tidy(day.reason)) < 4:
        raise Refused("请写明更正的理由，至少四个字。")
    if day.date > today or day.arrived_at is None:
        raise Refused("请填写已经过去的一天和应为的到岗时间。")
    if day.left_at is not None and day.left_at < day.arrived_at:
        raise Refused("离岗早于到岗，请核对。")
    if Correction.objects.filter(staff=staff, date=day.date, status=CORRECTION.initial[0]).exists():
        raise Refused("这一天已有一份更正等待复核，请先等复核结果。")
    was = Attendance.objects.filter(staff=staff, date=day.date).first()
    row = Correction.objects.create(
        staff=staff, date=day.date, arrived_at=day.arrived_at, left_at=day.left_at, reason=tidy(day.reason)[:200],
        was_arrived_at=was.arrived_at if was else None, was_left_at=was.left_at if was else None, asked_by=by,
        **begin(CORRECTION, by=by),
    )  # fmt: skip
    ledger.record(chain=staff.region_id, kind="halls.correction_asked", by=by, changed=[row])
    return row


def _for_him(by: User, staff: Staff) -> bool:
    if may(by, "halls.keep"):
        return True
    return by.department_id == staff.department_id if may(by, "staffing.agree") else staff.account_id == by.pk


@ledger.mutation(*(CORRECTION.event(name) for name in ("confirm", "decline")))
def move_correction(*, by: User, correction: Correction, move: str, answer: str = "") -> Correction:
    """The correction, settled; confirmed, the day's attendance says so. Errors: Refused for whoever asked for it."""
    staff = correction.staff
    if by.region_id != staff.region_id:
        raise Refused("只能复核本县的考勤更正。")
    if by.pk in (correction.asked_by_id, staff.account_id):
        raise Refused("考勤更正须由另一个人复核，提出人和本人都不能复核。")
    also = [_put_right(correction)] if move == "confirm" else []
    changes: dict[str, Any] = {} if move == "confirm" else {"answer": tidy(answer)[:200]}
    return advance(correction, move, by=by, chain=staff.region_id, also=also, **changes)


def _put_right(correction: Correction) -> Attendance:
    times = {"arrived_at": correction.arrived_at, "left_at": correction.left_at}
    row, _ = Attendance.objects.update_or_create(staff=correction.staff, date=correction.date, defaults=times)
    return row
