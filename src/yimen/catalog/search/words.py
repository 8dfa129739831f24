"""What somebody typed, taken apart: question words off, synonyms beside, pieces of characters and of sounds."""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from yimen.common.text import search_key

LONGEST, MOST_SAID = 60, 6
DATA = Path(__file__).parent / "data"
_LATIN = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")


@lru_cache(maxsize=2)
def _question_words(place: str) -> tuple[str, ...]:
    """The words that stand `before` or `after` what is asked about, the longer ones first as the file has them."""
    with (DATA / "question_words.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["word"] for row in csv.DictReader(file) if row["place"] == place)


def core_of(text: str) -> str:
    """What the question is about, as a search key: 开饭店要办什么？ is 开饭店. A bare question stays as it is."""
    whole = search_key(text[:LONGEST])
    core = whole
    while shorter := _shortened(core):
        core = shorter
    return core or whole


def _shortened(core: str) -> str:
    """The text without one question word at an end; empty when there is none, or nothing would remain."""
    for word in _question_words("after"):
        if core.endswith(word) and len(core) - len(word) >= 2:
            return core[: -len(word)]
    for word in _question_words("before"):
        if core.startswith(word) and len(core) - len(word) >= 2:
            return core[len(word) :]
    return ""


@lru_cache(maxsize=20_000)
def sounds(text: str) -> tuple[str, ...]:
    """The pinyin of each character, without tones; Latin runs and digits stay together."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def blurred(sound: str) -> str:
    """The syllable as careless speakers spell it: zh as z, ng as n, and the like are one."""
    start = re.sub(r"^(zh|ch|sh)", lambda found: found[1][0], sound)
    start = re.sub(r"^l(?=[aeiouv])", "n", start)
    return re.sub(r"(?<=[aei])ng$", "n", start)


def character_terms(key: str) -> Iterator[str]:
    """The pairs of neighbouring characters, marked as such; the text itself when it is only one."""
    if len(key) == 1:
        yield f"c:{key}"
    for at in range(len(key) - 1):
        yield f"c:{key[at : at + 2]}"


def sound_terms(syllables: Sequence[str]) -> Iterator[str]:
    """The pairs of neighbouring syllables, blurred."""
    plain = [blurred(each) for each in syllables]
    for one, other in itertools.pairwise(plain):
        yield f"p:{one} {other}"[:40]


def initial_terms(initials: str) -> Iterator[str]:
    """The threes of neighbouring initials."""
    for at in range(len(initials) - 2):
        yield f"i:{initials[at : at + 3]}"


def terms_of_name(name: str) -> set[str]:
    """Every term by which a name is found."""
    key = search_key(name)
    syllables = sounds(key)
    initials = "".join(each[:1] for each in syllables)
    singles = {f"c:{each}" for each in key}
    return {*character_terms(key), *singles, *sound_terms(syllables), *initial_terms(initials)}


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    """All syllables of Mandarin, from the table of single characters."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.pinyin_dict import pinyin_dict

    common = (chr(code) for code in pinyin_dict if 0x4E00 <= code < 0x9FA6)
    found = {sound for each in common for sound in lazy_pinyin(each, style=Style.NORMAL)}
    return frozenset(sound for sound in found if sound.isascii() and sound.isalpha())


def spelled(latin: str) -> tuple[str, ...]:
    """The syllables that a run of Latin letters spells, the fewest possible; empty when it spells none."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(latin)
    for end in range(1, len(latin) + 1):
        for start in range(max(0, end - 6), end):
            before, last = best[start], latin[start:end]
            if before is None or last not in _syllables():
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = (*before, last)
    return best[-1] or ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reading of what was typed: official words or the words themselves, and how much that reading counts."""

    key: str
    weight: float
    said: str = ""
    syllables: tuple[str, ...] = ()
    initials: str = ""
    terms: frozenset[str] = field(default_factory=frozenset)


def readings_of(text: str, synonyms: Mapping[str, Sequence[str]]) -> list[Wanted]:
    """The readings of what was typed: as it stands, and with each synonym that it holds; 1.0 is the surest."""
    core = core_of(text)
    if _LATIN.fullmatch(core):
        return _latin_readings(core, synonyms)
    found = [_chinese(core, 1.0)] if core else []
    # In the whole text too: 丢了 falls off a question, and 营业执照丢了 is a synonym of its own.
    for said in _said_in(search_key(text[:LONGEST]), synonyms):
        share = 0.75 + 0.25 * min(len(said) / max(len(core), 1), 1)
        found += [_chinese(search_key(official), share, said) for official in synonyms[said]]
    return found


def _chinese(key: str, weight: float, said: str = "") -> Wanted:
    syllables = sounds(key)
    return Wanted(key, weight, said, syllables, terms=frozenset({*character_terms(key), *sound_terms(syllables)}))


def _latin_readings(core: str, synonyms: Mapping[str, Sequence[str]]) -> list[Wanted]:
    syllables = spelled(core)
    found = []
    if len(syllables) > 1:
        found.append(Wanted("", 1.0, "", syllables, terms=frozenset(sound_terms(syllables))))
        said = next((each for each in synonyms if "".join(sounds(each)) == core), None)
        found += [_chinese(search_key(official), 0.95) for official in (synonyms[said] if said else ())]
    if len(core) > 2:
        found.append(Wanted("", 0.9, initials=core, terms=frozenset(initial_terms(core))))
    found.append(_chinese(core, 0.8))
    return found


@lru_cache(maxsize=4096)
def _loosely(said: str) -> re.Pattern[str]:
    """Finds the word also where somebody put a little between its characters: 开个小饭馆 for 开饭馆."""
    gap = ".{0,2}" if len(said) > 2 else ".?"
    return re.compile(gap.join(map(re.escape, said)))


def _said_in(core: str, synonyms: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The said words in the text, longest first, none inside another; one that sounds so, if none is written so."""
    written = sorted((said for said in synonyms if _loosely(said).search(core)), key=len, reverse=True)
    kept = [said for at, said in enumerate(written) if not any(said in longer for longer in written[:at])]
    if kept:
        return kept[:MOST_SAID]
    heard = _heard(core)
    return [said for said in synonyms if len(said) > 1 and _heard(said) in heard][:MOST_SAID]


def _heard(text: str) -> str:
    """The blurred syllables with a space around each, so that no syllable is found inside another."""
    return f" {' '.join(map(blurred, sounds(text)))} "


@lru_cache(maxsize=1)
def _intentions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(what people say that they want done, the words for it in names of items), from the file beside."""
    with (DATA / "intentions.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["said"], tuple(row["words"].split())) for row in csv.DictReader(file))


def intended(text: str) -> frozenset[str]:
    """The words in names that fit what somebody wants done: 丢了 fits 补办, 补领, 换发."""
    key = search_key(text[:LONGEST])
    return frozenset(word for said, words in _intentions() if said in key for word in words)
