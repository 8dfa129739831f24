"""Learns from a set itself what each level of agreement is worth: Fellegi and Sunter (1969) with three classes.

A pair of record and case is the same matter, the same person's other matter, or another person's. How often strangers
and other matters agree is counted in the hall's own register, where every two cases are two matters; how often the two
sides of one matter agree is found by expectation and maximisation over the patterns of all choice pairs (Winkler
1988). Nothing is labelled by hand, and a set whose ledgers are dirtier gets other weights.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log2
from typing import Any

from yimen.verify.connecting import Connection
from yimen.verify.rulebook import number

Level = dict[str, float]

REUSED = 0.05
"""How often a document number stands on another matter of the department, beside how often it is used at all."""

SAME_MATTER: dict[str, Level] = {
    "name": {"same": 0.9, "variant": 0.02, "near": 0.03, "near_surname": 0.002, "masked": 0.02, "masked_loose": 0.01,
             "other": 0.01},
    "id": {"same": 0.7, "masked": 0.2, "tail": 0.05, "near": 0.02, "near_tail": 0.005, "weak": 0.005, "other": 0.01},
    "item": {"same": 0.9748, "named": 0.02, "unlike": 0.005, "other": 0.0002},
    "applied": {"0": 0.965, "1": 0.02, "3": 0.008, "7": 0.004, "far": 0.003},
    "issued": {"0": 0.75, "1": 0.07, "2": 0.06, "3": 0.05, "7": 0.03, "15": 0.02, "30": 0.005, "early": 0.01,
               "far": 0.005},
    "document": {"same": 0.94, "serial": 0.03, "other": 0.03},
    "result": {"granted": 0.97, "pending": 0.01, "refused": 0.01, "withdrawn": 0.01},
}  # fmt: skip
"""How often the two sides of one matter agree so far, before the set has been looked at: shares that sum to 1."""

STRANGER: dict[str, Level] = {
    # "same" of name, item and document is worth what its very value is worth; here stands only what chance does beyond.
    "name": {"same": 1.0, "variant": 0.002, "near": 0.004, "near_surname": 0.004, "masked": 1.0, "masked_loose": 1.0,
             "other": 1.0},
    "id": {"same": 1e-7, "masked": 5e-5, "tail": 1e-4, "near": 2e-5, "near_tail": 4e-3, "weak": 0.05, "other": 1.0},
    "item": {"same": 1.0, "named": 0.05, "unlike": 1.0, "other": 1.0},
    "applied": {"0": 0.006, "1": 0.012, "3": 0.022, "7": 0.04, "far": 0.92},
    "issued": {"0": 0.005, "1": 0.005, "2": 0.005, "3": 0.005, "7": 0.02, "15": 0.04, "30": 0.06, "early": 0.03,
               "far": 0.83},
    "issued_same_day": {"0": 0.4, "1": 0.08, "2": 0.07, "3": 0.05, "7": 0.1, "15": 0.1, "30": 0.05, "early": 0.1,
                        "far": 0.05},
    "result": {"granted": 0.9, "pending": 0.03, "refused": 0.03, "withdrawn": 0.04},
    "document": {"same": REUSED, "serial": 0.003, "other": 1.0},
}  # fmt: skip
"""How often two strangers agree: what cannot be counted in the hall's register because it is too rare there, and
what is believed of the rest until it has been counted."""

ONE_PERSON: dict[str, Level] = {
    "item": {"same": 0.4, "named": 0.1, "unlike": 0.25, "other": 0.25},
    "applied": {"0": 0.1, "1": 0.08, "3": 0.12, "7": 0.1, "far": 0.6},
    "issued": {"0": 0.1, "1": 0.05, "2": 0.04, "3": 0.04, "7": 0.06, "15": 0.06, "30": 0.06, "early": 0.1, "far": 0.49},
    "document": {"same": 0.003, "serial": 0.003, "other": 1.0},
}
"""How often two matters of one person agree, until it has been counted; their document numbers differ."""

SAMPLE = 25_000
PSEUDO, DOUBT = 30.0, 300.0
"""Observations that a first guess counts for: of chance, which is counted; of agreement, which is only inferred."""
ROUNDS = 4
PLACE = 4.0
"""Records of an average item that every item is believed to have besides its own, when its share is estimated."""
FLOOR = 1e-4
FEW = 200
"""Cases below which a department counts as having so many: in a small register strangers are not all strangers."""


@dataclass
class Model:
    """What agreement is worth in one set: shares by field and level, and how common each class is."""

    same_matter: dict[str, Level] = field(default_factory=lambda: {k: dict(v) for k, v in SAME_MATTER.items()})
    stranger: dict[str, Level] = field(default_factory=dict)
    other_matter: dict[str, Level] = field(default_factory=dict)
    many_matters: dict[str, Level] = field(default_factory=dict)
    agent: float = 0.001
    """Share of matters that somebody else filed in his own name (代办)."""
    agency: float = 0.5
    """The same share among the cases of an agency (代办机构)."""
    missing: float = 0.05
    """Share of records that have no case."""

    def weights(self) -> dict[str, dict[str, Level]]:
        """Log2 of the odds that each level adds, against a stranger and against the same person's other matter."""
        return {
            "stranger": {f: self._odds(f, self.stranger[f]) for f in self.stranger},
            "other_matter": {f: self._odds(f, self.other_matter[f]) for f in self.other_matter},
            "many_matters": {f: self._odds(f, self.many_matters[f]) for f in self.many_matters},
        }

    def _odds(self, name: str, chance: Level) -> Level:
        same = self.same_matter[name.partition("_")[0]]  # issued_same_day, applied_elsewhere: the other side's chances
        return {k: round(log2(max(same[k], FLOOR) / chance.get(k, FLOOR)), 3) for k in same}


def learn(connection: Connection) -> Model:
    """A model whose chances are counted in the hall's own register (table every_case); its rest is still a guess."""
    model = Model(stranger={k: dict(v) for k, v in STRANGER.items()})
    chance, same_day, person = (_pairs(connection, *how) for how in _SAMPLES)
    few, many = ([row for row in person if row[3] == is_many] for is_many in (False, True))
    results = connection.execute("SELECT result, count(*) FROM every_case GROUP BY result").fetchall()
    for name, counts in (
        ("applied", _counts(chance, "applied")),
        ("issued", _counts(chance, "issued")),
        ("issued_same_day", _counts(same_day, "issued")),
        ("result", dict(results)),
    ):
        model.stranger[name] = _smoothed(counts, STRANGER[name])
    model.other_matter, model.many_matters = (
        {
            **{name: _smoothed(_counts(person, name), guess[name]) for name in ("item", "applied", "issued")},
            **{
                f"{name}{ELSEWHERE}": _smoothed(_counts(person, name, "other"), guess[name])
                for name in ("applied", "issued")
            },
            "document": dict(ONE_PERSON["document"]),
            "result": dict(model.stranger["result"]),
        }
        for person, guess in ((few, ONE_PERSON), (many, ONE_PERSON | {n: STRANGER[n] for n in ("applied", "issued")}))
    )
    return model


ELSEWHERE = "_elsewhere"
"""Ends the name of what is counted between one person's matters of two items. Who comes twice on one day comes for the
same item (a second vehicle, the next licence); for another item he comes some other day, and so name, number and day
together speak for one matter under a wrong code. On seeds 71 to 78 (`hard`) one wrong code in three found its case
before the two were told apart, three in four since."""

MANY = 8
"""Matters of one person above which his days spread over the year as strangers' do."""

_SAMPLES = (
    (("department_code",), "true"),
    (("department_code", "item_code", "received_on"), "a.name_key <> b.name_key"),
    (("department_code", "name_key", "right(id_key, 4)"), "a.id_key = b.id_key"),
)
"""What two cases share, and what must hold besides: any two of a department, strangers with one item on one day, one
person's two matters (of few or of many)."""


def _pairs(connection: Connection, shared: tuple[str, ...], where: str) -> list[tuple[Any, ...]]:
    """Counts of (item, applied, issued, of many) over pairs of cases, neighbours in a shuffled order.

    Of many: whether the first one's person has more than MANY matters.
    """
    told = " AND ".join(f"{column} IS NOT NULL" for column in shared)
    keys = ", ".join(f"shared{turn}" for turn in range(len(shared)))
    return connection.execute(
        f"""WITH shuffled AS (
            SELECT c, {", ".join(f"{column} AS shared{turn}" for turn, column in enumerate(shared))},
                md5(CAST(c AS STRING)) AS card
            FROM every_case WHERE result = 'granted' AND {told}
        ), counted AS (
            SELECT c, card, lead(c) OVER (PARTITION BY {keys} ORDER BY card) AS next_c,
                lag(c) OVER (PARTITION BY {keys} ORDER BY card) AS last_c
            FROM shuffled
        ), drawn AS (
            SELECT c, next_c FROM counted WHERE next_c IS NOT NULL OR last_c IS NOT NULL ORDER BY card LIMIT {SAMPLE}
        )
        SELECT CASE WHEN a.item_code = b.item_code THEN 'same' ELSE 'other' END AS item,
            applied_level(days_between(b.received_on, a.received_on)) AS applied,
            issued_level(days_between(b.decided_on, a.decided_on)) AS issued, a.crowd > {MANY} AS is_many, count(*)
        FROM drawn JOIN every_case AS a ON a.c = drawn.c JOIN every_case AS b ON b.c = drawn.next_c
        WHERE {where} GROUP BY 1, 2, 3, 4"""
    ).fetchall()


_COLUMNS = {"item": 0, "applied": 1, "issued": 2}


def _counts(rows: list[tuple[Any, ...]], name: str, item: str = "") -> Level:
    """How many pairs are at each level of `name`; of those whose items agree so far only, where that is said."""
    counts: Level = {}
    for row in rows:
        level = row[_COLUMNS[name]]
        if level is not None and item in ("", row[_COLUMNS["item"]]):
            counts[level] = counts.get(level, 0) + row[-1]
    return counts


def _smoothed(counts: Level, guess: Level, weight: float = PSEUDO) -> Level:
    """Shares from counts, held towards the guess as by so many more observations."""
    total = sum(counts.get(k, 0) for k in guess) + weight
    return {k: (counts.get(k, 0) + weight * guess[k]) / total for k in guess}


FIELDS = ("name", "id", "item", "applied", "issued", "document", "result")


def improve(connection: Connection, model: Model) -> None:
    """Re-estimates the model from the pairs in `candidate` and their levels in `level` by expectation and maximisation.

    Each record gives one vote, shared out among its cases and "none of them" by what the model holds likely so far.
    Also fills table `expected` (place, has_case, has_other): log2 of the odds that a record of an item (or, where the
    item is not known, of a department), from before it entered or since, has a case at all, and that it has one under
    another item. An item that runs in the hall vouches for its own records, a hollow one does not. Wrong codes fall on
    all items of a department alike: few of a large one's records are other items', and most of a small one's may be.
    """
    connection.execute(
        f"""CREATE OR REPLACE TABLE asked AS
        SELECT r, place FROM every_record ORDER BY md5(CAST(r AS STRING)) LIMIT {SAMPLE};
        CREATE OR REPLACE TABLE choice AS
        SELECT candidate.r, place, p, count(*) AS n FROM candidate JOIN asked ON asked.r = candidate.r
        GROUP BY candidate.r, place, p;
        CREATE OR REPLACE TABLE studied AS
        SELECT * FROM level WHERE EXISTS (SELECT 1 FROM choice WHERE choice.p = level.p);
        CREATE OR REPLACE TABLE expected AS
        SELECT DISTINCT place, {number(log2((1 - model.missing) / model.missing))} AS has_case,
            {number(log2((1 - model.missing) / model.missing))} AS has_other FROM every_record"""
    )
    records = connection.execute("SELECT count(*) FROM asked").fetchall()[0][0]
    sets = ", ".join(f"({name})" for name in FIELDS)
    for _ in range(ROUNDS if records else 0):
        connection.execute(
            f"""CREATE OR REPLACE TABLE likely AS
            WITH weighed AS (SELECT p, item, {weight_sql(model)} AS weight FROM studied)
            SELECT r, choice.place, p, item, n * pow(2, least({PRIOR} + weight, 60)) AS odds
            FROM choice JOIN weighed USING (p) JOIN expected ON expected.place = choice.place;
            CREATE OR REPLACE TABLE voted AS
            SELECT likely.r, place, p, item, likely.odds / (1 + hoped.odds) AS vote
            FROM likely JOIN (SELECT r, sum(odds) AS odds FROM likely GROUP BY r) AS hoped ON hoped.r = likely.r"""
        )
        rows = connection.execute(
            f"""SELECT {", ".join(FIELDS)}, sum(vote), sum(vote * (1 - by_agent)), sum(vote * by_agent),
                sum(CASE WHEN is_agency THEN vote ELSE 0 END), sum(CASE WHEN is_agency THEN vote * by_agent ELSE 0 END)
            FROM (SELECT studied.*, vote, {by_agent_sql(model)} AS by_agent
                FROM studied JOIN (SELECT p, sum(vote) AS vote FROM voted GROUP BY p) AS voted
                    ON voted.p = studied.p) AS told
            GROUP BY GROUPING SETS ((), {sets})"""
        ).fetchall()
        counts: dict[str, Level] = {name: {} for name in FIELDS}
        for row in rows:  # rounded: the last digits of a sum depend on the order in which it was added up
            told = [(name, level) for name, level in zip(FIELDS, row, strict=False) if level is not None]
            for name, level in told:
                counts[name][level] = round(row[len(FIELDS) + (1 if name in ("name", "id") else 0)] or 0.0, 3)
        sums = max((row[len(FIELDS) :] for row in rows), key=lambda each: each[0] or 0)
        matched, _, agents, agency, agency_agents = (round(each or 0.0, 3) for each in sums)
        for name in FIELDS:
            model.same_matter[name] = _smoothed(counts[name], SAME_MATTER[name], DOUBT)
        model.agent = min(0.05, (agents - agency_agents + 0.2) / (matched - agency + 200))
        model.agency = min(0.9, (agency_agents + 2) / (agency + 6))
        model.missing = min(0.5, max(0.01, 1 - matched / records))
        connection.execute(f"CREATE OR REPLACE TABLE expected AS {_expected_sql(model)}")
    for table in ("studied", "choice", "asked", "likely", "voted"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")


PRIOR = "CASE WHEN item = 'other' THEN has_other ELSE has_case END"
"""SQL text: log2 of the odds that a pair of `level` starts from (table `expected`)."""


def _expected_sql(model: Model) -> str:
    """SQL text of table `expected`, from the votes in `voted`."""
    wrong = max(model.same_matter["item"]["other"], FLOOR)  # what `weight_sql` counts for such a pair already
    return f"""
        WITH found AS (SELECT place, sum(vote) AS n FROM voted GROUP BY place),
        known AS (
            SELECT every_record.place, min(item_code) AS item_code, is_early, coalesce(found.n, 0) AS found,
                count(asked.r) AS n
            FROM every_record LEFT JOIN asked ON asked.r = every_record.r
            LEFT JOIN found ON found.place = every_record.place
            GROUP BY every_record.place, is_early, found.n
        ), usual AS (
            -- How many lack their case, of those from before their item entered and of the others.
            SELECT is_early, least(CASE WHEN is_early THEN {number(0.95)} ELSE {number(0.5)} END,
                greatest({number(0.01)}, round(1000 * (1 - sum(found) / greatest(sum(n), 1))) / 1000)) AS missing
            FROM known GROUP BY is_early
        ), prior AS (
            SELECT place, item_code, log2((found + {number(PLACE)} * (1 - missing))
                / (greatest(n - found, 0) + {number(PLACE)} * missing)) AS has_case
            FROM known JOIN usual ON usual.is_early = known.is_early
        ), strange AS (
            SELECT r, sum(vote) AS vote FROM voted WHERE item = 'other' GROUP BY r
        ), careless AS (
            -- A department's wrong codes: how many of its coded records, held towards the share of all.
            SELECT department_code, (coalesce(sum(strange.vote), 0) + {number(DOUBT * wrong)})
                / (count(*) + {number(DOUBT)}) AS rate
            FROM asked JOIN every_record AS e ON e.r = asked.r LEFT JOIN strange ON strange.r = asked.r
            WHERE e.item_code IS NOT NULL AND NOT e.item_is_read GROUP BY department_code
        ), coded AS (
            SELECT item_code, min(department_code) AS department_code, count(*) AS n FROM every_record
            WHERE item_code IS NOT NULL AND NOT item_is_read GROUP BY item_code
        ), used AS (
            SELECT department_code, count(*) AS items, sum(n) AS records FROM coded GROUP BY department_code
        ), arriving AS (
            SELECT coded.item_code, coded.n,
                coalesce(careless.rate, {number(wrong)}) * used.records / used.items AS strangers
            FROM coded JOIN used ON used.department_code = coded.department_code
            LEFT JOIN careless ON careless.department_code = coded.department_code
        )
        SELECT prior.place, round(10000 * has_case) / 10000 AS has_case,
            round(10000 * coalesce(log2(strangers / (n + strangers) * {number((1 - model.missing) / wrong)}
                * (1 + pow(2, has_case))), has_case)) / 10000 AS has_other
        FROM prior LEFT JOIN arriving ON arriving.item_code = prior.item_code"""


def _column(name: str, levels: Level, source: str = "") -> str:
    cases = " ".join(f"WHEN '{level}' THEN {number(weight)}" for level, weight in levels.items())
    return f"CASE {source or name} {cases} ELSE 0 END"


def _by_item(name: str, own: dict[str, Level]) -> str:
    elsewhere = _column(name, own[name + ELSEWHERE])
    return f"CASE WHEN item = 'other' THEN {elsewhere} ELSE {_column(name, own[name])} END"


def identity_sql(model: Model) -> str:
    """SQL text: log2 of how much name and number of a row of `level` speak for one person."""
    stranger = model.weights()["stranger"]
    return f"({_column('name', stranger['name'])} + {_column('id', stranger['id'])} + name_weight)"


def _agent_sql(model: Model) -> str:
    return f"CASE WHEN is_agency THEN {number(model.agency)} ELSE {number(model.agent)} END"


def by_agent_sql(model: Model) -> str:
    """SQL text: how likely an agent filed the matter, should a row of `level` be one matter."""
    agent = _agent_sql(model)
    return f"({agent}) / ((1 - ({agent})) * pow(2, {identity_sql(model)}) + ({agent}))"


def weight_sql(model: Model) -> str:
    """SQL text: log2 of how much a row of `level` speaks for one matter, against the record having no case at all.

    Two things speak for "no case": a stranger who happens to agree, one of all the department's cases; or another
    matter of the same person, one of his. An agent's name and number are a stranger's, so they can only cost so much.
    """
    weights, agent, identity = model.weights(), _agent_sql(model), identity_sql(model)
    stranger = weights["stranger"]
    issued = (
        f"CASE WHEN same_day THEN {_column('issued', stranger['issued_same_day'])}"
        f" ELSE {_column('issued', stranger['issued'])} END"
    )
    rest = " + ".join(_column(name, stranger[name]) for name in ("item", "applied", "document", "result"))
    # What was handed in on one day is often decided on one day, be it one person's two matters or two strangers'.
    together = _column("issued", stranger["issued_same_day"])
    few, many = (
        {
            "issued": f"CASE WHEN applied IN ('0', '1') THEN {together} ELSE {_by_item('issued', own)} END",
            "applied": _by_item("applied", own),
            **{name: _column(name, own[name]) for name in ("item", "document", "result")},
        }
        for own in (weights["other_matter"], weights["many_matters"])
    )
    # Of a firm with thousands of matters it is known how many fell on that very day.
    same, known = model.same_matter, "twin_weight - log2({})"
    many[
        "applied"
    ] = f"""CASE WHEN applied = '0' THEN {number(log2(same["applied"]["0"]))} + {known.format("crowd_received")}
        ELSE {many["applied"]} END"""
    many["issued"] = f"""CASE WHEN applied IS NULL AND issued = '0'
        THEN {number(log2(same["issued"]["0"]))} + {known.format("crowd_decided")} ELSE {many["issued"]} END"""
    others = f"CASE WHEN crowd > {MANY} THEN {' + '.join(many.values())} ELSE {' + '.join(few.values())} END"
    return f"""-log2(
        pow(2, -(log2((1 - ({agent})) * pow(2, {identity}) + ({agent})) + {rest} + {issued}
            + item_weight + document_weight - log2(greatest(department_cases, {FEW}))))
        + pow(2, -(log2(1 - ({agent}) + ({agent}) * pow(2, -{identity})) + {others} - twin_weight)))"""
