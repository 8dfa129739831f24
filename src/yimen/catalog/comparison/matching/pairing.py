"""配对: codes first, then names; what is sure, what a person must look at, and what stands alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from yimen.catalog.comparison.matching import weights
from yimen.catalog.comparison.matching.likeness import Rarity, among_rivals, contradict, measures, probability
from yimen.catalog.comparison.matching.names import Name, read, with_parent
from yimen.common.codes import classify_item_code
from yimen.common.text import code_key, company_key

CANDIDATES = 8
"""So many of the likeliest are looked at more closely."""
RETURNED = 3
"""So many of ours for each of theirs beside those that found it; theirs may be many times as many."""
SHOWN = 5
COMMON = 0.15
"""A piece that more than this share of the names holds finds no candidates."""
RENAMED = 0.08
"""An equal code whose names are less probable than this is shown to a person: the code may have been given anew."""


class Sureness(StrEnum):
    """匹配把握."""

    SURE = "sure"
    DOUBTFUL = "doubtful"


class Way(StrEnum):
    """匹配依据."""

    CODE = "code"
    BASE_CODE = "base_code"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as one of the lists has it; `key` is the caller's own."""

    key: int
    name: str
    code: str = ""
    base_code: str = ""
    kind: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """配对: keys of the two sides, how probable it is that they are one item, and what told so."""

    ours: int
    theirs: int
    probability: float
    sureness: Sureness
    way: Way


@dataclass(slots=True)
class Outcome:
    """What matching found. Every one of theirs is in `sure`, in `doubtful` or in `absent`, never in two of them."""

    sure: list[Pair] = field(default_factory=list)
    doubtful: dict[int, list[Pair]] = field(default_factory=dict)
    absent: list[int] = field(default_factory=list)
    """Theirs that nothing of ours resembles."""
    extra: list[int] = field(default_factory=list)
    """Ours that are neither matched nor a candidate."""


@dataclass(slots=True)
class _Side:
    items: dict[int, Listed]
    names: dict[int, tuple[Name, ...]]

    @classmethod
    def of(cls, items: Iterable[Listed], places: Collection[str]) -> "_Side":
        kept = {item.key: item for item in items}
        return cls(kept, {key: _readings(item, places) for key, item in kept.items()})


def match(
    ours: Iterable[Listed],
    theirs: Iterable[Listed],
    *,
    places: Collection[str] = (),
    accepted: Collection[tuple[int, int]] = (),
    rejected: Collection[tuple[int, int]] = (),
) -> Outcome:
    """Who is who. accepted and rejected: pairs (ours, theirs) that a person decided; they prevail over everything."""
    mine, other = _Side.of(ours, places), _Side.of(theirs, places)
    refused, settled = set(rejected), set(accepted)
    scorer = _Scorer(mine, other)
    by_code = [pair for pair in _by_code(mine, other, scorer) if (pair.ours, pair.theirs) not in refused]
    taken_ours = {one for one, _ in settled} | {pair.ours for pair in by_code if pair.sureness is Sureness.SURE}
    taken_theirs = {one for _, one in settled} | {pair.theirs for pair in by_code if pair.sureness is Sureness.SURE}
    same = _by_same_name(mine, other, taken_ours, taken_theirs, refused)
    taken_ours |= {pair.ours for pair in same}
    taken_theirs |= {pair.theirs for pair in same}
    scored = scorer.candidates(set(mine.items) - taken_ours, set(other.items) - taken_theirs)
    pairs = {(one, two): (chance, Way.NAME) for one, two, chance in scored if (one, two) not in refused}
    pairs |= {
        (each.ours, each.theirs): (max(each.probability, weights.DOUBTFUL), each.way)
        for each in by_code
        if each.sureness is Sureness.DOUBTFUL and each.ours not in taken_ours and each.theirs not in taken_theirs
    }
    sure = [each for each in by_code if each.sureness is Sureness.SURE]
    sure = [each for each in sure if not _contradicted(each, settled)]
    sure += same + _by_name(pairs, scorer)
    return _outcome(mine, other, sure, pairs, settled)


def _contradicted(pair: Pair, settled: set[tuple[int, int]]) -> bool:
    """Whether a person matched either side otherwise."""
    return any(pair.ours == one or pair.theirs == two for one, two in settled)


def _outcome(
    mine: _Side, other: _Side, sure: list[Pair], pairs: dict[tuple[int, int], tuple[float, Way]],
    settled: set[tuple[int, int]],
) -> Outcome:  # fmt: skip
    done_ours = {each.ours for each in sure} | {one for one, _ in settled}
    done_theirs = {each.theirs for each in sure} | {one for _, one in settled}
    found = Outcome(sure=sure)
    shown = set(done_ours)
    candidates: dict[int, list[Pair]] = defaultdict(list)
    for (one, two), (chance, way) in sorted(pairs.items(), key=lambda each: -each[1][0]):
        free = one not in done_ours and two not in done_theirs
        if free and chance >= weights.DOUBTFUL and len(candidates[two]) < SHOWN:
            candidates[two].append(Pair(one, two, chance, Sureness.DOUBTFUL, way))
            shown.add(one)
    found.doubtful = {key: some for key, some in candidates.items() if some}
    found.absent = [key for key in other.items if key not in done_theirs and key not in found.doubtful]
    found.extra = [key for key in mine.items if key not in shown]
    return found


def _by_name(pairs: dict[tuple[int, int], tuple[float, Way]], scorer: "_Scorer") -> list[Pair]:
    """The sure pairs, one to one: probable enough, each the other's likeliest, and nothing said that contradicts."""
    best: dict[tuple[str, int], float] = defaultdict(float)
    for (one, two), (chance, _) in pairs.items():
        best["ours", one] = max(best["ours", one], chance)
        best["theirs", two] = max(best["theirs", two], chance)
    sure: list[Pair] = []
    taken: set[tuple[str, int]] = set()
    for (one, two), (chance, way) in sorted(pairs.items(), key=lambda each: (-each[1][0], each[0])):
        first = chance == best["ours", one] == best["theirs", two] and not taken & {("ours", one), ("theirs", two)}
        if way is Way.NAME and first and chance >= weights.SURE and not scorer.contradicts(one, two):
            sure.append(Pair(one, two, chance, Sureness.SURE, way))
            taken |= {("ours", one), ("theirs", two)}
    return sure


def _by_same_name(
    mine: _Side, other: _Side, taken_ours: set[int], taken_theirs: set[int], refused: set[tuple[int, int]]
) -> list[Pair]:
    """Pairs of the very same name, where no other on either side bears it."""
    ours, theirs = _by_wording(mine, taken_ours), _by_wording(other, taken_theirs)
    return [
        Pair(some[0], theirs[key][0], 1.0, Sureness.SURE, Way.NAME)
        for key, some in ours.items()
        if len(some) == 1 == len(theirs.get(key, ())) and (some[0], theirs[key][0]) not in refused
    ]


def _by_wording(side: _Side, taken: set[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, item in side.items.items():
        if key not in taken:
            found[company_key(item.name)].append(key)
    return found


def _by_code(mine: _Side, other: _Side, scorer: "_Scorer") -> list[Pair]:
    """Pairs of equal implementation code, then of equal base code, the implementing body aside.

    One item of the province's may be carried out by several bodies of the county, so several of ours may share it.
    """
    found: list[Pair] = []
    done: set[int] = set()
    for way, key_of in ((Way.CODE, _whole_code), (Way.BASE_CODE, _base_code)):
        theirs: dict[str, list[int]] = defaultdict(list)
        for key, item in other.items.items():
            if code := key_of(item):
                theirs[code].append(key)
        for key, item in mine.items.items():
            alike = theirs.get(key_of(item), []) if key not in done else []
            if alike:
                chance, partner = max((scorer.chance(key, each), -each) for each in alike)
                # A base code that several of theirs share is a parent's: it narrows the choice and does not make it.
                sure = chance >= (RENAMED if way is Way.CODE or len(alike) == 1 else weights.SURE)
                found.append(Pair(key, -partner, chance, Sureness.SURE if sure else Sureness.DOUBTFUL, way))
                done |= {key} if sure else set()
    return found


def _whole_code(item: Listed) -> str:
    return code_key(item.code)


def _base_code(item: Listed) -> str:
    """The base code as given, else as it stands inside the code; a parent's 00Y is no item's."""
    inside = classify_item_code(item.code).parts.get("base", "") if item.code and not item.base_code else ""
    base = code_key(item.base_code or inside)
    return "" if base.endswith("00Y") else base


def _readings(item: Listed, places: Collection[str]) -> tuple[Name, ...]:
    """The name, and with a parent also the name behind its parent's: lists write the one or the other."""
    wordings = dict.fromkeys((item.name, with_parent(item.name, item.parent)))
    return tuple(read(wording, places=places) for wording in wordings)


class _Scorer:
    """Probabilities between two lists; finds the candidates of each name through the rarer of its pieces."""

    def __init__(self, mine: _Side, other: _Side) -> None:
        self.mine, self.other = mine, other
        names = [name for side in (mine, other) for each in side.names.values() for name in each]
        self.rarity = Rarity.of(names)
        self.known: dict[tuple[int, int], float] = {}

    def chance(self, ours: int, theirs: int) -> float:
        """The greatest probability among the wordings of the two."""
        if (ours, theirs) not in self.known:
            one, two = self.mine.items[ours], self.other.items[theirs]
            kind = one.kind == two.kind if one.kind and two.kind else None
            self.known[ours, theirs] = max(
                probability(measures(name, rival, self.rarity, kind))
                for name in self.mine.names[ours]
                for rival in self.other.names[theirs]
            )
        return self.known[ours, theirs]

    def contradicts(self, ours: int, theirs: int) -> bool:
        """Whether the items' own names do; a parent's name often lists every stage (设立、变更、注销)."""
        return contradict(self.mine.names[ours][0], self.other.names[theirs][0])

    def candidates(self, ours: set[int], theirs: set[int]) -> list[tuple[int, int, float]]:
        """(ours, theirs, probability) for the likeliest partners of each, in both directions."""
        found = {
            (one, two)
            for one, two in _nearest(self.mine.names, self.other.names, ours, theirs, self.rarity, CANDIDATES)
        } | {
            (one, two)
            for two, one in _nearest(self.other.names, self.mine.names, theirs, ours, self.rarity, RETURNED)
        }  # fmt: skip
        return among_rivals([(one, two, self.chance(one, two)) for one, two in sorted(found)])


def _nearest(
    asking: dict[int, tuple[Name, ...]], answering: dict[int, tuple[Name, ...]], some: set[int], others: set[int],
    rarity: Rarity, most: int,
) -> Iterable[tuple[int, int]]:  # fmt: skip
    """(asking, answering) for the few whose rarer pieces overlap most, by characters and by sound."""
    index: dict[str, list[int]] = defaultdict(list)
    for key in sorted(others):
        for piece in _pieces(answering[key]):
            index[piece].append(key)
    common = max(20, int(len(others) * COMMON))
    for key in sorted(some):
        scores: dict[int, float] = defaultdict(float)
        for piece in _pieces(asking[key]):
            holders: Sequence[int] = index.get(piece, ())
            if len(holders) <= common:
                weight = rarity.weights[piece]
                for holder in holders:
                    scores[holder] += weight
        sizes = {holder: score / (1 + len(answering[holder][0].core)) ** 0.5 for holder, score in scores.items()}
        yield from ((key, holder) for holder in sorted(sizes, key=lambda each: (-sizes[each], each))[:most])


def _pieces(names: tuple[Name, ...]) -> frozenset[str]:
    return frozenset(piece for name in names for piece in (*name.grams, *name.sounds) if len(piece) > 1)
