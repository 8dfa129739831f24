"""Schemes of cheating that do leave a case: written in later, from the wrong place, or by the wrong hand."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from yimen.demonstration import days
from yimen.demonstration.flow import Case, Stage
from yimen.demonstration.items import Item
from yimen.demonstration.places import ENTERED_ON, office_terminal
from yimen.demonstration.schemes_ledger import ORDERED_ON
from yimen.demonstration.staffing import TURNOVER_ON

BEFORE_YEAR_END = date(2023, 12, 1)


def _written_later(case: Case, recorded: datetime) -> bool:
    """Whether the case could be turned into one written in later, after the whole matter was over."""
    if case.decided is None or recorded <= case.decided or recorded.year > 2023:
        return False
    case.recorded, case.truth, case.result = recorded, "back_filled", "granted"
    return True


def _evening(stage: Stage, day: date) -> datetime:
    return datetime.combine(day, time(17, 12)) + timedelta(seconds=int(stage.rng.random() * 11500))


def next_days(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, written in on one of the following evenings."""
    for number in range(size):
        case = stage.case(item, days.FIRST, BEFORE_YEAR_END, channel="window")
        if number % 4 and case.decided:
            _written_later(case, _evening(stage, days.plus(case.decided.date(), 1 + number % 3)))


def drip_fed(stage: Stage, item: Item, size: int) -> None:
    """Written in one at a time, in office hours, a few days later, so that it looks like daily work."""
    for number in range(size):
        case = stage.case(item, days.FIRST, BEFORE_YEAR_END, channel="window")
        if number % 5 < 3 and case.decided:
            _written_later(case, stage.moment(days.plus(case.decided.date(), 3 + int(stage.rng.random() * 12))))


def dressed_as_online(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, then written in as if the applicant had applied online."""
    for number in range(size):
        dressed = number % 5 < 3
        case = stage.case(item, days.FIRST, date(2023, 11, 15), channel="online" if dressed else "")
        if dressed and case.decided:
            _written_later(case, _evening(stage, days.plus(case.decided.date(), 5 + int(stage.rng.random() * 20))))


def month_end_batch(stage: Stage, item: Item, size: int) -> None:
    """A month's matters written in within minutes on the last working evening of the month."""
    written: Counter[date] = Counter()
    for number in range(size):
        case = stage.case(item, days.FIRST, date(2023, 11, 20), channel="window")
        if number % 8 == 3 or case.decided is None:
            continue
        day = days.month_end(case.decided.date())
        if day <= case.decided.date():
            day = days.month_end(days.plus(day, 2))
        written[day] += 1
        start = datetime.combine(day, time(18, 0)) + timedelta(seconds=38 * written[day])
        _written_later(case, start + timedelta(seconds=int(stage.rng.random() * 20)))


def dated_today(stage: Stage, item: Item, size: int) -> None:
    """Licence first, case afterwards: the case bears the day on which it was written, the ledger an earlier one."""
    for number in range(size):
        case = stage.case(item, date(2023, 2, 10), BEFORE_YEAR_END, channel="window", instant=True)
        if number % 5 < 3 and case.decided:
            case.issued_on = days.plus(case.received.date(), -4 - int(stage.rng.random() * 12))
            case.truth, case.result = "back_filled", "granted"


def colleague(stage: Stage, item: Item, size: int) -> None:
    """A colleague who was never posted to the hall accepts from an office machine, in the window's name."""
    for number in range(size):
        case = stage.case(item, channel="window")
        if number % 5 < 3:
            _by_colleague(stage, case)
            case.terminal = office_terminal(stage.places, item.department.code, number % 3)


def borrowed_machine(stage: Stage, item: Item, size: int) -> None:
    """A colleague who was never posted to the hall comes down and works at the hall's machine."""
    for number in range(size):
        case = stage.case(item, channel="window")
        if number % 2:
            _by_colleague(stage, case)


def _by_colleague(stage: Stage, case: Case) -> None:
    people = stage.staffing.colleagues[case.item.department.code]
    case.operator, case.truth = people[int(stage.rng.random() * 3)], "unposted"


def posted_name_at_office(stage: Stage, item: Item, size: int) -> None:
    """The posted operator's name, but on a machine in the department's building."""
    for number in range(size):
        case = stage.case(item, channel="window")
        if number % 5 < 3:
            case.terminal = office_terminal(stage.places, item.department.code, number % 2)
            case.truth = "unposted"


def lent_account(stage: Stage, item: Item, size: int) -> None:
    """The account of somebody who left the hall on 31 August goes on accepting."""
    left = stage.staffing.departed[item.department.code]
    for number in range(size):
        if number % 2:
            stage.case(item, days.FIRST, date(2023, 8, 31), channel="window")
            continue
        case = stage.case(item, TURNOVER_ON, channel="window")
        if number % 8:
            case.operator, case.window = left[0]
            case.terminal = stage.places.windows[case.window].terminal_on(case.accepted.date())
            case.truth = "unposted"


def in_branch_hall(stage: Stage, item: Item, size: int) -> None:
    """Declared for the main hall, accepted in the branch hall."""
    counters = stage.places.windows_of(item.department.code, "branch")
    for number in range(size):
        if number % 5 < 3:
            stage.case(item, channel="window", window=stage.rng.choice(counters)).truth = "branch_hall"
        else:
            stage.case(item)


def branch_that_stayed(stage: Stage, item: Item, size: int) -> None:
    """The branch hall was told to close on 13 May; it goes on accepting what has entered the main hall."""
    counters = stage.places.windows_of(item.department.code, "branch")
    for number in range(size):
        if number % 3 == 0:
            stage.case(item, days.FIRST, date(2023, 5, 12), channel="window", window=stage.rng.choice(counters))
        elif number % 9 == 1:
            stage.case(item, ENTERED_ON)
        else:
            counter = stage.rng.choice(counters)
            stage.case(item, ENTERED_ON, channel="window", window=counter).truth = "branch_hall"


def cured_late_writing(stage: Stage, item: Item, size: int) -> None:
    """Written in later until the order of September; at once ever since."""
    for number in range(size):
        if number % 3 == 0:
            stage.case(item, ORDERED_ON)
            continue
        case = stage.case(item, days.FIRST, date(2023, 8, 20), channel="window")
        if case.decided:
            _written_later(case, _evening(stage, days.plus(case.decided.date(), 2 + number % 6)))
