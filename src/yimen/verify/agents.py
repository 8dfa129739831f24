"""Links records to the cases that an agency 代办机构 filed for their holders: neither name nor number is the holder's.

On a busy item nothing but the days is left, and days alone are shared with many. But nearly all cases have their record
by now. An agency's case that is still free is looking for one, and a lone record of the same item and the same days is
hardly there by chance: how often it is, the same days a week or two before and after tell, item by item.
"""

from __future__ import annotations

from yimen.verify import assignment
from yimen.verify.connecting import Connection
from yimen.verify.rulebook import number

SHIFTS = (-14, -7, 7, 14)
"""Days by which the cases are shifted to see how often chance brings a record and a case together: whole weeks."""

SURE = 0.7
"""How likely a hit must be the agency's case and no chance."""

LEAST = 0.2
"""Hits that chance is always believed capable of, whatever an item's own weeks say."""

OFTEN = 3
"""So many cases granted, and at most one in so many with a record of the same holder, tell of somebody who files for
others."""

DAYS = """(k.received_on + shift = e.applied_on
        AND e.issued_on BETWEEN k.decided_on + shift AND k.decided_on + (shift + 7)
    OR e.applied_on IS NULL AND e.issued_on BETWEEN k.decided_on + shift AND k.decided_on + (shift + 3))"""


def link(connection: Connection) -> None:
    """Adds such pairs to `pair`, `fit` and `link`, method `agent+item+date`; needs the tables of `linking`.

    The weight is log2 of the odds that a hit of this item is no chance.
    """
    shifts = ", ".join(f"({shift})" for shift in (0, *SHIFTS))
    half = number(0.5)
    connection.execute(
        f"""CREATE OR REPLACE TABLE filer AS
        -- Who files often and nearly never has the record himself files for others, whatever he calls himself.
        SELECT name_key FROM every_case LEFT JOIN link ON link.c = every_case.c WHERE result = 'granted'
        GROUP BY name_key HAVING count(*) >= {OFTEN} AND {OFTEN} * count(link.c) <= count(*);
        CREATE OR REPLACE TABLE met AS
        WITH lone AS (
            SELECT * FROM every_record
            WHERE item_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = every_record.r)
        ), free AS (
            SELECT every_case.* FROM every_case LEFT JOIN filer ON filer.name_key = every_case.name_key
            WHERE result = 'granted' AND (is_agency OR filer.name_key IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM link WHERE link.c = every_case.c)
        )
        SELECT r, c, e.item_code, shift, days_between(k.decided_on, e.issued_on) AS gap
        FROM lone AS e JOIN free AS k ON k.department_code = e.department_code AND k.item_code = e.item_code
            CROSS JOIN (VALUES {shifts}) AS shifts(shift)
        WHERE {DAYS};
        CREATE OR REPLACE TABLE by_agent AS
        WITH alone AS (
            SELECT item_code, count(*) AS n FROM every_record
            WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = every_record.r) GROUP BY item_code
        ), meeting AS (SELECT DISTINCT item_code, r, shift FROM met),
        hit AS (
            SELECT alone.item_code, n, count(*) FILTER (WHERE shift = 0) AS hits,
                count(*) FILTER (WHERE shift <> 0) / {len(SHIFTS)} AS chance
            FROM meeting JOIN alone ON alone.item_code = meeting.item_code GROUP BY alone.item_code, n
        ), everywhere AS (SELECT sum(chance) / sum(n) AS chance FROM hit),
        expected AS (
            -- An item's own chance, held towards that of all items.
            SELECT item_code, n, hits,
                least({half} * hit.chance + {half} * n * everywhere.chance + {number(LEAST)}, n) AS chance
            FROM hit CROSS JOIN everywhere
        ), share AS (
            -- Of the lone records so many are an agency's; the others meet one of its cases by chance.
            SELECT item_code, chance / n AS chance, greatest(0, (hits - chance) / (n - chance + 0.01e0)) AS filed
            FROM expected
        ), judged AS (
            SELECT item_code, filed / (filed + (1 - filed) * chance) AS sure FROM share
        )
        SELECT r, c, round(10000 * least(8, log2(sure / greatest(1 - sure, 0.001e0)))) / 10000 AS weight,
            abs(gap) AS gap
        FROM met JOIN judged ON judged.item_code = met.item_code WHERE shift = 0 AND sure >= {number(SURE)};
        CREATE OR REPLACE TABLE pair AS
        SELECT r, c, weight, gap FROM pair
        WHERE NOT EXISTS (SELECT 1 FROM by_agent WHERE by_agent.r = pair.r AND by_agent.c = pair.c)
        UNION ALL SELECT r, c, weight, gap FROM by_agent;
        CREATE OR REPLACE TABLE fit AS
        SELECT r, c, weight, gap, method FROM fit
        WHERE NOT EXISTS (SELECT 1 FROM by_agent WHERE by_agent.r = fit.r AND by_agent.c = fit.c)
            AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = fit.r)
        UNION ALL SELECT r, c, weight, gap, 'agent+item+date' FROM by_agent"""
    )
    assignment.take_heaviest(connection)
    connection.execute("DROP TABLE filer; DROP TABLE met; DROP TABLE by_agent")
