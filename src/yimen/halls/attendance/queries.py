"""Questions about attendance: who came when on a day, which corrections wait, how far clocks were off."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from yimen.common.workdays import SHANGHAI
from yimen.halls.attendance.models import ClockCheck, Correction, Punch
from yimen.halls.attendance.states import ASKED
from yimen.halls.models import Attendance
from yimen.people.models import Region, User
from yimen.people.queries import Somebody, may, of_departments

WRONG_CLOCK = 300
"""From how many seconds on a machine's clock explains what its punches seem to say."""


def visible_attendance(user: Somebody) -> QuerySet[Attendance]:
    """The attendance of staff whom the user may see."""
    if not may(user, "halls.read"):
        return Attendance.objects.none()
    rows = Attendance.objects.filter(of_departments(user, "staff__region", "staff__department"))
    return rows.select_related("staff__department", "batch")


def visible_corrections(user: Somebody) -> QuerySet[Correction]:
    """The corrections about staff whom the user may see."""
    if not may(user, "halls.read"):
        return Correction.objects.none()
    rows = Correction.objects.filter(of_departments(user, "staff__region", "staff__department"))
    return rows.select_related("staff__department", "asked_by", "status_by")


def waiting_corrections(user: User) -> QuerySet[Correction]:
    """The corrections that this user may confirm: others asked for them."""
    if not may(user, "staffing.confirm"):
        return Correction.objects.none()
    return visible_corrections(user).filter(status=ASKED).exclude(asked_by=user).exclude(staff__account=user)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Shanghai and that of the next."""
    dawn = datetime.combine(day, time(), SHANGHAI)
    return dawn, dawn + timedelta(days=1)


def punches_on(day: date, staff: Iterable[int]) -> QuerySet[Punch]:
    """Every punch of those people on a day."""
    first, following = bounds(day)
    return Punch.objects.filter(at__gte=first, at__lt=following, staff__in=staff)


def latest_day(user: User) -> date | None:
    """The last day of which the user sees any attendance."""
    row = visible_attendance(user).order_by("-date").first()
    return row.date if row else None


def wrong_clocks(region: Region, day: date) -> list[ClockCheck]:
    """The last look at each machine up to the day's end, where its clock was off by five minutes and more."""
    latest: dict[str, ClockCheck] = {}
    for check in ClockCheck.objects.filter(region=region, checked_at__lt=bounds(day)[1]).order_by("checked_at"):
        latest[check.machine] = check
    return [check for check in latest.values() if abs(check.seconds) >= WRONG_CLOCK]
