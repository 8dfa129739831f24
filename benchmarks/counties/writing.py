"""Writing the set: the contract's tables as csv, and the truth in the sample's columns."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.counties import dirt, ledger, truth
from benchmarks.counties.calendar import DAY, WORKS, iso, stamp
from benchmarks.counties.flow import Matter, Stage
from benchmarks.counties.items import Item
from benchmarks.counties.people import Applicant
from benchmarks.counties.schemes import Planted

REGION = "230522"


def write(
    folder: Path,
    stage: Stage,
    catalogue: list[Item],
    planted: list[Planted],
    chosen: list[tuple[Matter, bool]],
    stream: Callable[[str], random.Random],
) -> None:
    """Write every table of the set and its truth into `folder`."""
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    period = {"region": REGION, "from": "2023-01-01", "to": "2023-12-31"}
    (folder / "meta.json").write_text(json.dumps(period), encoding="utf-8")
    _places(folder, stage)
    _table(
        folder / "items.csv",
        "item_code item_name department_code initiation entry_mode entry_from handling promised_days",
        (
            (
                one.code,
                one.name,
                one.department.code,
                one.initiation,
                one.mode,
                iso(one.entry_from),
                "instant" if one.instant else "committed",
                one.promised,
            )
            for one in catalogue
        ),
    )
    cases = [one for one in stage.matters if one.received is not None]
    cases.sort(key=lambda one: one.received or 0)
    for number, matter in enumerate(cases):
        matter.case_no = f"{REGION}{iso((matter.received or 0) // DAY).replace('-', '')}{number:09d}"
    _table(folder / "cases.csv", _CASES, _case_rows(cases, stage, stream("hall dirt")))
    _table(folder / "truth/cases.csv", "case_no truth", ((one.case_no, one.truth) for one in cases))
    _table(folder / "register.csv", ledger.HEADER, ledger.rows(chosen, stage, stream("ledger dirt")))
    _table(
        folder / "truth/records.csv",
        "record_no case_no truth item_code",
        ((f"R{n:09d}", one.case_no, one.truth, one.item.code) for n, (one, _) in enumerate(chosen)),
    )
    repeats = [(f"R{n:09d}",) for n, (_, repeated) in enumerate(chosen) if repeated]
    _table(folder / "truth/repeats.csv", "record_no", repeats)
    _truth_of_items(folder, stage, catalogue)
    _table(
        folder / "truth/schemes.csv",
        "item_code scheme size guilty description",
        ((p.item.code, p.scheme.name, p.size, p.scheme.guilty, p.scheme.description) for p in planted),
    )
    if stage.dials.tickets:
        _queue(folder, stage, cases, stream("tickets"))


def _places(folder: Path, stage: Stage) -> None:
    world = stage.world
    _table(folder / "halls.csv", "hall_code hall_name kind", world.halls)
    _table(
        folder / "hall_days.csv",
        "hall_code date opens_at closes_at",
        (
            (hall, iso(day), *(("08:30", "17:00") if WORKS[day] else ("09:00", "12:00")))
            for hall, days in world.open_days.items()
            for day in days
        ),
    )
    _table(
        folder / "windows.csv",
        "window_code hall_code terminal from_date to_date",
        (
            (one.code, one.hall, address, iso(first), iso(last))
            for one in world.windows.values()
            for address, first, last in one.terminals
        ),
    )
    _table(
        folder / "postings.csv",
        "operator_code department_code window_code from_date to_date",
        ((one.operator, one.department, one.window, iso(one.first), iso(one.last)) for one in world.postings),
    )
    clock = random.Random(len(world.postings))
    _table(
        folder / "attendance.csv",
        "operator_code date arrived_at left_at",
        (
            (operator, iso(day), f"08:{clock.randint(10, 34)}", f"17:{clock.randint(0, 20):02d}")
            for operator, days in world.attended.items()
            for day in sorted(days)
        ),
    )


_CASES = (
    "case_no item_code department_code applicant_name applicant_id channel received_at accepted_at decided_at "
    "finished_at recorded_at window_code operator_code terminal result document_no"
)


def _case_rows(cases: list[Matter], stage: Stage, rng: random.Random) -> Iterable[tuple[str, ...]]:
    chance, dials = rng.random, stage.dials
    for one in cases:
        document = one.document if one.result == "granted" and chance() >= dials.hall_document_absent else ""
        name, identity = _applicant(one.applicant, stage, rng)
        yield (
            one.case_no,
            one.item.code,
            one.item.department.code,
            name,
            identity,
            one.channel,
            stamp(one.received),
            stamp(one.accepted),
            stamp(one.decided),
            stamp(one.finished),
            stamp(one.recorded),
            one.window,
            one.operator,
            one.terminal,
            one.result,
            document,
        )


_MASKS = dirt.IDENTITIES[:2]
_SPELT = tuple(way for way in dirt.IDENTITIES if way[0] in ("id_spaced", "id_full_width", "id_lower"))
_NAMES = tuple(way for way in dirt.NAMES if way[0] not in ("name_star", "name_dropped"))


def _applicant(applicant: Applicant, stage: Stage, rng: random.Random) -> tuple[str, str]:
    """Name and number as the hall's clerk entered them."""
    chance, dials = rng.random, stage.dials
    name, identity = applicant.name, applicant.identity
    if chance() < dials.hall_name_spelt:
        name = rng.choice(_NAMES)[1](name, rng)
    draw = chance()
    if draw < dials.hall_id_masked:
        return name, rng.choice(_MASKS)[1](identity, rng)
    draw -= dials.hall_id_masked
    if draw < dials.hall_id_empty:
        return name, ""
    draw -= dials.hall_id_empty
    if draw < dials.hall_id_wrong:
        return name, (dirt.wrong_digit if chance() < 0.6 else dirt.swapped)(identity, rng)
    draw -= dials.hall_id_wrong
    if draw < dials.hall_id_spelt:
        return name, rng.choice(_SPELT)[1](identity, rng)
    return name, identity


def _truth_of_items(folder: Path, stage: Stage, catalogue: list[Item]) -> None:
    """A matter counts if the hall has a case of it or if it ought to have had one, whether or not a ledger shows it."""
    counts: dict[str, list[int]] = {item.code: [0, 0] for item in catalogue}
    for one in stage.matters:
        if one.received is not None or one.truth:
            counts[one.item.code][0] += 1
            counts[one.item.code][1] += one.truth in truth.OFF
    _table(
        folder / "truth/items.csv",
        "item_code verdict matters off_matters off_share behaviour register_covered",
        (
            (
                item.code,
                truth.verdict(item.exempt, *counts[item.code]),
                *((0, 0, 0.0) if item.exempt else (*counts[item.code], truth.share(*counts[item.code]))),
                item.behaviour,
                item.department.covered,
            )
            for item in catalogue
        ),
    )


def _queue(folder: Path, stage: Stage, cases: list[Matter], rng: random.Random) -> None:
    """The queue's calls and the evaluations of what was really received at a window."""
    present = [one for one in cases if one.channel == "window" and one.truth in ("", "branch_hall")]
    called = [one for one in present if one.window and rng.random() < stage.dials.tickets]
    _table(
        folder / "tickets.csv",
        "ticket_no hall_code window_code item_code called_at",
        (
            (
                f"T{number:08d}",
                stage.world.windows[one.window].hall,
                one.window,
                one.item.code,
                stamp((one.received or 0) - rng.randint(20, 400)),
            )
            for number, one in enumerate(called)
        ),
    )
    _table(
        folder / "evaluations.csv",
        "case_no channel terminal rated_at score",
        (
            (
                one.case_no,
                "window",
                one.terminal,
                stamp((one.finished or one.accepted or 0) + 40),
                rng.choice("55554432"),
            )
            for one in called
            if rng.random() < 0.5
        ),
    )


def _table(path: Path, header: str, rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
