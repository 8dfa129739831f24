"""A second opinion on deadlines: slow, written apart from the room and sharing nothing with it but the holiday file.

It marks every calendar day of two years in a list, crosses out what does not count, and then looks for the n-th mark.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yimen.common

FILE = Path(yimen.common.__file__).parent / "data" / "holidays.csv"
with FILE.open(encoding="utf-8-sig") as _file:
    HELD = {row["date"]: row["is_off_day"] == "1" for row in csv.DictReader(_file)}
REACH = 800


@dataclass(frozen=True)
class Told:
    """What the oracle says on a day."""

    due: date | None
    used: int
    left: int


def is_free(day: date) -> bool:
    """Whether nobody works on the day."""
    return HELD.get(day.isoformat(), day.isoweekday() in (6, 7))


def last_day(start: date, days: int, natural: bool, stops: list[tuple[date, date | None]]) -> date | None:
    """The last day, or None when fewer than so many days are left after everything is crossed out."""
    marks = [start + timedelta(days=n) for n in range(1, REACH)]
    if not natural:
        marks = [day for day in marks if not is_free(day)]
    for begin, end in stops:
        marks = [day for day in marks if not (day > begin and (end is None or day <= end))]
    if days > len(marks):
        return None
    last = marks[days - 1] if days else start
    while is_free(last):
        last = last + timedelta(days=1)
    return last


def tell(
    start: date,
    days: int,
    natural: bool,
    stops: list[tuple[date, date | None]],
    extensions: list[tuple[int, date]],
    today: date,
) -> Told:
    """The last day, the days counted until today and the days left, from what was known today."""
    known = [(begin, end if end is not None and end <= today else None) for begin, end in stops if begin <= today]
    total = days
    for more, approved in sorted(extensions, key=lambda each: each[1]):
        if approved <= today:
            so_far = last_day(start, total, natural, known)
            if so_far is None or approved <= so_far:
                total += more
    due = last_day(start, total, natural, known)
    if due is not None and today > due:
        behind = [due + timedelta(days=n) for n in range(1, (today - due).days + 1)]
        return Told(due, total, -len([day for day in behind if natural or not is_free(day)]))
    passed = [start + timedelta(days=n) for n in range(1, (today - start).days + 1)]
    used = len([day for day in passed if (natural or not is_free(day)) and not _stopped(day, known)])
    return Told(due, min(used, total), total - used)


def _stopped(day: date, stops: list[tuple[date, date | None]]) -> bool:
    return any(day > begin and (end is None or day <= end) for begin, end in stops)
