"""Links a licence to the case 办件 that was entered only after it had been issued (先发证、后补件).

Such a case is dated the day of its entry from beginning to end, so neither day of the record meets a day of the case
and `linking` leaves both alone. One lone record and one lone case of one person prove nothing: he may have come twice.
So for each item the pairs with the licence first are set against those with the case first, as many days apart, where
only chance brings them together; what is no more frequent than that is left alone. So is what chance would do somewhere
in the county: with the order exchanged, as many items have a pair or two and nothing to hide.
"""

from __future__ import annotations

import duckdb

from yimen.verify.connecting import Connection
from yimen.verify.learning import Model, identity_sql
from yimen.verify.rulebook import number

LEAST_DAYS, REACH = 2, 60
"""Days by which the licence is at least, and at most, older than its case."""

BEYOND = 30
"""Days after the decision from which a record is no longer the case's own."""

RARE = 4.0
"""Weight (log2) that name, number and document must be worth beyond the number of cases they were sought among."""

CHANCE = 0.2
"""How likely an item's pairs may be chance for them to be believed."""

SHARED = ("tail", "document_key", "name_key")

LONE = """
CREATE OR REPLACE TABLE pool_record AS SELECT e.* FROM every_record AS e
    LEFT JOIN (SELECT item_code, scope_from FROM item) AS item ON item.item_code = e.item_code
    -- What was applied for before the period, or before the item entered, belongs to no case of it.
    WHERE e.item_code IS NOT NULL AND coalesce(e.applied_on >= item.scope_from, true)
        AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = e.r);
CREATE OR REPLACE TABLE pool_case AS SELECT * FROM every_case AS k
    WHERE result = 'granted' AND NOT is_heavy AND NOT is_agency
        AND NOT EXISTS (SELECT 1 FROM link WHERE link.c = k.c)"""

NEIGHBOURS = " UNION ".join(
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.item_code = e.item_code AND k.{column} = e.{column}
    WHERE k.received_on BETWEEN e.issued_on + {LEAST_DAYS} AND e.issued_on + {REACH}
        OR e.issued_on BETWEEN k.decided_on + {BEYOND + 1} AND k.decided_on + {BEYOND + 1 + REACH - LEAST_DAYS}"""
    for column in SHARED
)


def link(connection: Connection, comparison: str, model: Model) -> None:
    """Adds pairs with the licence first to `link`, method `issued_before`.

    Needs the tables of `linking` after the assignment, and `item`. The weight is log2 of the odds that such a pair of
    this item is no chance: from how many there are and how many chance explains in the item, and from how many items
    chance alone gives as many to (the items with the order exchanged are the decoys of Elias and Gygi 2007).
    """
    connection.execute(
        f"""{LONE};
        CREATE OR REPLACE TABLE near_pair AS {NEIGHBOURS};
        CREATE OR REPLACE TABLE level AS {comparison};
        CREATE OR REPLACE TABLE neighbour AS
        SELECT r, c, item_code, received_on BETWEEN issued_on + {LEAST_DAYS} AND issued_on + {REACH} AS is_before,
            abs(days_between(issued_on, received_on)) AS gap
        FROM level JOIN (SELECT r, issued_on FROM every_record) AS e USING (r)
        JOIN (SELECT c, item_code, received_on FROM every_case) AS k USING (c)
        WHERE {identity_sql(model)} + CASE document WHEN 'same' THEN document_weight WHEN 'other' THEN -8 ELSE 0 END
            >= log2(department_cases) + {number(RARE)};
        CREATE OR REPLACE TABLE belated_pair AS
        WITH alone AS (
            SELECT item_code, count(*) AS n FROM every_record AS e
            WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = e.r) GROUP BY item_code
        ), met AS (
            SELECT item_code, count(DISTINCT CASE WHEN is_before THEN r END) AS licence_first,
                count(DISTINCT CASE WHEN NOT is_before THEN r END) AS case_first
            FROM neighbour GROUP BY item_code
        ), everywhere AS (SELECT sum(case_first) AS n FROM met),
        left_alone AS (SELECT sum(n) AS n FROM alone),
        chance AS (
            -- An item's own chance, held towards that of all items; and the same with the two orders exchanged.
            SELECT met.item_code, licence_first, case_first,
                {number(0.5)} * (case_first + alone.n * (everywhere.n + 1) / (left_alone.n + 100)) AS expected,
                {number(0.5)} * (licence_first + alone.n * (everywhere.n + 1) / (left_alone.n + 100)) AS mirrored
            FROM met JOIN alone ON alone.item_code = met.item_code CROSS JOIN everywhere CROSS JOIN left_alone
        ), decoy AS (
            -- Items that would be believed if the case came first, where nothing but chance brings pairs together, and
            -- how many of them have one pair more.
            SELECT count(*) + 1 AS items, (coalesce(sum(case_first), 0) - count(*) + 1e0)
                / (coalesce(sum(case_first), 0) + 3) AS more
            FROM chance WHERE case_first > 0 AND mirrored <= {number(CHANCE)} * case_first
        ), as_many AS (
            SELECT licence_first, count(*) AS items FROM chance
            WHERE licence_first > 0 AND expected <= {number(CHANCE)} * licence_first GROUP BY licence_first
        ), believed AS (
            -- One pair of an item is what chance makes of many items, ten it makes of none.
            SELECT item_code, (1 - expected / chance.licence_first) * (1 - least(1,
                decoy.items * (1 - more) * pow(more, chance.licence_first - 1) / as_many.items)) AS share
            FROM chance JOIN as_many ON as_many.licence_first = chance.licence_first CROSS JOIN decoy
            WHERE expected <= {number(CHANCE)} * chance.licence_first
        ), likely AS (
            SELECT r, c, gap, share, row_number() OVER (PARTITION BY r ORDER BY gap, c) AS turn
            FROM neighbour JOIN believed ON believed.item_code = neighbour.item_code
            WHERE is_before AND share >= {number(1 - CHANCE)}
        ), nearest AS (
            SELECT r, c, gap, round(10000 * least(12, log2(share / (1 - share)))) / 10000 AS weight,
                row_number() OVER (PARTITION BY c ORDER BY gap, r) AS turn
            FROM likely WHERE turn = 1
        )
        SELECT r, c, weight, gap FROM nearest WHERE turn = 1;
        INSERT INTO link SELECT r, c, weight, 'issued_before' FROM belated_pair;
        DROP TABLE neighbour; DROP TABLE belated_pair"""
    )


def unsettle(connection: duckdb.DuckDBPyConnection) -> None:
    """Marks the days of such pairs in `level`: they are told as what they are and not weighed as days of one matter."""
    connection.execute(
        """UPDATE level SET issued = 'before', applied = NULL
        WHERE (r, c) IN (SELECT (r, c) FROM link WHERE method = 'issued_before')"""
    )
