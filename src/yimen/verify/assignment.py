"""Takes weighed pairs so that each record and each case is used once: heaviest first, then by making room.

Taking the heaviest pair first is right almost always. Where one holder has many like matters (an agency, a firm with
many vehicles), it can use up a case that another record needed, and that record would stand there without a case,
which is an accusation. So for each record left over a chain of exchanges is sought that frees a case for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from yimen.verify.connecting import Connection, put

Taken = tuple[int, int, float, str]
"""Record, case, weight, method."""

SLACK = 4.0
"""How much weight (log2) an exchange may cost a record that already has a case: never its document number."""

REACH = 400
"""Records looked at for one chain of exchanges; beyond that the record stays left over."""


LINK = {"r": "BIGINT", "c": "BIGINT", "weight": "DOUBLE", "method": "STRING"}
"""The columns of table `link`."""


def take_heaviest(connection: Connection) -> None:
    """Moves pairs that fit into `link`, from the heaviest down; first those that stand in nobody's way."""
    connection.execute(
        """INSERT INTO link
        SELECT fit.r, fit.c, weight, method
        FROM fit JOIN (SELECT r FROM fit GROUP BY r HAVING count(*) = 1) AS one_case ON one_case.r = fit.r
            JOIN (SELECT c FROM fit GROUP BY c HAVING count(*) = 1) AS one_record ON one_record.c = fit.c
        WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = fit.r)
            AND NOT EXISTS (SELECT 1 FROM link WHERE link.c = fit.c)"""
    )
    used_records = bytearray(connection.execute("SELECT count(*) + 1 FROM entry").fetchall()[0][0])
    used_cases = bytearray(connection.execute("SELECT count(*) + 1 FROM matter").fetchall()[0][0])
    found = connection.execute(
        """SELECT r, c, weight, method FROM fit
        WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = fit.r)
            AND NOT EXISTS (SELECT 1 FROM link WHERE link.c = fit.c)
        ORDER BY weight DESC, gap, r, c, method"""
    )
    chosen: list[Taken] = []
    while rows := found.fetchmany(50_000):
        for r, c, weight, method in rows:
            if not used_records[r] and not used_cases[c]:
                used_records[r] = used_cases[c] = 1
                chosen.append((r, c, weight, method))
    put(connection, "taken", LINK, chosen)
    connection.execute("INSERT INTO link SELECT r, c, weight, method FROM taken; DROP TABLE taken")


def make_room(connection: Connection) -> None:
    """Gives left-over records a case where exchanging cases along a chain of records allows it."""
    connection.execute(
        """CREATE OR REPLACE TABLE moving AS SELECT DISTINCT r FROM fit
        WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = fit.r)"""
    )
    left_over = [r for (r,) in connection.execute("SELECT r FROM moving ORDER BY r").fetchall()]
    for _ in range(3):
        connection.execute(
            """INSERT INTO moving
            SELECT DISTINCT link.r FROM moving AS mover JOIN fit ON fit.r = mover.r JOIN link ON link.c = fit.c
            WHERE NOT EXISTS (SELECT 1 FROM moving WHERE moving.r = link.r)"""
        )
    edges: dict[int, list[tuple[int, float, str]]] = {}
    found = connection.execute(
        """SELECT fit.r, c, weight, method FROM fit JOIN moving ON moving.r = fit.r
        ORDER BY fit.r, weight DESC, gap, c, method"""
    )
    while rows := found.fetchmany(50_000):
        for r, c, weight, method in rows:
            edges.setdefault(r, []).append((c, weight, method))
    held = {
        r: (c, weight, method)
        for r, c, weight, method in connection.execute(
            """SELECT r, c, weight, method FROM link
            WHERE c IN (SELECT fit.c FROM fit JOIN moving ON moving.r = fit.r)"""
        ).fetchall()
    }
    owner = {c: r for r, (c, _, _) in held.items()}
    changed: set[int] = set()
    for r in left_over:
        changed.update(_exchange(r, edges, held, owner))
    if changed:
        put(connection, "moved", LINK, [(r, *held[r]) for r in sorted(changed)])
        connection.execute(
            """CREATE OR REPLACE TABLE link AS
            SELECT r, c, weight, method FROM link WHERE NOT EXISTS (SELECT 1 FROM moved WHERE moved.r = link.r)
            UNION ALL SELECT r, c, weight, method FROM moved;
            DROP TABLE moved"""
        )
    connection.execute("DROP TABLE moving")


def _exchange(
    start: int,
    edges: dict[int, list[tuple[int, float, str]]],
    held: dict[int, tuple[int, float, str]],
    owner: dict[int, int],
) -> Iterable[int]:
    """The records that changed their case so that `start` got one; none when no chain was found."""
    queue, came_from = [start], {}
    for r in queue:
        if len(queue) > REACH:
            return ()
        for c, weight, method in edges.get(r, ()):
            if c in came_from or (r != start and weight < held[r][1] - SLACK):
                continue
            came_from[c] = (r, weight, method)
            if c not in owner:
                return _unwind(c, came_from, held, owner, start)
            queue.append(owner[c])
    return ()


def _unwind(
    free: int,
    came_from: dict[int, tuple[int, float, str]],
    held: dict[int, tuple[int, float, str]],
    owner: dict[int, int],
    start: int,
) -> list[int]:
    changed = []
    case: int = free
    while True:
        r, weight, method = came_from[case]
        before = held[r][0] if r in held else case
        held[r], owner[case] = (case, weight, method), r
        changed.append(r)
        if r == start:
            return changed
        case = before
