"""可疑评价: what about ratings looks as if the public had not given them. Seen, never judged; no row is touched."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from yimen.evaluation.models import Suspicion

K = Suspicion.Kind
QUICK_SECONDS = 10
"""Nobody reads a question and answers it in so little time."""
BURST_SECONDS, LEAST_BURST = 20, 5
MOST_A_DAY = 3
"""So many ratings a day from one address may be one family's."""
LEAST_ALIKE, LEAST_WORDS, ALIKE_DAYS = 3, 6, 30

INNOCENT = {
    K.SELF: "工作人员也会以自己的名义办事；也可能是群众借用窗口的电脑评价。",
    K.QUICK: "评价器就在手边，熟悉的人当场就按了。",
    K.BURST: "一人连续办了多件，或帮办人员请排队的人逐个评价。",
    K.MACHINE: "一家人或一个单位共用一个网络出口；大厅的公共电脑也是如此。",
    K.WORDS: "“服务很好”一类的套话，不同的人也会写得一样；也可能是帮办代写。",
}
"""Kind -> the likeliest innocent explanation, shown beside every row."""


@dataclass(frozen=True)
class Seen:
    """What is looked at of one rating; `own` says in words why it seems to be staff's, empty when nothing does."""

    key: int
    at: datetime
    ended: datetime | None
    terminal: str
    place: str
    grade: str
    words: str
    device: bool
    own: str = ""


@dataclass(frozen=True)
class Mark:
    """One reason to doubt one rating."""

    key: int
    kind: str
    seen: str


T = TypeVar("T")


def odd(rows: Sequence[Seen]) -> Iterator[Mark]:
    """A mark for each reason to doubt one of the ratings."""
    ordered = sorted(rows, key=lambda row: (row.at, row.key))
    for row in ordered:
        if row.own:
            yield Mark(row.key, K.SELF, row.own)
        if row.ended and timedelta(0) <= row.at - row.ended < timedelta(seconds=QUICK_SECONDS):
            yield Mark(row.key, K.QUICK, f"服务结束后 {(row.at - row.ended).seconds} 秒作出评价。")
    yield from _bursts(ordered)
    yield from _same_machine(ordered)
    yield from _same_words(ordered)


def _groups(rows: Iterable[Seen], key: Callable[[Seen], Hashable]) -> Iterator[list[Seen]]:
    """The rows that share a key, in their order; rows whose key is empty belong to none."""
    found: dict[Hashable, list[Seen]] = defaultdict(list)
    for row in rows:
        if name := key(row):
            found[name].append(row)
    yield from found.values()


def _runs(rows: Sequence[Seen], gap: timedelta) -> Iterator[list[Seen]]:
    """The rows cut wherever two neighbours lie further apart than the gap or differ in grade."""
    run = [rows[0]]
    for before, row in pairwise(rows):
        if row.at - before.at > gap or row.grade != before.grade:
            yield run
            run = []
        run.append(row)
    yield run


def _bursts(rows: Sequence[Seen]) -> Iterator[Mark]:
    for group in _groups(rows, lambda row: row.place or row.terminal):
        for run in _runs(group, timedelta(seconds=BURST_SECONDS)):
            if len(run) >= LEAST_BURST:
                seen = f"同一窗口或终端在 {(run[-1].at - run[0].at).seconds} 秒内连续 {len(run)} 条同样的评价。"
                yield from (Mark(row.key, K.BURST, seen) for row in run)


def _same_machine(rows: Sequence[Seen]) -> Iterator[Mark]:
    # A device at a window rates for everybody who comes there.
    for group in _groups((row for row in rows if not row.device), lambda row: row.terminal):
        yield from _within(group, timedelta(days=1), MOST_A_DAY + 1, K.MACHINE, "同一地址在 24 小时内评价 {} 次。")


def _same_words(rows: Sequence[Seen]) -> Iterator[Mark]:
    for group in _groups(rows, lambda row: row.words if len(row.words) >= LEAST_WORDS else ""):
        said = f"{ALIKE_DAYS} 天内有 {{}} 条评价的文字完全相同。"
        yield from _within(group, timedelta(days=ALIKE_DAYS), LEAST_ALIKE, K.WORDS, said)


def _within(rows: Sequence[Seen], span: timedelta, least: int, kind: str, said: str) -> Iterator[Mark]:
    """A mark for each row of which at least `least` lie within one span; it tells of the fullest span around it."""
    fullest: dict[int, int] = {}
    first = 0
    for last, row in enumerate(rows):
        while row.at - rows[first].at > span:
            first += 1
        number = last - first + 1
        if number >= least:
            for each in rows[first : last + 1]:
                fullest[each.key] = max(fullest.get(each.key, 0), number)
    yield from (Mark(key, kind, said.format(number)) for key, number in fullest.items())
