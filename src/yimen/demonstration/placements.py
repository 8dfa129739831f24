"""What is declared: the mode in which each item has entered the hall, the negative list and its reasons."""

import random
from dataclasses import dataclass
from datetime import date

from yimen.demonstration.items import Item
from yimen.demonstration.places import CLOSED_BRANCHES, ENTERED_ON, ORDERED_TO_CLOSE, Places

LONG_AGO = date(2022, 6, 1)
# Want of room may keep an item out for twelve months at most (notice, task 3).
NO_ROOM_FROM = date(2023, 1, 1)
LAPSED_FROM, LAPSED_ON = date(2022, 7, 1), date(2023, 6, 30)
REASONS = (
    ("secret", "涉及国家秘密，依规定不宜公开办理", "《中华人民共和国保守国家秘密法》", None),
    ("statutory_place", "法律法规规定须在特定场所办理", "法律、行政法规规定的办理场所", None),
    ("safety", "涉及公共安全，须在专门场所办理", "经县人民政府批准的风险说明", None),
    ("equipment", "须使用不能搬迁的专用设备或场地", "设备清单及整合方案", date(2024, 12, 31)),
    ("no_room", "场地受限", "整改方案：限期腾出场地后进驻", date(2023, 12, 31)),
)


@dataclass(slots=True)
class Exemption:
    """负面清单条目: why an item has not entered, from when to when."""

    item_code: str
    reason: str
    text: str
    basis: str
    approved_on: date
    from_date: date
    to_date: date | None


@dataclass(slots=True)
class Declaration:
    """进驻申报: one mode of one item for a time."""

    item_code: str
    mode: str
    place: str
    from_date: date
    to_date: date | None
    declared_on: date


def declare(places: Places, catalogue: list[Item], rng: random.Random) -> None:
    """Give every item its mode and date; what the department has no window for is entrusted to the shared counters."""
    for item in catalogue:
        serial = item.department.serial
        own = places.windows_of(item.department.code, "main")
        item.entry_mode = "hall" if own and serial != "02" and rng.random() < 0.88 else "entrusted"
        item.entry_from = ENTERED_ON if rng.random() < 0.09 else LONG_AGO
        if not item.on_application:
            item.entry_mode, item.entry_from = ("none" if rng.random() < 0.3 else "hall"), LONG_AGO
            continue
        if serial in CLOSED_BRANCHES + ORDERED_TO_CLOSE:
            item.entry_mode, item.entry_from, item.earlier_mode = "hall", ENTERED_ON, "branch_hall"
            continue
        has_branch = f"B{serial}" in places.halls
        draw = rng.random()
        if has_branch and draw < 0.16:
            item.entry_mode, item.entry_from = "branch_hall", LONG_AGO
        elif draw < 0.055:
            item.entry_mode = "exempt"
        elif draw < 0.065:
            item.entry_mode = "none"


def exemptions(catalogue: list[Item], rng: random.Random) -> list[Exemption]:
    """The negative list: one entry for each exempt item, and the lapsed ones of items that had to enter since."""
    found = []
    for item in catalogue:
        if item.earlier_mode == "exempt":
            _, text, basis, _ = REASONS[-1]
            found.append(Exemption(item.code, "no_room", text, basis, LAPSED_FROM, LAPSED_FROM, LAPSED_ON))
        elif item.entry_mode == "exempt" and item.on_application:
            reason, text, basis, last = REASONS[rng.choices(range(5), weights=(1, 3, 3, 4, 5))[0]]
            first = max(item.entry_from, NO_ROOM_FROM) if reason == "no_room" else item.entry_from
            found.append(Exemption(item.code, reason, text, basis, first, first, last))
    return found


def declarations(places: Places, catalogue: list[Item]) -> list[Declaration]:
    """What departments declared, earlier modes included; `none` declares nothing."""
    found = []
    for item in catalogue:
        if not item.on_application:
            continue
        if item.earlier_mode:
            eve = date.fromordinal(item.entry_from.toordinal() - 1)
            found.append(
                Declaration(
                    item.code, item.earlier_mode, _place(places, item, item.earlier_mode), LONG_AGO, eve, LONG_AGO
                )
            )
        if item.entry_mode != "none":
            declared = date(2023, 4, 28) if item.entry_from == ENTERED_ON else item.entry_from
            place = _place(places, item, item.entry_mode)
            found.append(Declaration(item.code, item.entry_mode, place, item.entry_from, None, declared))
    return found


def _place(places: Places, item: Item, mode: str) -> str:
    if mode == "branch_hall":
        return places.halls[f"B{item.department.serial}"].name
    if mode == "exempt":
        return item.department.name
    return places.halls["H1"].name
