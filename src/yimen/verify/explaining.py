"""Tells why a register record 台账 was or was not taken for a case 办件: each comparison in words, with its weight.

A run keeps for each link, and for the nearest case of each record left alone, how the two agree and what each thing
compared added (`keep`), computed by the very SQL that weighed the pair: a page that shows it cannot say otherwise than
the engine did, nor can an engine of later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import duckdb

from yimen.verify import belated
from yimen.verify.learning import FIELDS, PRIOR, Model, weight_sql

START, ALIKE = "start", "alike"

TITLES = {
    START: "起点",
    "name": "姓名或名称",
    "id": "证件号",
    "item": "事项",
    "applied": "申请与受理日期",
    "issued": "发证与决定日期",
    "document": "文书号",
    "result": "办理结果",
    ALIKE: "相似的其他办件",
}
COLUMNS = {
    "name": ("holder_name", "applicant_name"),
    "id": ("holder_id", "applicant_id"),
    "item": ("item_name", "item_name"),
    "applied": ("applied_on", "received_on"),
    "issued": ("issued_on", "decided_on"),
    "document": ("document_no", "document_no"),
    "result": ("origin", "result"),
}
"""Field -> the record's column and the case's."""

WORDS: dict[str, dict[str, str]] = {
    "name": {
        "same": "姓名相同", "variant": "字号相同，名称写法不同", "near": "姓名只差一字",
        "near_surname": "首字不同，其余相近",
        "masked": "未隐去的字都相符", "masked_loose": "姓氏相同，其余隐去", "other": "姓名不同",
    },
    "id": {
        "same": "证件号相同", "masked": "证件号未隐去的各位都相符", "tail": "证件号后四位相符",
        "near": "证件号相差不超过两位",
        "near_tail": "证件号后四位只差一位", "weak": "证件号可见位数太少，仅不矛盾", "other": "证件号不同",
    },
    "item": {
        "same": "事项相同", "named": "事项名称相近", "unlike": "事项名称不同", "other": "事项编码不同",
    },
    "applied": {
        "0": "申请日期与受理日期相同", "1": "受理日期相差一天", "3": "受理日期相差两三天", "7": "受理日期相差四至七天",
        "far": "受理日期相差七天以上",
    },
    "issued": {
        "0": "决定当天发证", "1": "决定后一天发证", "2": "决定后两天发证", "3": "决定后三天发证",
        "7": "决定后四至七天发证", "15": "决定后八至十五天发证", "30": "决定后十六至三十天发证",
        "early": "发证比决定早一至五天",
        "before": "发证比收件早，办件的日期疑为补件当天所填", "far": "发证与决定日期相差很远",
    },
    "document": {"same": "文书号相同", "serial": "年份和序号相同，字头不同", "other": "文书号不同"},
    "result": {
        "granted": "办件结果为准予", "pending": "办件仍在办理", "refused": "办件结果为不予", "withdrawn": "申请已撤回",
    },
}  # fmt: skip
LEAST = 0.0005
"""Weight below which a step is nothing but rounding."""
ABSENT = "一方或双方未载明，不计"
BEFORE = "尚未比对任何内容时，任取本部门一件办件就是它的可能"
BELATED = "本事项成对出现“先发证、后收件”，远多于偶然"
TOGETHER = "还有同样可能的办件，合起来更可能有一件就是它"
AGREE = frozenset(
    {("name", "same"), ("id", "same"), ("item", "same"), ("applied", "0"), ("document", "same"), ("result", "granted")}
    | {("issued", level) for level in ("0", "1", "2", "3")}
    | {("name", "masked"), ("id", "masked")}
)
"""What is no difference: the same on both sides, or as it has to be."""


class Comparison(NamedTuple):
    """One thing compared: both sides as given, the level of agreement ("" where absent) and in words, and its weight.

    weight: log2 of how much more likely the pair became by it, in the order of the list; the first is where it starts.
    The weights of a list sum to the pair's.
    """

    field: str
    record_value: str
    case_value: str
    level: str
    words: str
    weight: float

    @property
    def title(self) -> str:
        """What is compared, in Chinese."""
        return TITLES[self.field]

    @property
    def differs(self) -> bool:
        """Whether both sides say something and it is not the same."""
        return bool(self.level) and (self.field, self.level) not in AGREE


def keep(connection: duckdb.DuckDBPyConnection, comparison: str, model: Model) -> None:
    """Fills table `compared` (r, c, weight, levels, weights): each link, and each lone record's nearest case.

    Nearest is the heaviest case that is still free, else the heaviest that another record has. Needs the
    tables that `linking` left, the SQL that compares the pairs of `near_pair` and the model that weighs them.
    levels: of FIELDS in their order. weights: what the pair weighs before anything is compared, then what each of
    FIELDS adds to those before it, and last what other cases add that fit as well; they sum to the pair's weight.
    """
    place = {name: turn for turn, name in enumerate(FIELDS, start=1)}
    told = [f"CASE WHEN told >= {turn} THEN {name} END AS {name}" for name, turn in place.items()]
    # What agreement in this very value is worth counts from when the field itself is compared.
    own = [
        f"CASE WHEN told >= {place[name]} THEN {name}_weight ELSE 0 END AS {name}_weight"
        for name in ("name", "item", "document")
    ]
    same_day = f"same_day AND told >= {max(place['item'], place['applied'])} AS same_day"
    connection.execute(
        f"""CREATE OR REPLACE TABLE near_pair AS
        SELECT r, c, weight FROM link
        UNION ALL
        SELECT pair.r, pair.c, pair.weight FROM pair LEFT JOIN link ON link.c = pair.c
        WHERE pair.r NOT IN (SELECT r FROM link)
        QUALIFY row_number() OVER (PARTITION BY pair.r ORDER BY link.c IS NOT NULL, pair.weight DESC, gap, pair.c) = 1;
        CREATE OR REPLACE TABLE level AS {comparison}"""
    )
    belated.unsettle(connection)
    connection.execute(
        f"""CREATE TABLE compared AS
        WITH stage AS (
            SELECT * REPLACE ({", ".join([*told, *own, same_day])})
            FROM level JOIN (SELECT r, place FROM every_record) USING (r) JOIN expected USING (place),
                (SELECT unnest(range({len(FIELDS) + 1})) AS told)
        ), reached AS (SELECT r, c, told, round({PRIOR} + {weight_sql(model)}, 4) AS weight FROM stage
        ), added AS (
            SELECT r, c, told,
                round(weight - lag(weight, 1, 0) OVER (PARTITION BY r, c ORDER BY told), 4) AS weight FROM reached
        ), summed AS (
            SELECT r, c, sum(weight) AS own, string_agg(CAST(weight AS VARCHAR), '|' ORDER BY told) AS weights
            FROM added GROUP BY r, c
        )
        SELECT r, c, near_pair.weight,
            concat_ws('|', {", ".join(f"coalesce({name}, '')" for name in FIELDS)}) AS levels,
            weights || '|' || CAST(round(near_pair.weight - own, 4) AS VARCHAR) AS weights
        FROM level JOIN near_pair USING (r, c) JOIN summed USING (r, c)"""
    )


def explain(record: Mapping[str, Any], case: Mapping[str, Any], levels: str, weights: str) -> list[Comparison]:
    """Where the pair starts, one comparison a field in the order of FIELDS, and what other cases add that fit as well.

    Their weights sum to the pair's; the last is left out where no other case fits.
    record, case: what to show of the two sides, by the columns of COLUMNS (masked, if they have to be). levels,
    weights: as `keep` wrote them.
    """
    start, *added, alike = (float(weight) for weight in weights.split("|"))
    rows = [Comparison(START, "", "", "", BEFORE, start)]
    for name, level, weight in zip(FIELDS, levels.split("|"), added, strict=True):
        ours, theirs = COLUMNS[name]
        words = WORDS[name].get(level, level) if level else ABSENT
        sides = str(record.get(ours) or ""), str(case.get(theirs) or "")
        rows.append(Comparison(name, *sides, level, words, weight))
    if abs(alike) >= LEAST:
        is_belated = levels.split("|")[FIELDS.index("issued")] == "before"
        rows.append(Comparison(ALIKE, "", "", "", BELATED if is_belated else TOGETHER, alike))
    return rows


def probability(weight: float) -> float:
    """How likely the pair is one matter, from its weight; between 0 and 1."""
    return float(1 / (1 + 2.0 ** -max(weight, -1000)))
