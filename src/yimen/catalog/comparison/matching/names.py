"""事项名称 as it is compared: without places, levels and empty words, acts in one wording, sounds beside characters."""

import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from yimen.catalog.comparison.matching.words import CONTRASTS, EMPTY, PARTICLES, PROCEDURES, SAME, STAGES
from yimen.common.text import company_key

_WORDINGS = {wording: act for act, wordings in SAME.items() for wording in wordings}
_ACTS = re.compile("|".join(sorted(_WORDINGS, key=len, reverse=True)))
_EMPTY = re.compile("|".join(sorted(EMPTY, key=len, reverse=True)))
# （县级权限）, （市级/县级）, （区县）: who exercises it, not what it is.
_LEVEL = re.compile(
    r"\((?=[^()]*(?:省|市|县|区|级|权限|委托|下放))[^()]*?(?:级|权限|行使|县|区|市|委托|下放|实施)[^()]*\)"
)
_OF_A_PLACE = re.compile(r"^(?:全省|本省|省级|省|我县|本县|县级|市级|区级|本市|全县)(?=[\u4e00-\u9fff]{4})")
_DROPPED = str.maketrans("", "", PARTICLES + "()")
_NUMBERS = re.compile(r"[0-9]+|(?:第)?[一二三四五六七八九十]+(?=[级类等型种])")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
SHORT = 6
"""A name of fewer characters says too little without the item that it belongs to (变更登记)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: `core` is what is compared, the rest what may contradict."""

    core: str
    grams: frozenset[str]
    sounds: frozenset[str]
    stages: frozenset[str]
    procedures: frozenset[str]
    contrasts: tuple[frozenset[str], ...]
    numbers: frozenset[str]


def read(text: str, *, places: Collection[str] = ()) -> Name:
    """The name taken apart. places: names of the county, its city and province, and of its departments."""
    plain = _without_places(company_key(text), places)
    plain = _LEVEL.sub("", plain)
    acts = frozenset(_WORDINGS[found] for found in _ACTS.findall(plain))
    one = _ACTS.sub(lambda found: _WORDINGS[found[0]], plain)
    core = _EMPTY.sub("", one).translate(_DROPPED) or one.translate(_DROPPED) or plain
    readings = [_sound(each) for each in core]
    return Name(
        core=core,
        grams=frozenset(_grams(core)),
        sounds=frozenset(" ".join(each) for each in itertools.pairwise(readings)) or frozenset(readings),
        stages=acts & STAGES,
        procedures=frozenset(word for group in PROCEDURES for word in group if word in one),
        contrasts=tuple(frozenset(word for word in group if word in plain) for group in CONTRASTS),
        numbers=frozenset(found.removeprefix("第").translate(_DIGITS) for found in _NUMBERS.findall(plain)),
    )


def with_parent(name: str, parent: str) -> str:
    """The name preceded by that of the item it belongs to, unless it says so itself."""
    return name if not parent or parent in name else f"{parent}{name}"


def _without_places(text: str, places: Collection[str]) -> str:
    for place in sorted(places, key=len, reverse=True):
        if len(place) > 1 and text.startswith(place) and len(text) - len(place) >= 4:
            text = text[len(place) :]
    return _OF_A_PLACE.sub("", text)


def _grams(core: str) -> Iterable[str]:
    """Single characters and pairs of neighbours: a wrong character spoils two pairs, never a whole name."""
    yield from core
    yield from (core[place : place + 2] for place in range(len(core) - 1))


@lru_cache(maxsize=8192)
def _sound(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(character, style=Style.NORMAL)[0])
