"""文号簿的断档: which numbers of a department's books stand in neither source, and how far that may be read."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import quantiles

import duckdb

from yimen.verify.chance import chapman, log_normal, poisson_up_to
from yimen.verify.estimates import Volume

LEAST_SEEN = 20
"""So many numbers of a book must have been seen."""
LEAST_DENSITY = 0.5
"""Where less than this share of the numbers was seen, they are not given out one after the other."""
VOID_SHARE = 0.1
"""So many of a book's numbers may be void (作废) without anybody wondering (as in rule R08)."""
SOMEWHERE = 0.001
"""How unlikely it must be that two departments' numbers avoid each other by chance."""


OWN = 0.2
"""Numbers seen for each licence without one, from which on an item is one of a book's own."""


@dataclass
class Blank:
    """Licences without a number, by item and year and by department and year."""

    items: dict[tuple[str, int], int]
    departments: Counter[tuple[str, int]]


@dataclass
class Book:
    """One book of numbers in one year: serial -> (seen in the hall, seen in the ledger), and whose it is."""

    mark: str
    year: int
    departments: tuple[str, ...]
    seen: dict[int, tuple[bool, bool]] = field(default_factory=dict)
    items: Counter[str] = field(default_factory=Counter)
    note: str = ""
    clash: bool = False

    @property
    def first(self) -> int:
        """The lowest number seen."""
        return min(self.seen)

    @property
    def last(self) -> int:
        """The highest number seen."""
        return max(self.seen)

    @property
    def span(self) -> int:
        """How many numbers lie between the first and the last seen."""
        return self.last - self.first + 1

    def end(self) -> tuple[float, float]:
        """Where the book may end, and its upper 95 % bound, from the numbers seen (Goodman 1952, German tanks)."""
        n = len(self.seen)
        return self.last + (self.span - n) / n, self.first + self.span * 0.05 ** (-1 / n)


def gaps(connection: duckdb.DuckDBPyConnection) -> list[Volume]:
    """One row of level `series` for each book with enough numbers; reads tables `serial` and `unnumbered`."""
    blank = _blanks(connection)
    books = [book for book in _books(connection) if len(book.seen) >= LEAST_SEEN]
    dense = [book for book in books if len(book.seen) >= LEAST_DENSITY * book.span and not book.clash]
    open_share = {id(book): max(0, _open(book, blank)) / book.span for book in dense}
    return [_row(book, blank, open_share) for book in books]


def _blanks(connection: duckdb.DuckDBPyConnection) -> Blank:
    asked = "SELECT item_code, coalesce(department_code, ''), y, n FROM unnumbered JOIN item USING (item_code)"
    blank = Blank({}, Counter())
    for item, department, year, n in connection.execute(asked).fetchall():
        blank.items[item, int(year)] = n
        blank.departments[department, int(year)] += n
    return blank


def _books(connection: duckdb.DuckDBPyConnection) -> list[Book]:
    """The books: one a department, or one of several departments where they share one row of numbers."""
    apart: dict[tuple[str, int], dict[str, Book]] = defaultdict(dict)
    asked = "SELECT mark, y, coalesce(department_code, ''), serial, hall, ledger, item_code FROM serial ORDER BY ALL"
    for mark, year, department, serial, hall, ledger, item in connection.execute(asked).fetchall():
        mine = apart[mark, year]
        book = mine.setdefault(department, Book(mark, int(year), (department,)))
        book.seen[serial] = (bool(hall), bool(ledger))
        if item:
            book.items[item] += 1
    found = []
    for _, mine in sorted(apart.items()):
        found += _told_apart(list(mine.values()))
    return found


def _told_apart(books: list[Book]) -> list[Book]:
    """Departments that write one sign: one shared book, or books of their own? Equal numbers tell.

    Two books of their own have as many numbers in common as chance has it; in a shared one no number is given twice.
    """
    large = [book for book in books if len(book.seen) >= LEAST_SEEN]
    if len(large) < 2:
        return books
    met, expected = 0, 0.0
    for place, one in enumerate(large):
        for other in large[place + 1 :]:
            first, last = max(one.first, other.first), min(one.last, other.last)
            if first > last:
                continue
            both = [sum(first <= n <= last for n in book.seen) for book in (one, other)]
            expected += both[0] * both[1] / (last - first + 1)
            met += len(one.seen.keys() & other.seen.keys())
    if poisson_up_to(met, expected) < SOMEWHERE and met <= 0.2 * expected:
        shared = Book(books[0].mark, books[0].year, tuple(sorted(book.departments[0] for book in books)))
        for book in books:
            shared.seen |= book.seen
            shared.items += book.items
        shared.note = (
            f"，由{len(books)}个部门合用（相同的号{met}个，各编各的应有约{expected:.0f}个），断档不能归到其中一个"
        )
        return [shared]
    for book in large:
        if met > 0.2 * expected:
            book.note = f"，另有{len(large) - 1}个部门用同样的字头各自编号"
        else:
            book.clash, book.note = True, f"，另有{len(large) - 1}个部门用同样的字头，是否合用一本看不出来"
    return books


def _blank(book: Book, blank: Blank) -> tuple[int, int]:
    """Licences without a number that may hold the book's missing ones: of its own items, of any of its departments'.

    An item is one of the book's own where its numbers are seen often enough beside its blanks; a slip of the pen, or a
    record under a wrong code, does not make it one.
    """
    n = blank.items
    own = sum(n.get((item, book.year), 0) for item, k in book.items.items() if k >= OWN * n.get((item, book.year), 0))
    return own, max(own, sum(blank.departments.get((one, book.year), 0) for one in book.departments))


def _open(book: Book, blank: Blank) -> int:
    """Numbers of the book that neither source shows and no unnumbered licence can account for."""
    return book.span - len(book.seen) - _blank(book, blank)[0]


def _row(book: Book, blank: Blank, open_share: dict[int, float]) -> Volume:
    hall, ledger = (sum(one[place] for one in book.seen.values()) for place in (0, 1))
    both = sum(one[0] and one[1] for one in book.seen.values())
    name = book.mark.replace("|", " ").strip()
    shown = ("series", f"{'+'.join(book.departments)}|{book.mark}{book.year}", name, hall, ledger, both, 0.0, None)
    text = f"文号簿“{name}”{book.year}年从{book.first}号用到{book.last}号{book.note}，见到{len(book.seen)}个号"
    if id(book) not in open_share:
        why = "看不出是否与别的部门合用" if book.clash else "见到的号太稀，不像逐号编发"
        return Volume(*shown, None, None, None, False, f"证据不足：{text}；{why}，断档不作估计")
    missing = book.span - len(book.seen)
    unnumbered, perhaps = _blank(book, blank)
    others = [share for key, share in open_share.items() if key != id(book)]
    void = min(VOID_SHARE, quantiles(others, n=4)[0]) if len(others) > 1 else VOID_SHARE / 2
    high = max(0, missing - unnumbered)
    low = max(0, math.floor(missing - perhaps - VOID_SHARE * book.span))
    middle = min(max(missing - unnumbered - void * book.span, low), high)
    end, latest = book.end()
    begins = "；不是从1号起，可能接着上年的号编" if book.first > 0.2 * book.span + 30 else ""
    explanation = (
        f"{text}，{missing}个号两处都没有；可能未填文号的办件和记录有{unnumbered}件，再扣除作废号，"
        f"余下约{middle:.0f}个（{low}至{high}个：作废号最多一成，最少没有）{begins}；"
        f"该簿约编到{end:.0f}号（95%不超过{latest:.0f}号）{_checked(hall, ledger, both, book)}"
        "。正常原因：作废、几个事项或部门合用、属于不在核验范围的事项"
    )
    return Volume(*shown, round(middle, 1), low, high, True, explanation)


def _checked(hall: int, ledger: int, both: int, book: Book) -> str:
    """Whether the numbers themselves, caught in two lists, speak for as many as the book has."""
    if both < 10:
        return ""
    unseen, variance = chapman(hall, ledger, both)
    low, high = log_normal(unseen, variance)
    seen = len(book.seen)
    if seen + high < (1 - VOID_SHARE) * book.span:
        verdict = "少于号段，两个来源可能互相抄录，其他估计更是下限"
    elif seen + low > book.span:
        verdict = "多于号段，两个来源各记各的，其他估计可能偏高"
    else:
        verdict = "与号段相符"
    return f"；按文号在两处互见推算用过{seen + unseen:.0f}个号（区间{seen + low:.0f}至{seen + high:.0f}），{verdict}"
