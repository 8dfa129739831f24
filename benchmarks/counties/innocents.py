"""Honest items that look guilty: what is not the item's fault, piled up on one item."""

from __future__ import annotations

from benchmarks.counties import calendar
from benchmarks.counties.calendar import DAY, FIRST, LAST
from benchmarks.counties.flow import LIVELY_FROM, Matter, Stage
from benchmarks.counties.items import ENTERED_ON, Item
from benchmarks.counties.schemes_ledger import LATEST, some


def near_threshold(stage: Stage, item: Item, size: int) -> None:
    """5 to 8 of a hundred matters went past the hall: regrettable, but under the limit."""
    for out in some(stage, size, stage.rng.uniform(0.04, 0.068)):
        stage.outside(item) if out else stage.case(item)


def outage_days(stage: Stage, item: Item, size: int) -> None:
    """A third of its cases fell on days on which the whole hall was down."""
    days = [day for day in stage.world.outages if day >= item.entry_from]
    for down in some(stage, size, 0.3):
        if down and days:
            stage.case(item, channel="window", day=stage.rng.choice(days))
        else:
            stage.case(item)


def stand_ins(stage: Stage, item: Item, size: int) -> None:
    """Posted staff of the same hall sit in for one another, at each other's windows."""
    windows = [one for one in stage.world.windows.values() if one.hall == "H0"]
    for other in some(stage, size, 0.45):
        matter = stage.case(item, channel="window" if other else "")
        if other:
            day = matter.accepted // DAY
            window = stage.rng.choice(windows)
            matter.operator = stage.world.at_window(stage.rng.choice(windows).code, day, stage.rng)
            matter.window, matter.terminal = window.code, window.terminal(day)


def saturdays(stage: Stage, item: Item, size: int) -> None:
    """Half of its cases on Saturdays on which the hall was open."""
    days = [day for day in stage.world.open_days["H0"] if calendar.WEEKDAY[day] == 5 and day >= item.entry_from]
    for saturday in some(stage, size, 0.5):
        if saturday and days:
            stage.case(item, channel="window", day=stage.rng.choice(days))
        else:
            stage.case(item)


def replaced_machine(stage: Stage, item: Item, size: int) -> None:
    """All at one window whose machine was replaced during the year."""
    window = stage.world.windows[stage.rng.choice(stage.world.replaced or ["W000"])]
    for _ in range(size):
        matter = stage.case(item, channel="window")
        day = matter.accepted // DAY
        matter.window, matter.terminal = window.code, window.terminal(day)
        matter.operator = stage.world.at_window(window.code, day, stage.rng)


def migrated_stock(stage: Stage, item: Item, size: int) -> None:
    """Old licences were moved into the new ledger in the period."""
    day = stage.world.day("office", stage.rng, LIVELY_FROM + 40, LATEST)
    for old in some(stage, size, 0.6):
        if old:
            matter = stage.outside(item, truth="", applied=calendar.number(2021, 3, 1), issued=day)
            matter.origin, matter.show_applied = "migrated", True
            matter.applied += stage.rng.randrange(500)
            matter.issued = min(LAST, day + stage.rng.randrange(20))
        else:
            stage.case(item)


def of_own_accord(stage: Stage, item: Item, size: int) -> None:
    """The ledger of an item on application also holds what the department did of its own accord."""
    for own in some(stage, size, 0.4):
        if own:
            stage.outside(item, truth="").origin = "ex_officio"
        else:
            stage.case(item)


def last_years(stage: Stage, item: Item, size: int) -> None:
    """Many were applied for last year and issued in January."""
    for old in some(stage, size, 0.35):
        if old:
            carried_over(stage, item)
        else:
            stage.case(item, LIVELY_FROM + 20)


def carried_over(stage: Stage, item: Item) -> Matter:
    """One matter applied for last year and issued within the period."""
    applied = calendar.number(2022, 11, 20) + int(stage.rng.random() ** 0.5 * 41)
    while not calendar.WORKS[applied]:
        applied -= 1
    issued = max(LIVELY_FROM, calendar.working(applied, stage.rng.randint(3, 25)))
    matter = stage.outside(item, truth="", applied=applied, issued=issued)
    matter.show_applied = stage.rng.random() >= stage.dials.carried_unseen
    return matter


def entered_mid_year(stage: Stage, item: Item, size: int) -> None:
    """Rightly handled at the department until the day it entered the hall, in the hall ever since."""
    item.entry_from = ENTERED_ON if stage.rng.random() < 0.5 else stage.rng.randrange(FIRST + 90, FIRST + 260)
    for before in some(stage, size, 0.5):
        if before:
            stage.outside(item, LIVELY_FROM, item.entry_from - 2, truth="")
        else:
            stage.case(item, item.entry_from)


def renamed(stage: Stage, item: Item, size: int) -> None:
    """The ledger goes on writing the item's name of last year."""
    item.old_name_share = 0.9
    for _ in range(size):
        stage.case(item)


def refused_often(stage: Stage, item: Item, size: int) -> None:
    """Half are refused or withdrawn, so the ledger is much shorter than the hall's register."""
    for no in some(stage, size, 0.5):
        matter = stage.case(item)
        if no and matter.decided:
            matter.result = "refused" if stage.rng.random() < 0.7 else "withdrawn"


def honest_agency(stage: Stage, item: Item, size: int) -> None:
    """An agency brings bundles to the hall, and every one of them gets its case there and then."""
    left = size
    while left > 0:
        day = stage.world.day("hall", stage.rng, item.entry_from)
        for _ in range(min(left, stage.rng.randint(3, 14))):
            stage.case(item, channel="window", day=day)
            left -= 1


def slow_ledger(stage: Stage, item: Item, size: int) -> None:
    """The ledger is written once a fortnight: its date of issue is days after the decision."""
    for _ in range(size):
        matter = stage.case(item)
        if matter.result == "granted" and matter.issued is not None:
            matter.issued += stage.rng.randint(3, 14)


def one_client(stage: Stage, item: Item, size: int) -> None:
    """One firm brings nearly all of its matters, often several a day, all in the hall or online."""
    item.giant = stage.population.new(True)
    for _ in range(size):
        stage.case(item)
