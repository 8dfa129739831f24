"""Schemes that do leave a case in the hall's register: written in later, from the wrong place, or by the wrong hand."""

from __future__ import annotations

from benchmarks.counties import calendar
from benchmarks.counties.calendar import DAY, FIRST, LAST
from benchmarks.counties.flow import HOUR, MINUTE, Matter, Stage
from benchmarks.counties.items import Item
from benchmarks.counties.schemes_ledger import ORDERED_ON, between, some
from benchmarks.counties.world import CLOSED_FROM

EARLY_DECEMBER = calendar.number(2023, 12, 5)


def written_later(stage: Stage, matter: Matter, recorded: int) -> bool:
    """Whether the matter could be made one that was written in only after it was over elsewhere."""
    if matter.decided is None or recorded <= matter.decided or matter.accepted // DAY in stage.world.outages:
        return False
    matter.recorded, matter.truth = recorded, "back_filled"
    return True


def _day(matter: Matter) -> int:
    return (matter.decided or matter.accepted) // DAY


def next_days(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, written in on one of the following evenings, several at a sitting."""
    for late in some(stage, size, between(stage, 0.8, 0.25)):
        matter = stage.case(item, last=EARLY_DECEMBER, channel="window" if late else "")
        if late:
            evening = 62_000 + int(stage.rng.random() * 12_000)
            written_later(stage, matter, calendar.working(_day(matter), stage.rng.randint(1, 4)) * DAY + evening)


def evenings(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, written in on any evening two days to six weeks later, under any channel."""
    for late in some(stage, size, between(stage, 0.85, 0.3)):
        matter = stage.case(item, last=EARLY_DECEMBER)
        if late:
            evening = 61_200 + int(stage.rng.random() * 14_400)
            written_later(stage, matter, (_day(matter) + stage.rng.randint(2, 45)) * DAY + evening)


def drip_fed(stage: Stage, item: Item, size: int) -> None:
    """Written in one at a time, in office hours, some days later, so that it looks like daily work."""
    for late in some(stage, size, between(stage, 0.6, 0.2)):
        matter = stage.case(item, last=EARLY_DECEMBER, channel="window" if late else "")
        if late:
            day = calendar.working(_day(matter), stage.rng.randint(2, 15))
            written_later(stage, matter, day * DAY + stage.office_second())


def same_evening(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department by day, written in the same evening, hours after the licence was out."""
    for late in some(stage, size, between(stage, 0.7, 0.25)):
        matter = stage.case(item, channel="window" if late else "")
        if late and matter.decided:
            hours = matter.decided + 2 * HOUR + int(stage.rng.random() * 3 * HOUR)
            evening = _day(matter) * DAY + 63_000 + int(stage.rng.random() * 10_000)
            written_later(stage, matter, min(max(hours, evening), _day(matter) * DAY + DAY - 60))


def next_morning(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, written in the next morning as the outages are, but nobody else's machine was down."""
    for late in some(stage, size, between(stage, 0.7, 0.25)):
        matter = stage.case(item, last=LAST - 5, channel="window" if late else "")
        if late:
            morning = 30_000 + int(stage.rng.random() * 9_000)
            written_later(stage, matter, calendar.working(_day(matter), 1) * DAY + morning)


def dressed_as_online(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, then written in as if the applicant had applied online."""
    for late in some(stage, size, between(stage, 0.7, 0.25)):
        matter = stage.case(item, last=EARLY_DECEMBER, channel="online" if late else "")
        if late:
            day = _day(matter) + stage.rng.randint(2, 40)
            written_later(stage, matter, day * DAY + stage.office_second())


def month_end_batch(stage: Stage, item: Item, size: int) -> None:
    """A month's matters written in within minutes on the last working evening of the month."""
    written: dict[int, int] = {}
    for late in some(stage, size, between(stage, 0.85, 0.3)):
        matter = stage.case(item, last=EARLY_DECEMBER, channel="window" if late else "")
        if not late:
            continue
        day = calendar.month_end(_day(matter))
        if day <= _day(matter):
            day = calendar.month_end(day + 5)
        written[day] = written.get(day, 0) + 1
        moment = day * DAY + 18 * HOUR + 38 * written[day] + int(stage.rng.random() * 20)
        written_later(stage, matter, moment)


def dated_today(stage: Stage, item: Item, size: int) -> None:
    """The licence is issued first; days later the case is entered, dated today from beginning to end."""
    for late in some(stage, size, between(stage, 0.7, 0.25)):
        matter = stage.case(item, FIRST + 30, channel="window" if late else "")
        if not late or matter.received is None or matter.result != "granted" or matter.decided is None:
            continue
        issued = matter.received // DAY - stage.rng.randint(3, 25)
        while not calendar.WORKS[issued]:
            issued -= 1
        matter.issued = issued
        matter.applied = max(issued - (0 if item.instant else stage.rng.randint(0, 6)), FIRST + 1, item.entry_from)
        matter.issued = max(matter.issued, matter.applied)
        if stage.rng.random() < 0.6:
            matter.applied = matter.issued
        matter.decided = matter.recorded + int(stage.rng.random() * 20 * MINUTE)
        matter.finished = matter.decided + int(stage.rng.random() * 10 * MINUTE)
        matter.truth = "back_filled"


def cured_late_writing(stage: Stage, item: Item, size: int) -> None:
    """Written in later until the order of September, properly since."""
    for late in some(stage, size, between(stage, 0.55, 0.25)):
        last = ORDERED_ON - 40 if late else LAST
        matter = stage.case(item, FIRST if late else ORDERED_ON - 60, last, channel="window" if late else "")
        if late:
            day = calendar.working(_day(matter), stage.rng.randint(2, 12))
            written_later(stage, matter, day * DAY + stage.office_second())


def _office(stage: Stage, item: Item) -> str:
    return f"10.{20 + int(item.department.code[1:])}.3.{stage.rng.randint(40, 47)}"


def _stranger(stage: Stage, item: Item) -> str:
    return f"UP{item.department.code[1:]}{stage.rng.randint(0, 3):02d}"


def _unposted(stage: Stage, item: Item, size: int, open_share: float, hidden: float) -> list[Matter]:
    found = []
    for wrong in some(stage, size, between(stage, open_share, hidden)):
        matter = stage.case(item, channel="window" if wrong else "")
        if wrong:
            matter.truth = "unposted"
            found.append(matter)
    return found


def colleague(stage: Stage, item: Item, size: int) -> None:
    """A colleague who is not posted accepts at the department, at its own machine, under the window's number."""
    for matter in _unposted(stage, item, size, 0.8, 0.25):
        matter.operator, matter.terminal = _stranger(stage, item), _office(stage, item)


def borrowed_machine(stage: Stage, item: Item, size: int) -> None:
    """A colleague who is not posted comes over and accepts at a machine of the hall."""
    for matter in _unposted(stage, item, size, 0.7, 0.2):
        matter.operator = _stranger(stage, item)


def posted_name_at_office(stage: Stage, item: Item, size: int) -> None:
    """The name of somebody posted, the machine of the department."""
    for matter in _unposted(stage, item, size, 0.7, 0.2):
        matter.terminal = _office(stage, item)


def lent_account(stage: Stage, item: Item, size: int) -> None:
    """The person was called back from the window, the account goes on accepting."""
    gone = stage.rng.choice(stage.world.departed[item.department.code])
    assert gone.last is not None
    for wrong in some(stage, size, between(stage, 0.6, 0.25)):
        matter = stage.case(item, gone.last + 1 if wrong else FIRST, channel="window" if wrong else "")
        if wrong and matter.accepted // DAY > gone.last:
            matter.operator, matter.window = gone.operator, gone.window
            window = stage.world.windows[gone.window]
            matter.terminal = window.terminal(matter.accepted // DAY)
            if stage.rng.random() < 0.3:
                matter.terminal = _office(stage, item)
            matter.truth = "unposted"


def in_branch_hall(stage: Stage, item: Item, size: int) -> None:
    """Declared for the main hall, still accepted at the department's branch hall."""
    for away in some(stage, size, between(stage, 0.8, 0.25)):
        matter = stage.case(item, channel="window" if away else "")
        if away and matter.accepted // DAY in stage.attended_days(item):
            stage.seat_in_branch(matter)
            matter.truth = "branch_hall"


def branch_that_stayed(stage: Stage, item: Item, size: int) -> None:
    """The branch hall was closed by order and its items moved to the main hall; it goes on accepting."""
    item.entry_from = CLOSED_FROM
    for away in some(stage, size, between(stage, 0.8, 0.3)):
        matter = stage.case(item, CLOSED_FROM, channel="window" if away else "")
        if away:
            stage.seat_in_branch(matter)
            matter.truth = "branch_hall"


def outside_and_later(stage: Stage, item: Item, size: int) -> None:
    """Two at once: some matters never get a case, others get one days later."""
    for wrong in some(stage, size, between(stage, 0.75, 0.25)):
        if wrong and stage.rng.random() < 0.5:
            stage.outside(item)
            continue
        matter = stage.case(item, last=EARLY_DECEMBER, channel="window" if wrong else "")
        if wrong:
            day = calendar.working(_day(matter), stage.rng.randint(2, 20))
            written_later(stage, matter, day * DAY + stage.office_second())


def outside_and_unposted(stage: Stage, item: Item, size: int) -> None:
    """Two at once: some matters never get a case, others are accepted by a colleague at the department."""
    for wrong in some(stage, size, between(stage, 0.75, 0.25)):
        if wrong and stage.rng.random() < 0.5:
            stage.outside(item)
            continue
        matter = stage.case(item, channel="window" if wrong else "")
        if wrong:
            matter.operator, matter.terminal, matter.truth = _stranger(stage, item), _office(stage, item), "unposted"


def branch_and_outside(stage: Stage, item: Item, size: int) -> None:
    """Two at once: the branch hall for some, no case at all for others."""
    for wrong in some(stage, size, between(stage, 0.75, 0.3)):
        if wrong and stage.rng.random() < 0.5:
            stage.outside(item)
            continue
        matter = stage.case(item, channel="window" if wrong else "")
        if wrong and matter.accepted // DAY in stage.attended_days(item):
            stage.seat_in_branch(matter)
            matter.truth = "branch_hall"
