"""Verbs of the hall's manager on one hall: its name and dates, its windows, the days it opens, when it was shut."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.halls.models import Closure, Hall, HallDay, Posting, Window
from yimen.ledger import services as ledger
from yimen.people.models import User, in_force
from yimen.people.queries import may

ONE_DAY = timedelta(days=1)
LONGEST_SPAN = timedelta(days=366)
SHORTEST_REASON = 4  # characters
DAYS_PER_INSERT = 400


@dataclass(frozen=True)
class Opening:
    """开放安排: the hours of some days. `weekdays` are digits from 1, Monday, to 7, Sunday."""

    first: date
    last: date
    weekdays: str
    opens_at: time
    closes_at: time
    kind: str = HallDay.Kind.REGULAR

    def days(self) -> list[date]:
        """The days that it speaks of."""
        span = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return [day for day in span if str(day.isoweekday()) in self.weekdays]


def _allow(by: User | None, hall: Hall) -> None:
    if by is not None and not (may(by, "halls.keep") and by.region_id == hall.region_id):
        raise Refused("只有本县大厅管理员可以登记大厅、窗口、开放日和停开停机。")


@ledger.mutation("halls.hall_changed")
def change_hall(
    *, by: User | None, hall: Hall, name: str, address: str = "", phone: str = "", opens_on: date | None = None
) -> Hall:
    """The hall under its new name, address, telephone and first day; the ledger keeps what it was called before.

    Errors: Refused without a name and for a first day behind its last.
    """
    _allow(by, hall)
    if not tidy(name):
        raise Refused("请填写大厅名称。")
    if opens_on and hall.closes_on and opens_on > hall.closes_on:
        raise Refused(f"启用日期晚于关停日期 {hall.closes_on}，请核对。")
    values = {"name": tidy(name), "address": tidy(address), "phone": tidy(phone), "opens_on": opens_on}
    Hall.objects.filter(pk=hall.pk).update(**values)
    hall.refresh_from_db()
    ledger.record(chain=hall.region_id, kind="halls.hall_changed", by=by, changed=[hall])
    return hall


@ledger.mutation("halls.window_kept")
def keep_window(
    *, by: User | None, hall: Hall, code: str, terminal: str, kind: str, valid_from: date, name: str = ""
) -> Window:
    """The window as it is from a day on: a new one, or the next row of one that there is, with its people.

    Errors: Refused for an empty code or address, and for a day not after the beginning of the present row, unless it
    is that very day, which corrects it.
    """
    _allow(by, hall)
    code, terminal = tidy(code), tidy(terminal)
    if not code or not terminal:
        raise Refused("请填写窗口编号和终端地址。")
    values = {"terminal": terminal, "kind": kind, "name": tidy(name)}
    present = Window.objects.filter(hall=hall, code=code).order_by("-valid_from").first()
    if present is not None and present.valid_from == valid_from:
        Window.objects.filter(pk=present.pk).update(**values)
        present.refresh_from_db()
        ledger.record(chain=hall.region_id, kind="halls.window_kept", by=by, changed=[present])
        return present
    if present is not None and valid_from < present.valid_from:
        raise Refused(f"窗口 {code} 的现行登记自 {present.valid_from} 起，请填写这一天或以后的日期。")
    made = Window.objects.create(hall=hall, code=code, valid_from=valid_from, **values)
    moved = _hand_on(present, made) if present is not None and present.in_force(valid_from) else []
    ledger.record(chain=hall.region_id, kind="halls.window_kept", by=by, changed=[made, *moved])
    return made


def _hand_on(former: Window, window: Window) -> list[Window | Posting]:
    """The former row, ended, and the postings that stood there, each ended and begun again at the new one."""
    last, day = window.valid_from - ONE_DAY, window.valid_from
    changed: list[Window | Posting] = [former]
    window.valid_to, former.valid_to = former.valid_to, last
    former.save(update_fields=["valid_to"])
    window.save(update_fields=["valid_to"])
    for posting in Posting.objects.filter(in_force(day), window=former):
        following = Posting.objects.get(pk=posting.pk)
        following.pk, following.window, following.valid_from = None, window, max(day, posting.valid_from)
        posting.valid_to = last
        posting.save(update_fields=["valid_to"])
        following.save(force_insert=True)
        changed += [posting, following]
    return changed


@ledger.mutation("halls.window_ended")
def end_window(*, by: User | None, window: Window, valid_to: date) -> Window:
    """The window with its last day. Errors: Refused for a day before its first, Conflict when it has ended already."""
    _allow(by, window.hall)
    if valid_to < window.valid_from:
        raise Refused(f"停用日期早于启用日期 {window.valid_from}，请核对。")
    people = Posting.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_to), window=window)
    if people.exists():
        raise Refused(f"窗口 {window.code} 在 {valid_to} 以后还有派驻人员，请先结束或调整派驻。")
    if not Window.objects.filter(pk=window.pk, valid_to__isnull=True).update(valid_to=valid_to):
        raise Conflict("这个窗口已经停用，请刷新页面查看。")
    window.refresh_from_db()
    ledger.record(chain=window.hall.region_id, kind="halls.window_ended", by=by, changed=[window])
    return window


@ledger.mutation("halls.days_kept")
def keep_days(*, by: User | None, hall: Hall, opening: Opening) -> list[HallDay]:
    """The opening days of a span, each with these hours; one that is there already gets them.

    Errors: Refused for hours and days out of order, a span without a day or longer than a year, and, by hand, for days
    that have passed: what was is told by the register's import or by a closure, which both say when they were written.
    """
    _allow(by, hall)
    if opening.closes_at <= opening.opens_at:
        raise Refused("关门时间须晚于开门时间，请更正。")
    if opening.last < opening.first or opening.last - opening.first > LONGEST_SPAN:
        raise Refused("起止日期颠倒或超过一年，请分段登记。")
    if by is not None and opening.first < timezone.localdate():
        raise Refused("已经过去的日子不能在这里改动；当天停开或停机的，请登记停开停机。")
    days = opening.days()
    if not days:
        raise Refused("这一段里没有所选的星期，请核对。")
    hours = {"opens_at": opening.opens_at, "closes_at": opening.closes_at, "kind": opening.kind}
    HallDay.objects.bulk_create(
        [HallDay(hall=hall, date=day, **hours) for day in days],
        update_conflicts=True, unique_fields=["hall", "date"], update_fields=list(hours), batch_size=DAYS_PER_INSERT,
    )  # fmt: skip
    rows = list(HallDay.objects.filter(hall=hall, date__in=days))
    ledger.record_batch(chain=hall.region_id, kind="halls.days_kept", by=by, model=HallDay, rows=rows)
    return rows


@ledger.mutation("halls.closure_declared")
def declare_closure(
    *,
    by: User | None,
    hall: Hall,
    kind: str,
    starts_at: datetime,
    reason: str,
    ends_at: datetime | None = None,
    window: str = "",
    recorded_at: datetime | None = None,
) -> Closure:
    """The closure or outage (停开停机) with the time at which it was written down.

    recorded_at: of a register that the system itself loads; a person's word is always of now. Errors: Refused for
    times out of order, without a reason, and for a window that the hall has not.
    """
    _allow(by, hall)
    reason = tidy(reason)
    if len(reason) < SHORTEST_REASON:
        raise Refused("请写明情况，至少四个字，例如“电子政务外网光缆中断”。")
    if ends_at is not None and ends_at <= starts_at:
        raise Refused("恢复时间须晚于开始时间，请更正；还没有恢复的请留空。")
    if window and not Window.objects.filter(in_force(timezone.localdate(starts_at)), hall=hall, code=window).exists():
        raise Refused(f"{hall}那一天没有窗口 {window}，请核对窗口编号；全厅停开停机的请留空。")
    now = recorded_at if by is None and recorded_at is not None else timezone.now()
    row = Closure.objects.create(
        hall=hall, window=window, kind=kind, starts_at=starts_at, ends_at=ends_at, reason=reason, declared_by=by,
        recorded_at=now,
    )  # fmt: skip
    facts = {"kind": kind, "late": row.is_late}
    ledger.record(
        chain=hall.region_id, kind="halls.closure_declared", by=by, changed=[row], facts=facts,
        declared_at=timezone.localdate(starts_at),
    )  # fmt: skip
    return row


@ledger.mutation("halls.closure_ended")
def end_closure(*, by: User | None, closure: Closure, ends_at: datetime) -> Closure:
    """The closure with the time at which it was over. Errors: Refused for a time before it began or still to come."""
    _allow(by, closure.hall)
    if not closure.starts_at < ends_at <= timezone.now():
        raise Refused("恢复时间须在开始之后、现在以前，请核对。")
    rows = Closure.objects.filter(pk=closure.pk, ends_at__isnull=True, withdrawn_at__isnull=True)
    if not rows.update(ends_at=ends_at):
        raise Conflict("这一条已经登记恢复或撤回，请刷新页面查看。")
    closure.refresh_from_db()
    ledger.record(chain=closure.hall.region_id, kind="halls.closure_ended", by=by, changed=[closure])
    return closure


@ledger.mutation("halls.closure_withdrawn")
def withdraw_closure(*, by: User | None, closure: Closure, reason: str) -> Closure:
    """The closure, withdrawn and still to be read. Errors: Refused without a reason, Conflict when it was already."""
    _allow(by, closure.hall)
    reason = tidy(reason)
    if len(reason) < SHORTEST_REASON:
        raise Refused("请写明撤回的原因，至少四个字。")
    rows = Closure.objects.filter(pk=closure.pk, withdrawn_at__isnull=True)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_for=reason):
        raise Conflict("这一条已经撤回，请刷新页面查看。")
    closure.refresh_from_db()
    ledger.record(chain=closure.hall.region_id, kind="halls.closure_withdrawn", by=by, changed=[closure])
    return closure
