"""Joins the answers of several counties 县 into one: their rows one after another, their counts added up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from yimen.verify import refusals
from yimen.verify.contract import TABLES as CONTRACT
from yimen.verify.contract import InputError, Refusal
from yimen.verify.engine import ENGINE_VERSION, STORED, Result, macros, write_report
from yimen.verify.learning import Model
from yimen.verify.reading import Inventory, read_table
from yimen.verify.refusals import Refusals
from yimen.verify.rulebook import RuleRun

TABLES = {"links": "links", "findings": "finding", "verdicts": "verdict", "volume": "volume", "changes": "change_point"}
"""File of an answer -> the table of the engine that it is written from."""
MEMORY = "300MB"


@dataclass(frozen=True)
class Answer:
    """A county's answer: the folder of its tables, its report, and by how many lines each table's rows moved since."""

    folder: Path
    report: Mapping[str, Any]
    moved: Mapping[str, int] = field(default_factory=dict)


class JoinedResult(Result):
    """As `Result`, for several counties; of the set itself it holds the table `items`, and no comparisons."""

    from_store = 0
    """Counties whose answers were taken from the store."""

    @property
    def comparisons(self) -> list[tuple[str, str, float, str, str]]:
        """Not to be had. Raises InputError saying how to come by them."""
        raise InputError("多县合并的结果不含逐项比对；请对要查看的县单独核验")


def join(
    answers: Sequence[Answer],
    refused: Refusals,
    files: Mapping[str, Any],
    out_dir: Path | str | None,
    file_format: str,
) -> JoinedResult:
    """One result over the counties' answers (their tables are Parquet), written to out_dir when one is given.

    refused: what was set aside before the counties were parted; theirs go behind it. files: of the set, by table.
    """
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY}'; SET enable_progress_bar = false")
    names = {f"{name}.parquet": path.name for name, path in files.items()}
    for answer in answers:
        refused.add(_moved(refusals.kept_in(answer.folder / "refused.csv"), answer.moved, names))
    reports = [answer.report for answer in answers]
    runs = _rule_runs([report["rule_runs"] for report in reports])
    result = JoinedResult(connection, runs, refused, _report(reports), Model())
    connection.execute(macros())
    read_table(connection, CONTRACT["items"], files["items"], Inventory())
    for name, table in TABLES.items():
        paths = [answer.folder / f"{name}.parquet" for answer in answers]
        there = [str(path) for path in paths if path.exists()]
        if not there:
            continue
        rows = f"FROM read_parquet({there!r})"
        if out_dir is None:
            connection.execute(f"CREATE TABLE {table} AS {rows}")
            continue
        Path(out_dir).mkdir(parents=True, exist_ok=True)
        path = result.files[name] = Path(out_dir) / f"{name}.{file_format}"
        place = str(path).replace("'", "''")
        # County by county, as they come: to sort ten million links anew would only cost.
        connection.execute(f"COPY ({rows}) TO '{place}' ({STORED[file_format]})")
        types = dict(row[:2] for row in connection.execute(f"DESCRIBE {rows}").fetchall())
        kept = f"read_csv('{place}', header = true, columns = {types!r})" if file_format == "csv" else f"'{place}'"
        connection.execute(f"CREATE VIEW {table} AS FROM {kept}")
    if out_dir is not None:
        write_report(result, Path(out_dir))
    return result


def _moved(rows: Iterable[Refusal], moved: Mapping[str, int], names: Mapping[str, str]) -> Iterator[Refusal]:
    """A county's refusals under the names of the set's files, at the lines where its rows stand now."""
    for row in rows:
        # Line 1 is the heading and stays where it is.
        line = row.line + moved.get(Path(row.file).stem, 0) if row.line and row.line > 1 else row.line
        yield row._replace(file=names.get(row.file, row.file), line=line)


def _rule_runs(counties: Sequence[Sequence[RuleRun]]) -> list[RuleRun]:
    joined = []
    for runs in zip(*counties, strict=True):
        off = [run for run in runs if not run.switched_on]
        reason = off[0].reason if off else next((run.reason for run in runs if run.reason), "")
        if off and len(off) < len(runs):
            reason = f"{len(off)} 个县未启用：{reason}"
        joined.append(
            replace(
                runs[0],
                switched_on=len(off) < len(runs),
                reason=reason,
                findings=sum(run.findings for run in runs),
                seconds=round(sum(run.seconds for run in runs), 3),
            )
        )
    return joined


def _report(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The counties' reports in one: counts and seconds added up (seconds of work, not of waiting)."""
    runs = _rule_runs([report["rule_runs"] for report in reports])
    return {
        "engine_version": ENGINE_VERSION,
        "region": "、".join(dict.fromkeys(report["region"] for report in reports if report["region"])),
        "counties": len(reports),
        "period": reports[0]["period"],
        "inputs": {
            name: {
                "rows": sum(report["inputs"][name]["rows"] for report in reports if name in report["inputs"]),
                "sha256": _together(report["inputs"][name]["sha256"] for report in reports if name in report["inputs"]),
            }
            for name in reports[0]["inputs"]
        },
        "settings": reports[0]["settings"],
        "parameters": reports[0]["parameters"],
        "missing": list(dict.fromkeys(line for report in reports for line in report["missing"])),
        "switched_off": [
            {"rule": run.rule, "title": run.title, "reason": run.reason} for run in runs if not run.switched_on
        ],
        "rules": [
            {**one, "findings": run.findings, "switched_on": run.switched_on, "reason": run.reason}
            for one, run in zip(reports[0]["rules"], runs, strict=True)
        ],
        "counts": {name: _added([report["counts"][name] for report in reports]) for name in reports[0]["counts"]},
        "seconds": _added([report["seconds"] for report in reports]),
    }


def _together(digests: Iterable[str]) -> str:
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()


def _added(values: Sequence[Any]) -> Any:
    """The sum of numbers, or of mappings key by key."""
    if isinstance(values[0], Mapping):
        keys = dict.fromkeys(key for value in values for key in value)
        return {key: round(sum(value.get(key, 0) for value in values), 3) for key in keys}
    return sum(values)
