"""The rules: each a file in rules/, a heading for people and one SELECT for the machine."""

from __future__ import annotations

import csv
import hashlib
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from yimen.verify.contract import CLASS_TITLES
from yimen.verify.reading import Inventory

RULES_FOLDER = Path(__file__).parent / "rules"
NOT_FROM_DATA = Path(__file__).parent / "data/rules_not_from_data.csv"
HEADINGS = ("id", "title", "class", "grade", "article", "needs", "says", "innocent", "remedy")
FIXED_COLUMNS = ("subject_kind", "subject", "item_code", "probability")


@dataclass(frozen=True)
class Parameter:
    """A threshold of a rule: its name, default value, and its meaning in Chinese."""

    name: str
    value: float
    meaning: str


@dataclass(frozen=True)
class Rule:
    """One rule of verification, as its file states it.

    article: the law and article, the standard, or the notice's task that makes the thing a duty.
    select: one SELECT in the dialect that DuckDB and Spark answer alike (docs/how-to/add-a-rule.md).
    """

    id: str
    title: str
    finding_class: str
    grade: str
    article: str
    needs: tuple[str, ...]
    says: str
    innocent: str
    remedy: str
    parameters: tuple[Parameter, ...]
    select: str

    @property
    def digest(self) -> str:
        """SHA-256 of words, thresholds and SELECT together: a finding can name the very rule that made it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True)
class RuleRun:
    """What became of one rule in one verification: on or switched off and why, how many findings, how long."""

    rule: str
    title: str
    finding_class: str
    grade: str
    switched_on: bool
    reason: str
    findings: int
    seconds: float
    digest: str


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rules in the order of their ids. Raises ValueError when a file lacks a heading."""
    return tuple(parse(path.read_text(encoding="utf-8"), path.stem) for path in sorted(RULES_FOLDER.glob("*.sql")))


@dataclass(frozen=True)
class NotFromData:
    """A rule of the domain that no evidence set can bear: its id, title, grade, and in one sentence why.

    reason: which table or column the contract would have to have, and where the platform could get it.
    """

    id: str
    title: str
    grade: str
    reason: str


@lru_cache(maxsize=1)
def rules_not_from_data() -> tuple[NotFromData, ...]:
    """The rules that cannot be had from the contract's tables, each with its reason, in the order of their ids."""
    with NOT_FROM_DATA.open(encoding="utf-8", newline="") as stream:
        return tuple(NotFromData(**row) for row in csv.DictReader(stream))


def parse(text: str, name: str) -> Rule:
    """The rule that a file states. Raises ValueError naming the heading that is missing or wrong."""
    lines = text.splitlines()
    head = [line[3:] for line in lines if re.match(r"-- (\w+): ", line)]
    found: dict[str, str] = {}
    parameters = []
    for line in head:
        key, _, value = line.partition(": ")
        if key == "parameter":
            match = re.fullmatch(r"(\w+) = ([\d.]+) \| (.+)", value)
            if not match:
                raise ValueError(f"{name}: parameter should read `name = number | meaning`, found: {value}")
            number = float(match[2])
            parameters.append(Parameter(match[1], int(number) if number.is_integer() else number, match[3]))
        elif key in found or key not in HEADINGS:
            raise ValueError(f"{name}: heading {key} is unknown or stands twice")
        else:
            found[key] = value.strip()
    missing = [key for key in HEADINGS if not found.get(key)]
    if missing:
        raise ValueError(f"{name}: heading {', '.join(missing)} is missing")
    if found["id"] != name or found["class"] not in CLASS_TITLES or found["grade"] not in ("A", "B", "C"):
        raise ValueError(f"{name}: id must be the file's name, class one of the contract's, grade A, B or C")
    select = "\n".join(line for line in lines if not re.match(r"-- (\w+): ", line)).strip()
    return Rule(
        id=found["id"],
        title=found["title"],
        finding_class=found["class"],
        grade=found["grade"],
        article=found["article"],
        needs=tuple(need.strip() for need in found["needs"].split(",")),
        says=found["says"],
        innocent=found["innocent"],
        remedy=found["remedy"],
        parameters=tuple(parameters),
        select=select,
    )


def lacking(rule: Rule, inventory: Inventory) -> str:
    """Why the rule cannot run on this set, in Chinese; empty when it can."""
    absent = [need for need in rule.needs if not inventory.has(need)]
    return f"缺少 {'、'.join(absent)}" if absent else ""


def explanation_sql(rule: Rule) -> str:
    """SQL text that fills the rule's sentence from the columns of its SELECT."""
    parts = []
    for i, piece in enumerate(re.split(r"\{(\w+)\}", rule.says)):
        if i % 2:
            parts.append(f"coalesce(CAST(\"{piece}\" AS STRING), '（缺）')")
        elif piece:
            parts.append("'" + piece.replace("'", "''") + "'")
    innocent = ("也可能是：" + rule.innocent).replace("'", "''")
    return " || ".join([*parts, f"'{innocent}'"])


def bind(sql: str, values: Mapping[str, float]) -> str:
    """The text with each `$name` replaced by its number, written so that both engines read the same number.

    A fraction is written with an exponent: without one it is a decimal, which each engine widens in its own way.
    Raises KeyError when a name has no value, ValueError when a value is no finite number.
    """
    return re.sub(r"\$([a-z_]\w*)", lambda match: number(values[match[1]]), sql)


def number(value: float) -> str:
    """The number as SQL text that both engines read alike. Raises ValueError when it is not finite."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number that a rule could be told")
    if isinstance(value, int):
        return str(value)
    text = repr(float(value))
    return text if "e" in text else text + "e0"


def statement(rule: Rule, chosen: Mapping[str, float]) -> str:
    """The SELECT of the rule's findings, seven columns, for either engine; numbers from `chosen`, else the rule's."""
    values = {p.name: chosen.get(p.name, p.value) for p in rule.parameters}
    return f"""SELECT subject_kind, subject, coalesce(item_code, '') AS item_code, '{rule.finding_class}' AS class,
    '{rule.id}' AS rule, CAST(probability AS DOUBLE) AS probability, {explanation_sql(rule)} AS explanation
FROM ({bind(rule.select, values)}) AS seen"""


def run(connection: duckdb.DuckDBPyConnection, rule: Rule, chosen: Mapping[str, float]) -> tuple[str, float]:
    """The table, made anew, of the rule's findings, and how many seconds it took; thresholds as for `statement`."""
    started = time.monotonic()
    table = f"found_{rule.id}"
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS {statement(rule, chosen)}")
    return table, round(time.monotonic() - started, 3)
