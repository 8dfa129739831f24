"""The rules keep to the SQL that DuckDB and Spark answer alike; what does not is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yimen.verify import Rule, doubting, rules
from yimen.verify.engine import FOLDER
from yimen.verify.rulebook import bind, statement
from yimen.verify.tests.dialect import MACROS, refusals

REFUSED = {
    "SELECT a FROM t WHERE a > 0.5": "exponent",
    "SELECT a FROM t WHERE a NOT IN (SELECT b FROM u)": "NOT EXISTS",
    "SELECT a FROM t WHERE NOT EXISTS (FROM u WHERE u.b = t.a)": "FROM without SELECT",
    "SELECT round(a, 4) FROM t": "another rounding",
    "SELECT issued_on - applied_on FROM t": "days_between",
    "SELECT a FROM t WHERE seen_at > other + INTERVAL 4 HOUR": "INTERVAL",
    "SELECT strftime(a, '%Y') FROM t": "strftime()",
    "SELECT dayofweek(a) FROM t": "dayofweek()",
    "SELECT levenshtein(a, b) FROM t": "levenshtein()",
    "SELECT string_agg(a, ',' ORDER BY a) FROM t": "string_agg()",
    "SELECT first(a) FROM t": "first()",
    "SELECT CAST(a AS VARCHAR(3)) FROM t": "CAST AS",
    "SELECT CAST(a AS DECIMAL(9, 2)) FROM t": "CAST AS",
    "SELECT CAST(a / b AS INTEGER) FROM t": "cuts on Spark",
    "SELECT a, count(*) FROM t GROUP BY ALL": "BY ALL",
    "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1": "QUALIFY",
    "SELECT sum(a) OVER one - a FROM t WINDOW one AS (PARTITION BY b)": "hyphen",
    "SELECT sum(a) OVER (one ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t WINDOW one AS (ORDER BY b)": "extended",
    "SELECT regexp_extract(a, '[0-9]+') FROM t": "without the group",
    r"SELECT regexp_replace(a, '\d', '') FROM t": "backslash",
    "SELECT [1, 2] AS a FROM t": "list",
    "SELECT a::DATE FROM t": "::",
    "SELECT * EXCLUDE (a) FROM t": "EXCLUDE",
    "SELECT a FROM t ASOF JOIN u ON t.b >= u.b": "",
}
"""Texts that each break one law of the dialect, and a word of the reason given."""


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_is_written_in_the_dialect_of_both_engines(rule: Rule) -> None:
    assert refusals(rule.select) == []


@pytest.mark.parametrize("name", ["lacking", "trust", "verdicts"])
def test_what_follows_the_rules_is_written_in_the_dialect_of_both_engines(name: str) -> None:
    assert refusals((FOLDER / f"sql/{name}.sql").read_text(encoding="utf-8")) == []


def test_what_doubts_the_data_is_written_in_the_dialect_of_both_engines() -> None:
    assert refusals(doubting.statement(0.6, 0.85)) == []


@pytest.mark.parametrize(("sql", "word"), REFUSED.items())
def test_what_the_engines_would_answer_differently_is_refused(sql: str, word: str) -> None:
    reasons = refusals(sql)
    assert reasons
    assert any(word in reason for reason in reasons)


def test_each_macro_of_the_dialect_stands_once_for_each_engine() -> None:
    for name, pattern in (("macros", r"CREATE MACRO {}\("), ("dialect_spark", r"CREATE TEMPORARY FUNCTION {}\(")):
        text = (FOLDER / f"sql/{name}.sql").read_text(encoding="utf-8")
        for macro in MACROS:
            assert len(re.findall(pattern.format(macro), text)) == 1, (name, macro)


def test_no_other_function_is_made_for_spark() -> None:
    text = Path(FOLDER / "sql/dialect_spark.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"FUNCTION (\w+)\(", text)) == MACROS


def test_a_threshold_is_bound_as_a_whole_number_or_with_an_exponent() -> None:
    assert bind("a >= $least AND b < $share", {"least": 5, "share": 0.05}) == "a >= 5 AND b < 0.05e0"
    assert bind("a < $tiny", {"tiny": 1e-7}) == "a < 1e-07"


def test_a_threshold_that_is_missing_or_no_number_is_an_error() -> None:
    with pytest.raises(KeyError):
        bind("a >= $least", {})
    with pytest.raises(ValueError, match="nan"):
        bind("a >= $least", {"least": float("nan")})


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_the_statement_of_a_rule_leaves_no_threshold_unbound(rule: Rule) -> None:
    assert not re.search(r"\$[a-z_]", statement(rule, {}))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_names_the_article_that_makes_it_a_duty(rule: Rule) -> None:
    assert re.search(r"《.+》.*第.+条|GB/T \d+|(国|友政).*发〔\d{4}〕\d+号", rule.article)
