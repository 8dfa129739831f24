"""Verbs on halls: the only writers of this room. All take whole lists, for they are fed by registers, not by hand."""

from collections.abc import Sequence
from datetime import date

from yimen.common.errors import Refused
from yimen.halls.models import Attendance, Hall, HallDay, Posting, Window
from yimen.ledger import services as ledger
from yimen.people.models import Department, Region, User
from yimen.people.queries import may

ROWS_PER_INSERT = 2000


def _allow(by: User | None, region: Region) -> None:
    if by is not None and not (may(by, "halls.keep") and by.region_id == region.code):
        raise Refused("只有本县大厅管理员可以登记大厅、窗口、派驻和考勤。")


@ledger.mutation("halls.hall_added")
def add_hall(
    *,
    by: User | None,
    region: Region,
    code: str,
    name: str,
    kind: str,
    department: Department | None = None,
    address: str = "",
    phone: str = "",
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> Hall:
    """The new hall. Errors: Refused for a code already taken and for a branch hall of no department."""
    _allow(by, region)
    if Hall.objects.filter(region=region, code=code).exists():
        raise Refused(f"大厅编号 {code} 已登记，请核对后换一个编号。")
    if kind == Hall.Kind.BRANCH and department is None:
        raise Refused(f"{name}是部门分厅，须写明设立部门。")
    hall = Hall.objects.create(
        region=region,
        code=code,
        name=name,
        kind=kind,
        department=department,
        address=address,
        phone=phone,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    ledger.record(chain=region.code, kind="halls.hall_added", by=by, changed=[hall])
    return hall


@ledger.mutation("halls.windows_added")
def add_windows(*, by: User | None, region: Region, windows: Sequence[Window]) -> list[Window]:
    """The windows (窗口), written in one batch. Errors: Refused for a window whose validity ends before it begins."""
    _allow(by, region)
    for window in windows:
        _check_dates(f"窗口 {window.code}", window.valid_from, window.valid_to)
    rows = Window.objects.bulk_create(windows, batch_size=ROWS_PER_INSERT)
    ledger.record_batch(chain=region.code, kind="halls.windows_added", by=by, model=Window, rows=rows)
    return rows


@ledger.mutation("halls.postings_added")
def add_postings(*, by: User | None, region: Region, postings: Sequence[Posting]) -> list[Posting]:
    """The postings (派驻), written in one batch. Errors: Refused for dates that end before they begin."""
    _allow(by, region)
    for posting in postings:
        _check_dates(f"工号 {posting.staff.code} 的派驻", posting.valid_from, posting.valid_to)
    rows = Posting.objects.bulk_create(postings, batch_size=ROWS_PER_INSERT)
    ledger.record_batch(chain=region.code, kind="halls.postings_added", by=by, model=Posting, rows=rows)
    return rows


@ledger.mutation("halls.days_added")
def add_hall_days(*, by: User | None, region: Region, days: Sequence[HallDay]) -> list[HallDay]:
    """The days on which halls were open (开放日). Errors: Refused for a day that closes before it opens."""
    _allow(by, region)
    for day in days:
        if day.closes_at <= day.opens_at:
            raise Refused(f"{day.hall.name} {day.date} 的关门时间须晚于开门时间，请更正后重新登记。")
    rows = HallDay.objects.bulk_create(days, batch_size=ROWS_PER_INSERT)
    ledger.record_batch(chain=region.code, kind="halls.days_added", by=by, model=HallDay, rows=rows)
    return rows


@ledger.mutation("halls.attendance_imported")
def import_attendance(*, by: User | None, region: Region, attendance: Sequence[Attendance]) -> list[Attendance]:
    """The attendance rows (考勤), up to 1,000,000 in one batch. Errors: Refused for somebody who left before arriving.

    An import may not replace a day that is already there: the database refuses the second row of a day.
    """
    _allow(by, region)
    for row in attendance:
        if row.arrived_at and row.left_at and row.left_at < row.arrived_at:
            raise Refused(f"工号 {row.staff.code} 在 {row.date} 的离岗时间早于到岗时间，请更正后重新导入。")
    rows = Attendance.objects.bulk_create(attendance, batch_size=ROWS_PER_INSERT)
    ledger.record_batch(chain=region.code, kind="halls.attendance_imported", by=by, model=Attendance, rows=rows)
    return rows


def _check_dates(what: str, valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise Refused(f"{what}的终止日期 {valid_to} 早于起始日期 {valid_from}，请更正后重新登记。")
