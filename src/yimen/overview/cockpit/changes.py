"""与一周前相比: what changed, and why; each cause is counted from rows and opens exactly those."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.urls import reverse
from django.utils.http import urlencode

from yimen.common.templatetags.yimen import percent
from yimen.evidence import queries as evidence
from yimen.evidence.history import queries as history
from yimen.evidence.models import Run, VerdictValue
from yimen.overview.cockpit.place import Place
from yimen.overview.cockpit.rows import KINDS, address
from yimen.overview.cockpit.standing import Standing, came, standing_on, went
from yimen.people.models import User

EXPLAINED_AT_MOST = 400
"""So many findings of the items that moved are asked why they came or went, the surest first."""
JUDGED = (VerdictValue.RUNS, VerdictValue.HOLLOW, VerdictValue.BYPASSED)


@dataclass(frozen=True)
class Cause:
    """One cause of a change: how many rows it is, where they are, and by how much it moves the figure."""

    title: str
    count: int
    url: str
    moves: str = ""


@dataclass(frozen=True)
class Change:
    """A figure then and now with its causes; `tone` is good or wrong for better or worse, else plain.

    since, until: of what both figures are, in words: a day or a verification.
    """

    title: str
    since: str
    was: str
    until: str
    now: str
    tone: str
    causes: list[Cause]
    notes: list[str]


@dataclass(frozen=True)
class Share:
    """A share as a part of a whole; nothing where the whole is nothing."""

    part: int
    whole: int

    @property
    def words(self) -> str:
        """`73.2%（120 / 164）`; what cannot be divided says so."""
        return f"{percent(self.part / self.whole)}（{self.part} / {self.whole}）" if self.whole else "没有可计的事项"

    def tone_after(self, was: "Share") -> str:
        """Whether it is better, worse or the same as before."""
        if not self.whole or not was.whole or self.part * was.whole == was.part * self.whole:
            return "plain"
        return "good" if self.part * was.whole > was.part * self.whole else "wrong"


def changes(user: User | None, place: Place) -> list[Change]:
    """The three rates then and now; a rate that cannot be compared yet is left out. Without a user: for everybody."""
    then, now = standing_on(place.region, place.since), standing_on(place.region, place.day)
    found = [
        _of_items(place, "声明进驻率", ("entered", "must"), then, now),
        _of_items(place, "有人值守率", ("staffed", "counter"), then, now),
    ]
    if place.run and place.earlier:
        found.append(_of_runs(user, place, place.run, place.earlier))
    return found


def _of_items(place: Place, title: str, names: tuple[str, str], then: Standing, now: Standing) -> Change:
    was, shown = (Share(len(each.keys(names[0])), len(each.keys(names[1]))) for each in (then, now))
    causes = []
    for name, side in zip(names, ("分子", "分母"), strict=True):
        for sign, turn, keys in (("+", "came", came(name, then, now)), ("−", "went", went(name, then, now))):
            if keys:
                code = f"{name}_{turn}"
                moves = f"{side} {sign}{len(keys)}"
                causes.append(Cause(KINDS[code].title, len(keys), address(place, code), moves))
    days = (f"{place.since:%Y-%m-%d}", f"{place.day:%Y-%m-%d}")
    return Change(title, days[0], was.words, days[1], shown.words, shown.tone_after(was), causes, [])


def _of_runs(user: User | None, place: Place, run: Run, earlier: Run) -> Change:
    was, now = (_running(evidence.verdict_counts(each, user)) for each in (earlier, run))
    moves = history.moves(user, run, earlier)
    gone = Counter(history.dropped(user, run, earlier).values_list("verdict", flat=True))
    new = Counter(history.compared(user, run, earlier).filter(was=None).order_by().values_list("verdict", flat=True))
    causes = [_move_cause(run, earlier, *move) for move in moves]
    for value, n in sorted(new.items()):
        url = _changes_at(run, before=earlier.pk, change="added", verdict=value)
        causes.append(Cause(f"新列入核验：{VerdictValue(value).label}", n, url, _effect(value, n, 1)))
    for value, n in sorted(gone.items()):
        code = f"dropped_{value}"
        causes.append(Cause(KINDS[code].title, n, address(place, code), _effect(value, n, -1)))
    notes = list(_why(user, run, earlier)) if was != now or causes else []
    runs = [f"核验批次 {each.pk}" for each in (earlier, run)]
    return Change("实质运行率", runs[0], was.words, runs[1], now.words, now.tone_after(was), causes, notes)


def _running(counts: dict[str, int]) -> Share:
    return Share(counts["runs"], sum(counts[each] for each in JUDGED))


def _move_cause(run: Run, earlier: Run, was: str, now: str, n: int) -> Cause:
    title = f"{VerdictValue(was).label} → {VerdictValue(now).label}"
    url = _changes_at(run, before=earlier.pk, change="verdict", was=was, verdict=now)
    return Cause(title, n, url, _effect(now, n, 1) or _effect(was, n, -1))


def _effect(verdict: str, n: int, sign: int) -> str:
    if verdict == VerdictValue.RUNS:
        return f"实质运行 {'+' if sign > 0 else '−'}{n}"
    return ""


def _changes_at(run: Run, **query: str | int) -> str:
    return f"{reverse('evidence:changes', args=[run.pk])}?{urlencode(query)}"


def _why(user: User | None, run: Run, earlier: Run) -> Iterator[str]:
    """Why the verdicts moved: what differs between the runs themselves, and what the findings that moved them say."""
    for each in islice(history.reasons(run, earlier), 6):
        yield f"{each.title}：{each.was} → {each.now}（{each.means}）"
    if user is None:  # findings are nobody's to read on a wall
        return
    moved = history.compared(user, run, earlier).exclude(was=None).exclude(was=history.F("verdict")).order_by()
    codes = list(moved.values_list("item_code", flat=True))
    for sort in (history.NEW, history.GONE):
        rows = history.clues_of_items(user, run, earlier, codes, sort)[:EXPLAINED_AT_MOST]
        told = [f"{words} {n} 条" for _, words, n in history.causes_of(rows, sort, run, earlier)]
        if told:
            yield f"结论变了的事项，其线索{history.SORTS[sort]}的原因：{'；'.join(told)}"


@dataclass(frozen=True)
class Event:
    """What was done in the week: how many, and where the rows are; `wrong` when it is no good news."""

    title: str
    count: int
    url: str
    unit: str
    wrong: bool


EVENTS = {"runs": "次", "findings": "个", "orders": "件", "rungs": "次", "closed": "件", "reopened": "件"}
"""Kind of rows -> in what it is counted."""
WRONG = frozenset({"reopened"})


def events(user: User, place: Place) -> list[Event]:
    """What was done in the week, each opening exactly its rows; one query each."""
    found = []
    for code, unit in EVENTS.items():
        count = KINDS[code].load(user, place).order_by().count()
        found.append(Event(KINDS[code].title, count, address(place, code), unit, code in WRONG and count > 0))
    return found
