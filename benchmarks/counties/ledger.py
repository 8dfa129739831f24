"""The departments' ledgers: which matters have a row, under which number, and how the row reads."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.counties import calendar, dirt
from benchmarks.counties.calendar import DAY, FIRST, LAST
from benchmarks.counties.dials import Dials
from benchmarks.counties.flow import Matter, Stage
from benchmarks.counties.items import Item
from benchmarks.counties.words import OLD_WORDS

MID_YEAR = calendar.number(2023, 7, 1)
THIN = 0.02
"""Share of its matters that a department shows which keeps next to no ledger."""


def number_documents(stage: Stage, rng: random.Random) -> None:
    """Give what was granted a number: one book a department, in the order of issue; some books have the same sign."""
    books: dict[str, list[Matter]] = {}
    for matter in stage.matters:
        if matter.item.numbered and matter.result == "granted" and matter.issued is not None:
            books.setdefault(matter.item.department.code, []).append(matter)
    for book in books.values():
        sign = book[0].item.department.sign
        if rng.random() < stage.dials.shared_books:
            sign = "政"
        serial = int(rng.random() * 30)
        in_order = rng.random() < 0.6
        book.sort(key=lambda one: one.issued or 0) if in_order else rng.shuffle(book)
        for matter in book:
            serial += 1 if rng.random() < 0.96 else 2
            if matter.document != "=":
                matter.document = f"友{sign}许字〔2023〕{serial}号"
    for matter in stage.matters:
        lender = stage.borrowed.get(id(matter))
        if lender is not None:
            matter.document = lender.document


def choose(stage: Stage, rng: random.Random) -> list[tuple[Matter, bool]]:
    """The rows of all ledgers in no order: each with whether it repeats another row."""
    gap, twice = stage.dials.register_gap, stage.dials.duplicate_rows
    rows: list[tuple[Matter, bool]] = []
    for matter in stage.matters:
        matter.seen = (
            matter.seen
            and matter.result == "granted"
            and matter.issued is not None
            and FIRST <= matter.issued <= LAST
            and _handed_over(matter, gap, rng)
        )
        if matter.seen:
            rows.append((matter, False))
            if rng.random() < twice:
                rows.append((matter, True))
    rng.shuffle(rows)
    return rows


def _handed_over(matter: Matter, gap: float, rng: random.Random) -> bool:
    """Whether the ledger that was handed over has this matter."""
    department = matter.item.department
    if department.ledger == "half" and (matter.issued or 0) < MID_YEAR:
        return False
    if department.ledger in ("full", "half"):
        return rng.random() >= gap
    return department.ledger == "thin" and rng.random() < THIN


HEADER = "record_no department_code item_code item_name holder_name holder_id applied_on issued_on document_no origin"


def rows(chosen: list[tuple[Matter, bool]], stage: Stage, rng: random.Random) -> Iterator[list[str]]:
    """The rows as the departments hand them over."""
    related = _related(stage)
    for number, (matter, repeated) in enumerate(chosen):
        yield [f"R{number:09d}", *_row(matter, repeated, related, stage.dials, rng)]


def _related(stage: Stage) -> dict[str, list[Item]]:
    """The items of each department that have matters."""
    found: dict[str, dict[str, Item]] = {}
    for matter in stage.matters:
        found.setdefault(matter.item.department.code, {})[matter.item.code] = matter.item
    return {code: list(items.values()) for code, items in found.items()}


def _row(matter: Matter, repeated: bool, related: dict[str, list[Item]], dials: Dials, rng: random.Random) -> list[str]:
    chance = rng.random
    item, holder = matter.item, matter.holder
    rates = item.department.habits
    name = dirt.each_of(holder.name, dirt.NAMES, rates, rng)
    identity = dirt.one_of(holder.identity, dirt.IDENTITIES, rates, rng) if holder.identity else ""
    code, item_name = _item(item, rates, related, rng)
    applied = ""
    if matter.show_applied or chance() >= rates["applied_absent"]:
        day = matter.applied
        if chance() < rates["applied_off"] and not matter.show_applied:
            day = min(day + rng.choice((-2, -1, 1, 2)), matter.issued or day)
        applied = dirt.date(day, rates, rng)
    issued = matter.issued or 0
    if matter.received is not None and issued * DAY + DAY > matter.received:
        draw = chance()
        if draw < rates["issued_late"]:
            issued = min(LAST, issued + rng.randint(1, 3))
        elif draw < rates["issued_late"] + rates["issued_much_later"]:
            issued = min(LAST, issued + rng.randint(4, 15))
        elif draw > 1 - rates["issued_early"]:
            issued = max(FIRST, issued - 1, matter.applied)
    if repeated and chance() < 0.3:
        issued = min(LAST, issued + 1)
    document = ""
    if matter.document and (matter.show_document or chance() >= rates["document_absent"]):
        document = dirt.document(matter.document, rates, rng)
    origin = matter.origin
    if origin == "issued" and dials.origin_empty:
        draw = chance()
        origin = "" if draw < dials.origin_empty else "changed" if draw > 0.9 else "renewed" if draw > 0.81 else origin
    elif item.initiation == "ex_officio" and origin == "ex_officio" and chance() < dials.origin_empty / 2:
        origin = ""
    return [
        item.department.code,
        code,
        item_name,
        name,
        identity,
        applied,
        dirt.date(issued, rates, rng),
        document,
        origin,
    ]


def _item(item: Item, rates: dict[str, float], related: dict[str, list[Item]], rng: random.Random) -> tuple[str, str]:
    """The item's code and name as the ledger has them; at least one of them nearly always."""
    chance = rng.random
    if chance() < rates["item_unknown"]:
        return "", ""
    code, name = item.code, item.name
    if chance() < rates["code_wrong"]:
        others = [one for one in related[item.department.code] if one is not item]
        if others:
            other = rng.choice(others)
            return other.code, (item.name if chance() < 0.3 else other.name if chance() < 0.5 else "")
    if chance() < item.old_name_share or chance() < rates["item_name_old"]:
        name = _old(item.bare_name, rng)
    elif chance() < rates["item_name_short"]:
        name = item.bare_name
    if chance() < rates["item_name_cut"] and "（" in name:
        name = name[: name.index("（")]
    if chance() < rates["item_name_department"]:
        name = ("友谊县" if chance() < 0.5 else "") + item.department.name + name
    if chance() < rates["code_empty"]:
        return "", name
    return code, "" if chance() < rates["item_name_empty"] else name


def _old(name: str, rng: random.Random) -> str:
    """The name as it stood in another year's list."""
    for new, old in OLD_WORDS:
        if new in name:
            return name.replace(new, old)
    return f"{name}事项" if rng.random() < 0.5 else f"办理{name}"
