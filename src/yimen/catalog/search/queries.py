"""The answer to whatever somebody types: the items that it most likely means, the likeliest first."""

import itertools
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from rapidfuzz import fuzz

from yimen.catalog.models import ItemVersion
from yimen.catalog.search.models import IndexedTerm, SearchIndex, Synonym
from yimen.catalog.search.words import Wanted, blurred, intended, readings_of, sounds
from yimen.common.text import search_key
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions

POSTINGS, CANDIDATES, TERMS = 2000, 150, 80
"""So many versions of a term, candidates and terms are looked at, however long the list is: the cost stays flat."""
FITTING, AGREED = 0.08, 0.2
"""What a name gains when it has the act that was asked for, and of a second reading that speaks for it."""
LEAST, NEAR = 0.3, 0.6
"""Below this likeness, or this share of the best one's, an item is not offered: a wrong answer is worse than none."""


def visible_synonyms(user: Somebody) -> QuerySet[Synonym]:
    """The synonyms of the user's county, those in use first."""
    if not may(user, "catalog.read"):
        return Synonym.objects.none()
    rows = Synonym.objects.filter(of_regions(user))  # type: ignore[arg-type]
    return rows.select_related("made_by").order_by(F("retired_at").asc(nulls_first=True), "said", "pk")


def synonyms_of(region: Region) -> dict[str, list[str]]:
    """Said word -> the official ones, as search keys: one query."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Synonym.objects.filter(region=region, retired_at__isnull=True).order_by("pk")
    for said, official in rows.values_list("said", "official"):
        found[search_key(said)].append(official)
    return dict(found)


def public_items(region: Region) -> QuerySet[ItemVersion]:
    """What anybody may apply for: the open versions in use, on application."""
    rows = ItemVersion.objects.filter(
        region=region, valid_to__isnull=True, state=ItemVersion.State.IN_USE, initiation="on_application"
    )
    return rows.select_related("department").defer("legal_basis")


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found, and how likely it is meant (0 to 1)."""

    version: ItemVersion
    likeness: float


def found(region: Region, text: str, limit: int = 20) -> list[Hit]:
    """The items that the text most likely means: five queries, whatever the length of the list."""
    readings = readings_of(text, synonyms_of(region))
    index = SearchIndex.objects.filter(region=region).first()
    keys = _candidates(region, index.items if index else 0, readings)
    rows = [*public_items(region).filter(pk__in=keys), *_unindexed(region, index, readings)]
    fitting = intended(text)
    hits = {row.pk: Hit(row, likeness(row.name, readings, fitting)) for row in rows}
    best = max((hit.likeness for hit in hits.values()), default=0.0)
    likely = [hit for hit in hits.values() if hit.likeness >= max(LEAST, NEAR * best)]
    return sorted(likely, key=lambda hit: (-hit.likeness, len(hit.version.name), hit.version.code))[:limit]


def _unindexed(region: Region, index: SearchIndex | None, readings: list[Wanted]) -> Iterable[ItemVersion]:
    """Items of a list newer than the index, by the plain words: they must not be missing until it is built anew."""
    if not readings or not readings[0].key:
        return []
    newer = public_items(region).filter(pk__gt=index.newest if index else 0)
    return newer.filter(search_text__contains=readings[0].key)[:CANDIDATES]


def _candidates(region: Region, items: int, readings: list[Wanted]) -> list[int]:
    """The versions whose names share most, and the rarest, of what is wanted."""
    wanted = list(dict.fromkeys(term for reading in readings for term in sorted(reading.terms)))[:TERMS]
    rows = IndexedTerm.objects.filter(region=region, term__in=wanted)
    terms = {
        term: (log(1 + items / frequency), packed)
        for term, frequency, packed in rows.values_list("term", "frequency", Substr("versions", 1, 8 * POSTINGS))
    }
    best: dict[int, float] = {}
    for reading in readings:
        for version, score in _scores(reading, terms).items():
            best[version] = max(best.get(version, 0.0), score * reading.weight)
    return sorted(best, key=lambda version: (-best[version], version))[:CANDIDATES]


def _scores(reading: Wanted, terms: Mapping[str, tuple[float, Any]]) -> dict[int, float]:
    """Version -> the share of the reading's terms that its name has, the rare ones counting more."""
    known = [terms[term] for term in reading.terms if term in terms]
    whole = sum(rarity for rarity, _ in known) or 1.0
    scores: dict[int, float] = defaultdict(float)
    for rarity, packed in known:
        for version in array("q", bytes(packed)):
            scores[version] += rarity / whole
    return scores


def likeness(name: str, readings: list[Wanted], fitting: Collection[str] = ()) -> float:
    """How likely the name is what is meant: the best of the readings, more where two agree and the act fits."""
    key = search_key(name)
    syllables = sounds(key)
    heard = " ".join(map(blurred, syllables))
    initials = "".join(each[:1] for each in syllables)
    scores: dict[str, float] = defaultdict(float)
    for reading in readings:
        score = reading.weight * _likeness(key, heard, initials, reading)
        scores[reading.said] = max(scores[reading.said], score)
    best, *others = sorted(scores.values(), reverse=True) or [0.0]
    agreeing = AGREED * others[0] if others else 0.0
    return best + agreeing + (FITTING if any(word in key for word in fitting) else 0.0)


def _likeness(key: str, heard: str, initials: str, reading: Wanted) -> float:
    if reading.initials:
        at = initials.find(reading.initials)
        return 0.0 if at < 0 else 0.8 + 0.2 * len(reading.initials) / len(initials) - 0.1 * bool(at)
    sounding = _compared(" ".join(map(blurred, reading.syllables)), heard) if reading.syllables else 0.0
    written = _compared(reading.key, key) if reading.key else 0.0
    return max(written, 0.93 * sounding)


def _compared(wanted: str, name: str) -> float:
    """1.0 for the same text; much for one inside the other, the more of it the better."""
    inside, whole, mixed = fuzz.partial_ratio(wanted, name), fuzz.ratio(wanted, name), _shared(wanted, name)
    if len(wanted) > len(name):  # the best part of a long question is not the question
        inside = min(inside, 100 * mixed)
    forward = 0.5 * inside / 100 + 0.2 * whole / 100 + 0.3 * mixed
    return max(forward, 0.8 * _shared(name, wanted))  # a long question may hold the name


def _shared(wanted: str, name: str) -> float:
    """The share of the wanted pairs of characters, or words, that the name has anywhere."""
    pairs = _pairs(wanted)
    return len(pairs & _pairs(name)) / len(pairs) if pairs else float(wanted in name)


def _pairs(text: str) -> set[tuple[str, str]]:
    parts = text.split() if " " in text else list(text)
    return set(itertools.pairwise(parts))
