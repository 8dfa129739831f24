"""隐藏办理量: how many matters stand in neither source, with an interval; an estimate, never a finding.

Two lists of the same matters, the hall's cases and the department's ledger, catch each matter with some chance. How
often the ledger has what the hall granted tells how complete it is; what it shows beside the hall is then only the part
of the off-hall matters that it caught (capture and recapture, Chapman 1951). Whether that may be asked at all is tested
first; where it may not, the row says 证据不足 and why.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import duckdb

from yimen.verify import serials
from yimen.verify.chance import (
    chapman,
    coarser,
    hypergeometric_tails,
    log_normal,
    successes,
    unseen_quantiles,
)
from yimen.verify.estimates import Volume

SQL = Path(__file__).parent / "sql"
MARGIN = 30
"""Days before the end of the period within which a licence may not have reached the ledger yet."""
LEAST_LINKED = 10
"""So many matters must stand in both sources before a department's ledger can be measured at all."""
LEAST_CAPTURE = 0.2
"""A ledger that has less than this share of what the hall granted is not a list of the same matters."""
WRONGLY_ALONE = 0.3
"""So large a part of the records believed to be alone may have a case that was not found: what made counties of every
degree of dirt showed at worst (docs/verification.md). It lowers the lower bound of departments and the county."""
BUDGET = 0.05
"""Over all tests of the assumptions in a set, how often one may fail by chance."""

ASSUMPTIONS = (
    (
        "期间封闭：核验期内应登记的都已登记",
        f"期末{MARGIN}天决定的办件不用来衡量台账；仍有迟登的，台账显得不全，估计偏高。",
    ),
    (
        "两个来源互不影响",
        "台账常由办件抄录，厅外办理的更容易两处都不记；此时台账对厅外件的收录率低于算得的收录率，估计是下限。",
    ),
    (
        "对应无误",
        "漏掉的对应会使台账显得不全、单独记录显得更多，估计偏高；每条单独记录按其可信程度计入，"
        f"部门和全县的下限再按其中{WRONGLY_ALONE:.0%}其实有办件计算。",
    ),
    (
        "同一部门的办件被台账收录的机会相等",
        "按季度、按事项检验；明显不等的不作估计。更细的差别（大户、熟人、周末）查不出，通常使估计偏低。",
    ),
)
"""What the estimate rests on, and which way it errs where that does not hold."""


@dataclass
class Lists:
    """What both sources caught of an item or of a department, by quarter, and the ledger's lone records."""

    hall: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    linked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lone: list[Lone] = field(default_factory=list)

    @property
    def n(self) -> int:
        """Granted matters of the hall."""
        return sum(self.hall.values())

    @property
    def both(self) -> int:
        """Those that the ledger has too."""
        return sum(self.linked.values())

    @property
    def alone(self) -> float:
        """The lone records, each as far as it is believed."""
        return sum(one.is_real for one in self.lone)

    @property
    def found(self) -> float:
        """Matters in both, with the lone records that are believed to have a case which was not found."""
        return min(self.n, self.both + sum(1 - one.is_real for one in self.lone))


class Lone(NamedTuple):
    """A record without a case: how far it is believed, and the two stories between which that is weighed."""

    is_real: float
    belief: float
    is_bypassed: float
    stray_is_real: float


def estimate(connection: duckdb.DuckDBPyConnection) -> list[Volume]:
    """The estimates of a verified set: county, departments, items, and series of document numbers.

    Reads the engine's tables (item, matter, entry, link, trust, finding) and leaves table `volume`.
    """
    for name in ("volume", "serials"):
        sql = (SQL / f"{name}.sql").read_text(encoding="utf-8")
        connection.execute(sql.replace("$margin", str(MARGIN)))
    items, names, departments = _lists(connection)
    rows = _measured(items, names, departments)
    rows += serials.gaps(connection)
    connection.execute(
        "CREATE TABLE volume (level VARCHAR, code VARCHAR, name VARCHAR, hall BIGINT, register BIGINT, linked BIGINT,"
        " alone DOUBLE, capture DOUBLE, hidden DOUBLE, hidden_low DOUBLE, hidden_high DOUBLE, enough BOOLEAN,"
        " explanation VARCHAR)"
    )
    if rows:
        connection.executemany("INSERT INTO volume VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return rows


def _lists(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, Lists], dict[str, str], dict[str, str]]:
    """By item: its lists, its name, its department."""
    items: dict[str, Lists] = {}
    names, departments = {}, {}
    for code, name, department in connection.execute(
        "SELECT item_code, coalesce(item_name, ''), coalesce(department_code, '') FROM item WHERE in_scope ORDER BY ALL"
    ).fetchall():
        items[code], names[code], departments[code] = Lists(), name, department
    for code, quarter, hall, linked in connection.execute(
        "SELECT item_code, quarter, hall, linked FROM caught ORDER BY ALL"
    ).fetchall():
        items[code].hall[quarter] += hall
        items[code].linked[quarter] += linked
    for code, *lone in connection.execute(
        "SELECT item_code, is_real, belief, is_bypassed, stray_is_real FROM lone ORDER BY ALL"
    ).fetchall():
        items[code].lone.append(Lone(*lone))
    return items, names, departments


def _measured(items: dict[str, Lists], names: dict[str, str], departments: dict[str, str]) -> list[Volume]:
    of: dict[str, list[str]] = defaultdict(list)
    for code, department in departments.items():
        of[department].append(code)
    odd = {code for mine in of.values() for code in _unlike(items, mine, len(items))}
    usual = {department: _together(items[code] for code in mine if code not in odd) for department, mine in of.items()}
    why = {department: _unfit(lists, len(of)) for department, lists in usual.items()}
    firmness = _firmness(items, of, odd, usual)
    rows, sums = [], []
    for department, mine in sorted(of.items()):
        row = _department(department, usual[department], why[department], [names[code] for code in mine if code in odd])
        if row.hall or row.register:
            rows.append(row)
            sums.append((row, usual[department]))
        for code in sorted(mine):
            if items[code].n or items[code].lone:
                reason = why[department] or (_odd(items[code], usual[department]) if code in odd else "")
                rows.append(_item(code, names[code], items[code], usual[department], firmness, reason))
    return [_county(sums), *rows] if sums else []


def _together(lists: Iterable[Lists]) -> Lists:
    whole = Lists()
    for one in lists:
        for quarter, n in one.hall.items():
            whole.hall[quarter] += n
            whole.linked[quarter] += one.linked[quarter]
        whole.lone += one.lone
    return whole


def _unlike(items: dict[str, Lists], mine: Sequence[str], tests: int) -> list[str]:
    """Items whose matters the ledger has far less often than the department's others: not equally likely caught."""
    found = []
    n, both = sum(items[code].n for code in mine), sum(items[code].both for code in mine)
    for code in mine:
        one = items[code]
        others, with_record = n - one.n, both - one.both
        if one.n < 5 or others < LEAST_LINKED or one.both * others >= 0.8 * with_record * one.n:
            continue
        if hypergeometric_tails(one.n, one.both, n, both) * tests < BUDGET:
            found.append(code)
    return found


def _unfit(lists: Lists, tests: int) -> str:
    """Why a department's ledger cannot be used as the second list; empty where it can."""
    if lists.both < LEAST_LINKED:
        return f"证据不足：两处都有的只有{lists.both}件，不足{LEAST_LINKED}件，无法衡量台账是否完整"
    capture = lists.found / lists.n
    if capture < LEAST_CAPTURE:
        return f"证据不足：大厅准予的办件只有{_percent(capture)}见于台账，台账缺失过多，不是同一批事项的清单"
    for quarter, n in sorted(lists.hall.items()):
        linked, rest = lists.linked[quarter], lists.n - n
        if n < LEAST_LINKED or rest < LEAST_LINKED or linked * rest >= 0.6 * (lists.both - linked) * n:
            continue
        if hypergeometric_tails(n, linked, lists.n, lists.both) * tests * len(lists.hall) < BUDGET:
            others = (lists.both - linked) / rest
            return (
                f"证据不足：第{quarter}季度大厅准予的办件只有{_percent(linked / n)}见于台账，"
                f"其余季度{_percent(others)}，台账各时段完整程度不同，请先补齐台账"
            )
    return ""


def _odd(one: Lists, usual: Lists) -> str:
    return (
        f"证据不足：该事项准予的办件只有{_percent(one.both / one.n)}见于台账，同部门其他事项为"
        f"{_percent(usual.found / usual.n if usual.n else 0)}；可能台账漏登，也可能办件有名无实，须先查明"
    )


def _firmness(items: dict[str, Lists], of: dict[str, list[str]], odd: set[str], usual: dict[str, Lists]) -> float:
    """How alike the items of one department are caught: the weight of the department's share, in matters.

    The one of a few weights under which the items' counts are likeliest (beta-binomial, all departments together).
    """

    def likelihood(weight: float) -> float:
        total = 0.0
        for department, mine in of.items():
            whole = usual[department]
            if whole.both < LEAST_LINKED:
                continue
            share = min(0.995, max(0.005, whole.found / whole.n))
            a, b = weight * share, weight * (1 - share)
            for code in mine:
                if code not in odd and items[code].n:
                    k, n = items[code].found, items[code].n
                    total += math.lgamma(a + k) + math.lgamma(b + n - k) - math.lgamma(a + b + n)
                    total += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        return total

    return max((10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0), key=likelihood)


def _alone(lists: Lists) -> dict[int, float]:
    """How many of an item's lone records are matters of their own: count -> probability.

    Either the item is bypassed, and nearly all are, or it runs, and few are: the records stand and fall together.
    """
    if not lists.lone:
        return {0: 1.0}
    bypassed = sum(one.is_bypassed for one in lists.lone) / len(lists.lone)
    mixed: dict[int, float] = defaultdict(float)
    for weight, is_bypassed in ((bypassed, True), (1 - bypassed, False)):
        if weight < 1e-6:
            continue
        chances = []
        for one in lists.lone:
            other = one.stray_is_real if is_bypassed else None
            if other is None:
                share = one.stray_is_real
            else:
                share = (one.belief - (1 - one.is_bypassed) * other) / max(one.is_bypassed, 1e-9)
            factor = one.is_real / one.belief if one.belief > 0 else 0.0
            chances.append(min(1.0, max(0.0, share * factor)))
        for count, chance in successes(chances).items():
            mixed[count] += weight * chance
    return coarser(mixed)


def _spread(lists: Lists) -> tuple[float, float]:
    """Mean and variance of the number of lone records that are matters of their own."""
    mass = _alone(lists)
    mean = sum(count * chance for count, chance in mass.items())
    return mean, sum((count - mean) ** 2 * chance for count, chance in mass.items())


def _item(code: str, name: str, one: Lists, usual: Lists, firmness: float, reason: str) -> Volume:
    shown = (one.n, one.both + len(one.lone), one.both, round(one.alone, 1))
    if reason:
        capture = round(one.found / one.n, 4) if one.n else None
        return Volume("item", code, name, *shown, capture, None, None, None, False, reason)
    share = min(0.995, max(0.005, usual.found / usual.n))
    # The department's other items count for as much as they are alike, and for no more than they are.
    weight = min(firmness, usual.n)
    caught, missed = weight * share + one.found, weight * (1 - share) + one.n - one.found
    mass = _alone(one)
    mean = sum(count * chance for count, chance in mass.items())
    hidden = mean * missed / (caught + 1)
    low, high = unseen_quantiles(mass, caught, missed)
    return Volume(
        "item", code, name, *shown, round(caught / (caught + missed), 4), round(hidden, 1), low, high, True,
        f"台账收录了大厅准予办件的约{_percent(caught / (caught + missed))}；台账另有约{mean:.0f}件无办件，"
        f"推算两处都没有的约{hidden:.0f}件（95%区间{low}至{high}件）",
    )  # fmt: skip


def _department(department: str, whole: Lists, reason: str, odd: Sequence[str]) -> Volume:
    shown = (whole.n, whole.both + len(whole.lone), whole.both, round(whole.alone, 1))
    capture = round(whole.found / whole.n, 4) if whole.n else None
    if reason:
        return Volume("department", department, "", *shown, capture, None, None, None, False, reason)
    hidden, low, high = _bounds([whole])
    # Of a small department whose every case is in the ledger the formula would say that nothing at all is hidden.
    high = max(high, unseen_quantiles({round(whole.alone): 1.0}, whole.found + 0.5, whole.n - whole.found + 0.5)[1])
    left_out = f"；收录情况不同而未计入的事项：{'、'.join(odd)}" if odd else ""
    return Volume(
        "department", department, "", *shown, capture, round(hidden, 1), round(low, 1), round(high, 1), True,
        f"台账收录了大厅准予办件的约{_percent(capture or 0)}；台账另有约{whole.alone:.0f}件无办件，"
        f"推算两处都没有的约{hidden:.0f}件（95%区间{low:.0f}至{high:.0f}件）{left_out}",
    )  # fmt: skip


def _neither(whole: Lists, wrongly_alone: float = 0.0) -> tuple[float, float]:
    """Chapman's estimate for a department and its variance, with the doubt about each lone record in it.

    wrongly_alone: part of the lone records that is taken to have a case after all.
    """
    alone, doubt = whole.alone * (1 - wrongly_alone), sum(one.is_real * (1 - one.is_real) for one in whole.lone)
    found = min(whole.n, whole.found + whole.alone * wrongly_alone)
    hidden, variance = chapman(whole.n, found + alone, found)
    return hidden, variance + doubt * ((whole.n - found) / (found + 1)) ** 2


def _bounds(lists: Sequence[Lists]) -> tuple[float, float, float]:
    """Estimate, lower and upper bound of what neither source has, for some departments together."""
    total = [sum(ones) for ones in zip(*(_neither(one) for one in lists), strict=True)]
    least = [sum(ones) for ones in zip(*(_neither(one, WRONGLY_ALONE) for one in lists), strict=True)]
    return total[0], log_normal(*least)[0], log_normal(*total)[1]


def _county(sums: Sequence[tuple[Volume, Lists]]) -> Volume:
    fit = [lists for row, lists in sums if row.enough]
    hall, register, linked = (sum(getattr(row, name) for row, _ in sums) for name in ("hall", "register", "linked"))
    alone = round(sum(row.alone for row, _ in sums), 1)
    shown = ("county", "", "全县", hall, register, linked, alone, round(linked / hall, 4) if hall else None)
    unfit = len(sums) - len(fit)
    if not fit:
        return Volume(*shown, None, None, None, False, "证据不足：没有一个部门的台账可与办件互相印证")
    hidden, low, high = _bounds(fit)
    without = f"；另有{unfit}个部门证据不足，未计入" if unfit else ""
    return Volume(
        *shown, round(hidden, 1), round(low, 1), round(high, 1), True,
        f"{len(fit)}个部门合计，大厅和台账两处都没有的约{hidden:.0f}件（95%区间{low:.0f}至{high:.0f}件）{without}；"
        "两个来源若互相抄录，这是下限",
    )  # fmt: skip


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
