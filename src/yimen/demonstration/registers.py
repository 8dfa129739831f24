"""The departments' own ledgers: what each hands over of what it issued, before anybody mistypes it."""

import random
from dataclasses import dataclass
from datetime import date

from yimen.demonstration import days
from yimen.demonstration.flow import Case, Outside, Stage
from yimen.demonstration.items import Item
from yimen.demonstration.people import Applicant

SEEN = {"full": 0.985, "half": 0.985, "thin": 0.03, "absent": 0.0}
"""How much of what was issued a department's ledger shows."""
HALF_FROM = date(2023, 7, 1)


@dataclass(slots=True)
class Record:
    """登记: one row of a ledger, with the truth about it."""

    matter: int
    item: Item
    applicant: Applicant
    applied_on: date
    issued_on: date
    document: str
    origin: str
    truth: str
    case: Case | None
    show_applied: bool
    must_show_document: bool = False
    number: str = ""
    item_code: str = ""
    item_name: str = ""
    holder_name: str = ""
    holder_id: str = ""
    applied_shown: str = ""
    document_shown: str = ""


def number_documents(stage: Stage, rng: random.Random) -> None:
    """Give every licence its number: one book a department, in order of issue, now and then a number left out."""
    issued: dict[str, list[tuple[date, int, Case | Outside]]] = {}
    for case in stage.cases:
        if case.item.numbered and case.result == "granted" and case.decided:
            issued.setdefault(case.item.department.code, []).append((case.decided.date(), case.matter, case))
    for matter in stage.outside:
        if matter.item.numbered:
            issued.setdefault(matter.item.department.code, []).append((matter.issued_on, matter.matter, matter))
    for book in issued.values():
        serial = 0
        for day, _, entry in sorted(book, key=lambda one: one[:2]):
            serial += 1 + (rng.random() < 0.03)
            sign = f"{stage.places.sign}{entry.item.department.sign}"
            entry.document = f"{sign}许字〔{day.year}〕{serial}号"
    for matter in stage.outside:
        if matter.lends_from:
            matter.document = matter.lends_from.document


def ledger(stage: Stage, rng: random.Random, twice: float) -> tuple[list[Record], list[Outside]]:
    """The rows handed over, and the matters outside the hall that no ledger shows.

    `twice` is the share of rows that the ledger has twice; a few of those a working day later.
    """
    records: list[Record] = []
    unseen: list[Outside] = []
    for case in stage.cases:
        if case.result != "granted" or case.decided is None or case.unrecorded:
            continue
        day = case.issued_on or case.decided.date()
        if case.issued_on is None and rng.random() < 0.12:
            day = min(days.plus(day, 1 + int(rng.random() * 2)), days.LAST)
        certain = case.truth != "" or (case.document_shown and rng.random() < 0.5)
        if _seen(case.item, day, rng, certain):
            applied = day if case.issued_on else case.received.date()
            origin = _origin(rng)
            records.append(
                Record(
                    case.matter, case.item, case.applicant, applied, day, case.document, origin, case.truth, case, False
                )
            )
    for matter in stage.outside:
        if not _seen(matter.item, matter.issued_on, rng, matter.truth != ""):
            if matter.truth:
                unseen.append(matter)
            continue
        origin = matter.origin
        if origin == "issued":
            origin = _origin(rng)
        elif origin == "ex_officio" and rng.random() < 0.08:
            origin = ""
        records.append(
            Record(
                matter.matter,
                matter.item,
                matter.applicant,
                matter.applied_on,
                matter.issued_on,
                matter.document,
                origin,
                matter.truth,
                None,
                matter.show_applied or matter.origin == "migrated",
                matter.lends_from is not None,
            )
        )
    for record in [one for one in records if rng.random() < twice]:
        again = days.plus(record.issued_on, 1) if rng.random() < 0.4 else record.issued_on
        copy = Record(*(getattr(record, name) for name in Record.__slots__))
        copy.issued_on = min(again, days.LAST)
        records.append(copy)
    return records, unseen


def _seen(item: Item, day: date, rng: random.Random, certain: bool) -> bool:
    """Whether the ledger handed over shows what was issued that day."""
    kind = item.department.ledger
    if kind == "half" and day < HALF_FROM:
        return False
    return rng.random() < SEEN[kind] or (certain and kind == "full")


def _origin(rng: random.Random) -> str:
    draw = rng.random()
    return "issued" if draw < 0.7 else "changed" if draw < 0.82 else "renewed" if draw < 0.92 else ""
