"""Schemes of cheating that leave only the department's ledger: handled there, with no case in the hall (体外循环).

Each takes the stage, one item and how many matters it is to have in the year, and plays them.
"""

from datetime import date

from yimen.demonstration import days
from yimen.demonstration.flow import Stage
from yimen.demonstration.items import Item

MID_YEAR = date(2023, 7, 1)
ORDERED_ON = date(2023, 9, 15)
"""The day on which the guilty ones that get better were ordered to."""
RELAPSED_ON = date(2023, 11, 15)
LIVELY_FROM = date(2023, 1, 3)


def hollow(stage: Stage, item: Item, size: int) -> None:
    """Window and sign in the hall, but nearly every matter is handled at the department."""
    for number in range(size):
        if number % 16 == 7:
            stage.case(item)
        else:
            stage.out(item)


def bypass(stage: Stage, item: Item, size: int) -> None:
    """Part of the applicants go straight to the department."""
    share = stage.rng.uniform(0.3, 0.6)
    for number in range(size):
        if number < size * share:
            stage.out(item)
        else:
            stage.case(item)


def large_clients(stage: Stage, item: Item, size: int) -> None:
    """Firms are served at the department, persons in the hall."""
    for number in range(size):
        item.firm_share = 1.0 if number % 5 < 2 else 0.0
        if item.firm_share:
            stage.out(item)
        else:
            stage.case(item)


def agent_run(stage: Stage, item: Item, size: int) -> None:
    """An agency brings whole bundles to the department: many holders on one day, none of them in the hall."""
    brought = 0
    while brought < size * 0.45:
        day = stage.day(False, LIVELY_FROM, date(2023, 12, 20))
        for _ in range(min(stage.rng.randint(4, 11), size - brought)):
            stage.out(item, day, day, issued_on=days.plus(day, 1))
            brought += 1
    for _ in range(size - brought):
        stage.case(item)


def weekend(stage: Stage, item: Item, size: int) -> None:
    """Issued on days of rest, when the hall was shut."""
    for number in range(size):
        if number % 5 < 2:
            day = stage.day(False, LIVELY_FROM, date(2023, 12, 22))
            stage.out(item, day, day, issued_on=days.rest_day_after(day)).show_applied = True
        else:
            stage.case(item)


def number_reused(stage: Stage, item: Item, size: int) -> None:
    """A matter with no case is entered in the ledger under the number of somebody else's licence."""
    item.numbered = True
    lenders = [stage.case(item, date(2023, 1, 1), date(2023, 8, 31)) for _ in range(size - size * 2 // 5)]
    granted = [case for case in lenders if case.result == "granted"]
    for number in range(size * 2 // 5):
        matter = stage.out(item, date(2023, 9, 20), date(2023, 12, 20))
        matter.lends_from = granted[number % len(granted)]
        matter.lends_from.document_shown = True


def filled_up(stage: Stage, item: Item, size: int) -> None:
    """The real applicants go to the department; the hall's figures are filled up with cases of nobody."""
    for number in range(size):
        if number % 2:
            stage.out(item)
        else:
            stage.case(item, channel="window").unrecorded = True


def lapsed_exemption(stage: Stage, item: Item, size: int) -> None:
    """场地受限 ran out, the item had to enter the hall, and everything went on as before."""
    for number in range(size):
        if number % 2:
            stage.out(item, LIVELY_FROM, days.plus(item.entry_from, -12), truth="")
        elif number % 20:
            stage.out(item, item.entry_from, date(2023, 12, 20))
        else:
            stage.case(item, item.entry_from)


def from_mid_year(stage: Stage, item: Item, size: int) -> None:
    """Clean until June; from July most go to the department."""
    for number in range(size):
        if number % 2:
            stage.case(item, days.FIRST, date(2023, 6, 30))
        elif number % 12:
            stage.out(item, MID_YEAR, date(2023, 12, 20))
        else:
            stage.case(item, MID_YEAR)


def cured(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department until the order of September; in the hall ever since."""
    for number in range(size):
        if number % 3 == 0:
            stage.case(item, ORDERED_ON)
        elif number % 12 == 1:
            stage.case(item, days.FIRST, date(2023, 9, 14))
        else:
            stage.out(item, LIVELY_FROM, date(2023, 8, 25))


def relapsed(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, in the hall for two months after the order, then at the department again."""
    for number in range(size):
        if number % 4 == 0:
            stage.case(item, ORDERED_ON, date(2023, 11, 14))
        elif number % 4 == 1:
            stage.out(item, RELAPSED_ON, date(2023, 12, 20))
        elif number % 12 == 2:
            stage.case(item, days.FIRST, date(2023, 9, 14))
        else:
            stage.out(item, LIVELY_FROM, date(2023, 8, 25))


def unseen_bypass(stage: Stage, item: Item, size: int) -> None:
    """As the partial bypass, in a department whose ledger shows next to nothing: nobody can prove it from data."""
    bypass(stage, item, size)
