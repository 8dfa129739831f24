"""Where somebody stands at a moment: at which window, and what speaks against it. Asked before a case is taken."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from yimen.common.prepared import prepared
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import HallDay, Posting, Window
from yimen.halls.queries import posted_on
from yimen.people.models import Staff

NOT_POSTED, CLOSED, TERMINAL = "not_posted", "closed", "terminal"


@dataclass(frozen=True)
class Standing:
    """到岗情况: the window, if any, and kind of doubt -> what the system saw, in one sentence."""

    window: Window | None
    doubts: dict[str, str] = field(default_factory=dict)


def standing(staff: Staff | None, at: datetime, terminal: str) -> Standing:
    """Where the person stands at a moment at a machine, by the registers of postings, opening days and windows.

    `terminal` is the network address that the request came from. At most two queries. A hall whose opening days of
    that week are not registered is not called closed: absent data is no doubt about anybody.
    """
    local = at.astimezone(SHANGHAI)
    postings = _postings(staff.pk, local.date()) if staff else []
    if not postings:
        whose = "账号没有对应的工作人员" if staff is None else f"工号 {staff.code}"
        return Standing(None, {NOT_POSTED: f"{local:%Y-%m-%d} {whose}没有派驻到任何窗口。"})
    window = _likeliest(postings, terminal)
    doubts = {}
    if window.terminal != terminal:
        doubts[TERMINAL] = f"请求来自 {terminal or '未知地址'}，{window.code} 窗口登记的终端是 {window.terminal}。"
    days = _days(window.hall_id, local.date())
    if days and not any(day.opens_at <= local.time() <= day.closes_at for day in days):
        hours = "、".join(f"{day.opens_at:%H:%M} 至 {day.closes_at:%H:%M}" for day in days)
        doubts[CLOSED] = f"现在是 {local:%H:%M}，{window.hall.name}今天开放 {hours}。"
    if not days and _has_days(window, local):
        doubts[CLOSED] = f"{window.hall.name} {local:%Y-%m-%d} 不开放。"
    return Standing(window, doubts)


@prepared
def _postings(staff: int, day: date) -> QuerySet[Posting]:
    """A person's postings on a day, with window and hall."""
    return posted_on(day).filter(staff_id=staff).select_related("window__hall")


@prepared
def _days(hall: int, day: date) -> QuerySet[HallDay]:
    """The opening hours of a hall on a day."""
    return HallDay.objects.filter(hall_id=hall, date=day)


def _likeliest(postings: list[Posting], terminal: str) -> Window:
    return next((each.window for each in postings if each.window.terminal == terminal), postings[0].window)


def _has_days(window: Window, local: datetime) -> bool:
    """Whether the register of opening days reaches up to this day at all."""
    return HallDay.objects.filter(hall=window.hall_id, date__gte=local.date()).exists()
