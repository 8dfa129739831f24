"""漏交的办件: numbers that are skipped among those of the cases that were handed in.

A licence whose case was lost on the way looks like one that was given outside the hall. Most platforms number their
cases one after the other, so what was lost leaves a gap; but drafts that nobody handed in leave gaps as well. Which it
is, and whose records may be meant, is told by the ledger (`sql/lacking.sql`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SHORT = 20
"""The longest gap within which numbers run on: where one case in three is lost, one gap in 10^10 is longer."""

RUNNING, DENSE = 0.9, 2 / 3
"""Numbers run where so many follow the one before within a short gap, and so many of these at once."""

LONG = 0.1
"""Longer gaps count as well, up to so many times the number of cases: beyond, it is another stretch of numbers."""

ENOUGH = 200
"""Numbers below which nothing is read from them."""

TOLD = 0.01
"""The share of the ledger, or of its records without a case, from which on it is said that cases are lacking."""

TEXT = Path(__file__).parent / "sql/lacking.sql"

GAPS = """CREATE TEMPORARY TABLE gap AS
WITH numbered AS (
    SELECT left(case_no, length(case_no) - length(tail)) AS head, CAST(tail AS BIGINT) AS serial, min(day) AS day
    FROM (
        SELECT case_no, CAST(received_at AS DATE) AS day,
            regexp_extract(case_no, '(20[0-9]{6})?([0-9]{3,9})$', 2) AS tail FROM cases) AS parted
    WHERE tail <> '' GROUP BY ALL
), counted AS (
    SELECT count(*) AS n, count(DISTINCT serial) AS serials FROM numbered
), book AS (
    -- One book for all, or where the same numbers come again each day or at each counter, one for each beginning.
    SELECT CASE WHEN 20 * serials >= 19 * n THEN '' ELSE head END AS head, serial, day FROM numbered, counted
), behind AS (
    SELECT serial - 1 - lag(serial) OVER before AS n, lag(day) OVER before AS day, day AS until
    FROM book WINDOW before AS (PARTITION BY head ORDER BY serial, day)
)
-- Days of which nothing was handed in are told of their own.
SELECT n, day FROM behind WHERE n >= 0 AND NOT EXISTS (
    SELECT 1 FROM silent WHERE from_day BETWEEN least(behind.day, until) AND greatest(behind.day, until))"""


def find_skipped(connection: duckdb.DuckDBPyConnection) -> None:
    """Leaves tables `skipped` and `numbering`; reads `cases` and `silent`.

    skipped: day on which the case before a gap was received, and n, how many numbers the gaps hold. numbering:
    may_lack, how large a share of all cases is lacking if every number skipped was a case; 1 where they do not tell.
    """
    connection.execute(GAPS)
    ((rows, named),) = connection.execute("SELECT count(*), count(case_no) FROM cases").fetchall()
    counted = f"n <= {max(SHORT, int(LONG * rows))}"
    pairs, near, next_to, lost = connection.execute(
        f"""SELECT count(*), count(*) FILTER (WHERE n <= {SHORT}), count(*) FILTER (WHERE n = 0),
            coalesce(sum(n) FILTER (WHERE {counted}), 0) FROM gap"""
    ).fetchall()[0]
    lost = max(0, lost - (rows - named))  # cases without a number were given one as well
    runs = pairs >= ENOUGH and near >= RUNNING * pairs and next_to >= DENSE * near
    connection.execute(
        f"""CREATE TABLE skipped AS SELECT day, CAST(sum(n) AS BIGINT) AS n FROM gap
        WHERE {runs and lost > 0} AND n > 0 AND {counted} AND day IS NOT NULL GROUP BY day;
        CREATE TABLE numbering AS SELECT CAST({lost / (rows + lost) if runs else 1} AS DOUBLE) AS may_lack;
        DROP TABLE gap"""
    )


def statement() -> str:
    """The statement, for either engine, of table `lacking`."""
    return TEXT.read_text(encoding="utf-8")


def said(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence where cases are lacking: in every item alike, or here and there."""
    rate, doubt = connection.execute("SELECT rate, doubt FROM lacking").fetchall()[0]
    if doubt >= TOLD:
        return [
            f"cases：像是漏交了一部分，没有办件的台账记录中至多 {doubt:.0%} 可能由此而来；"
            "“有证照无办件”的把握已相应扣减，请补交后重新核验"
        ]
    if rate >= TOLD:
        return [
            f"cases：各事项的台账都有约 {rate:.0%} 的记录没有办件，像是办件漏交了一部分；"
            "只有明显多于此的事项才据以下结论，请补交后重新核验"
        ]
    return []
