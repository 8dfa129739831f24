"""Codes that tables write differently made one: who is called P01 in one list and ｐ01 in another is one person.

A code that nobody knows accuses: its clerk is not posted, its record has no case. So before anything is judged each
code is brought to the spelling of the list that issues it, and a department under a number of its own is known by its
items.
"""

from __future__ import annotations

import duckdb

FAMILIES = (
    ("items", ("item_code", ("cases", "register", "tickets"))),
    ("items", ("department_code", ("cases", "register", "postings"))),
    ("windows", ("window_code", ("postings", "cases", "tickets", "outages"))),
    ("halls", ("hall_code", ("hall_days", "windows", "tickets", "outages"))),
    ("postings", ("operator_code", ("attendance", "cases"))),
)
"""The table that issues a code, its column, and the tables that name it."""

KNOWN_BY_ITEMS = ("cases", "register")
"""Tables whose rows name a department and an item."""

DECLARED = ("received_at", "accepted_at", "decided_at", "finished_at")
"""Moments that people enter, and may enter as days."""

AGREE, LEAST = 0.9, 3
"""What share of a strange department's rows, and how many at least, must be of items of one department."""


def settle(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What was understood otherwise than it was written, in Chinese sentences; the typed tables say it alike now."""
    said = []
    for issuer, (column, users) in FAMILIES:
        for table in users:
            said += _respelt(connection, issuer, column, table)
    for table in KNOWN_BY_ITEMS:
        said += _by_items(connection, table)
    return said + _days_alone(connection)


def _days_alone(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence for each of the declared moments of which most say the day and no time."""
    counts = ", ".join(f"count({name}), count({name}) FILTER (WHERE timed({name}) IS NULL)" for name in DECLARED)
    found = connection.execute(f"SELECT {counts} FROM cases").fetchall()[0]
    return [
        f"cases：{name} 多数只有日期，没有时刻；按当日最晚的时刻理解，先后和时长的规则不据以判断"
        for name, given, alone in zip(DECLARED, found[::2], found[1::2], strict=True)
        if 2 * alone > given
    ]


def _strangers(issuer: str, column: str, table: str) -> str:
    """SQL of the codes of a table that the list which issues them does not hold."""
    return f"""SELECT DISTINCT {column} AS given FROM {table} WHERE {column} IS NOT NULL
        AND {column} NOT IN (SELECT {column} FROM {issuer} WHERE {column} IS NOT NULL)"""


def _respelt(connection: duckdb.DuckDBPyConnection, issuer: str, column: str, table: str) -> list[str]:
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE respelt AS
        SELECT given, known FROM ({_strangers(issuer, column, table)}) AS strange
        JOIN (SELECT squeezed({column}) AS plain, min({column}) AS known FROM {issuer} GROUP BY plain
            HAVING count(DISTINCT {column}) = 1) AS issued ON issued.plain = squeezed(given)"""
    )
    return _replaced(connection, table, column, "与登记的写法只差大小写、全角或空格，按同一编码读取")


def _by_items(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE respelt AS
        SELECT given, max_by(department_code, n) AS known FROM (
            SELECT strange.given, items.department_code, count(*) AS n
            FROM ({_strangers("items", "department_code", table)}) AS strange
            JOIN {table} AS own ON own.department_code = strange.given
            JOIN items ON items.item_code = own.item_code AND items.department_code IS NOT NULL GROUP BY ALL)
        GROUP BY given HAVING sum(n) >= {LEAST} AND max(n) >= {AGREE} * sum(n)"""
    )
    return _replaced(connection, table, "department_code", "事项目录里没有，按所办事项的实施部门读取")


def _replaced(connection: duckdb.DuckDBPyConnection, table: str, column: str, why: str) -> list[str]:
    found = connection.execute("SELECT count(*), min(given) FROM respelt").fetchall()
    ((codes, example),) = found
    if not codes:
        return []
    connection.execute(f"UPDATE {table} SET {column} = known FROM respelt WHERE respelt.given = {table}.{column}")
    return [f"{table}：{column} 有 {codes} 种写法（如“{example}”）{why}，请核对"]
