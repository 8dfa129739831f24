"""Time of a verification against a bare scan of the same tables in the same run: `python benchmarks/verify_scale.py`.

The sample set is blown up: every matter is copied many times, each copy with other people (names and numbers are
enciphered copy by copy, so that misspellings and masks stay what they were), and one agency files thousands of matters
under its own number. The truth is copied too, so the answer is scored as well: speed bought with errors is no speed.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

SAMPLE = Path(__file__).parents[1] / "src/yimen/verify/tests/sample"
DIGITS, WIDE_DIGITS = "0123456789", "０１２３４５６７８９"


def blow_up(folder: Path, copies: int, agency: int, dirt: float = 0.0) -> int:
    """Rows of cases and register written to folder as Parquet (truth as CSV): the sample copied `copies` times."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "truth").mkdir(exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    for path in [*SAMPLE.glob("*.csv"), *(SAMPLE / "truth").glob("*.csv")]:
        prefix = "truth_" if path.parent.name == "truth" else ""
        connection.execute(
            f"CREATE TABLE {prefix}{path.stem} AS FROM read_csv('{path}', all_varchar=true, nullstr='', header=true)"
        )
    _ciphers(connection, copies)
    connection.execute(
        """
        CREATE MACRO number(s, f, t) AS left(s, 6) || translate(substr(s, 7), f, t);
        CREATE TABLE big_cases AS SELECT cases.* REPLACE (case_no || '-' || k AS case_no,
            translate(applicant_name, name_from, name_to) AS applicant_name,
            number(applicant_id, id_from, id_to) AS applicant_id,
            CASE WHEN document_no IS NOT NULL THEN replace(document_no, '号', k || '号') END AS document_no)
        FROM cases, cipher;
        CREATE TABLE big_register AS SELECT register.* REPLACE (record_no || '-' || k AS record_no,
            translate(holder_name, name_from, name_to) AS holder_name, number(holder_id, id_from, id_to) AS holder_id,
            CASE WHEN document_no IS NOT NULL THEN replace(document_no, '号', k || '号') END AS document_no)
        FROM register, cipher;
        CREATE TABLE big_truth_cases AS 
        SELECT truth_cases.* REPLACE (case_no || '-' || k AS case_no) FROM truth_cases, cipher;
        CREATE TABLE big_truth_records AS 
        SELECT truth_records.* REPLACE (record_no || '-' || k AS record_no, case_no || '-' || k AS case_no)
        FROM truth_records, cipher;
        """
    )
    _agency(connection, agency)
    if dirt:
        _soil(connection, dirt)
    for name in ("cases", "register"):
        connection.execute(f"COPY big_{name} TO '{folder}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    for name in ("items", "halls", "hall_days", "windows", "postings", "attendance"):
        connection.execute(f"COPY {name} TO '{folder}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    for name in ("cases", "records"):
        connection.execute(f"COPY big_truth_{name} TO '{folder}/truth/{name}.csv' (FORMAT csv, HEADER)")
    connection.execute(f"""COPY (SELECT * REPLACE (CAST(matters AS INT) * {copies} AS matters,
        CAST(off_matters AS INT) * {copies} AS off_matters,
        CASE WHEN verdict IN ('exempt', 'idle') THEN verdict
            WHEN CAST(matters AS INT) * {copies} < 5 THEN 'thin' WHEN CAST(off_share AS DOUBLE) >= 0.8 THEN 'hollow'
            WHEN CAST(off_share AS DOUBLE) >= 0.1 THEN 'bypassed' ELSE 'runs' END AS verdict)
        FROM truth_items) TO '{folder}/truth/items.csv' (FORMAT csv, HEADER)""")
    (folder / "meta.json").write_text((SAMPLE / "meta.json").read_text())
    return sum(connection.execute(f"SELECT count(*) FROM big_{n}").fetchall()[0][0] for n in ("cases", "register"))


def _ciphers(connection: duckdb.DuckDBPyConnection, copies: int) -> None:
    """Table `cipher`: for each copy, which character stands for which in names, and which digit in numbers."""
    names = connection.execute(
        """SELECT DISTINCT applicant_name FROM cases
        WHERE regexp_full_match(applicant_name, '[\\x{4E00}-\\x{9FFF}]{2,3}')"""
    ).fetchall()
    firm = "黑龙江省双鸭山市友谊县农场集贤有限责任公司分合作社个体工商户经销部"
    surnames = sorted({name[0] for (name,) in names} - set(firm))
    given = sorted({c for (name,) in names for c in name[1:]} - set(surnames) - set(firm))
    rows = []
    for k in range(copies):
        chance = random.Random(k)
        digits = "".join(chance.sample(DIGITS, 10)) if k else DIGITS
        other = chance.sample(surnames, len(surnames)) + chance.sample(given, len(given)) if k else surnames + given
        wide = "".join(WIDE_DIGITS[int(digit)] for digit in digits)
        rows.append([k, "".join(surnames + given), "".join(other), DIGITS + WIDE_DIGITS, digits + wide])
    connection.execute("CREATE TABLE cipher (k INT, name_from TEXT, name_to TEXT, id_from TEXT, id_to TEXT)")
    connection.executemany("INSERT INTO cipher VALUES (?, ?, ?, ?, ?)", rows)


def _agency(connection: duckdb.DuckDBPyConnection, matters: int) -> None:
    """Lets one agency be applicant and holder of `matters` online matters of the busiest item."""
    connection.execute(
        f"""
        CREATE TABLE mine AS SELECT t.record_no, t.case_no FROM big_truth_records AS t
        JOIN big_cases USING (case_no)
        WHERE big_cases.item_code = (SELECT item_code FROM cases GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)
        ORDER BY t.record_no LIMIT {matters};
        UPDATE big_cases SET applicant_name = '友谊县万通代办服务有限公司', applicant_id = '91230522MA00000000'
        WHERE case_no IN (SELECT case_no FROM mine);
        UPDATE big_register SET holder_name = '友谊县万通代办服务有限公司', holder_id = '91230522MA00000000'
        WHERE record_no IN (SELECT record_no FROM mine);
        """
    )


def _soil(connection: duckdb.DuckDBPyConnection, share: float) -> None:
    """Damages a share of the cells of the ledger, each in a way that real ledgers show."""
    connection.execute(
        f"""
        CREATE MACRO hit(key, salt) AS hash(key || salt) % 10000 < {int(10000 * share)};
        UPDATE big_register SET holder_id = NULL WHERE hit(record_no, 'no id');
        UPDATE big_register SET holder_id = left(holder_id, 4) || '**********' || right(holder_id, 4)
            WHERE hit(record_no, 'mask') AND length(holder_id) = 18;
        UPDATE big_register SET holder_id = left(holder_id, 10) || right(holder_id, 7) || substr(holder_id, 11, 1)
            WHERE hit(record_no, 'typo') AND length(holder_id) = 18 AND NOT contains(holder_id, '*');
        UPDATE big_register SET holder_name = left(holder_name, 1) || '＊＊'
            WHERE hit(record_no, 'hide') AND length(holder_name) <= 4;
        UPDATE big_register SET holder_name = left(holder_name, 1) || chr(8203) || substr(holder_name, 2) || '　'
            WHERE hit(record_no, 'space');
        UPDATE big_register SET applied_on = NULL WHERE hit(record_no, 'no date');
        UPDATE big_register SET issued_on = replace(issued_on, '-', '/') WHERE hit(record_no, 'slash');
        UPDATE big_register SET item_name = '关于' || item_name WHERE item_name IS NOT NULL AND hit(record_no, 'about');
        UPDATE big_register SET item_code = NULL WHERE item_name IS NOT NULL AND hit(record_no, 'no code');
        UPDATE big_register SET document_no = replace(replace(document_no, '〔', '（'), '〕', '）第')
            WHERE hit(record_no, 'brackets');
        UPDATE big_cases SET applicant_id = left(applicant_id, 6) || '********' || right(applicant_id, 4)
            WHERE hit(case_no, 'mask') AND length(applicant_id) = 18;
        UPDATE big_cases SET applicant_id = NULL WHERE hit(case_no, 'no id');
        """
    )


def scan(folder: Path) -> float:
    """Seconds to read and decode every cell of the set once (statistics of the files cannot answer it)."""
    started = time.monotonic()
    connection = duckdb.connect()
    for path in sorted(folder.glob("*.parquet")):
        columns = [row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet('{path}')").fetchall()]
        sums = ", ".join(f"sum(strlen({column}))" for column in columns)
        connection.execute(f"SELECT {sums} FROM read_parquet('{path}')").fetchall()
    return time.monotonic() - started


def main() -> None:
    """Prints one JSON object: rows, seconds, ratio to the bare scan, peak memory, and the score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--agency", type=int, default=20_000)
    parser.add_argument("--dirt", type=float, default=0.0, help="share of cells damaged further, 0 to 1")
    parser.add_argument("--keep", type=Path, help="folder in which to leave set and answer")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        rows = blow_up(folder / "set", given.copies, given.agency, given.dirt)
        bare = min(scan(folder / "set") for _ in range(2))
        started = time.monotonic()
        command = [sys.executable, "-m", "yimen.verify", "verify", str(folder / "set"), "--out", str(folder / "answer")]
        subprocess.run([*command, "--quiet", "--format", "parquet"], check=True)
        seconds = time.monotonic() - started
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        report = json.loads((folder / "answer/report.json").read_text())
        from yimen.verify import score

        answer = {
            "rows": rows,
            "scan_seconds": round(bare, 2),
            "verify_seconds": round(seconds, 1),
            "ratio": round(seconds / bare, 1),
            "peak_mib": round(peak),
            "slowest": sorted(report["seconds"].items(), key=lambda s: -s[1])[1:7],
            "score": score(folder / "set", folder / "answer"),
        }
    print(json.dumps(answer, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
