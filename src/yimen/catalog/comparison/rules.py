"""比对规则 as data: which elements are compared, how each is worded, and whose the province's items are."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from yimen.common.text import company_key, search_key

_SUFFIX = re.compile(r"(?:委员会|管理局|总局|分局|厅|局|委|办公室|办)$")
_PREFIX = re.compile(
    r"^(?:国家[\u4e00-\u9fff]{2,4}?总局|[\u4e00-\u9fff]{2,5}?(?:省|自治区|市|县|区)|省|市|县|区)(?=[\u4e00-\u9fff]{2})"
)


def body_key(name: str) -> str:
    """A body's name without place and rank: 黑龙江省公安厅, 县公安局 and 公安局 are one line of the administration."""
    key = search_key(name)
    while (shorter := _PREFIX.sub("", key)) != key:
        key = shorter
    return _SUFFIX.sub("", key) or key


def days(number: int | None, unit: str) -> str:
    """A limit in words; empty when the list says none."""
    return "" if number is None else f"{number} {unit}".strip()


@dataclass(frozen=True)
class Element:
    """比对要素: how an element is worded of either side, and when two wordings are one."""

    label: str
    say: Callable[[Any], str]
    key: Callable[[str], str] = str


ELEMENTS: Mapping[str, Element] = {
    "name": Element("事项名称", lambda each: each.name, company_key),
    "kind": Element("事项类型", lambda each: each.get_kind_display()),
    "handling": Element("办件类型", lambda each: each.get_handling_display() if each.handling else ""),
    "promised": Element("承诺办结时限", lambda each: days(each.promised_days, each.get_promised_unit_display())),
    "department": Element("实施主体", lambda each: getattr(each, "body", "") or each.department.name, body_key),
}
"""Field -> element. What either side does not say is no difference: absent data proves nothing (证据不足)."""


def differences(ours: Any, theirs: Any) -> list[tuple[str, str, str]]:
    """(field, our value, the province's) of each element that both lists give and give differently."""
    found = []
    for field, element in ELEMENTS.items():
        one = element.say(ours)
        other = theirs.body if field == "department" else element.say(theirs)
        if one and other and element.key(one) != element.key(other):
            found.append((field, one, other))
    return found


def marked(one: str, other: str) -> list[tuple[str, bool]]:
    """The first text in pieces, each with whether the second lacks it: what a page underlines."""
    from rapidfuzz.distance import Levenshtein

    pieces = []
    for step in Levenshtein.opcodes(one, other):
        if step.src_start < step.src_end:
            pieces.append((one[step.src_start : step.src_end], step.tag != "equal"))
    return pieces
