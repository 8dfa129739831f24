"""Links a licence to the case 办件 that was entered only after it had been issued (先发证、后补件).

Such a case is dated the day of its entry from beginning to end, so neither day of the record meets a day of the case
and `linking` leaves both alone. One lone record and one lone case of one person prove nothing: he may have come twice.
So for each item the pairs with the licence first are set against those with the case first, as many days apart, where
only chance brings them together; what is no more frequent than that is left alone.
"""

from __future__ import annotations

import duckdb

from yimen.verify.learning import Model, identity_sql

LEAST_DAYS, REACH = 2, 60
"""Days by which the licence is at least, and at most, older than its case."""

BEYOND = 30
"""Days after the decision from which a record is no longer the case's own."""

RARE = 4.0
"""Weight (log2) that name, number and document must be worth beyond the number of cases they were sought among."""

CHANCE = 0.2
"""Share of an item's pairs that may be chance for the rest to be believed."""

SHARED = ("tail", "document_key", "name_key")

LONE = """
CREATE OR REPLACE TABLE pool_record AS FROM every_record WHERE item_code IS NOT NULL AND r NOT IN (SELECT r FROM link);
CREATE OR REPLACE TABLE pool_case AS FROM every_case WHERE result = 'granted' AND NOT is_heavy AND NOT is_agency
    AND c NOT IN (SELECT c FROM link)"""

NEIGHBOURS = " UNION ".join(
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.item_code = e.item_code AND k.{column} = e.{column}
    WHERE k.received_on - e.issued_on BETWEEN {LEAST_DAYS} AND {REACH}
        OR e.issued_on - k.decided_on BETWEEN {BEYOND + 1} AND {BEYOND + 1 + REACH - LEAST_DAYS}"""
    for column in SHARED
)


def link(connection: duckdb.DuckDBPyConnection, comparison: str, model: Model) -> None:
    """Adds pairs with the licence first to `pair` and `link`, method `issued_before`.

    Needs the tables of `linking` after the assignment. The weight is log2 of the odds that such a pair of this item is
    no chance, from how many there are and how many chance explains.
    """
    connection.execute(
        f"""{LONE};
        CREATE OR REPLACE TABLE near_pair AS {NEIGHBOURS};
        CREATE OR REPLACE TABLE level AS {comparison};
        CREATE OR REPLACE TABLE neighbour AS
        SELECT r, c, item_code, received_on - issued_on BETWEEN {LEAST_DAYS} AND {REACH} AS is_before,
            abs(received_on - issued_on) AS gap
        FROM level JOIN (SELECT r, issued_on FROM every_record) USING (r)
        JOIN (SELECT c, item_code, received_on FROM every_case) USING (c)
        WHERE {identity_sql(model)} + CASE document WHEN 'same' THEN document_weight WHEN 'other' THEN -8 ELSE 0 END
            >= log2(department_cases) + {RARE};
        INSERT INTO pair
        WITH alone AS (
            SELECT item_code, count(*) AS n FROM every_record WHERE r NOT IN (SELECT r FROM link) GROUP BY item_code
        ), met AS (
            SELECT item_code, count(DISTINCT CASE WHEN is_before THEN r END) AS before,
                count(DISTINCT CASE WHEN NOT is_before THEN r END) AS after
            FROM neighbour GROUP BY item_code
        ), chance AS (
            -- An item's own chance, held towards that of all items.
            SELECT item_code, before, 0.5 * after + 0.5 * alone.n * (SELECT sum(after) + 1 FROM met)
                / (SELECT sum(n) + 100 FROM alone) AS expected
            FROM met JOIN alone USING (item_code)
        ), nearest AS (
            SELECT r, c, gap, before, expected FROM neighbour JOIN chance USING (item_code)
            WHERE is_before AND expected <= {CHANCE} * before
            QUALIFY row_number() OVER (PARTITION BY r ORDER BY gap, c) = 1
        )
        SELECT r, c, round(least(12, log2((before - expected) / expected)), 4) AS weight, gap, 'issued_before', 0,
            weight AS total, true
        FROM nearest WHERE (r, c) NOT IN (SELECT (r, c) FROM pair)
        QUALIFY row_number() OVER (PARTITION BY c ORDER BY gap, r) = 1;
        INSERT INTO link SELECT r, c, weight, method FROM pair WHERE method = 'issued_before';
        DROP TABLE neighbour"""
    )


def unsettle(connection: duckdb.DuckDBPyConnection) -> None:
    """Marks the days of such pairs in `level`: they are told as what they are and not weighed as days of one matter."""
    connection.execute(
        """UPDATE level SET issued = 'before', applied = NULL
        WHERE (r, c) IN (SELECT (r, c) FROM link WHERE method = 'issued_before')"""
    )
