"""亮灯: how a department stands in a task on a day. Derived each time from dates, never kept."""

from dataclasses import dataclass
from datetime import date

HANDED_IN, REGISTERED_LATE, UNSERVED, BEHIND = "handed_in", "registered_late", "unserved", "behind"
OVERDUE, DUE_SOON, OPEN = "overdue", "due_soon", "open"
LIGHTS = {
    OVERDUE: "逾期",
    BEHIND: "已上报，数据未到位",
    DUE_SOON: "即将到期",
    OPEN: "办理中",
    UNSERVED: "未送达",
    REGISTERED_LATE: "逾期登记",
    HANDED_IN: "已上报",
}
TONES = {
    OVERDUE: "wrong",
    BEHIND: "warn",
    DUE_SOON: "warn",
    OPEN: "calm",
    UNSERVED: "plain",
    REGISTERED_LATE: "plain",
    HANDED_IN: "good",
}
SOON = 7  # natural days before the deadline, unless the county set others (督办参数)


@dataclass(frozen=True)
class Dates:
    """What a light is told from: the notice's date, the deadline, when the department was served and handed in.

    is_short: whether data show that part of it is not done; False also where nothing could be counted (证据不足).
    """

    issued_on: date
    due: date
    served_on: date | None
    handed_in_on: date | None
    is_short: bool = False


def light(dates: Dates, day: date, soon: int = SOON) -> str:
    """The light on a day, a key of LIGHTS; it warns so many natural days before the deadline.

    A deadline that lay before the notice itself is nobody's fault: it shows as 逾期登记 until the department was
    served, and counts against it only from the day after. What was handed in is no word against data: where those
    show that part is not done, the light says so.
    """
    if dates.handed_in_on is not None and dates.handed_in_on <= day:
        return BEHIND if dates.is_short else HANDED_IN
    if dates.served_on is None or dates.served_on > day:
        return REGISTERED_LATE if dates.due < dates.issued_on else UNSERVED
    if days_late(dates, day):
        return OVERDUE
    if dates.due < day:
        return REGISTERED_LATE  # served on this very day, after the deadline
    return DUE_SOON if (dates.due - day).days <= soon else OPEN


def days_late(dates: Dates, day: date) -> int:
    """Natural days by which the department is late, or was when it handed in; none count before it was served."""
    if dates.served_on is None:
        return 0
    until = min(day, dates.handed_in_on) if dates.handed_in_on else day
    return max(0, (until - max(dates.due, dates.served_on)).days)
