"""Links records to the cases that an agency 代办机构 filed for their holders: neither name nor number is the holder's.

On a busy item nothing but the days is left, and days alone are shared with many. But nearly all cases have their record
by now. An agency's case that is still free is looking for one, and a lone record of the same item and the same days is
hardly there by chance: how often it is, the same days a week or two before and after tell, item by item.
"""

from __future__ import annotations

import duckdb

from yimen.verify import assignment

SHIFTS = (-14, -7, 7, 14)
"""Days by which the cases are shifted to see how often chance brings a record and a case together: whole weeks."""

SURE = 0.7
"""How likely a hit must be the agency's case and no chance."""

LEAST = 0.2
"""Hits that chance is always believed capable of, whatever an item's own weeks say."""

DAYS = """(k.received_on + shift = e.applied_on AND e.issued_on - k.decided_on - shift BETWEEN 0 AND 7
    OR e.applied_on IS NULL AND e.issued_on - k.decided_on - shift BETWEEN 0 AND 3)"""


def link(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds such pairs to `pair` and `link`, method `agent+item+date`; needs the tables of `linking`.

    The weight is log2 of the odds that a hit of this item is no chance.
    """
    shifts = ", ".join(f"({shift})" for shift in (0, *SHIFTS))
    connection.execute(
        f"""CREATE OR REPLACE TABLE met AS
        WITH lone AS (
            SELECT * FROM every_record WHERE item_code IS NOT NULL AND r NOT IN (SELECT r FROM link)
        ), free AS (
            SELECT * FROM every_case WHERE is_agency AND result = 'granted' AND c NOT IN (SELECT c FROM link)
        )
        SELECT r, c, e.item_code, shift, e.issued_on - k.decided_on AS gap
        FROM lone AS e JOIN free AS k ON k.department_code = e.department_code AND k.item_code = e.item_code,
            (VALUES {shifts}) AS shifts(shift)
        WHERE {DAYS};
        CREATE OR REPLACE TABLE by_agent AS
        WITH alone AS (
            SELECT item_code, count(*) AS n FROM every_record WHERE r NOT IN (SELECT r FROM link) GROUP BY item_code
        ), hit AS (
            SELECT item_code, n, count(DISTINCT CASE WHEN shift = 0 THEN r END) AS hits,
                count(DISTINCT CASE WHEN shift <> 0 THEN (r, shift) END) / {len(SHIFTS)} AS chance
            FROM met JOIN alone USING (item_code) GROUP BY item_code, n
        ), expected AS (
            -- An item's own chance, held towards that of all items.
            SELECT item_code, n, hits,
                least(0.5 * chance + 0.5 * n * (SELECT sum(chance) / sum(n) FROM hit) + {LEAST}, n) AS chance FROM hit
        ), share AS (
            -- Of the lone records so many are an agency's; the others meet one of its cases by chance.
            SELECT item_code, chance / n AS chance, greatest(0, (hits - chance) / (n - chance + 0.01)) AS filed
            FROM expected
        ), judged AS (
            SELECT item_code, filed / (filed + (1 - filed) * chance) AS sure FROM share
        )
        SELECT r, c, round(least(8, log2(sure / greatest(1 - sure, 0.001))), 4) AS weight, abs(gap) AS gap
        FROM met JOIN judged USING (item_code) WHERE shift = 0 AND sure >= {SURE};
        CREATE OR REPLACE TABLE pair AS
        SELECT * FROM pair WHERE (r, c) NOT IN (SELECT (r, c) FROM by_agent)
        UNION ALL
        SELECT r, c, weight, gap, 'agent+item+date', 0, weight, true FROM by_agent"""
    )
    assignment.take_heaviest(connection)
    connection.execute("DROP TABLE met; DROP TABLE by_agent")
