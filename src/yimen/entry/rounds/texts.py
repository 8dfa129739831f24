"""What a line says, in words: the same for what is signed, what is published, and what differs between two lists."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yimen.entry.modes import AT_A_COUNTER, Mode, Power
from yimen.entry.rounds.models import LinePower, ListPublication, PublishedLine, SheetLine

MODES = dict(Mode.choices)
POWERS = dict(Power.choices)
NOT_SAID = "未说明"
PUBLISHED = {
    "name": "事项名称",
    "department": "部门",
    "mode": "进驻方式",
    "place": "办理地点",
    "windows": "窗口编号",
    "powers": "授权环节",
    "kept_back": "未授权环节及原因",
    "posts": "A、B岗",
    "reason": "未进厅原因",
    "listed": "负面清单理由",
    "condition": "附条件",
}
"""Columns of a published line -> their heading; two lists are compared by them."""


def powers_of(line: SheetLine) -> tuple[str, str]:
    """The steps handed over, and those kept back each with its reason; of a line whose powers are loaded."""
    by_power = {each.power: each for each in line.powers.all()}
    found = [by_power[power] for power in POWERS if power in by_power]
    yes = "、".join(each.get_power_display() for each in found if each.answer == LinePower.Answer.YES)
    no = "；".join(f"{each.get_power_display()}：{each.why}" for each in found if each.answer == LinePower.Answer.NO)
    return yes, no


def said(line: SheetLine) -> tuple[str, ...]:
    """All that a line says of its item, to be compared and signed; needs hall, both posts and powers loaded."""
    return (
        line.item.code,
        line.mode,
        line.hall.code if line.hall else "",
        line.windows,
        line.staff_a.code if line.staff_a else "",
        line.staff_b.code if line.staff_b else "",
        *powers_of(line),
        line.reason,
        line.starts_on.isoformat() if line.starts_on else "",
    )


def digest_of(lines: Iterable[SheetLine]) -> str:
    """SHA-256 over what the lines say, in their order, as 64 hexadecimal digits."""
    return _digest([list(said(line)) for line in lines])


def posts_of(line: SheetLine) -> str:
    """Which posts are filled, without saying by whom."""
    if line.mode not in AT_A_COUNTER:
        return ""
    if line.staff_a_id and line.staff_b_id:
        return "已配A、B岗"
    return "只配A岗" if line.staff_a_id else "未配"


def row_of(line: PublishedLine) -> dict[str, str]:
    """The published line as people read it: the mode in words."""
    row = {name: str(getattr(line, name)) for name in PUBLISHED}
    return {**row, "mode": MODES.get(line.mode, NOT_SAID)}


def publication_digest(publication: ListPublication, lines: Iterable[PublishedLine]) -> str:
    """SHA-256 over the list's head, the digest of the one before and every line by code: a chain of lists."""
    head = [
        publication.region_id,
        publication.number,
        publication.title,
        publication.published_on.isoformat(),
        publication.previous.digest if publication.previous else "",
    ]
    ordered = sorted(lines, key=lambda line: line.code)
    return _digest([head, *([line.code, line.mode, *_bound(line)] for line in ordered)])


def _bound(line: PublishedLine) -> list[str]:
    """The fields that the digest binds; conditions came later, and a list without any keeps the digest it had."""
    row = row_of(line)
    condition = row.pop("condition")
    return [*row.values(), *([condition] if condition else [])]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """变化: one item that both lists have and that reads otherwise; field by field (heading, before, after)."""

    line: PublishedLine
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Differences:
    """与上一期的差异: items that are new, gone, or changed; each by code."""

    new: list[PublishedLine]
    gone: list[PublishedLine]
    changed: list[Change]

    @property
    def count(self) -> int:
        """How many items differ."""
        return len(self.new) + len(self.gone) + len(self.changed)


def differences(before: Mapping[str, PublishedLine], after: Mapping[str, PublishedLine]) -> Differences:
    """What the later list has otherwise than the earlier one; both are lines by code."""
    changed = []
    for code in sorted(before.keys() & after.keys()):
        old, new = row_of(before[code]), row_of(after[code])
        fields = [(label, old[name], new[name]) for name, label in PUBLISHED.items() if old[name] != new[name]]
        if fields:
            changed.append(Change(after[code], fields))
    return Differences(
        [after[code] for code in sorted(after.keys() - before.keys())],
        [before[code] for code in sorted(before.keys() - after.keys())],
        changed,
    )
