"""体外循环: schemes that leave only the department's ledger. Each takes the stage, an item and its size."""

from __future__ import annotations

from benchmarks.counties import calendar
from benchmarks.counties.flow import LIVELY_FROM, Stage
from benchmarks.counties.items import Item

MID_YEAR = calendar.number(2023, 7, 1)
ORDERED_ON = calendar.number(2023, 9, 15)
RELAPSED_ON = calendar.number(2023, 11, 15)
LATEST = calendar.number(2023, 12, 20)


def between(stage: Stage, open_share: float, hidden_share: float) -> float:
    """A share between the textbook's and the well hidden one, as the dial `faint` has it, with some chance."""
    faint = min(1.0, max(0.0, stage.dials.faint + stage.rng.uniform(-0.2, 0.2)))
    return open_share + (hidden_share - open_share) * faint


def some(stage: Stage, size: int, share: float) -> list[bool]:
    """`size` answers, of which that share is True, in random order."""
    count = min(size, max(1, round(size * share)))
    answers = [True] * count + [False] * (size - count)
    stage.rng.shuffle(answers)
    return answers


def hollow(stage: Stage, item: Item, size: int) -> None:
    """Window and sign in the hall, but nearly every matter is handled at the department."""
    for out in some(stage, size, stage.rng.uniform(0.87, 1.0)):
        stage.outside(item) if out else stage.case(item)


def bypass_low(stage: Stage, item: Item, size: int) -> None:
    """A few of the applicants go straight to the department."""
    for out in some(stage, size, between(stage, 0.3, 0.14)):
        stage.outside(item) if out else stage.case(item)


def bypass_high(stage: Stage, item: Item, size: int) -> None:
    """Many of the applicants go straight to the department."""
    for out in some(stage, size, between(stage, 0.68, 0.35)):
        stage.outside(item) if out else stage.case(item)


def large_clients(stage: Stage, item: Item, size: int) -> None:
    """Firms are served at the department, persons in the hall."""
    for firm in some(stage, size, between(stage, 0.45, 0.17)):
        item.firm_share = 1.0 if firm else 0.0
        stage.outside(item) if firm else stage.case(item)


def favoured(stage: Stage, item: Item, size: int) -> None:
    """The same few acquaintances are always served at the department, many times a year."""
    friends = [stage.population.new(item.firm_share > 0.5) for _ in range(max(2, size // 40))]
    for out in some(stage, size, between(stage, 0.4, 0.16)):
        stage.outside(item, applicant=stage.rng.choice(friends)) if out else stage.case(item)


def agent_bundles(stage: Stage, item: Item, size: int) -> None:
    """An agency brings bundles to the department: many holders on one day, none of them in the hall."""
    wanted = round(size * between(stage, 0.5, 0.2))
    brought = 0
    while brought < wanted:
        day = stage.world.day("office", stage.rng, LIVELY_FROM, LATEST)
        issued = calendar.working(day, 1 if item.instant else max(1, item.promised // 2))
        for _ in range(min(stage.rng.randint(3, 11), wanted - brought)):
            stage.outside(item, applied=day, issued=issued)
            brought += 1
    for _ in range(size - brought):
        stage.case(item)


def weekend(stage: Stage, item: Item, size: int) -> None:
    """Issued on days of rest, when the hall was shut."""
    for out in some(stage, size, between(stage, 0.4, 0.16)):
        if out:
            day = calendar.rest_day(stage.world.day("office", stage.rng, LIVELY_FROM, LATEST))
            stage.outside(item, applied=day, issued=day)
        else:
            stage.case(item)


def number_reused(stage: Stage, item: Item, size: int) -> None:
    """A matter with no case is entered in the ledger under the number of somebody else's licence."""
    item.numbered = True
    answers = some(stage, size, between(stage, 0.4, 0.18))
    lenders = [stage.case(item, last=calendar.number(2023, 8, 31)) for out in answers if not out]
    lenders = [one for one in lenders if one.result == "granted"]
    for out in answers:
        if out:
            matter = stage.outside(item, calendar.number(2023, 9, 10), LATEST)
            if lenders:
                matter.document = "="
                matter.show_document = True
                stage.borrowed[id(matter)] = stage.rng.choice(lenders)


def padded(stage: Stage, item: Item, size: int) -> None:
    """The real applicants go to the department; the hall's figures are filled up with cases of nobody."""
    for out in some(stage, size, between(stage, 0.5, 0.25)):
        if out:
            stage.outside(item)
        else:
            stage.case(item, channel="window").seen = False


def lapsed_exemption(stage: Stage, item: Item, size: int) -> None:
    """场地受限 ran out, the item had to enter the hall, and everything went on as before."""
    item.entry_from = MID_YEAR
    guilty = size * 2 // 3
    for _ in range(size - guilty):
        day = stage.world.day("office", stage.rng, LIVELY_FROM, MID_YEAR - 45)
        stage.outside(item, truth="", applied=day, issued=None)
    for out in some(stage, guilty, between(stage, 0.95, 0.5)):
        stage.outside(item, MID_YEAR) if out else stage.case(item, MID_YEAR)


def from_mid_year(stage: Stage, item: Item, size: int) -> None:
    """Clean until June; from July most go to the department."""
    for late in some(stage, size, between(stage, 0.55, 0.2)):
        stage.outside(item, MID_YEAR, LATEST) if late else stage.case(item, last=MID_YEAR + 20)


def cured(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department until the order of September; in the hall ever since."""
    for early in some(stage, size, between(stage, 0.6, 0.25)):
        if early:
            stage.outside(item, LIVELY_FROM, ORDERED_ON - 25)
        else:
            stage.case(item, ORDERED_ON if stage.rng.random() < 0.8 else LIVELY_FROM)


def relapsed(stage: Stage, item: Item, size: int) -> None:
    """Handled at the department, in the hall for two months after the order, then at the department again."""
    for out in some(stage, size, between(stage, 0.6, 0.25)):
        if not out:
            stage.case(item, ORDERED_ON, RELAPSED_ON - 1)
        elif stage.rng.random() < 0.3:
            stage.outside(item, RELAPSED_ON, LATEST)
        else:
            stage.outside(item, LIVELY_FROM, ORDERED_ON - 25)


def renewals_outside(stage: Stage, item: Item, size: int) -> None:
    """First applications in the hall, every renewal at the department: the same people, the same item, twice."""
    before = [stage.case(item, last=MID_YEAR - 30) for _ in range(size - round(size * between(stage, 0.45, 0.2)))]
    for number in range(size - len(before)):
        other = before[number % len(before)]
        matter = stage.outside(item, MID_YEAR, LATEST, applicant=other.holder)
        matter.origin = "renewed"


def unseen_bypass(stage: Stage, item: Item, size: int) -> None:
    """As the partial bypass, in a department that hands over next to no ledger: nobody can prove it from data."""
    bypass_high(stage, item, size)
