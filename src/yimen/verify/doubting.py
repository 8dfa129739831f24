"""先疑数据，后疑人: where what was handed in cannot be right, it is said, and nobody is accused by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from yimen.verify import rulebook
from yimen.verify.contract import HANDLING, OFF_CLASSES
from yimen.verify.rulebook import RuleRun

WITHDRAWN = "数据可疑，对多数同类事项的疑点已撤下"
"""What the run of a rule says of it."""
TEXT = Path(__file__).parent / "sql/doubt.sql"


def silences(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence for each stretch of days on which the hall was open and its register has no case at all."""
    found = connection.execute("SELECT from_day, to_day FROM silent ORDER BY from_day").fetchall()
    return [
        f"cases：{start} 至 {end} 大厅开放而没有一件办件，像是漏交；这些日子申请的台账记录不判断有无办件，请补交"
        for start, end in found
    ]


def statement(doubt_at: float, convict_at: float) -> str:
    """The statement, for either engine, of table `withdrawn`: rule, title, handling, items pointed at and judged.

    The last column is the rule because of which it is withdrawn: itself, but for R60.
    """
    text = TEXT.read_text(encoding="utf-8")
    titles = ", ".join(
        f"('{rule.id}', '{rule.title}')" for rule in rulebook.rules() if rule.finding_class in OFF_CLASSES
    )
    return rulebook.bind(text.replace("{titles}", titles), {"doubt_at": doubt_at, "convict_at": convict_at})


def withdraw(
    connection: duckdb.DuckDBPyConnection, runs: Sequence[RuleRun], doubt_at: float, convict_at: float
) -> tuple[list[RuleRun], list[str]]:
    """What became of the rules once the findings of those that point at most items are gone, and a sentence each."""
    connection.execute(statement(doubt_at, convict_at))
    doubted = connection.execute("SELECT * FROM withdrawn ORDER BY rule, handling").fetchall()
    if not doubted:
        return list(runs), []
    connection.execute(
        """DELETE FROM finding USING withdrawn, item WHERE finding.rule = withdrawn.rule
            AND item.item_code = finding.item_code AND coalesce(item.handling, '') = withdrawn.handling"""
    )
    left = dict(connection.execute("SELECT rule, count(*) FROM finding GROUP BY rule").fetchall())
    reasons = {row[0]: WITHDRAWN for row in doubted}
    runs = [replace(run, findings=left.get(run.rule, 0), reason=reasons.get(run.rule, run.reason)) for run in runs]
    return runs, [sentence(*row) for row in doubted]


def sentence(rule: str, title: str, handling: str, pointed: int, items: int, because: str) -> str:
    """What is said of a rule that was withdrawn for items of one kind of handling, itself or `because` of another."""
    kind = HANDLING[handling][0] if handling in HANDLING else "办件类型未填的"
    if because != rule:
        return f"规则 {rule} {title}：与 {because} 依据同样的时间，对{kind}事项的疑点一并撤下"
    return (
        f"规则 {rule} {title}：{items} 项{kind}事项中有 {pointed} 项被它指着，更像是数据出了错"
        "（编号对不上、时钟不准、漏交了一部分），这条规则对这类事项的疑点已撤下，请核对数据后重新核验"
    )
