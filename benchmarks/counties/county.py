"""A county's year: everything in order, each part with its own stream of chance so that one dial moves one thing."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.counties import calendar, dirt, innocents, items, ledger, schemes, writing
from benchmarks.counties.calendar import DAY, FIRST
from benchmarks.counties.dials import Dials
from benchmarks.counties.flow import LIVELY_FROM, Matter, Stage
from benchmarks.counties.items import Item
from benchmarks.counties.people import Population
from benchmarks.counties.world import World


def generate(folder: Path, seed: int, matters: int, dials: Dials, count: int = 0) -> Stage:
    """Write the county of that seed into `folder`; everything that happened in it."""

    def stream(name: str) -> random.Random:
        return random.Random(f"{seed}/{name}")

    count = count or max(100, min(1200, 100 + matters // 170))
    departments = 20 + min(20, count // 22) if count < 440 else 40
    world = World(stream("world"), dials, departments, max(departments + 6, min(80, 30 + matters // 4000)))
    habit = stream("habits")
    for department in world.departments:
        department.habits = dirt.habits(dials, habit)
    catalogue = items.catalogue(world, stream("items"), count)
    planted = schemes.plant(world, catalogue, stream("plant"), matters, dials.planted)
    stage = Stage(world, Population(stream("people"), dials), stream("flow"), dials)
    _giants(stage, catalogue, stream("giants"))
    for one in planted:
        one.scheme.act(stage, one.item, one.size)
    budget = max(0, matters - len(stage.matters))
    total = sum(item.weight for item in catalogue)
    largest = total * 0.12
    for item in catalogue:
        wanted = round(min(item.weight, largest) / total * budget)
        if item.weight:
            _honest_year(stage, item, wanted)
    _stock(stage, catalogue, matters, stream("stock"))
    _outages(stage, stream("outages"))
    ledger.number_documents(stage, stream("documents"))
    writing.write(folder, stage, catalogue, planted, ledger.choose(stage, stream("choose")), stream)
    return stage


def _giants(stage: Stage, catalogue: list[Item], rng: random.Random) -> None:
    """Some of the busiest items have one firm or agency with most of their matters."""
    busy = sorted((item for item in catalogue if item.weight), key=lambda item: -item.weight)[: len(catalogue) // 5]
    for item in rng.sample(busy, min(len(busy), round(stage.dials.giants * len(catalogue)))):
        item.giant = stage.population.agents[0] if rng.random() < 0.3 else stage.population.new(True)


def _honest_year(stage: Stage, item: Item, wanted: int) -> None:
    """The item's year when nobody cheats, with the noise that every item has."""
    rng, dials = stage.rng, stage.dials
    chance = rng.random
    if item.initiation == "ex_officio":
        for _ in range(wanted // 4):
            stage.outside(item, truth="").origin = "ex_officio"
        return
    if item.mode in ("exempt", "none"):
        for _ in range(wanted):
            if item.mode == "exempt" and chance() < 0.25:
                stage.case(item)
            else:
                stage.outside(item, truth="")
        return
    if item.entry_from > FIRST:
        before = round(wanted * (item.entry_from - FIRST) / 365)
        for _ in range(before):
            stage.outside(item, LIVELY_FROM, max(LIVELY_FROM + 1, item.entry_from - 1), truth="")
        wanted -= before
    made = 0
    while made < wanted:
        made += 1
        draw = chance()
        if item.mode != "branch_hall":
            if draw < dials.stray_off:
                stage.outside(item, max(LIVELY_FROM, item.entry_from))
                continue
            if draw < dials.stray_off + dials.stray_late:
                _stray_late(stage, item)
                continue
        if chance() < dials.agents:
            made += _agent(stage, item)
            continue
        matter = stage.case(item)
        if item.mode == "branch_hall" and matter.channel == "window":
            stage.seat_in_branch(matter)
        if chance() < dials.reapplied and matter.decided:
            _apply_again(stage, matter)
            made += 1
        if chance() < dials.bursts:
            day = matter.received // DAY
            for _ in range(rng.randint(1, 5)):
                stage.case(item, day, min(day + 6, calendar.LAST), applicant=matter.applicant)
                made += 1


def _stray_late(stage: Stage, item: Item) -> None:
    matter = stage.case(item, last=calendar.LAST - 20, channel="window")
    if matter.decided and matter.accepted // DAY not in stage.world.outages:
        day = calendar.working(matter.decided // DAY, stage.rng.randint(1, 6))
        matter.recorded, matter.truth = day * DAY + stage.office_second(), "back_filled"


def _apply_again(stage: Stage, first: Matter) -> None:
    """The application was withdrawn or refused, and the same person applied again within days."""
    first.result = "withdrawn" if stage.rng.random() < 0.6 else "refused"
    assert first.decided is not None
    day = min(first.decided // DAY, calendar.LAST)
    stage.case(first.item, day, min(day + 8, calendar.LAST), applicant=first.applicant)


def _agent(stage: Stage, item: Item) -> int:
    """How many more matters an agent, or a relative, brought in one's own name; the ledger has the principals."""
    agent = stage.population.agents[int(stage.rng.random() * len(stage.population.agents))]
    day = stage.world.day("hall", stage.rng, max(FIRST, item.entry_from))
    count = stage.rng.choice((1, 1, 1, 2, 3, 5))
    for _ in range(count):
        matter = stage.case(item, applicant=agent, day=day, channel="window")
        matter.holder = stage.population.pick(item.firm_share)
        if stage.rng.random() < 0.2 and not matter.holder.firm:
            matter.applicant = stage.population.relative_of(matter.holder)
    return count - 1


def _stock(stage: Stage, catalogue: list[Item], matters: int, rng: random.Random) -> None:
    """Spread over all items: what was applied for last year, and old licences moved into the ledger."""
    live = [item for item in catalogue if item.behaviour != "number_reused"]
    for _ in range(round(stage.dials.carried_over * matters)):
        innocents.carried_over(stage, rng.choice(live))
    for _ in range(round(stage.dials.migrated * matters)):
        old = calendar.number(2021, 2, 1) + rng.randrange(600)
        matter = stage.outside(
            rng.choice(live), truth="", applied=old, issued=stage.world.day("office", rng, LIVELY_FROM)
        )
        matter.origin, matter.show_applied = "migrated", True


def _outages(stage: Stage, rng: random.Random) -> None:
    """On a day on which the whole hall was down every window wrote its cases the next working morning."""
    windows, outages = stage.world.windows, stage.world.outages
    for matter in stage.matters:
        if matter.channel != "window" or matter.accepted is None or matter.accepted // DAY not in outages:
            continue
        at_office = matter.terminal.startswith("10.") and stage.dials.office_goes_on
        if matter.window and windows[matter.window].hall == "H0" and not at_office:
            morning = calendar.working(matter.accepted // DAY, 1) * DAY + 30_700 + int(rng.random() * 8_800)
            matter.recorded = max(matter.recorded or 0, morning)
