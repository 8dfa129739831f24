"""Why an item may have changed: a policy or a date that explains it, something put right, or nothing that is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

import duckdb

from yimen.verify.chance import hypergeometric_tails, poisson_up_to, wilson
from yimen.verify.estimates import Change

if TYPE_CHECKING:
    from yimen.verify.changes import Found, Series

TITLES = {"policy": "制度或环境变化", "improved": "好转", "check": "需核实"}
"""What a change is taken for, in Chinese."""
WORDS = {"off_share": "厅外占比", "online_share": "网办占比", "slow_share": "慢于平时的占比", "number": "办理量"}
SHARED_ITEMS, SHARED_DEPARTMENTS = 5, 3
"""So many items of so many departments must change alike on one day before that is a policy."""
ENTERED = "个事项进驻大厅"
SLACK = timedelta(days=3)
LEAST_NOW = 5
"""Matters after a change without which nothing is said of how the item runs now."""
AROUND = 56
"""Days before and after a change in which the other items are asked."""
COINCIDENCE = 0.001
"""How unlikely it must be that so many others moved along by chance."""
WIDEST = 21
"""Days: a change that cannot be dated better than this fits any date and is explained by none."""


def explain(connection: duckdb.DuckDBPyConnection, found: Sequence[Found], series: Sequence[Series]) -> list[Change]:
    """The changes with what each is taken for and one sentence, by item and day."""
    of = {
        code: (name, department)
        for code, name, department in connection.execute(
            "SELECT item_code, coalesce(item_name, item_code), coalesce(department_code, '') FROM item"
        ).fetchall()
    }
    dates = _dates(connection)
    departments = {code: department for code, (_, department) in of.items()}
    company = Company(series, departments)
    rows = []
    for one in found:
        code = one.series.item_code
        kind, why = _kind(one, company.of(one), dates, departments[code])
        low, high = one.on(one.low), one.on(one.high)
        sentence = f"事项“{of[code][0]}”{_seen(one)}。{TITLES[kind]}：{why}"
        rows.append(
            Change(
                code,
                one.series.measure,
                one.on(one.day).isoformat(),
                low.isoformat(),
                high.isoformat(),
                *one.before,
                *one.after,
                float(f"{one.chance:.3g}"),
                kind,
                sentence,
            )
        )
    return sorted(rows)


def _dates(connection: duckdb.DuckDBPyConnection) -> list[tuple[date, str, str]]:
    """(day, what happened, of which department or empty for all): what the set itself knows of changes."""
    known = connection.execute(
        f"""WITH lasting AS (
            SELECT coalesce(any_value(hall_name), hall_code) AS hall, min(date) AS first, max(date) AS last
            FROM hall_days LEFT JOIN halls USING (hall_code) WHERE date IS NOT NULL GROUP BY hall_code
        )
        SELECT first, hall || '启用', '' FROM lasting, period WHERE first > starts + 14
        UNION ALL SELECT last + 1, hall || '停用', '' FROM lasting, period WHERE last BETWEEN starts AND ends - 14
        UNION ALL SELECT entry_from, '全县' || count(*) || '{ENTERED}', '' FROM item
            WHERE in_scope AND entry_from > starts AND entry_from <= ends
            GROUP BY entry_from HAVING count(*) >= 3 AND count(DISTINCT department_code) >= 2
        UNION ALL SELECT entry_from, '同部门' || count(*) || '{ENTERED}', department_code FROM item
            WHERE in_scope AND entry_from > starts AND entry_from <= ends AND department_code IS NOT NULL
            GROUP BY entry_from, department_code
        UNION ALL SELECT from_date, '大厅' || count(DISTINCT window_code) || '个窗口启用', '' FROM counter, period
            WHERE from_date > starts AND from_date <= ends GROUP BY from_date HAVING count(DISTINCT window_code) >= 3
        UNION ALL SELECT to_date + 1, '大厅' || count(DISTINCT window_code) || '个窗口停用', '' FROM counter, period
            WHERE to_date BETWEEN starts AND ends GROUP BY to_date HAVING count(DISTINCT window_code) >= 3
        ORDER BY ALL"""
    ).fetchall()
    return [(day, what, department) for day, what, department in known]


class Company:
    """How many other items moved the same way on a day, compared with how many do on any other day."""

    def __init__(self, series: Sequence[Series], department_of: dict[str, str]) -> None:
        self.series, self.department_of = series, department_of
        self.usual: dict[tuple[str, bool], list[tuple[date, int]]] = {}

    def moved(self, measure: str, rises: bool, day: date) -> list[str]:
        """The items that moved that way on that day.

        Each is asked with its own numbers in the weeks around: is it at least as far from having stayed as it was as
        one in twenty would be by chance?
        """
        found = []
        for one in self.series:
            at = (day - one.first).days
            start, stop = max(0, at - AROUND), min(one.days, at + AROUND)
            if one.measure != measure or not start < at < stop:
                continue
            (n1, hits1), (n2, hits2) = one.counts(start, at), one.counts(at, stop)
            if min(n1, n2) < LEAST_NOW or (hits2 * n1 > hits1 * n2) != rises or hits2 * n1 == hits1 * n2:
                continue
            # Twice the tail, as the two-sided test gives it: one in twenty on this side is one in ten.
            if hypergeometric_tails(n2, hits2, n1 + n2, hits1 + hits2) <= 0.1:
                found.append(one.item_code)
        return found

    def _on_other_days(self, measure: str, rises: bool, day: date) -> float:
        """How many items moved that way on a usual day of the period: the median of a day every fortnight."""
        if (measure, rises) not in self.usual:
            mine = [one for one in self.series if one.measure == measure]
            first = min(one.first for one in mine)
            days = [first + timedelta(n) for n in range(AROUND // 2, max(one.days for one in mine), 14)]
            self.usual[measure, rises] = [(each, len(self.moved(measure, rises, each))) for each in days]
        far = [n for each, n in self.usual[measure, rises] if abs((each - day).days) > AROUND // 2]
        return median(far) if far else 0.0

    def of(self, one: Found) -> tuple[date, int, int] | None:
        """(day, items, departments) where many others moved along, beyond coincidence; None where they did not."""
        day, measure = one.on(one.day), one.series.measure
        others = [code for code in self.moved(measure, one.rises, day) if code != one.series.item_code]
        whose = {self.department_of[code] for code in (*others, one.series.item_code)}
        if len(others) + 1 < SHARED_ITEMS or len(whose) < SHARED_DEPARTMENTS:
            return None
        usual = max(1.0, self._on_other_days(measure, one.rises, day))
        if 1 - poisson_up_to(len(others) - 1, usual) > COINCIDENCE:
            return None
        return day, len(others) + 1, len(whose)


def _kind(
    one: Found, together: tuple[date, int, int] | None, dates: Sequence[tuple[date, str, str]], department: str
) -> tuple[str, str]:
    better = one.series.measure in ("off_share", "slow_share") and not one.rises
    after = ""
    if one.series.measure == "off_share":
        after = f"；按变化后的情况看，{_now(one)}"
    if together:
        day, items, departments = together
        why = (
            f"{departments}个部门的{items}个事项在{day.isoformat()}前后同向变化，远多于平日，"
            f"像是统一调整，请查当时的文件{after}"
        )
        return ("improved" if better else "policy"), why
    if one.high - one.low <= WIDEST:
        low, high = one.on(one.low) - SLACK, one.on(one.high) + SLACK
        for day, what, whose in dates:
            # That other items came in does not explain why this one went out.
            if one.series.measure == "off_share" and one.rises and what.endswith(ENTERED):
                continue
            if low <= day <= high and whose in ("", department):
                return ("improved" if better else "policy"), f"{day.isoformat()}{what}，变化与之相合{after}"
    if better:
        return "improved", f"只此一个事项，没有已知的统一调整{after}，不宜再按变化前的情况判断"
    return "check", f"只此一个事项，核验期内没有已知的统一调整或进驻、启用日期与之相合，请部门说明原因{after}"


def _now(one: Found) -> str:
    n, hits = one.after
    share = hits / n if n else 0.0
    if n < LEAST_NOW:
        return f"只有{n}件，不足{LEAST_NOW}件，不下结论"
    return "属明进暗不进" if share >= 0.8 else "属体外循环" if share >= 0.1 else "属实质运行"


def _seen(one: Found) -> str:
    days = f"自{one.on(one.day).isoformat()}起（95%区间{one.on(one.low).isoformat()}至{one.on(one.high).isoformat()}）"
    if one.series.measure == "number":
        (n1, hits1), (n2, hits2) = one.before, one.after
        times = hits2 / n2 / (hits1 / n1) if hits1 and n1 and n2 else math.inf
        moved = "由无到有" if math.isinf(times) else f"变为原来的{times:.1f}倍" if times >= 0.05 else "几近停止"
        return f"的办理量{days}相对全县{moved}（此前{hits1}件，此后{hits2}件）"
    words = "由".join(["", _share(*one.before)]) + "变为" + _share(*one.after)
    return f"的{WORDS[one.series.measure]}{days}{words}"


def _share(n: int, hits: int) -> str:
    low, high = wilson(hits, n)
    return f"{100 * hits / n:.0f}%（{n}件中{hits}件，区间{100 * low:.0f}%至{100 * high:.0f}%）"
