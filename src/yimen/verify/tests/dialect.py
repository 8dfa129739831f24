"""The dialect of linkage and rules: plain SQL that DuckDB and Spark answer alike, and what is refused.

It is parsed to be refused, never to be translated. Each refusal names a difference that was met: most of them are no
error on either engine but another answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.tokens import Token, TokenType

ENGINES = ("duckdb", "spark")

MACROS = frozenset(
    {
        "days_between",
        "seconds_between",
        "minutes_apart",
        "hours_apart",
        "hour_of_day",
        "clock_of",
        "minute_text",
        "moment_text",
        "second_text",
        "half_even",
        "tenths",
        "share_fits",
        "habit",
        "listed",
        "cell",
        "squeezed",
        "is_firm_name",
        "shown_name",
        "shown_id",
        "applied_level",
        "begins_with",
        "document_end",
        "document_serial",
        "files_for_others",
        "finishes_with",
        "firm_core",
        "id_head",
        "id_tail",
        "issued_level",
        "likeness",
        "spelt_alike",
        "surname",
        "within_one_slip",
        "within_two_slips",
    }
)
"""Functions of our own: defined once for each engine, in macros.sql and in dialect_spark.sql."""

ALIKE = frozenset(
    (
        "abs",
        "array_agg",
        "avg",
        "bool_and",
        "bool_or",
        "ceil",
        "coalesce",
        "concat_ws",
        "contains",
        "count",
        "exp",
        "extract",
        "floor",
        "greatest",
        "lag",
        "last_day",
        "lead",
        "least",
        "left",
        "length",
        "ln",
        "log2",
        "lower",
        "max",
        "max_by",
        "md5",
        "min",
        "nullif",
        "pow",
        "regexp_extract",
        "regexp_replace",
        "replace",
        "right",
        "round",
        "row_number",
        "sqrt",
        "sum",
        "translate",
        "trim",
        "try_cast",
        "upper",
    )
)
"""Functions that both engines have and answer alike, as they are used here."""

TYPES = frozenset({"STRING", "DOUBLE", "INTEGER", "BIGINT", "DATE", "TIMESTAMP"})
KEYWORDS = frozenset(
    (
        "all",
        "and",
        "any",
        "as",
        "between",
        "by",
        "cast",
        "distinct",
        "else",
        "exists",
        "filter",
        "from",
        "grouping",
        "having",
        "in",
        "interval",
        "is",
        "join",
        "like",
        "not",
        "on",
        "or",
        "over",
        "partition",
        "select",
        "sets",
        "then",
        "union",
        "using",
        "values",
        "when",
        "where",
        "with",
    )
)
TEXT_PATTERNS = (
    (r"\bQUALIFY\b", "QUALIFY: say it with a subquery"),
    (r"\bASOF\b", "ASOF: only DuckDB has it"),
    (r"\bINTERVAL\b", "INTERVAL: use seconds_between or hour_of_day"),
    (r"\b(?:GROUP|ORDER) BY ALL\b", "BY ALL: name the columns"),
    (r"\bEXISTS \(FROM\b", "FROM without SELECT"),
    (r"::", ":: is no cast on Spark"),
    (r"\bOVER \w+ -", "OVER name - …: Spark reads a name with a hyphen"),
    (r"\bOVER \(\w+ (?:ROWS|RANGE)\b", "a named window cannot be extended on Spark"),
    (r"\bVARCHAR\b", "CAST AS VARCHAR: Spark asks for its length; say STRING"),
    (
        r"regexp_extract\([^,()]+, ''\)",
        "regexp_extract without the group: the whole on DuckDB, the first group on Spark",
    ),
    (r"\bWITH \w+ ?\(|, \w+ ?\([\w, ]+\) AS \(", "columns named at WITH"),
)
DAY = re.compile(r"_(?:on|at|from|to|day|date)$|^(?:day|starts|ends)$")


def refusals(sql: str) -> list[str]:
    """Why the text is not in the dialect, a line each; empty when it is."""
    text = re.sub(r"^CREATE TABLE \w+ AS\s", "", re.sub(r"(?m)--.*$", "", sql).strip())
    text = re.sub(r"\$([a-z_]\w*)", r"7", text)
    found = []
    trees = {}
    for engine in ENGINES:
        try:
            trees[engine] = sqlglot.parse_one(text, read=engine)
        except sqlglot.errors.SqlglotError as error:
            found.append(f"{engine} cannot read it: {str(error).splitlines()[0]}")
    if found:
        return found
    bare = re.sub(r"'[^']*'", "''", text)
    found += [reason for pattern, reason in TEXT_PATTERNS if re.search(pattern, bare)]
    found += _by_token(sqlglot.tokenize(text, read="duckdb"))
    for node in trees["duckdb"].walk():
        found += _by_node(node)
    return list(dict.fromkeys(found))


def _by_token(tokens: list[Token]) -> Iterator[str]:
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        name = token.text.lower()
        if token.token_type == TokenType.NUMBER and "." in token.text and "e" not in name:
            yield f"{token.text}: a fraction needs an exponent ({token.text}e0), or it is a decimal of another width"
        if token.token_type == TokenType.STRING and "\\" in token.text:
            yield f"{token.text}: a backslash is read twice on Spark"
        if token.token_type in (TokenType.L_BRACKET, TokenType.L_BRACE):
            yield "a list or a struct written out"
        is_call = after is not None and after.token_type == TokenType.L_PAREN and name.isidentifier()
        # `… AS shares(outside)` names columns and calls nothing.
        is_alias = before is not None and before.token_type == TokenType.ALIAS
        if is_call and not is_alias and name not in ALIKE | MACROS | KEYWORDS:
            yield f"{name}(): not known to answer alike on both engines"


def _by_node(node: exp.Expression) -> Iterator[str]:
    if isinstance(node, exp.Not) and isinstance(node.this, exp.In) and node.this.args.get("query"):
        yield "NOT IN (SELECT …): one NULL empties it, and Spark compares each with each; use NOT EXISTS"
    if isinstance(node, exp.Round) and node.args.get("decimals") is not None:
        yield "round(x, n): another rounding on Spark; round(1000 * x) / 1000"
    if isinstance(node, exp.Star) and (node.args.get("except_") or node.args.get("except") or node.args.get("replace")):
        yield "* EXCLUDE or REPLACE"
    if isinstance(node, exp.Sub | exp.Add) and _is_day(node.left) and _is_day(node.right):
        yield f"{node.sql()}: days between days are an interval on Spark; use days_between"
    if isinstance(node, exp.Cast | exp.TryCast):
        kind = node.to.sql("spark").upper().replace("TIMESTAMP_NTZ", "TIMESTAMP").replace("INT", "INTEGER")
        kind = {"BIGINTEGER": "BIGINT", "INTEGEREGER": "INTEGER"}.get(kind, kind)
        if kind not in TYPES:
            yield f"CAST AS {kind}: not one of {', '.join(sorted(TYPES))}"
        if kind in ("INTEGER", "BIGINT") and isinstance(node.this, exp.Binary):
            yield f"{node.sql()}: rounds on DuckDB and cuts on Spark; round(), floor() or ceil() first"


def _is_day(node: exp.Expression) -> bool:
    return isinstance(node, exp.Column) and bool(DAY.search(node.name))
