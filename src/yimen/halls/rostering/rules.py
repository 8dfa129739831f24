"""班次 as pure functions: into which parts a day of a hall falls."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices

HALF_HOUR = timedelta(minutes=30)
NOON_FROM, NOON_TO = time(12), time(13, 30)


class Turn(TextChoices):
    """班次: morning and afternoon are every window's; noon is a duty of some windows."""

    MORNING = "morning", "上午"
    NOON = "noon", "午间"
    AFTERNOON = "pm", "下午"


@dataclass(frozen=True)
class Day:
    """开放日 as a roster needs it: when the hall opens and closes."""

    date: date
    opens_at: time
    closes_at: time

    @property
    def weekend(self) -> bool:
        """Whether only some windows are on duty: the hall opens on a Saturday or Sunday for half a day (延时服务)."""
        return self.date.weekday() >= 5 and self.closes_at <= NOON_TO

    def turns(self) -> list[Turn]:
        """The parts of the day in which the hall is open; noon where it stays open through it."""
        found = []
        if self.opens_at < NOON_FROM:
            found.append(Turn.MORNING)
        if self.opens_at <= NOON_FROM and self.closes_at > NOON_TO:
            found.append(Turn.NOON)
        if self.closes_at > NOON_TO:
            found.append(Turn.AFTERNOON)
        return found

    def half_hours(self) -> list[time]:
        """The beginnings of its half hours; the last one may be shorter."""
        at, end = datetime.combine(self.date, self.opens_at), datetime.combine(self.date, self.closes_at)
        found = []
        while at < end:
            found.append(at.time())
            at += HALF_HOUR
        return found


def turn_at(at: time) -> Turn:
    """The turn into which a time of day falls."""
    if at < NOON_FROM:
        return Turn.MORNING
    return Turn.NOON if at < NOON_TO else Turn.AFTERNOON
