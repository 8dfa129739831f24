"""Links each register record 台账 to the case 办件 it came from, or finds that no case will do.

Two sides that never shared a key: names are spelt otherwise, ids are masked, items are free text, dates may be absent.
Each stage brings together the pairs that agree in one thing (blocking), every pair is weighed on all evidence, and the
pairs are taken from the heaviest down, each record and each case once. Only what is left goes on to the next stage.
A pair missed here is a department accused wrongly, so stages widen from the surest evidence to the weakest.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from yimen.verify import assignment

PRIOR = 9.0
"""Weight (log2) at which a pair is as likely to be the same matter as not."""

SURE = PRIOR + 3.0
"""First stages take only pairs of at least this weight (8 to 1), so that a doubtful pair never takes a case early."""

WEIGHTS = {
    "document": {"same_alone": 14.0, "same": 5.0, "other": -4.0},
    "id": {"same": 9.0, "masked": 6.0, "near": 6.0, "weak": 2.0, "nearly_masked": 1.0, "other": -7.0},
    "name": {"same_rare": 9.0, "same": 5.0, "variant": 4.0, "masked": 2.0, "near": 0.5, "other": -6.0},
    "item": {"same": 3.0, "named": 2.0, "other": -12.0},
    "applied": {"same": 4.0, "near": 1.5, "off": -5.0, "far": -10.0},
    "issued": {"same": 4.0, "near": 2.0, "late": -1.0, "early": -2.0, "far": -12.0},
    "result": {"pending": -3.0, "ended": -4.0},
}
"""Log2 odds that each level of agreement adds, in the sense of Fellegi and Sunter (1969); absent data adds nothing."""

HEAVY = 100
"""Cases under one department and last four digits above which a stage asks for the same day as well."""

LEVELS = """
WITH judged AS (
    SELECT r, c, k.name_key AS name_a, e.name_key AS name_b, k.core AS core_a, e.core AS core_b,
        k.surname = e.surname AS same_surname, k.is_common,
        CASE WHEN k.document_key IS NULL OR e.document_key IS NULL THEN NULL
            WHEN k.document_key <> e.document_key THEN 'other'
            WHEN lone_document.document_key IS NULL THEN 'same' ELSE 'same_alone' END AS document,
        CASE WHEN k.id_key IS NULL OR e.id_key IS NULL THEN NULL
            WHEN k.id_key = e.id_key AND NOT contains(k.id_key, '*') THEN 'same'
            WHEN (contains(k.id_key, '*') OR contains(e.id_key, '*'))
                AND (starts_with(k.id_head, e.id_head) OR starts_with(e.id_head, k.id_head))
                AND (ends_with(k.id_tail, e.id_tail) OR ends_with(e.id_tail, k.id_tail))
                THEN CASE WHEN least(length(k.id_tail), length(e.id_tail)) >= 4
                    OR least(length(k.id_head), length(e.id_head)) >= 14 THEN 'masked' ELSE 'weak' END
            -- A slip of the pen is believed only where the name agrees: numbers of neighbours differ as little.
            WHEN k.name_key <> e.name_key AND k.core IS DISTINCT FROM e.core
                AND NOT contains(k.name_key || e.name_key, '*') AND NOT spelt_alike(k.name_key, e.name_key) THEN 'other'
            WHEN NOT contains(k.id_key, '*') AND NOT contains(e.id_key, '*')
                AND damerau_levenshtein(k.id_key, e.id_key) <= 2 THEN 'near'
            WHEN length(k.id_tail) >= 4 AND length(e.id_tail) >= 4
                AND (starts_with(k.id_head, e.id_head) OR starts_with(e.id_head, k.id_head))
                AND damerau_levenshtein(right(k.id_tail, 4), right(e.id_tail, 4)) <= 1 THEN 'nearly_masked'
            ELSE 'other' END AS id,
        CASE WHEN k.item_code = e.item_code THEN 'same'
            WHEN e.item_code IS NOT NULL THEN 'other'
            WHEN e.item_base IS NULL OR k.item_base IS NULL THEN NULL
            WHEN e.item_base = k.item_base OR likeness(e.item_base, k.item_base) >= 0.6 THEN 'named'
            ELSE 'other' END AS item,
        CASE WHEN e.applied_on IS NULL OR k.received_on IS NULL THEN NULL
            WHEN e.applied_on IN (k.received_on, k.accepted_on) THEN 'same'
            WHEN abs(e.applied_on - k.received_on) <= 1 THEN 'near'
            WHEN abs(e.applied_on - k.received_on) <= 7 THEN 'off' ELSE 'far' END AS applied,
        CASE WHEN e.issued_on IS NULL OR k.decided_on IS NULL THEN NULL
            WHEN e.issued_on = k.decided_on THEN 'same'
            WHEN e.issued_on - k.decided_on BETWEEN 1 AND 3 THEN 'near'
            WHEN e.issued_on - k.decided_on BETWEEN 4 AND 14 THEN 'late'
            WHEN e.issued_on - k.decided_on BETWEEN -5 AND -1 THEN 'early' ELSE 'far' END AS issued,
        CASE WHEN k.result = 'pending' THEN 'pending'
            WHEN k.result IN ('refused', 'withdrawn') THEN 'ended' END AS result,
        coalesce(abs(e.issued_on - k.decided_on), 999) AS gap
    FROM near_pair JOIN every_case AS k USING (c) JOIN pool_record AS e USING (r)
    LEFT JOIN lone_document ON lone_document.document_key = k.document_key
        AND lone_document.department_code = k.department_code
)
SELECT r, c, document, id, item, applied, issued, result, gap,
    CASE WHEN name_a IS NULL OR name_b IS NULL THEN NULL
        WHEN name_a = name_b THEN CASE WHEN is_common THEN 'same' ELSE 'same_rare' END
        WHEN contains(name_a, '*') OR contains(name_b, '*') THEN CASE WHEN same_surname THEN 'masked' ELSE 'other' END
        -- Where the numbers contradict each other, names that are merely alike prove nothing.
        WHEN id = 'other' AND coalesce(document, 'other') = 'other' THEN 'other'
        WHEN core_a IS NOT NULL AND core_b IS NOT NULL
            THEN CASE WHEN core_a = core_b OR (length(core_b) > 1 AND contains(name_a, core_b))
                OR (length(core_a) > 1 AND contains(name_b, core_a)) OR spelt_alike(name_a, name_b)
                THEN 'variant' ELSE 'other' END
        WHEN same_surname AND spelt_alike(name_a, name_b) THEN 'near'
        ELSE 'other' END AS name
FROM judged
"""

SAME_ITEM = "(e.item_code = k.item_code OR e.item_code IS NULL)"
WINDOW = """(e.issued_on BETWEEN k.received_on - 5 AND coalesce(k.decided_on + 30, k.received_on + 210)
    OR (e.issued_on IS NULL AND abs(e.applied_on - k.received_on) <= 7))"""
# Four last digits meet by chance too: the whole number, the surname, or the firm's trade must speak for the pair.
ALIKE = """(k.id_key = e.id_key OR k.surname = e.surname OR k.surname IS NULL OR e.surname IS NULL
    OR right(k.core, 1) = right(e.core, 1))"""

STAGES: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    (
        "document",
        SURE,
        (
            """SELECT r, c FROM pool_record AS e JOIN pool_case AS k
            ON k.department_code = e.department_code AND k.document_key = e.document_key
            WHERE k.document_key IN (SELECT document_key FROM pool_case GROUP BY ALL HAVING count(*) <= 50)""",
        ),
    ),
    (
        "id",
        SURE,
        (
            f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
            ON k.department_code = e.department_code AND k.tail = e.tail
            WHERE NOT k.is_heavy AND {SAME_ITEM} AND {WINDOW} AND {ALIKE}""",
            # One agency may file twenty thousand cases under its own number: there the day has to agree as well.
            f"""SELECT r, c FROM (SELECT *, issued_on - unnest([0, 1, 2, 3]) AS decided_guess FROM pool_record) AS e
            JOIN pool_case AS k ON k.department_code = e.department_code AND k.tail = e.tail
                AND k.decided_on = e.decided_guess
            WHERE k.is_heavy AND {SAME_ITEM} AND (e.applied_on IS NULL OR abs(e.applied_on - k.received_on) <= 1)
                AND {ALIKE}""",
        ),
    ),
    (
        "name",
        PRIOR,
        (
            f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
            ON k.department_code = e.department_code AND k.name_key = e.name_key AND {SAME_ITEM} AND {WINDOW}
            WHERE NOT k.is_heavy""",
            # Names and ids both damaged: the item and the day bring the pair together, the first character confirms.
            f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
            ON k.department_code = e.department_code AND k.received_on = e.applied_on AND k.surname = e.surname
            WHERE {SAME_ITEM} AND {WINDOW}""",
            f"""SELECT r, c FROM (SELECT *, issued_on - unnest([0, 1, 2, 3]) AS decided_guess FROM pool_record
                WHERE applied_on IS NULL) AS e
            JOIN pool_case AS k ON k.department_code = e.department_code AND k.decided_on = e.decided_guess
                AND k.surname = e.surname WHERE {SAME_ITEM}""",
            # A firm's name may have lost its place or a character: the day brings it together, what is left confirms.
            f"""SELECT r, c FROM (SELECT *, coalesce(applied_on, issued_on) - unnest([0, 1, 2, 3]) AS day_guess,
                unnest([true, false, false, false]) AS is_first FROM pool_record WHERE core <> '') AS e
            JOIN pool_case AS k ON k.department_code = e.department_code AND right(k.core, 1) = right(e.core, 1)
                AND CASE WHEN e.applied_on IS NULL THEN k.decided_on ELSE k.received_on END = e.day_guess
            WHERE (e.is_first OR e.applied_on IS NULL) AND {SAME_ITEM} AND (contains(k.name_key, e.core)
                OR contains(e.name_key, k.core) OR spelt_alike(k.name_key, e.name_key))""",
        ),
    ),
    (
        # Many like matters under one name: here a case that is taken counts too, so that cases can be exchanged.
        "crowd",
        PRIOR,
        (
            f"""SELECT r, c FROM (SELECT *, issued_on - unnest([0, 1, 2, 3]) AS decided_guess FROM pool_record) AS e
            JOIN every_case AS k ON k.department_code = e.department_code AND k.name_key = e.name_key
                AND k.decided_on = e.decided_guess
            WHERE {SAME_ITEM} AND (e.applied_on IS NULL OR abs(e.applied_on - k.received_on) <= 1)""",
        ),
    ),
)


def link(connection: duckdb.DuckDBPyConnection, progress: Callable[[str], None]) -> None:
    """Fills tables `link` (r, c, weight, method) and `leftover` (r, weight of the best case still free, prior).

    Needs the canonical tables `matter` and `entry`. Deterministic: ties fall by date gap, then by the rows' keys.
    """
    _pools(connection)
    used_records = bytearray(connection.execute("SELECT count(*) + 1 FROM entry").fetchall()[0][0])
    used_cases = bytearray(connection.execute("SELECT count(*) + 1 FROM matter").fetchall()[0][0])
    for stage, threshold, blocks in STAGES:
        progress(f"比对：{stage}")
        connection.execute("CREATE OR REPLACE TABLE near_pair AS " + " UNION ".join(blocks))
        connection.execute(f"CREATE OR REPLACE TABLE level AS {LEVELS}")
        connection.execute(f"INSERT INTO pair SELECT r, c, {_weight()}, gap, {_method(stage)} FROM level")
        assignment.take_heaviest(connection, threshold, used_records, used_cases)
        _shrink_pools(connection)
    _agents(connection)
    assignment.take_heaviest(connection, PRIOR, used_records, used_cases)
    assignment.make_room(connection, PRIOR)
    _duplicates(connection)
    connection.execute(
        f"""CREATE OR REPLACE TABLE leftover AS
        SELECT r, max(weight) AS weight, {PRIOR} AS prior FROM pair
        WHERE r NOT IN (SELECT r FROM link) AND c NOT IN (SELECT c FROM link) GROUP BY r"""
    )
    for table in ("near_pair", "level", "pair", "pool_case", "every_case", "pool_record"):
        connection.execute(f"DROP TABLE {table}")


def _pools(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        CREATE TABLE every_case AS
        SELECT c, department_code, item_code, item_base, id_key, id_head(id_key) AS id_head, id_tail(id_key) AS id_tail,
            CASE WHEN length(id_tail(id_key)) >= 4 THEN right(id_key, 4) END AS tail,
            name_key, surname(name_key) AS surname,
            CASE WHEN is_firm_name(name_key) THEN firm_core(name_key) END AS core, document_key,
            received_on, accepted_on, decided_on, result,
            count(*) OVER (PARTITION BY department_code, right(id_key, 4)) > """
        + str(HEAVY)
        + """ AS is_heavy,
            -- A name is common where a namesake with the same item in the same days would be no surprise.
            count(*) OVER (PARTITION BY department_code, name_key)
                > 5 + count(*) OVER (PARTITION BY department_code) / 1000 AS is_common
        FROM matter;
        CREATE TABLE pool_case AS FROM every_case;
        CREATE TABLE pool_record AS
        SELECT r, department_code, item_code, item_base, id_key, id_head(id_key) AS id_head, id_tail(id_key) AS id_tail,
            CASE WHEN length(id_tail(id_key)) >= 4 THEN right(id_key, 4) END AS tail,
            name_key, surname(name_key) AS surname,
            CASE WHEN is_firm_name(name_key) THEN firm_core(name_key) END AS core, document_key,
            applied_on, issued_on
        FROM entry WHERE origin IS NULL OR origin <> 'migrated';
        CREATE TABLE lone_document AS
        SELECT department_code, document_key FROM pool_case WHERE document_key IS NOT NULL
        GROUP BY ALL HAVING count(*) = 1
            AND (department_code, document_key) NOT IN (SELECT (department_code, document_key) FROM pool_record
                WHERE document_key IS NOT NULL GROUP BY department_code, document_key HAVING count(*) > 3);
        CREATE TABLE pair (r BIGINT, c BIGINT, weight DOUBLE, gap INTEGER, method VARCHAR);
        CREATE TABLE link (r BIGINT, c BIGINT, weight DOUBLE, method VARCHAR);
        """
    )


def _weight() -> str:
    return " + ".join(
        f"CASE {field} " + " ".join(f"WHEN '{level}' THEN {weight}" for level, weight in levels.items()) + " ELSE 0 END"
        for field, levels in WEIGHTS.items()
    )


def _method(stage: str) -> str:
    """The strongest evidence of the pair, in one word for the column `method`."""
    return f"""CASE WHEN document IN ('same_alone', 'same') THEN 'document' WHEN id = 'same' THEN 'id'
        WHEN id = 'masked' THEN 'masked_id' WHEN id = 'near' THEN 'near_id'
        WHEN name IN ('same', 'same_rare') THEN 'name' WHEN name = 'variant' THEN 'name_variant' ELSE '{stage}_day' END
        || CASE WHEN item = 'same' THEN '+item' WHEN item = 'named' THEN '+item_name' ELSE '' END
        || CASE WHEN applied IN ('same', 'near') OR issued IN ('same', 'near') THEN '+date' ELSE '' END"""


def _shrink_pools(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """DELETE FROM pool_record WHERE r IN (SELECT r FROM link);
        DELETE FROM pool_case WHERE c IN (SELECT c FROM link)"""
    )


def _agents(connection: duckdb.DuckDBPyConnection) -> None:
    """Pairs a record with a case that an agent 代办 filed in its own name, when item and dates leave one choice."""
    connection.execute(
        f"""INSERT INTO pair
        WITH agent AS (
            SELECT name_key FROM matter WHERE name_key IS NOT NULL GROUP BY name_key
            HAVING bool_or(regexp_matches(name_key,
                '(代办|代理|代帐|代账|财税|会计|事务所|中介|咨询|服务部|服务中心|服务所)'))
                OR (count(*) >= 20 AND count(DISTINCT item_code) >= 8 AND bool_or(is_firm_name(name_key)))
        ),
        fitting AS (
            SELECT r, c, abs(e.issued_on - k.decided_on) AS gap
            FROM pool_record AS e JOIN pool_case AS k ON k.item_code = e.item_code AND k.received_on = e.applied_on
            WHERE k.name_key IN (FROM agent) AND e.issued_on - k.decided_on BETWEEN 0 AND 3 AND k.result = 'granted'
                AND (k.document_key IS NULL OR e.document_key IS NULL OR k.document_key = e.document_key)
        )
        SELECT r, c, {PRIOR} + 0.5, gap, 'agent+item+date' FROM fitting
        QUALIFY count(*) OVER (PARTITION BY r) = 1 AND count(*) OVER (PARTITION BY c) = 1"""
    )


def _duplicates(connection: duckdb.DuckDBPyConnection) -> None:
    """Links a second entry of the same matter in the same ledger to the case of the first (one application, once)."""
    connection.execute(
        """INSERT INTO link
        SELECT twin.r, min(link.c), min(link.weight), 'repeated_entry'
        FROM entry AS twin JOIN entry AS first
            ON twin.department_code = first.department_code AND twin.item_code = first.item_code
            AND twin.issued_on = first.issued_on AND twin.r <> first.r
            AND coalesce(twin.document_key, twin.id_key) = coalesce(first.document_key, first.id_key)
            AND twin.name_key = first.name_key AND twin.id_key = first.id_key
            AND twin.applied_on IS NOT DISTINCT FROM first.applied_on
        JOIN link ON link.r = first.r
        WHERE twin.r NOT IN (SELECT r FROM link) AND coalesce(twin.origin, '') <> 'migrated'
            AND NOT contains(twin.id_key, '*')
        GROUP BY twin.r"""
    )
