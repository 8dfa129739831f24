"""Scores an answer against the truth of an evidence set: precision, recall and F1 of each class, verdict accuracy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from yimen.verify.contract import InputError

CASE_CLASSES = ("back_filled", "branch_hall", "unposted")


def score(set_dir: Path | str, answer_dir: Path | str) -> dict[str, Any]:
    """Figures by name: for links and classes {precision, recall, f1, said, true}, for verdicts accuracy and counts.

    The truth is in set_dir/truth/{records,cases,items}.csv. Verdicts are scored only where the truth is clear: the
    department's register is covered, the share is away from 10 % and 80 %, and the matters are not 4, 5 or 6.
    """
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")  # it would stand among the figures
    for name in ("records", "cases", "items"):
        _load(connection, f"truth_{name}", Path(set_dir) / "truth", name)
    for name in ("links", "findings", "verdicts"):
        _load(connection, name, Path(answer_dir), name)
    figures: dict[str, Any] = {
        "off_hall records": _compare(
            connection,
            "SELECT subject FROM findings WHERE class = 'off_hall' AND subject_kind = 'record'",
            "SELECT record_no FROM truth_records WHERE truth = 'off_hall'",
        )
    }
    for name in CASE_CLASSES:
        figures[f"{name} cases"] = _compare(
            connection,
            f"SELECT subject FROM findings WHERE class = '{name}' AND subject_kind = 'case'",
            f"SELECT case_no FROM truth_cases WHERE truth = '{name}'",
        )
    figures["links"] = _compare(
        connection,
        "SELECT record_no, case_no FROM links",
        "SELECT record_no, case_no FROM truth_records WHERE case_no <> ''",
    )
    scored, right, guilty, caught, innocent, accused = connection.execute(
        """WITH clear AS (
            SELECT truth_items.verdict AS truth, coalesce(verdicts.verdict, 'missing') AS said,
                CAST(truth_items.off_share AS DOUBLE) AS share, CAST(truth_items.matters AS INTEGER) AS n
            FROM truth_items LEFT JOIN verdicts USING (item_code)
            WHERE register_covered = 'True' AND n NOT BETWEEN 4 AND 6
                AND NOT (n >= 5 AND (abs(share - 0.1) < 0.03 OR abs(share - 0.8) < 0.05))
        )
        SELECT count(*), count(*) FILTER (WHERE truth = said),
            count(*) FILTER (WHERE truth IN ('hollow', 'bypassed')),
            count(*) FILTER (WHERE truth IN ('hollow', 'bypassed') AND said IN ('hollow', 'bypassed')),
            count(*) FILTER (WHERE truth NOT IN ('hollow', 'bypassed')),
            count(*) FILTER (WHERE truth NOT IN ('hollow', 'bypassed') AND said IN ('hollow', 'bypassed'))
        FROM clear"""
    ).fetchall()[0]
    figures["verdict accuracy"] = round(right / scored, 4) if scored else 1.0
    figures["verdicts scored"] = scored
    figures["guilty items caught"] = f"{caught}/{guilty}"
    figures["innocent items accused"] = f"{accused}/{innocent}"
    return figures


def _load(connection: duckdb.DuckDBPyConnection, table: str, folder: Path, name: str) -> None:
    parquet, plain = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        connection.execute(f"CREATE TABLE {table} AS SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(parquet)])
    elif plain.is_file():
        connection.execute(
            f"""CREATE TABLE {table} AS SELECT coalesce(COLUMNS(*), '')
            FROM read_csv(?, all_varchar=true, header=true, delim=',', quote='"', escape='"')""",
            [str(plain)],
        )
    else:
        raise InputError(f"{folder}：没有 {name}.csv 或 {name}.parquet，无法评分")


def _compare(connection: duckdb.DuckDBPyConnection, said: str, true: str) -> dict[str, float | int]:
    n_said, n_true, hits = connection.execute(
        f"WITH said AS (SELECT DISTINCT * FROM ({said})), true_rows AS (SELECT DISTINCT * FROM ({true}))"
        " SELECT (SELECT count(*) FROM said), (SELECT count(*) FROM true_rows),"
        " (SELECT count(*) FROM (FROM said INTERSECT FROM true_rows))"
    ).fetchall()[0]
    precision = hits / n_said if n_said else 1.0
    recall = hits / n_true if n_true else 1.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
        "said": n_said,
        "true": n_true,
    }
