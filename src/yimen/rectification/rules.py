"""疑点与整改的规则: independence of sources, severity, causes and terms, each read from a table in `data/`."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Witness:
    """来源: one kind of rows, papers or eyes that can bear a finding; `origin` is who made them.

    tables: of the evidence contract, what a rule reads when this bears it. source: how codes of findings begin that
    rest on it when nothing else is said. by_hand: whether a person may add it to a finding.
    """

    code: str
    title: str
    origin: str
    hard: bool
    eyes: bool
    tables: tuple[str, ...]
    source: str
    by_hand: bool


class Borne(Protocol):
    """What a ground says of itself: which witnesses bear it, separated by commas, and whether it is hard."""

    reads: str
    hard: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def witnesses() -> dict[str, Witness]:
    """Code -> witness, in the table's order."""
    return {
        row["code"]: Witness(
            row["code"], row["title"], row["origin"], row["hard"] == "1", row["eyes"] == "1",
            tuple(row["tables"].split()), row["source"], row["by_hand"] == "1",
        )
        for row in _rows("witnesses.csv")
    }  # fmt: skip


@cache
def dependent() -> dict[frozenset[str], str]:
    """Two witnesses of different origin that are not independent all the same -> why."""
    return {frozenset((row["one"], row["other"])): row["why"] for row in _rows("dependent.csv")}


def independent(one: str, other: str) -> bool:
    """Whether two grounds stand on different rows: no origin in common, and no pair that the table calls dependent.

    one, other: the witnesses of each, separated by commas. Two rules over the same rows are one source, not two.
    """
    mine, theirs = one.split(","), other.split(",")
    return not any(
        witnesses()[a].origin == witnesses()[b].origin or frozenset((a, b)) in dependent()
        for a in mine
        for b in theirs
    )  # fmt: skip


def seen_by_eyes(ground: Borne) -> bool:
    """Whether an inspector saw it himself (现场所见): that alone bears a finding."""
    return any(witnesses()[each].eyes for each in ground.reads.split(","))


def wanting(grounds: Iterable[Borne]) -> str:
    """What is wanting before a finding may be accepted, as a sentence; empty when nothing is.

    Enough is one hard source with another that is independent of it, or an inspector's own eyes.
    """
    found = list(grounds)
    hard = [each for each in found if each.hard]
    if any(seen_by_eyes(each) for each in found):
        return ""
    if not hard:
        return "没有硬证据：请补充台账、原始凭证等可核对的来源，或者由督查人员到现场查看后再认定。"
    if any(independent(one.reads, other.reads) for one in hard for other in found):
        return ""
    return "只有一个独立来源，不能认定：请补充另一个来源（部门自认、原始凭证、群众评价等），或者由督查人员到现场查看。"


def witness_of_tables(tables: Iterable[str]) -> str:
    """The witnesses that bear a rule which reads these tables, separated by commas.

    Nearly every rule also reads the hall's cases; they bear it only where nothing else does.
    """
    read = set(tables)
    found = [each.code for each in witnesses().values() if read & set(each.tables)]
    apart = [code for code in found if code != "cases"]
    return ",".join(apart or found)


def witness_of_source(source: str) -> str:
    """The witness of a finding that says only where it comes from; empty when that tells nothing."""
    fitting = [each for each in witnesses().values() if each.source and f"{source}:".startswith(f"{each.source}:")]
    return max(fitting, key=lambda each: len(each.source)).code if fitting else ""


SEVERITIES = {"light": "较轻", "general": "一般", "serious": "严重"}


def severity_of(kind: str, relapsed: bool, grounds: Iterable[Borne]) -> tuple[str, str]:
    """(severity, why): the first row of the table that fits."""
    found = list(grounds)
    eyes = any(seen_by_eyes(each) for each in found)
    origins = {witnesses()[code].origin for each in found for code in each.reads.split(",")}
    for row in _rows("severity.csv"):
        if (
            row["kind"] in ("", kind)
            and row["relapsed"] in ("", "1" if relapsed else "0")
            and row["eyes"] in ("", "1" if eyes else "0")
            and len(origins) >= int(row["least_origins"] or 0)
        ):
            return row["severity"], row["says"]
    raise ValueError("severity.csv must end with a row that fits everything")


@dataclass(frozen=True)
class Cause:
    """原因: why it came about; `feeds` names the plan that asks for such causes (training, space), or is empty."""

    code: str
    title: str
    feeds: str
    remedy: str


@cache
def causes() -> dict[str, Cause]:
    """Code -> cause, in the table's order."""
    return {row["code"]: Cause(**row) for row in _rows("causes.csv")}


UNKNOWN = "unknown"
CAUSES = {code: cause.title for code, cause in causes().items()}


@cache
def term(code: str) -> int:
    """The value of a term (期限参数); KeyError for one that the table does not have."""
    return {row["code"]: int(row["value"]) for row in _rows("terms.csv")}[code]
