"""期限: the last of so many working days, by the calendar as it was known when they began."""

from datetime import date

from yimen.common.publication import known_on
from yimen.common.workdays import due


def last_day(start: date, days: int) -> date:
    """The last of so many working days after a day; the day itself is not counted (民法典 201)."""
    deadline = due(start, days, calendar=known_on(start))
    if deadline is None:
        raise ValueError("only a suspension has no end, and there is none")
    return deadline.on
