"""Whether the engine's probabilities mean what they say: `python benchmarks/calibration.py --seeds 31-33 --markdown`.

Links and findings are put in bands by their probability; beside what is expected stands how often it was true, with
Wilson's 95 % interval, and below each table the expected calibration error (mean gap of the bands, by their rows). A
link is counted twice: whether the record has a case at all (which is what its probability claims: like matters of one
person cannot always be told apart) and whether it is this very case. `--set FOLDER` takes a set that lies ready.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.verify_counties import Job, _seeds, run, wilson  # noqa: E402
from yimen.verify import verify  # noqa: E402

BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)
Band = tuple[float, float, int, float, int]
"""From, to, rows, sum of their probabilities, how many were true."""

QUESTIONS = {
    "links: the record has a case": """SELECT probability, coalesce(t.case_no, '') <> ''
        FROM links LEFT JOIN t USING (record_no)""",
    "links: it is this case": """SELECT probability, coalesce(t.case_no = links.case_no, false)
        FROM links LEFT JOIN t USING (record_no)""",
    "off_hall records": """SELECT probability, coalesce(t.truth = 'off_hall', false)
        FROM findings LEFT JOIN t ON t.record_no = subject WHERE class = 'off_hall' AND subject_kind = 'record'""",
    "back_filled cases": """SELECT probability, coalesce(k.truth = class, false)
        FROM findings LEFT JOIN k ON k.case_no = subject WHERE class = 'back_filled' AND subject_kind = 'case'""",
    "branch_hall and unposted cases": """SELECT probability, coalesce(k.truth = class, false)
        FROM findings LEFT JOIN k ON k.case_no = subject
        WHERE class IN ('branch_hall', 'unposted') AND subject_kind = 'case'""",
}


def bands(folder: Path, answer: Path) -> dict[str, list[Band]]:
    """By question, the rows of each band of an answer (Parquet) to a set with truth (CSV or Parquet)."""
    connection = duckdb.connect()
    for view, name in (("t", "records"), ("k", "cases")):
        path = next(p for s in ("parquet", "csv") if (p := folder / f"truth/{name}.{s}").is_file())
        source = f"read_csv('{path}', all_varchar = true)" if path.suffix == ".csv" else f"read_parquet('{path}')"
        connection.execute(f"CREATE VIEW {view} AS FROM {source}")
    for name in ("links", "findings"):
        connection.execute(f"CREATE VIEW {name} AS FROM '{answer}/{name}.parquet'")
    found = {}
    for question, select in QUESTIONS.items():
        rows: list[Band] = []
        for low, high in pairwise(BANDS):
            end = "<=" if high == 1 else "<"
            n, expected, true = connection.execute(
                f"""SELECT count(*), CAST(coalesce(sum(p), 0) AS DOUBLE), count(*) FILTER (WHERE is_true)
                FROM ({select}) AS asked (p, is_true) WHERE p >= {low} AND p {end} {high}"""
            ).fetchall()[0]
            rows.append((low, high, n, expected, true))
        found[question] = rows
    return found


def added(one: list[Band], other: list[Band]) -> list[Band]:
    """The bands of two sets together."""
    return [(a[0], a[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]) for a, b in zip(one, other, strict=True)]


def error(rows: list[Band]) -> float:
    """The expected calibration error: mean gap between expected and observed, weighed by rows."""
    total = sum(n for _, _, n, _, _ in rows)
    return sum(abs(expected - true) for _, _, _, expected, true in rows) / total if total else 0.0


def markdown(found: dict[str, list[Band]]) -> str:
    """A table a question."""
    lines = []
    for question, rows in found.items():
        lines += [
            f"**{question}**",
            "",
            "| probability | rows | expected | observed | 95 % |",
            "| --- | --- | --- | --- | --- |",
        ]
        for low, high, n, expected, true in rows:
            if n:
                around = "–".join(f"{one:.3f}" for one in wilson(true, n))
                lines.append(f"| {low}–{high} | {n:,} | {expected / n:.3f} | {true / n:.3f} | {around} |")
        lines += ["", f"Expected calibration error {error(rows):.4f} over {sum(row[2] for row in rows):,} rows.", ""]
    return "\n".join(lines)


def main() -> int:
    """Prints the tables, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=_seeds, default=_seeds("31"))
    parser.add_argument("--presets", default="hard")
    parser.add_argument("--matters", type=int, default=20_000)
    parser.add_argument(
        "--set", type=Path, action="append", default=[], help="a set with its truth, instead of counties"
    )
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    jobs = [] if given.set else [Job(p, seed, given.matters) for p in given.presets.split(",") for seed in given.seeds]
    for job in jobs:
        run(job)
    found: dict[str, list[Band]] = {}
    for folder in given.set or [job.folder() for job in jobs]:
        with tempfile.TemporaryDirectory() as answer:
            with contextlib.redirect_stderr(io.StringIO()):
                verify(folder, answer, file_format="parquet", estimates=False)
            mine = bands(folder, Path(answer))
        found = {name: added(found[name], rows) if found else rows for name, rows in mine.items()}
    if given.markdown:
        print(markdown(found))
    else:
        errors = {name: round(error(rows), 5) for name, rows in found.items()}
        print(json.dumps({"error": errors, "bands": found}, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
