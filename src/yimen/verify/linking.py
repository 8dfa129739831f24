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
from yimen.verify.blocking import BLOCKS, CROWD, EXACT, HEAVY, HEAVY_BLOCKS
from yimen.verify.connecting import Connection, put
from yimen.verify.rulebook import number

EVEN = 0.0
"""Weight (log2 of the odds) at which a pair is as likely to be one matter as not."""

SCRATCH = ("near_pair", "candidate", "level", "kind", "hope", "fit", "pool_case", "pool_record")

SURE = 3.0
"""Weight (8 to 1) that is asked for where a link could hide something: name and number contradict each other, or the
record fits a case that another record has already."""

STEPS = ("比对：逐字相符", "比对：逐项权衡", "比对：学习权重", "比对：一一对应")

AGENCY = "(coalesce(files_for_others(name_key), false) OR name_cases >= 20 AND is_firm_name(name_key))"
"""Who looks like one that files for others: by his trade, or by how much he files."""

COMPARISON = (Path(__file__).parent / "sql/comparison.sql").read_text(encoding="utf-8")

LIKELY = "round(10000 * log2(sum(pow(2, least(weight, 60))){over})) / 10000"
"""Log2 of the odds of all cases of a record together."""

PAIR = {"r": "BIGINT", "c": "BIGINT", "p": "BIGINT", "weight": "DOUBLE"}
"""The columns of table `pair`: record, case, kind of pair, weight."""

KIND = {"p": "BIGINT", "gap": "INTEGER", "method": "STRING", "asked": "DOUBLE", "item": "STRING", "weight": "DOUBLE"}
"""The columns of table `kind`: what pairs of one kind have in common once they are weighed."""


def link(connection: Connection, progress: Callable[[str], None]) -> learning.Model:
    """Fills tables `link` (r, c, weight, method) and `leftover` (r, weight of the best case still free).

    Needs the canonical tables `matter` and `entry`. Returns what was learnt on the way. Deterministic: ties fall by the
    gap of the dates, then by the rows' keys.
    """
    progress(STEPS[0])
    _pools(connection)
    connection.execute(
        f"""CREATE OR REPLACE TABLE near_pair AS {EXACT};
        CREATE OR REPLACE TABLE pool_record AS SELECT * FROM every_record AS e
            WHERE NOT EXISTS (SELECT 1 FROM near_pair WHERE near_pair.r = e.r);
        CREATE OR REPLACE TABLE pool_case AS SELECT * FROM every_case AS k
            WHERE NOT EXISTS (SELECT 1 FROM near_pair WHERE near_pair.c = k.c)"""
    )
    progress(STEPS[1])
    connection.execute(
        f"""INSERT INTO near_pair {" UNION ".join(BLOCKS)};
        INSERT INTO near_pair {" UNION ALL ".join(HEAVY_BLOCKS)}"""
    )
    _compare(connection)
    progress(STEPS[2])
    model = learning.learn(connection)
    learning.improve(connection, model)
    progress(STEPS[3])
    _weigh(connection, model)
    assignment.take_heaviest(connection)
    connection.execute(
        f"""CREATE OR REPLACE TABLE pool_record AS SELECT * FROM pool_record AS e
            WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = e.r);
        DROP TABLE pool_case;
        CREATE OR REPLACE TABLE near_pair AS {CROWD}"""
    )
    _compare(connection)
    _weigh(connection, model)
    assignment.make_room(connection)
    connection.execute(
        # How sure it is that the record has a case, whichever of its like matters that is.
        """CREATE OR REPLACE TABLE link AS
        SELECT link.r, link.c, hope.total AS weight, link.method FROM link JOIN hope ON hope.r = link.r;
        CREATE OR REPLACE TABLE pair AS
        SELECT pair.r, pair.c, pair.weight, kind.gap FROM pair JOIN kind ON kind.p = pair.p
        WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = pair.r)"""
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


DOCUMENTS = """CASE WHEN e.document_key IS NULL OR k.document_key IS NULL THEN 0
    WHEN e.document_end <> k.document_end THEN 1 ELSE 2 END"""
"""What is told of two document numbers at a glance: one is absent, they differ, or they have to be looked at."""


def _compare(connection: Connection) -> None:
    """Parts the pairs of `near_pair` by kind (table `candidate`) and tells how each kind agrees (table `level`).

    An agency's twenty thousand like matters are brought together in millions of pairs, but in far fewer kinds: rows
    that have everything compared in common make pairs that agree alike. Pairs whose documents may be one stand alone.
    """
    connection.execute(
        f"""CREATE OR REPLACE TABLE candidate AS
        SELECT r, c, documents, CASE WHEN documents = 2 THEN r ELSE record_alike END AS a,
            CASE WHEN documents = 2 THEN c ELSE case_alike END AS b
        FROM (SELECT near_pair.r, near_pair.c, {DOCUMENTS} AS documents, e.alike AS record_alike, k.alike AS case_alike
            FROM near_pair JOIN every_record AS e ON e.r = near_pair.r
                JOIN every_case AS k ON k.c = near_pair.c) AS told;
        CREATE OR REPLACE TABLE near_pair AS
        SELECT row_number() OVER (ORDER BY a, b, documents) AS p, a, b, documents, r, c
        FROM (SELECT a, b, documents, max(r) AS r, max_by(c, r) AS c FROM candidate GROUP BY a, b, documents) AS sorted;
        CREATE OR REPLACE TABLE candidate AS
        SELECT candidate.r, candidate.c, near_pair.p FROM candidate JOIN near_pair
            ON near_pair.a = candidate.a AND near_pair.b = candidate.b AND near_pair.documents = candidate.documents;
        CREATE OR REPLACE TABLE level AS
        SELECT near_pair.p, told.* FROM ({COMPARISON}) AS told
        JOIN near_pair ON near_pair.r = told.r AND near_pair.c = told.c"""
    )


def _weigh(connection: Connection, model: learning.Model) -> None:
    """Adds the pairs of `candidate` to table `pair`, weighed, and tells in `fit` anew which pairs fit.

    Whether a record has a case at all is asked of all its candidates together: each of sixteen like matters of one day
    may be unlikely, and one of them certain. Which it is, the assignment settles among those that fit about as well.
    """
    known = connection.execute("SELECT coalesce(max(p), 0) FROM kind").fetchall()[0][0]
    connection.execute(
        f"""INSERT INTO kind SELECT p + {known}, gap, {METHOD},
            CASE WHEN {DOUBTFUL} THEN {number(SURE)} ELSE {number(EVEN)} END, item, {learning.weight_sql(model)}
        FROM level;
        INSERT INTO pair
        SELECT candidate.r, candidate.c, kind.p, round(10000 * ({learning.PRIOR} + kind.weight)) / 10000
        FROM candidate JOIN kind ON kind.p = candidate.p + {known}
            JOIN (SELECT r, has_case, has_other FROM every_record
                JOIN expected ON expected.place = every_record.place) AS e
                ON e.r = candidate.r
        WHERE NOT EXISTS (SELECT 1 FROM pair WHERE pair.r = candidate.r AND pair.c = candidate.c);
        CREATE OR REPLACE TABLE hope AS
        SELECT r, {LIKELY.format(over="")} AS total, max(weight) AS heaviest FROM pair GROUP BY r;
        CREATE OR REPLACE TABLE fit AS
        SELECT pair.r, pair.c, pair.weight, kind.gap, kind.method
        FROM pair JOIN hope ON hope.r = pair.r JOIN kind ON kind.p = pair.p
        WHERE pair.weight >= hope.heaviest - {number(assignment.SLACK)} AND hope.total >= kind.asked"""
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


CASE_ALIKE = (
    "department_code",
    "item_code",
    "id_key",
    "name_key",
    "received_on",
    "accepted_on",
    "decided_on",
    "result",
)
RECORD_ALIKE = ("department_code", "item_code", "item_is_read", "item_base", "id_key", "name_key", "applied_on",
                "issued_on")  # fmt: skip
"""All that two rows have to share, beside the document's number, to agree with any third row alike."""


MUCH = 20
"""Cases of one item above which somebody is learnt for himself."""

LARGE = f"""SELECT item_code, name_key AS holder FROM counted_case
    WHERE item_code IS NOT NULL AND name_key IS NOT NULL GROUP BY item_code, name_key HAVING count(*) > {MUCH}"""
"""Whoever fills an item with his matters vouches for his own alone: one that comes every day fits every day, so that
his records are believed to have their cases by how many have, and others' outside matters would drag them along."""

EARLY = "coalesce(applied_on, issued_on) < coalesce(scope_from, starts)"
EARLIER = "|before"
"""What was applied for before the item entered the hall, or last year, has its case elsewhere if anywhere: how many
such records have one is learnt apart, at places of their own. Learnt together, an item that entered in August vouched
for too few of its records: of a firm's seven thousand matters two thousand were left without their case."""


def _alike(key: str, columns: tuple[str, ...], source: str) -> str:
    return f"(SELECT {key}, min({key}) OVER (PARTITION BY {', '.join(columns)}) AS alike FROM {source})"


def _group(name: str) -> str:
    keys = ", ".join(f"{key} AS key{turn}" for turn, key in enumerate(COUNTED[name]))
    # Who is alone is left out: most are, and what is joined below is so much smaller.
    return (
        f"{name} AS (SELECT {keys}, count(*) AS n FROM matter GROUP BY {', '.join(COUNTED[name])} HAVING count(*) > 1)"
    )


def _joined(name: str) -> str:
    keys = [re.sub(r"(\w+_\w+)", r"matter.\1", key) for key in COUNTED[name]]
    same = " AND ".join(f"{name}.key{turn} IS NOT DISTINCT FROM {key}" for turn, key in enumerate(keys))
    return f"LEFT JOIN {name} ON {same}"


def _pools(connection: Connection) -> None:
    common = """id_key, id_head(id_key) AS id_head, id_tail(id_key) AS id_tail,
            CASE WHEN length(id_tail(id_key)) >= 4 THEN right(id_key, 4) END AS tail,
            name_key, surname(name_key) AS surname,
            CASE WHEN is_firm_name(name_key) THEN firm_core(name_key) END AS core,
            document_key, document_serial(document_key) AS document_serial,
            document_end(document_key) AS document_end"""
    # Only an agency's matters are like each other often enough to be looked for.
    heavy = "SELECT tail FROM counted_case WHERE is_heavy"
    connection.execute(
        f"""CREATE OR REPLACE TABLE counted_case AS
        WITH size AS (SELECT count(*) AS cases FROM matter), {", ".join(map(_group, COUNTED))},
        counted AS (
            SELECT {", ".join(f"matter.{column}" for column in CASE)},
                {", ".join(f"coalesce({name}.n, 1) AS {name}" for name in COUNTED)}
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
        SELECT counted_case.*, coalesce(alike, counted_case.c) AS alike,
            log2(counted_case.crowd * CASE WHEN counted_case.crowd > 6 THEN 1
                ELSE least(1, (coalesce(larger.n, 0) + 6) / (size.n + 20)) END) AS twin_weight
        FROM counted_case JOIN size ON size.crowd = counted_case.crowd
        LEFT JOIN size AS larger ON larger.crowd = counted_case.crowd + 1
        LEFT JOIN {_alike("c", CASE_ALIKE, "counted_case WHERE is_heavy")} AS same ON same.c = counted_case.c;
        CREATE OR REPLACE TABLE counted_record AS
        SELECT r, department_code, entry.item_code, item_is_read, item_base,
            coalesce(entry.item_code, department_code, '') || coalesce('|' || large.holder, '')
                || CASE WHEN {EARLY} THEN '{EARLIER}' ELSE '' END AS place,
            coalesce({EARLY}, false) AS is_early, {common}, applied_on, issued_on,
            count(*) OVER (PARTITION BY entry.item_code, coalesce(applied_on, issued_on)) AS item_day
        -- Where code and name contradict each other, either item will do.
        FROM (SELECT r, department_code, CASE WHEN NOT is_disputed THEN item_code END AS item_code, item_is_read,
            item_base, id_key, name_key, document_key, applied_on, issued_on, origin FROM entry) AS entry
        CROSS JOIN (SELECT starts FROM period) AS period
        LEFT JOIN (SELECT item_code, scope_from FROM item) AS entered ON entered.item_code = entry.item_code
        LEFT JOIN ({LARGE}) AS large ON large.item_code = entry.item_code AND large.holder = entry.name_key
        WHERE origin IS NULL OR origin NOT IN ('migrated', 'ex_officio');
        CREATE OR REPLACE TABLE every_record AS
        SELECT counted_record.*, coalesce(alike, counted_record.r) AS alike FROM counted_record
        LEFT JOIN {_alike("r", RECORD_ALIKE, f"counted_record WHERE tail IN ({heavy})")} AS same
            ON same.r = counted_record.r;
        DROP TABLE counted_case; DROP TABLE counted_record"""
    )
    put(connection, "pair", PAIR)
    put(connection, "kind", KIND)
    put(connection, "link", assignment.LINK)


SERIAL = "'|' || coalesce({0}.document_serial, {0}.document_key)"
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
