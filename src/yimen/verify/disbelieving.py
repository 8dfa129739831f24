"""Columns that cannot mean what they are called: another numbering, a wrong clock, days that are no days of the matter.

Who takes such a column at its word accuses everybody by it. What it says is corrected where that is plain, and unknown
where it is not; each is told in a Chinese sentence.
"""

from __future__ import annotations

import duckdb

MOST = 0.6
"""From which share of the rows on a column is not believed."""

ENOUGH = 50
"""Rows below which nothing is said of a column."""

NEARLY_ALL, LEDGER = 0.95, 20
"""What share of a department's records, and how many at least, make its habit of dating."""

LISTED = (("terminal", "windows", "终端"), ("operator_code", "postings", "人员"))
"""Column of a case, the table whose column of that name lists what may stand there, and the word for it."""


def disbelieve(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], set[str]]:
    """What was not believed, in Chinese sentences, and the columns of the cases of which nothing is left."""
    said, forgotten = [], set()
    for column, table, word in LISTED:
        strange = _numbered_otherwise(connection, column, table, word)
        said += strange
        forgotten |= {column} if strange else set()
    changed = _last_change(connection)
    forgotten |= {"recorded_at"} if changed else set()
    return [*said, *(changed or _clock(connection)), *_ledger_days(connection)], forgotten


def _numbered_otherwise(connection: duckdb.DuckDBPyConnection, column: str, table: str, word: str) -> list[str]:
    """Forgets whom or what cases name when most of it stands in no list: it is another numbering, or another list."""
    ((rows, strange),) = connection.execute(
        f"""SELECT coalesce(sum(n), 0), coalesce(sum(n) FILTER (WHERE squeezed(code) NOT IN (
                SELECT squeezed({column}) FROM {table} WHERE {column} IS NOT NULL)), 0)
        FROM (SELECT {column} AS code, count(*) AS n FROM cases WHERE channel = 'window' GROUP BY code)
        WHERE code IS NOT NULL AND EXISTS (SELECT 1 FROM {table} WHERE {column} IS NOT NULL)"""
    ).fetchall()
    if rows < ENOUGH or strange < MOST * rows:
        return []
    connection.execute(f"UPDATE cases SET {column} = NULL")
    return [
        f"cases：窗口办件的{word}（{column}）有 {strange / rows:.0%} 不在 {table} 之列，像是两套编号，"
        f"{word}不据以判断，请交来对应的名单后重新核验"
    ]


def _last_change(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Forgets when cases were entered where that is the very second in which matters of several days were finished."""
    ((rows, same),) = connection.execute(
        """SELECT count(*), count(*) FILTER (WHERE recorded_at = finished_at) FROM cases JOIN items USING (item_code)
        WHERE handling = 'committed' AND finished_at > accepted_at + INTERVAL 1 DAY AND recorded_at IS NOT NULL"""
    ).fetchall()
    if rows < ENOUGH or same < MOST * rows:
        return []
    connection.execute("UPDATE cases SET recorded_at = NULL")
    return ["cases：入库时间多与办结时间一秒不差，是最后修改的时间，不是入库的时间，不据以判断，请交来首次入库的时间"]


def _clock(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Sets recorded_at right by the hours that nearly all windows agree on, or by the night in which all was sent."""
    rows, lag, alike, nightly = connection.execute(
        f"""WITH lags AS (
            SELECT seconds_between(accepted_at, recorded_at) / 3600 AS hours, hour(recorded_at) AS hour FROM cases
            WHERE channel = 'window' AND timed(accepted_at) IS NOT NULL AND timed(recorded_at) IS NOT NULL
        ), middle AS (SELECT median(hours) AS lag FROM lags)
        SELECT count(*), max(lag), count(*) FILTER (WHERE abs(hours - lag) <= 2) >= {MOST} * count(*),
            count(*) FILTER (WHERE hour >= 22 OR hour < 6) >= {MOST} * count(*)
        FROM lags, middle"""
    ).fetchall()[0]
    if rows < ENOUGH or abs(lag) <= 1:
        return []
    if alike and abs(lag) <= 24:
        minutes = round(lag * 60)
        connection.execute(f"UPDATE cases SET recorded_at = recorded_at - INTERVAL ({minutes}) MINUTE")
        apart = f"{'晚' if lag > 0 else '早'} {abs(lag):.1f} 小时"
        return [f"cases：入库时间普遍比受理时间{apart}，像是时钟或时区不准，已扣除后核验"]
    if nightly and lag > 0:
        connection.execute("UPDATE cases SET recorded_at = recorded_at - INTERVAL 1 DAY")
        return ["cases：入库时间多在夜间，像是每夜统一推送的时间；按推送前一日内已经入库理解"]
    return []


def _ledger_days(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Forgets days of issue that are all ends of months, and of application that are all the days of issue."""
    return [
        *_habit(connection, "issued_on", "issued_on = last_day(issued_on)", "true",
                "的发证日期几乎都是月末，像是按月补记的，不据以判断有无办件"),
        *_habit(connection, "applied_on", "applied_on = issued_on", "applied_on IS NOT NULL AND handling = 'committed'",
                "的申请日期几乎都写成发证日期，申请日期按未知处理"),
    ]  # fmt: skip


def _habit(connection: duckdb.DuckDBPyConnection, column: str, habit: str, of: str, why: str) -> list[str]:
    found = connection.execute(
        f"""SELECT register.department_code FROM register LEFT JOIN items USING (item_code)
        WHERE issued_on IS NOT NULL AND register.department_code IS NOT NULL AND {of}
        GROUP BY register.department_code
        HAVING count(*) >= {LEDGER} AND count(*) FILTER (WHERE {habit}) >= {NEARLY_ALL} * count(*) ORDER BY ALL"""
    ).fetchall()
    codes = [code for (code,) in found]
    if not codes:
        return []
    connection.execute(f"UPDATE register SET {column} = NULL WHERE list_contains(?, department_code)", [codes])
    return [f"register：部门 {'、'.join(codes)} {why}，请核对台账"]
