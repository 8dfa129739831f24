"""Links each register record 台账 to the case 办件 it came from, or finds that no case will do.

Two sides that never shared a key: names are spelt otherwise, ids are masked, items are free text, dates may be absent.
Pairs that agree to the letter and have no rival come first; what is left is brought together by whatever two rows can
still have in common (blocking), every pair is weighed on all evidence by what the set itself has taught (`learning`),
and the pairs are taken so that each record and each case is used once (`assignment`).
A pair missed here is a department accused wrongly, so blocks widen from the surest evidence to the weakest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from yimen.verify import agents, assignment, belated, learning
from yimen.verify.connecting import Connection, put
from yimen.verify.rulebook import number

EVEN = 0.0
"""Weight (log2 of the odds) at which a pair is as likely to be one matter as not."""

SCRATCH = ("near_pair", "level", "pool_case", "pool_record")

SURE = 3.0
"""Weight (8 to 1) that is asked for where a link could hide something: name and number contradict each other, or the
record fits a case that another record has already."""

STEPS = ("比对：逐字相符", "比对：逐项权衡", "比对：学习权重", "比对：一一对应")

HEAVY = 100
"""Cases of one item under the same last four digits above which the days have to be close as well."""

AGENCY = "(coalesce(files_for_others(name_key), false) OR name_cases >= 20 AND is_firm_name(name_key))"
"""Who looks like one that files for others: by his trade, or by how much he files."""

CROWDED_DAY = 400
"""Pairs of one item and one day above which a first character or last digits must agree as well."""

COMPARISON = (Path(__file__).parent / "sql/comparison.sql").read_text(encoding="utf-8")

FITS = "(e.item_code = k.item_code OR e.item_code IS NULL)"
WINDOW = """(e.issued_on BETWEEN k.received_on - 5 AND coalesce(k.decided_on + 30, k.received_on + 210)
    OR (e.issued_on IS NULL AND e.applied_on BETWEEN k.received_on - 7 AND k.received_on + 7))"""
# Four last digits meet by chance too: the whole number, the surname, or the firm's trade must speak for the pair.
ALIKE = """(k.id_key = e.id_key OR k.surname = e.surname OR k.surname IS NULL OR e.surname IS NULL
    OR right(k.core, 1) = right(e.core, 1))"""
ONE_DAY = """(k.received_on = e.applied_on
    OR e.applied_on IS NULL AND e.issued_on BETWEEN k.decided_on AND k.decided_on + 7)"""
SOME_NAME = "k.surname = e.surname OR k.tail = e.tail OR right(k.core, 1) = right(e.core, 1)"
CLOSE = """(SELECT pool_record.*, applied_on - apart AS day_guess
    FROM pool_record CROSS JOIN (VALUES (0), (1), (-1), (2), (-2)) AS days(apart))"""
DECIDED = """(SELECT pool_record.*, issued_on - later AS decided_guess
    FROM pool_record CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7)) AS days(later) {where})"""

EXACT = """
WITH pairs AS (
    SELECT r, c, count(*) OVER (PARTITION BY r) AS cases, count(*) OVER (PARTITION BY c) AS records
    FROM every_record AS e JOIN every_case AS k
        ON k.department_code = e.department_code AND k.item_code = e.item_code AND k.tail = e.tail
        AND k.name_key = e.name_key
    WHERE k.result = 'granted' AND k.crowd = 1 AND NOT contains(k.name_key, '*')
        AND (k.received_on = e.applied_on
            OR e.applied_on IS NULL AND e.issued_on BETWEEN k.decided_on AND k.decided_on + 3)
        AND (k.document_key = e.document_key OR k.document_key IS NULL OR e.document_key IS NULL)
        AND e.issued_on BETWEEN k.decided_on AND k.decided_on + 30
        AND (k.id_key = e.id_key OR (contains(k.id_key, '*') OR contains(e.id_key, '*'))
            AND (begins_with(k.id_head, e.id_head) OR begins_with(e.id_head, k.id_head))
            AND (finishes_with(k.id_tail, e.id_tail) OR finishes_with(e.id_tail, k.id_tail)))
)
SELECT r, c FROM pairs WHERE cases = 1 AND records = 1
"""

BLOCKS = (
    # One document number.
    """SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.document_key = e.document_key WHERE k.document_cases <= 50""",
    # Four last digits of the number; under an agency with twenty thousand cases the days have to be close as well.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.tail = e.tail
        WHERE NOT k.is_heavy AND ({FITS} OR k.id_key = e.id_key OR k.name_key = e.name_key OR {ONE_DAY})
            AND {WINDOW} AND {ALIKE}""",
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
    # One name and one day under another item: a wrong code, where no number tells of it.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.name_key = e.name_key AND k.received_on = e.applied_on
        WHERE NOT k.is_heavy AND e.item_code <> k.item_code AND {WINDOW}""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL")} AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.name_key = e.name_key AND k.decided_on = e.decided_guess
        WHERE NOT k.is_heavy AND e.item_code <> k.item_code""",
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
    -- Whoever has a record left over: all his cases come in again, also those that were taken to the letter.
    SELECT DISTINCT department_code, name_key FROM pool_record WHERE name_key IS NOT NULL
), own AS (
    SELECT every_case.* FROM every_case JOIN crowd
        ON crowd.department_code = every_case.department_code AND crowd.name_key = every_case.name_key
)
SELECT r, c FROM pool_record AS e JOIN own AS k ON k.department_code = e.department_code AND k.name_key = e.name_key
WHERE NOT k.is_heavy AND {FITS} AND {WINDOW}
UNION
SELECT r, c FROM {DECIDED.format(where="")} AS e
JOIN own AS k ON k.department_code = e.department_code AND k.name_key = e.name_key AND k.decided_on = e.decided_guess
WHERE k.is_heavy AND {FITS}
    AND (e.applied_on IS NULL OR e.applied_on BETWEEN k.received_on - 2 AND k.received_on + 2)
UNION
-- So does each case of one number or document, whatever the name: a licence entered again is often spelt otherwise.
SELECT r, c FROM pool_record AS e JOIN every_case AS k
    ON k.department_code = e.department_code AND k.tail = e.tail
WHERE NOT k.is_heavy AND {FITS} AND {WINDOW} AND {ALIKE}
UNION
SELECT r, c FROM pool_record AS e JOIN every_case AS k
    ON k.department_code = e.department_code AND k.document_key = e.document_key WHERE k.document_cases <= 50
"""

LIKELY = "round(10000 * log2(sum(pow(2, least(weight, 60))){over})) / 10000"
"""Log2 of the odds of all cases of a record together."""

PAIR = {"r": "BIGINT", "c": "BIGINT", "weight": "DOUBLE", "gap": "INTEGER", "method": "STRING", "asked": "DOUBLE",
        "total": "DOUBLE", "is_fit": "BOOLEAN"}  # fmt: skip
"""The columns of table `pair`."""


def link(connection: Connection, progress: Callable[[str], None]) -> learning.Model:
    """Fills tables `link` (r, c, weight, method) and `leftover` (r, weight of the best case still free).

    Needs the canonical tables `matter` and `entry`. Returns what was learnt on the way. Deterministic: ties fall by the
    gap of the dates, then by the rows' keys.
    """
    progress(STEPS[0])
    _pools(connection)
    _compare(connection, EXACT, "CREATE OR REPLACE TABLE level AS")
    connection.execute(
        """CREATE OR REPLACE TABLE pool_record AS SELECT * FROM every_record AS e
            WHERE NOT EXISTS (SELECT 1 FROM level WHERE level.r = e.r);
        CREATE OR REPLACE TABLE pool_case AS SELECT * FROM every_case AS k
            WHERE NOT EXISTS (SELECT 1 FROM level WHERE level.c = k.c)"""
    )
    progress(STEPS[1])
    _compare(connection, " UNION ".join(BLOCKS), "INSERT INTO level")
    progress(STEPS[2])
    model = learning.learn(connection)
    learning.improve(connection, model)
    progress(STEPS[3])
    _weigh(connection, model)
    assignment.take_heaviest(connection)
    connection.execute(
        """CREATE OR REPLACE TABLE pool_record AS SELECT * FROM pool_record AS e
            WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = e.r);
        DROP TABLE pool_case"""
    )
    _compare(connection, CROWD, "CREATE OR REPLACE TABLE level AS")
    _weigh(connection, model)
    assignment.make_room(connection)
    # How sure it is that the record has a case, whichever of its like matters that is.
    connection.execute(
        """CREATE OR REPLACE TABLE link AS
        SELECT link.r, link.c, pair.total AS weight, link.method
        FROM link JOIN pair ON pair.r = link.r AND pair.c = link.c"""
    )
    _duplicates(connection)
    belated.link(connection, COMPARISON, model)
    agents.link(connection)
    connection.execute(
        f"""CREATE OR REPLACE TABLE leftover AS SELECT r, {LIKELY.format(over="")} AS weight FROM pair
        WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = pair.r)
            AND NOT EXISTS (SELECT 1 FROM link WHERE link.c = pair.c)
        GROUP BY r"""
    )
    for table in SCRATCH:
        connection.execute(f"DROP TABLE {table}")
    return model


def _compare(connection: Connection, pairs: str, into: str) -> None:
    """Tells the levels of agreement of each of the pairs, into table `level`."""
    connection.execute(f"CREATE OR REPLACE TABLE near_pair AS {pairs}; {into} {COMPARISON}")


def _weigh(connection: Connection, model: learning.Model) -> None:
    """Adds the pairs of `level` to table `pair`, weighed, and says anew which of them fit.

    Whether a record has a case at all is asked of all its candidates together: each of sixteen like matters of one day
    may be unlikely, and one of them certain. Which it is, the assignment settles among those that fit about as well.
    """
    connection.execute(
        f"""INSERT INTO pair
        SELECT r, c, round(10000 * ({learning.PRIOR} + {learning.weight_sql(model)})) / 10000, gap, {METHOD},
            CASE WHEN {DOUBTFUL} THEN {number(SURE)} ELSE {number(EVEN)} END, NULL, NULL
        FROM level JOIN (SELECT r, place FROM every_record) AS e USING (r) JOIN expected USING (place)
        WHERE NOT EXISTS (SELECT 1 FROM pair WHERE pair.r = level.r AND pair.c = level.c);
        CREATE OR REPLACE TABLE pair AS
        WITH summed AS (
            SELECT r, c, weight, gap, method, asked, {LIKELY.format(over=" OVER (PARTITION BY r)")} AS total,
                max(weight) OVER (PARTITION BY r) AS heaviest
            FROM pair
        )
        SELECT r, c, weight, gap, method, asked, total,
            total >= asked AND weight >= heaviest - {number(assignment.SLACK)} AS is_fit
        FROM summed"""
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


CASE = ("c", "department_code", "item_code", "item_base", "id_key", "name_key", "document_key", "received_on",
        "accepted_on", "decided_on", "result")  # fmt: skip
COUNTED = {
    "tail_cases": ("department_code", "item_code", "right(id_key, 4)"),
    "name_cases": ("name_key",),
    "crowd": ("department_code", "name_key", "right(id_key, 4)"),
    "crowd_received": ("department_code", "name_key", "right(id_key, 4)", "received_on"),
    "crowd_decided": ("department_code", "name_key", "right(id_key, 4)", "decided_on"),
    "department_cases": ("department_code",),
    "item_cases": ("department_code", "item_code"),
    "surname_cases": ("left(name_key, 1)",),
    "document_cases": ("department_code", "document_key"),
    "item_day": ("item_code", "received_on"),
}
"""What is counted of a case's fellows, and what makes them fellows. Joined and not windowed: each window would carry
every column along, which took longer than all the counting."""


def _group(name: str) -> str:
    keys = ", ".join(f"{key} AS key{turn}" for turn, key in enumerate(COUNTED[name]))
    return f"{name} AS (SELECT {keys}, count(*) AS n FROM matter GROUP BY {', '.join(COUNTED[name])})"


def _joined(name: str) -> str:
    keys = [re.sub(r"(\w+_\w+)", r"matter.\1", key) for key in COUNTED[name]]
    same = " AND ".join(f"{name}.key{turn} IS NOT DISTINCT FROM {key}" for turn, key in enumerate(keys))
    return f"JOIN {name} ON {same}"


def _pools(connection: Connection) -> None:
    common = """id_key, id_head(id_key) AS id_head, id_tail(id_key) AS id_tail,
            CASE WHEN length(id_tail(id_key)) >= 4 THEN right(id_key, 4) END AS tail,
            name_key, surname(name_key) AS surname,
            CASE WHEN is_firm_name(name_key) THEN firm_core(name_key) END AS core, document_key"""
    connection.execute(
        f"""CREATE OR REPLACE TABLE counted_case AS
        WITH size AS (SELECT count(*) AS cases FROM matter), {", ".join(map(_group, COUNTED))},
        counted AS (
            SELECT {", ".join(f"matter.{column}" for column in CASE)},
                {", ".join(f"{name}.n AS {name}" for name in COUNTED)}
            FROM matter {" ".join(map(_joined, COUNTED))}
        )
        -- Shares never fall below one in all: a value seen once is no rarer than the register is long.
        SELECT c, department_code, item_code, item_base, {common}, received_on, accepted_on, decided_on, result,
            tail_cases > {HEAVY} AS is_heavy, {AGENCY} AS is_agency,
            crowd, crowd_received, crowd_decided, department_cases, item_cases / department_cases AS item_share,
            greatest(name_cases / greatest(size.cases, {learning.FEW}), 2 / (greatest(size.cases, {learning.FEW}) + 20))
                AS name_share,
            surname_cases / size.cases AS surname_share, document_cases,
            document_cases / greatest(department_cases, {learning.FEW}) AS document_share, item_day
        FROM counted CROSS JOIN size;
        -- Should the record be yet another matter of this person, he has one more than the hall knows of: how much
        -- rarer that is, people with so many cases and people with one more tell.
        CREATE OR REPLACE TABLE every_case AS
        WITH size AS (SELECT crowd, count(*) AS n FROM counted_case GROUP BY crowd)
        SELECT counted_case.*, log2(counted_case.crowd * CASE WHEN counted_case.crowd > 6 THEN 1
            ELSE least(1, (coalesce(larger.n, 0) + 6) / (size.n + 20)) END) AS twin_weight
        FROM counted_case JOIN size ON size.crowd = counted_case.crowd
        LEFT JOIN size AS larger ON larger.crowd = counted_case.crowd + 1;
        CREATE OR REPLACE TABLE every_record AS
        SELECT r, department_code, item_code, item_is_read, item_base,
            coalesce(item_code, department_code, '') AS place, {common}, applied_on, issued_on,
            count(*) OVER (PARTITION BY item_code, coalesce(applied_on, issued_on)) AS item_day
        -- Where code and name contradict each other, either item will do.
        FROM (SELECT r, department_code, CASE WHEN NOT is_disputed THEN item_code END AS item_code, item_is_read,
            item_base, id_key, name_key, document_key, applied_on, issued_on, origin FROM entry) AS entry
        WHERE origin IS NULL OR origin NOT IN ('migrated', 'ex_officio');
        DROP TABLE counted_case"""
    )
    put(connection, "pair", PAIR)
    put(connection, "link", assignment.LINK)


SERIAL = "'|' || coalesce(document_serial({0}.document_key), {0}.document_key)"
"""How a document number ends, once the body's sign in front, which clerks leave out, has gone."""


def _duplicates(connection: Connection) -> None:
    """Links a second entry of one matter in the same ledger to the case of the first (one application counts once).

    The second entry fits the case that the first one has; nothing in the two entries contradicts the other.
    """
    connection.execute(
        f"""INSERT INTO link
        WITH repeated AS (
            SELECT twin.r, link.c, pair.weight,
                row_number() OVER (PARTITION BY twin.r ORDER BY pair.weight DESC, link.c) AS turn
            FROM pair JOIN link ON link.c = pair.c
            JOIN every_record AS earlier ON earlier.r = link.r
            JOIN every_record AS twin ON twin.r = pair.r
            WHERE pair.weight >= {number(SURE)} AND NOT EXISTS (SELECT 1 FROM link AS own WHERE own.r = twin.r)
                AND abs(days_between(earlier.issued_on, twin.issued_on)) <= 3
                AND coalesce(twin.applied_on = earlier.applied_on, true)
                AND coalesce(twin.document_key = earlier.document_key
                    OR finishes_with(twin.document_key, {SERIAL.format("earlier")})
                    OR finishes_with(earlier.document_key, {SERIAL.format("twin")}), true)
                AND coalesce(twin.item_code = earlier.item_code, true)
                AND coalesce(twin.tail = earlier.tail, true)
                AND (twin.name_key = earlier.name_key OR twin.document_key = earlier.document_key
                    OR twin.tail = earlier.tail)
        )
        SELECT r, c, weight, 'repeated_entry' FROM repeated WHERE turn = 1"""
    )
