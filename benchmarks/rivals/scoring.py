"""Scores answers to one set side by side, and what each misses at the same precision: `python scoring.py SET ANSWER …`.

An answer is a folder with links.parquet and either off_hall.parquet (record_no, probability, is_said) or the engine's
findings.parquet. Prints JSON: for each answer precision, recall and F1 of links and of off-hall records at its own
threshold, and `missed` off-hall records at `precision`, which all answers can reach by turning their threshold.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

LEAST_RECALL = 0.5
"""A precision that an answer reaches only by naming fewer of the off-hall records than this does not count."""


def scores(set_dir: Path, answers: dict[str, Path]) -> dict[str, Any]:
    """Figures by answer, see the module's head."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    truth = set_dir / "truth/records"
    is_parquet = truth.with_suffix(".parquet").is_file()
    source = f"'{truth}.parquet'" if is_parquet else f"read_csv('{truth}.csv', all_varchar = true)"
    connection.execute(
        f"""CREATE TABLE truth AS SELECT record_no, coalesce(case_no, '') AS case_no,
            coalesce(truth, '') = 'off_hall' AS is_off FROM {source}"""
    ).fetchall()
    true_links, true_off = connection.execute(
        "SELECT count(*) FILTER (WHERE case_no <> ''), count(*) FILTER (WHERE is_off) FROM truth"
    ).fetchall()[0]
    found, curves = {}, {}
    for name, folder in answers.items():
        hits, said = connection.execute(
            f"""SELECT count(truth.record_no), count(*) FROM '{folder}/links.parquet' AS links
            LEFT JOIN truth ON truth.record_no = links.record_no AND truth.case_no = links.case_no"""
        ).fetchall()[0]
        _load_off(connection, folder)
        off_hits, off_said = connection.execute(
            "SELECT count(*) FILTER (WHERE is_off), count(*) FROM off JOIN truth USING (record_no) WHERE is_said"
        ).fetchall()[0]
        found[name] = {
            "links": _prf(hits, said, true_links),
            "off_hall": _prf(off_hits, off_said, true_off),
            "fitting": _fitting(connection, folder),
        }
        curves[name] = _curve(connection, true_off)
    highest = min(max((p for p, r in curve if r >= LEAST_RECALL), default=0.0) for curve in curves.values())
    same = min(highest, max(one["off_hall"]["precision"] for one in found.values()))
    for name, curve in curves.items():
        found[name]["missed"] = round(1 - max((r for p, r in curve if p >= same - 1e-9), default=0.0), 5)
    return {"answers": found, "precision": round(same, 4), "true_links": true_links, "true_off_hall": true_off}


def _fitting(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Off-hall records that the answer does not say, and how many of them it has linked to a like matter's case.

    Where a holder's other matter agrees in everything that is written down, no way of comparing can tell the two apart.
    """
    unsaid, linked = connection.execute(
        f"""SELECT count(*), count(links.record_no) FROM truth
        LEFT JOIN off ON off.record_no = truth.record_no AND is_said
        LEFT JOIN '{folder}/links.parquet' AS links ON links.record_no = truth.record_no
        WHERE is_off AND off.record_no IS NULL"""
    ).fetchall()[0]
    return {"unsaid": unsaid, "linked": linked}


def _load_off(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    plain = folder / "off_hall.parquet"
    source = (
        f"FROM '{plain}'"
        if plain.is_file()
        else f"""SELECT subject AS record_no, max(probability) AS probability, true AS is_said
            FROM '{folder}/findings.parquet' WHERE class = 'off_hall' AND subject_kind = 'record' GROUP BY subject"""
    )
    connection.execute(f"CREATE OR REPLACE TABLE off AS {source}")


def _curve(connection: duckdb.DuckDBPyConnection, true_off: int) -> list[tuple[float, float]]:
    """(precision, recall) at each possible threshold."""
    rows = connection.execute(
        """WITH steps AS (
            SELECT probability, count(*) AS n, count(*) FILTER (WHERE is_off) AS hits
            FROM off JOIN truth USING (record_no) WHERE probability > 0.001 GROUP BY probability
        ) SELECT sum(hits) OVER (ORDER BY probability DESC), sum(n) OVER (ORDER BY probability DESC) FROM steps"""
    ).fetchall()
    return [(float(hits) / float(said), float(hits) / max(true_off, 1)) for hits, said in rows]


def _prf(hits: int, said: int, true: int) -> dict[str, float]:
    precision, recall = hits / said if said else 1.0, hits / true if true else 1.0
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0,
    }


if __name__ == "__main__":
    print(json.dumps(scores(Path(sys.argv[1]), {Path(one).name: Path(one) for one in sys.argv[2:]})))
