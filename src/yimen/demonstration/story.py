"""The year as it went: honest items, and everything that looks guilty and is not (容易冤枉的情形)."""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta

from yimen.demonstration import days
from yimen.demonstration.flow import Outside, Stage
from yimen.demonstration.items import Item

OUTAGES = (date(2023, 3, 14), date(2023, 8, 4), date(2023, 11, 7))
"""Days on which every machine of the main hall was down; one is a Friday."""
LARGEST = 0.04
"""No item has more than this share of all matters."""
STRAY = 0.0012
"""One in so many matters goes past the hall even where nobody means to."""


def shares(catalogue: list[Item], budget: int, rng: random.Random) -> dict[str, int]:
    """Matters of each honest item by code; few items have most of them, many have none."""
    honest = [item for item in catalogue if item.behaviour == "honest"]
    weights = {item.code: item.weight for item in honest}
    for _ in range(6):
        most = LARGEST * sum(weights[item.code] for item in honest if not item.exempt)
        weights = {code: min(weight, most) for code, weight in weights.items()}
    total = sum(weights[item.code] for item in honest if not item.exempt)
    found = {}
    for item in honest:
        wanted = weights[item.code] / total * budget * (0.3 if item.exempt else 1.0)
        found[item.code] = int(wanted) + (rng.random() < wanted - int(wanted))
    return found


def play(stage: Stage, item: Item, size: int) -> None:
    """Let an honest item have so many matters in the year."""
    if not item.on_application:
        for _ in range(size):
            stage.out(item, truth="", origin="ex_officio")
    elif item.entry_mode in ("exempt", "none"):
        _before_entry(stage, item, size, days.LAST)
    elif item.entry_mode == "branch_hall":
        _in_own_branch(stage, item, size, days.FIRST, days.LAST)
    else:
        before = round(size * 0.33) if item.entry_from > days.FIRST else 0
        eve = item.entry_from - days.ONE_DAY
        if item.earlier_mode == "branch_hall":
            _in_own_branch(stage, item, before, days.FIRST, eve)
        else:
            _before_entry(stage, item, before, eve)
        first = max(item.entry_from, days.FIRST)
        for _ in range(size - before):
            if size > 60 and stage.rng.random() < STRAY:
                stage.out(item, first, date(2023, 12, 20))
            else:
                stage.case(item, first)


def _before_entry(stage: Stage, item: Item, size: int, last: date) -> None:
    """At the department, as was allowed; some online. A few straddle the day of entry."""
    for number in range(size):
        if number % 7 == 3:
            stage.case(item, days.FIRST, last, channel="online")
        elif number % 9 == 5 and last < days.LAST:
            day = stage.day(False, date(2023, 1, 3), last)
            matter = stage.out(item, day, day, issued_on=days.plus(last, 2 + number % 4), truth="")
            matter.show_applied = True
        else:
            day = stage.day(False, date(2023, 1, 3), last)
            stage.out(item, day, day, issued_on=day, truth="")


def _in_own_branch(stage: Stage, item: Item, size: int, first: date, last: date) -> None:
    counters = stage.places.windows_of(item.department.code, "branch")
    for number in range(size):
        if number % 3 == 2:
            stage.case(item, first, last, channel="online")
        else:
            stage.case(item, first, last, channel="window", window=stage.rng.choice(counters))


def old_stock(stage: Stage, catalogue: list[Item], matters: int) -> None:
    """Ledger rows of other years: digitised stock (历史数据迁移), matters applied for last year, last year's rows."""
    rng = stage.rng
    hall = [item for item in catalogue if item.on_application and not item.exempt]
    for number in range(matters // 60):
        item = hall[int(rng.random() * len(hall))]
        applicant = stage.applicant(item)
        if number % 5 < 3:
            applied = date(2015, 1, 1) + timedelta(days=int(rng.random() * 2400))
            written = days.plus(date(2023, 1, 10) + timedelta(days=int(rng.random() * 345)), 0)
            old = Outside(stage.matter(), item, applicant, applied, written, "", "migrated")
        elif number % 5 == 3:
            applied = days.plus(date(2022, 12, 12), int(rng.random() * 14))
            issued = days.plus(date(2023, 1, 3), int(rng.random() * 9))
            old = Outside(stage.matter(), item, applicant, applied, issued, "", show_applied=True)
        else:
            issued = days.plus(date(2022, 11, 14), int(rng.random() * 30))
            old = Outside(stage.matter(), item, applicant, days.plus(issued, -2), issued, "")
        stage.outside.append(old)


def break_down(stage: Stage) -> None:
    """Make the OUTAGES happen: what the main hall took in on those days was written on the next morning it opened.

    Nothing can be written into the register on such a day from any of its machines.
    """
    hall = stage.places.halls["H1"]
    mornings = {day: min(later for later in hall.opens if later > day) for day in OUTAGES}
    written: Counter[date] = Counter()
    for case in sorted(stage.cases, key=lambda one: (one.accepted, one.matter)):
        taken, day = case.accepted.date(), case.recorded.date()
        if day not in mornings or not case.window or stage.places.windows[case.window].hall_code != hall.code:
            continue
        morning = mornings[day]
        if taken == day:
            if case.terminal != stage.places.windows[case.window].terminal_on(day):
                continue
            written[morning] += 1
            opening = 31000 if hall.opens[morning][0] == "08:30" else 32700
            seconds = opening + written[morning] * 23 % 7900 + int(stage.rng.random() * 20)
            case.recorded = datetime.combine(morning, time()) + timedelta(seconds=seconds)
        else:
            case.recorded += morning - day
