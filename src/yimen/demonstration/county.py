"""Making a county: everything in order, each part with its own stream of chance so that one dial moves one thing."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from yimen.demonstration import (
    codes,
    dirt,
    footprints,
    items,
    people,
    placements,
    places,
    registers,
    schemes,
    staffing,
    story,
    truth,
    writing,
)
from yimen.demonstration.flow import Case, Stage
from yimen.demonstration.history import County

HOME, NEIGHBOUR = "230522", "230521"
NEIGHBOUR_SERIALS = ("02", "06", "27")
NEIGHBOUR_SCHEMES = ("hollow", "next_days")
MASKED_CASES = 0.02

Progress = Callable[[str, int], None]
"""Told what was done, and how many matters that was."""


@dataclass(slots=True, frozen=True)
class Summary:
    """How large a county became."""

    items: int
    cases: int
    records: int
    verdicts: Counter[str]
    planted: int


def generate(
    seed: int,
    matters: int,
    out_dir: Path | str,
    *,
    dials: dirt.Dials | None = None,
    cheating: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """Write 友谊县 into `out_dir` and its small neighbour 集贤县 into `out_dir`/neighbour; how large 友谊县 became.

    The same arguments give the same bytes. `matters` is about how many matters the honest and planted items of 友谊县
    have in 2023. Without `cheating` nobody cheats (the negative control); `dials` says how dirty the ledgers are.
    """
    folder = Path(out_dir)
    tell = progress or (lambda what, count: None)
    dials = dials or dirt.Dials()
    home = make(seed, matters, HOME, dials=dials, cheating=cheating, progress=tell)
    writing.write_all(home, folder)
    tell("写出友谊县", matters // 5)
    neighbour = make(
        seed,
        max(60, matters // 250),
        NEIGHBOUR,
        dials=dials,
        cheating=cheating,
        serials=NEIGHBOUR_SERIALS,
        item_limit=12,
        only=NEIGHBOUR_SCHEMES,
    )
    writing.write_all(neighbour, folder / "neighbour")
    return Summary(len(home.catalogue), len(home.cases), len(home.records), truth.tally(home.truths), len(home.planted))


def make(
    seed: int,
    matters: int,
    region: str,
    *,
    dials: dirt.Dials,
    cheating: bool = True,
    serials: tuple[str, ...] | None = None,
    item_limit: int = 50,
    only: tuple[str, ...] | None = None,
    progress: Progress | None = None,
) -> County:
    """One county with its year lived through, in memory."""

    def stream(name: str) -> random.Random:
        return random.Random(f"{seed}/{region}/{name}")

    tell = progress or (lambda what, count: None)
    ground = places.build(region, stream("places"), serials)
    staff = staffing.build(ground, stream("staff"))
    catalogue = items.catalogue(ground, stream("items"), item_limit)
    placements.declare(ground, catalogue, stream("placements"))
    planted = schemes.plant(ground, staff, catalogue, stream("plant"), matters, only if cheating else ())
    population = people.Population(stream("people"), matters)
    tell("人员与事项", matters // 10)

    stage = Stage(ground, staff, population, stream("flow"))
    for one in planted:
        one.scheme.act(stage, one.item, one.size)
    budget = max(0, matters - sum(one.size for one in planted))
    wanted = story.shares(catalogue, budget, stream("shares"))
    for item in catalogue:
        if item.code in wanted:
            story.play(stage, item, wanted[item.code])
            tell("办件", wanted[item.code])
    story.old_stock(stage, catalogue, matters)
    story.break_down(stage)

    registers.number_documents(stage, stream("documents"))
    number_cases(stage)
    records, unseen = registers.ledger(stage, stream("ledger"), dials.written_twice)
    soiling = stream("dirt")
    records.sort(key=lambda one: (one.issued_on, one.item.department.code, one.matter))
    for number, record in enumerate(records, 1):
        record.number = f"R{number:09d}"
        dirt.soil(record, dials, soiling)
    tell("台账", matters // 5)
    exempted = placements.exemptions(catalogue, stream("exemptions"))
    masking = stream("masking")
    masked = {
        case.matter: case.applicant.identity[:6] + "********" + case.applicant.identity[14:]
        for case in stage.cases
        if masking.random() < MASKED_CASES
    }
    return County(
        ground,
        staff,
        catalogue,
        planted,
        exempted,
        placements.declarations(ground, catalogue),
        stage.cases,
        records,
        unseen,
        footprints.tickets(stage, stream("tickets")),
        footprints.ratings(stage, stream("ratings")),
        truth.judge(catalogue, stage.cases, records, unseen),
        masked,
    )


def number_cases(stage: Stage) -> None:
    """Sort cases by when they were really written, and number them so: department, day, serial of the day, check."""
    serials: Counter[str] = Counter()
    stage.cases.sort(key=lambda case: (case.recorded, case.matter))
    for case in stage.cases:
        case.number = _next_number(case, serials)


def _next_number(case: Case, serials: Counter[str]) -> str:
    head = f"{case.item.department.code}{case.recorded:%Y%m%d}"
    serials[head] += 1
    body = f"{head}{serials[head]:05d}"
    return body + codes.case_number_check(body)
