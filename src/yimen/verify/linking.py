"""Links each register record 台账 to the case 办件 it came from, or finds that no case will do.

Two sides that never shared a key: names are spelt otherwise, ids are masked, items are free text, dates may be absent.
Pairs that agree to the letter and have no rival come first; what is left is brought together by whatever two rows can
still have in common (blocking), every pair is weighed on all evidence by what the set itself has taught (`learning`),
and the pairs are taken so that each record and each case is used once (`assignment`).
A pair missed here is a department accused wrongly, so blocks widen from the surest evidence to the weakest.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from yimen.verify import agents, assignment, belated, learning

EVEN = 0.0
"""Weight (log2 of the odds) at which a pair is as likely to be one matter as not."""

SCRATCH = ("near_pair", "level", "pool_case", "pool_record")

SURE = 3.0
"""Weight (8 to 1) that is asked for where a link could hide something: name and number contradict each other, or the
record fits a case that another record has already."""

STEPS = ("比对：逐字相符", "比对：逐项权衡", "比对：学习权重", "比对：一一对应")

HEAVY = 100
"""Cases of one item under the same last four digits above which the days have to be close as well."""

AGENCY = """(coalesce(regexp_matches(name_key,
        '(代办|代理|代帐|代账|财税|会计|事务所|中介|咨询|服务部|服务中心|服务所)'), false)
    OR count(*) OVER (PARTITION BY name_key) >= 20 AND is_firm_name(name_key))"""
"""Who looks like one that files for others: by his trade, or by how much he files."""

CROWDED_DAY = 400
"""Pairs of one item and one day above which a first character or last digits must agree as well."""

COMPARISON = (Path(__file__).parent / "sql/comparison.sql").read_text(encoding="utf-8")

FITS = "(e.item_code = k.item_code OR e.item_code IS NULL)"
WINDOW = """(e.issued_on BETWEEN k.received_on - 5 AND coalesce(k.decided_on + 30, k.received_on + 210)
    OR (e.issued_on IS NULL AND abs(e.applied_on - k.received_on) <= 7))"""
# Four last digits meet by chance too: the whole number, the surname, or the firm's trade must speak for the pair.
ALIKE = """(k.id_key = e.id_key OR k.surname = e.surname OR k.surname IS NULL OR e.surname IS NULL
    OR right(k.core, 1) = right(e.core, 1))"""
SOME_NAME = "k.surname = e.surname OR k.tail = e.tail OR right(k.core, 1) = right(e.core, 1)"
CLOSE = "(SELECT *, applied_on - unnest([0, 1, -1, 2, -2]) AS day_guess FROM pool_record)"
DECIDED = "(SELECT *, issued_on - unnest([0, 1, 2, 3, 4, 5, 6, 7]) AS decided_guess FROM pool_record {where})"

EXACT = """
SELECT r, c FROM pool_record AS e JOIN pool_case AS k
    ON k.department_code = e.department_code AND k.item_code = e.item_code AND k.tail = e.tail
    AND k.name_key = e.name_key
    AND (k.received_on = e.applied_on OR e.applied_on IS NULL AND e.issued_on - k.decided_on BETWEEN 0 AND 3)
    AND (k.document_key = e.document_key OR k.document_key IS NULL OR e.document_key IS NULL)
    AND e.issued_on - k.decided_on BETWEEN 0 AND 30
WHERE k.result = 'granted' AND k.crowd = 1 AND NOT contains(k.name_key, '*')
    AND (k.id_key = e.id_key OR (contains(k.id_key, '*') OR contains(e.id_key, '*'))
        AND (starts_with(k.id_head, e.id_head) OR starts_with(e.id_head, k.id_head))
        AND (ends_with(k.id_tail, e.id_tail) OR ends_with(e.id_tail, k.id_tail)))
QUALIFY count(*) OVER (PARTITION BY r) = 1 AND count(*) OVER (PARTITION BY c) = 1
"""

BLOCKS = (
    # One document number.
    """SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.document_key = e.document_key WHERE k.document_cases <= 50""",
    # Four last digits of the number; under an agency with twenty thousand cases the days have to be close as well.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.tail = e.tail
        WHERE NOT k.is_heavy AND ({FITS} OR k.id_key = e.id_key OR k.name_key = e.name_key) AND {WINDOW} AND {ALIKE}""",
    f"""SELECT r, c FROM {CLOSE} AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.tail = e.tail AND k.item_code = e.item_code
        AND k.received_on = e.day_guess WHERE k.is_heavy AND {WINDOW} AND {ALIKE}""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL OR item_code IS NULL")} AS e
        JOIN pool_case AS k ON k.department_code = e.department_code AND k.tail = e.tail
            AND k.decided_on = e.decided_guess
        WHERE k.is_heavy AND {FITS} AND {ALIKE}""",
    # One name.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.name_key = e.name_key
        WHERE NOT k.is_heavy AND {FITS} AND {WINDOW}""",
    # One item and one day, whoever it was: names and numbers both damaged, or an agent in the applicant's place.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.item_code = e.item_code AND k.department_code = e.department_code AND k.received_on = e.applied_on
        WHERE {WINDOW} AND (e.item_day * k.item_day <= {CROWDED_DAY} OR k.surname = e.surname OR k.tail = e.tail)""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL")} AS e JOIN pool_case AS k
        ON k.item_code = e.item_code AND k.department_code = e.department_code AND k.decided_on = e.decided_guess
        WHERE {SOME_NAME} OR e.item_day * k.item_day <= 25""",
    # No item: the department, the day, and what is left of the name.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.received_on = e.applied_on
        WHERE e.item_code IS NULL AND {WINDOW} AND ({SOME_NAME})""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL AND item_code IS NULL")} AS e
        JOIN pool_case AS k ON k.department_code = e.department_code AND k.decided_on = e.decided_guess
        WHERE {SOME_NAME}""",
)

CROWD = f"""
WITH crowd AS (
    -- Whoever has a record left over and several matters: all his records and all his cases come in again.
    SELECT DISTINCT department_code, name_key FROM every_record
    WHERE name_key IS NOT NULL AND r IN (SELECT r FROM pool_record)
), rivals AS (SELECT every_record.* FROM every_record JOIN crowd USING (department_code, name_key)),
own AS (SELECT every_case.* FROM every_case JOIN crowd USING (department_code, name_key))
SELECT r, c FROM rivals AS e JOIN own AS k ON k.department_code = e.department_code AND k.name_key = e.name_key
WHERE NOT k.is_heavy AND {FITS} AND {WINDOW}
UNION
SELECT r, c FROM (SELECT *, issued_on - unnest([0, 1, 2, 3, 4, 5, 6, 7]) AS decided_guess FROM rivals) AS e
JOIN own AS k ON k.department_code = e.department_code AND k.name_key = e.name_key AND k.decided_on = e.decided_guess
WHERE k.is_heavy AND {FITS} AND (e.applied_on IS NULL OR abs(e.applied_on - k.received_on) <= 2)
"""


def link(connection: duckdb.DuckDBPyConnection, progress: Callable[[str], None]) -> learning.Model:
    """Fills tables `link` (r, c, weight, method) and `leftover` (r, weight of the best case still free).

    Needs the canonical tables `matter` and `entry`. Returns what was learnt on the way. Deterministic: ties fall by the
    gap of the dates, then by the rows' keys.
    """
    progress(STEPS[0])
    _pools(connection)
    _compare(connection, EXACT)
    connection.execute(
        """DELETE FROM pool_record WHERE r IN (SELECT r FROM level);
        DELETE FROM pool_case WHERE c IN (SELECT c FROM level)"""
    )
    progress(STEPS[1])
    _compare(connection, " UNION ".join(BLOCKS))
    progress(STEPS[2])
    model = learning.learn(connection)
    learning.improve(connection, model)
    progress(STEPS[3])
    _weigh(connection, model)
    assignment.take_heaviest(connection)
    connection.execute(
        "DELETE FROM pool_record WHERE r IN (SELECT r FROM link); DELETE FROM level; DELETE FROM pool_case"
    )
    _compare(connection, CROWD)
    _weigh(connection, model)
    assignment.make_room(connection)
    # How sure it is that the record has a case, whichever of its like matters that is.
    connection.execute(
        """CREATE OR REPLACE TABLE link AS
        SELECT r, c, total AS weight, link.method FROM link JOIN pair USING (r, c)"""
    )
    _duplicates(connection)
    belated.link(connection, COMPARISON, model)
    agents.link(connection)
    connection.execute(
        """CREATE TABLE leftover AS SELECT r, round(log2(sum(pow(2, least(weight, 60)))), 4) AS weight FROM pair
        WHERE r NOT IN (SELECT r FROM link) AND c NOT IN (SELECT c FROM link) GROUP BY r"""
    )
    for table in SCRATCH:
        connection.execute(f"DROP TABLE {table}")
    return model


def _compare(connection: duckdb.DuckDBPyConnection, pairs: str) -> None:
    """Adds the pairs to table `level`, each with its levels of agreement."""
    connection.execute(f"CREATE OR REPLACE TABLE near_pair AS {pairs}")
    if not connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'level'").fetchall()[0][0]:
        connection.execute(f"CREATE TABLE level AS {COMPARISON}")
    else:
        connection.execute(f"INSERT INTO level {COMPARISON}")


def _weigh(connection: duckdb.DuckDBPyConnection, model: learning.Model) -> None:
    """Adds the pairs of `level` to table `pair`, weighed, and says anew which of them fit.

    Whether a record has a case at all is asked of all its candidates together: each of sixteen like matters of one day
    may be unlikely, and one of them certain. Which it is, the assignment settles among those that fit about as well.
    """
    connection.execute(
        f"""INSERT INTO pair
        SELECT r, c, round(has_case + {learning.weight_sql(model)}, 4) AS weight, gap, {METHOD},
            CASE WHEN {DOUBTFUL} THEN {SURE} ELSE {EVEN} END, NULL, NULL
        FROM level JOIN (SELECT r, place FROM every_record) USING (r) JOIN expected USING (place)
        WHERE (r, c) NOT IN (SELECT (r, c) FROM pair);
        CREATE OR REPLACE TABLE pair AS
        SELECT * REPLACE (round(log2(sum(pow(2, least(weight, 60))) OVER (PARTITION BY r)), 4) AS total,
            round(log2(sum(pow(2, least(weight, 60))) OVER (PARTITION BY r)), 4) >= asked
            AND weight >= max(weight) OVER (PARTITION BY r) - {assignment.SLACK} AS is_fit) FROM pair"""
    )


DOUBTFUL = """coalesce(document, '') <> 'same' AND (item = 'other'
    OR coalesce(name, 'other') IN ('other', 'near_surname') AND coalesce(id, 'other') IN ('other', 'weak')
    AND NOT is_agency)"""
"""Where the two sides contradict each other in what they should share."""

METHOD = """CASE WHEN document = 'same' THEN 'document' WHEN id = 'same' THEN 'id'
        WHEN id IN ('masked', 'tail') THEN 'masked_id' WHEN id = 'near' THEN 'near_id'
        WHEN name = 'same' THEN 'name' WHEN name IN ('variant', 'near') THEN 'name_variant'
        WHEN name IN ('masked', 'masked_loose') THEN 'name_masked' ELSE 'agent' END
    || CASE item WHEN 'same' THEN '+item' WHEN 'named' THEN '+item_name' ELSE '' END
    || CASE WHEN applied IN ('0', '1') OR issued IN ('0', '1', '2', '3') THEN '+date' ELSE '' END"""
"""The strongest evidence of a pair, in one word for the column `method`."""


def _pools(connection: duckdb.DuckDBPyConnection) -> None:
    common = """id_key, id_head(id_key) AS id_head, id_tail(id_key) AS id_tail,
            CASE WHEN length(id_tail(id_key)) >= 4 THEN right(id_key, 4) END AS tail,
            name_key, surname(name_key) AS surname,
            CASE WHEN is_firm_name(name_key) THEN firm_core(name_key) END AS core, document_key"""
    connection.execute(
        f"""
        CREATE TABLE every_case AS
        SELECT c, department_code, item_code, item_base, {common}, received_on, accepted_on, decided_on, result,
            count(*) OVER (PARTITION BY department_code, item_code, right(id_key, 4)) > {HEAVY} AS is_heavy,
            {AGENCY} AS is_agency,
            count(*) OVER (PARTITION BY department_code, name_key, right(id_key, 4)) AS crowd,
            count(*) OVER (PARTITION BY department_code, name_key, right(id_key, 4), received_on) AS crowd_received,
            count(*) OVER (PARTITION BY department_code, name_key, right(id_key, 4), decided_on) AS crowd_decided,
            count(*) OVER (PARTITION BY department_code) AS department_cases,
            -- Shares never fall below one in all: a value seen once is no rarer than the register is long.
            count(*) OVER (PARTITION BY department_code, item_code) / department_cases AS item_share,
            greatest(count(*) OVER (PARTITION BY name_key) / greatest(count(*) OVER (), {learning.FEW}),
                2 / (greatest(count(*) OVER (), {learning.FEW}) + 20)) AS name_share,
            count(*) OVER (PARTITION BY surname(name_key)) / count(*) OVER () AS surname_share,
            count(*) OVER (PARTITION BY department_code, document_key) AS document_cases,
            document_cases / greatest(department_cases, {learning.FEW}) AS document_share,
            count(*) OVER (PARTITION BY item_code, received_on) AS item_day
        FROM matter;
        -- Should the record be yet another matter of this person, he has one more than the hall knows of: how much
        -- rarer that is, people with so many cases and people with one more tell.
        CREATE OR REPLACE TABLE every_case AS
        WITH size AS (SELECT crowd, count(*) AS n FROM every_case GROUP BY crowd)
        SELECT every_case.*, log2(crowd * CASE WHEN crowd > 6 THEN 1
            ELSE least(1, (coalesce(larger.n, 0) + 6) / (size.n + 20)) END) AS twin_weight
        FROM every_case JOIN size USING (crowd) LEFT JOIN size AS larger ON larger.crowd = every_case.crowd + 1;
        CREATE TABLE pool_case AS FROM every_case;
        CREATE TABLE every_record AS
        SELECT r, department_code, item_code, item_is_read, item_base,
            coalesce(item_code, department_code, '') AS place, {common}, applied_on, issued_on,
            count(*) OVER (PARTITION BY item_code, coalesce(applied_on, issued_on)) AS item_day
        FROM entry WHERE origin IS NULL OR origin NOT IN ('migrated', 'ex_officio');
        CREATE TABLE pool_record AS FROM every_record;
        CREATE TABLE pair (r BIGINT, c BIGINT, weight DOUBLE, gap INTEGER, method VARCHAR, asked DOUBLE,
            total DOUBLE, is_fit BOOLEAN);
        CREATE TABLE link (r BIGINT, c BIGINT, weight DOUBLE, method VARCHAR);
        """
    )


def _duplicates(connection: duckdb.DuckDBPyConnection) -> None:
    """Links a second entry of one matter in the same ledger to the case of the first (one application counts once).

    The second entry fits the case that the first one has; nothing in the two entries contradicts the other.
    """
    connection.execute(
        f"""INSERT INTO link
        SELECT r, c, weight, 'repeated_entry' FROM (
            SELECT twin.r, link.c, pair.weight FROM pair
            JOIN link ON link.c = pair.c
            JOIN every_record AS first ON first.r = link.r
            JOIN every_record AS twin ON twin.r = pair.r
            WHERE pair.weight >= {SURE} AND twin.r NOT IN (SELECT r FROM link)
                AND abs(twin.issued_on - first.issued_on) <= 3
                AND coalesce(twin.applied_on = first.applied_on, true)
                AND coalesce(twin.document_key = first.document_key, true)
                AND coalesce(twin.item_code = first.item_code, true)
                AND coalesce(twin.tail = first.tail, true)
                AND (twin.name_key = first.name_key OR twin.document_key = first.document_key OR twin.tail = first.tail)
            QUALIFY row_number() OVER (PARTITION BY twin.r ORDER BY pair.weight DESC, link.c) = 1
        )"""
    )
