"""预约规则 as pure functions: which half hours a desk has, on which days, and until when one may take them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yimen.common.workdays import SHANGHAI, Calendar

HALF_HOUR = timedelta(minutes=30)
WEEKDAYS = [(str(number), f"星期{name}") for number, name in enumerate("一二三四五六日", 1)]


@dataclass(frozen=True)
class Hours:
    """放号时间: the weekdays ("12345" is Monday to Friday) and hours of a desk, without a pause where both are None."""

    weekdays: str
    opens_at: time
    closes_at: time
    pause_from: time | None = None
    pause_to: time | None = None

    def open_on(self, day: date, calendar: Calendar) -> bool:
        """Whether it opens: on its weekdays but never on a holiday, and on a weekend that is worked instead (调休)."""
        return day in calendar.worked or (str(day.isoweekday()) in self.weekdays and day not in calendar.off)

    def starts(self, day: date) -> Iterator[datetime]:
        """The half hours of a day on which it opens, in Shanghai, none of which runs into the pause or the end."""
        at, end = _on(day, self.opens_at), _on(day, self.closes_at)
        while at + HALF_HOUR <= end:
            if not self._paused(at):
                yield at
            at += HALF_HOUR

    def _paused(self, at: datetime) -> bool:
        if self.pause_from is None or self.pause_to is None:
            return False
        day = at.date()
        return at < _on(day, self.pause_to) and at + HALF_HOUR > _on(day, self.pause_from)


def _on(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI)


def in_time(starts_at: datetime, now: datetime, *, lead_hours: int, ahead_days: int) -> bool:
    """Whether a half hour may still be taken and may be taken yet: not too late, and not too far ahead."""
    last = now.astimezone(SHANGHAI).date() + timedelta(days=ahead_days)
    return now + timedelta(hours=lead_hours) <= starts_at and starts_at.astimezone(SHANGHAI).date() <= last


def barred_until(missed: list[date], today: date, *, most: int, days: int, remembered: int) -> date | None:
    """The last day on which somebody who often did not come books at a hall only; None for everybody else.

    `missed` are the days on which he did not come; those longer ago than `remembered` days no longer count.
    """
    recent = sorted(day for day in missed if day > today - timedelta(days=remembered))
    if len(recent) < most:
        return None
    until = recent[-1] + timedelta(days=days)
    return until if until >= today else None
