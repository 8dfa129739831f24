"""The province's sets: repeatable, true to the contract, the same whatever slice or layout they are made in."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from benchmarks import big_sets
from yimen.verify import score, verify

SAMPLE = Path(__file__).parents[1] / "src/yimen/verify/tests/sample"
MATTERS = 12_000


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    """Three counties of four thousand matters each."""
    folder = tmp_path_factory.mktemp("province")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(big_sets, "COUNTY", 4_000)
        big_sets.make(folder, MATTERS, 7)
    return folder


def ask(folder, sql):
    connection = duckdb.connect()
    for path in folder.glob("*.parquet"):
        connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet('{path}')")
    for path in (folder / "truth").glob("*.parquet"):
        connection.execute(f"CREATE VIEW true_{path.stem} AS FROM read_parquet('{path}')")
    return connection.execute(sql).fetchall()


def test_slices_and_layouts_change_no_row(province, tmp_path, monkeypatch):
    monkeypatch.setattr(big_sets, "COUNTY", 4_000)
    big_sets.make(tmp_path / "sliced", MATTERS, 7, slice_of=1, layout="region_month")
    big_sets.make(tmp_path / "other", MATTERS, 8)
    for name, key in (("cases", "department_code, received_at"), ("register", "record_no")):
        files = str(tmp_path / f"sliced/{name}/*/*/*.parquet")
        same = ask(
            province,
            f"""WITH parted AS (SELECT * EXCLUDE (region, month) FROM read_parquet('{files}', hive_partitioning = true))
            SELECT count(*), (SELECT count(*) FROM (FROM {name} EXCEPT FROM parted)), (SELECT count(*) FROM parted)
            FROM {name}""",
        )[0]
        assert same[0] == same[2] > 10_000 and same[1] == 0, name
        months = {path.parent.name for path in (tmp_path / f"sliced/{name}").glob("*/*/*.parquet")}
        assert {"month=2023-01", "month=2023-12"} <= months
        for path in (tmp_path / f"sliced/{name}").glob("*/month=2023-03/*.parquet"):
            rows = ask(province, f"SELECT {key} FROM read_parquet('{path}', hive_partitioning = false)")
            assert len(rows) > 50 and rows == sorted(rows)
    for name in ("items", "attendance", "truth/records"):
        assert ask(province, f"FROM '{province}/{name}.parquet'") == ask(
            province, f"FROM '{tmp_path}/sliced/{name}.parquet'"
        )
    assert ask(province, "FROM cases LIMIT 50") != ask(tmp_path / "other", "FROM cases LIMIT 50")


def test_the_tables_have_the_columns_of_the_sample_in_order_of_department_and_date(province):
    for path in SAMPLE.glob("*.csv"):
        with path.open(encoding="utf-8") as theirs:
            assert [row[0] for row in ask(province, f"DESCRIBE {path.stem}")] == next(csv.reader(theirs)), path.name
    for path in (SAMPLE / "truth").glob("*.csv"):
        with path.open(encoding="utf-8") as theirs:
            assert [row[0] for row in ask(province, f"DESCRIBE true_{path.stem}")] == next(csv.reader(theirs))
    assert json.loads((province / "meta.json").read_text())["from"] == "2023-01-01"
    for name, order in (
        ("cases", "department_code, received_at"),
        ("register", "department_code, replace(issued_on, '/', '-')"),
    ):
        rows = ask(province, f"SELECT {order} FROM {name}")
        assert rows == sorted(rows), name


def test_every_key_is_there_once_and_every_reference_leads_somewhere(province):
    for table, key in (
        ("items", "item_code"),
        ("cases", "case_no"),
        ("register", "record_no"),
        ("windows", "window_code"),
    ):
        assert ask(province, f"SELECT count(*) = count(DISTINCT {key}) FROM {table}") == [(True,)], table
    assert ask(province, "SELECT count(DISTINCT left(department_code, 6)) FROM items") == [(3,)]
    for wrong in (
        "SELECT * FROM cases ANTI JOIN items USING (item_code, department_code)",
        "SELECT * FROM cases ANTI JOIN windows USING (window_code) WHERE channel <> 'online'",
        "SELECT * FROM register ANTI JOIN items USING (item_code) WHERE item_code IS NOT NULL",
        "SELECT * FROM postings ANTI JOIN windows USING (window_code)",
        "SELECT * FROM true_records ANTI JOIN cases USING (case_no) WHERE case_no <> ''",
        "SELECT * FROM cases WHERE NOT (received_at < accepted_at AND accepted_at < coalesce(decided_at, '9'))",
        "SELECT * FROM true_records AS true_one JOIN register USING (record_no)"
        " JOIN items ON items.item_code = true_one.item_code WHERE items.department_code <> register.department_code",
    ):
        assert ask(province, wrong) == [], wrong


def test_the_shares_of_dirt_and_guilt_are_those_promised(province):
    share = ask(
        province,
        """SELECT avg(CAST(case_no <> '' AS INT)), avg(CAST(item_code IS NULL AS INT)),
            avg(CAST(contains(holder_id, '*') AS INT)),
            avg(CAST(applied_on IS NULL AS INT)), avg(CAST(contains(holder_name, '*') AS INT)), count(*) FROM register
            JOIN (SELECT record_no, case_no FROM true_records) USING (record_no)""",
    )[0]
    assert 0.84 < share[0] < 0.96
    assert share[1:5] == pytest.approx((0.2, 0.38, 0.4, 0.02), abs=0.03)
    assert abs(share[5] - MATTERS) < 0.15 * MATTERS
    strays = ask(
        province,
        "SELECT sum(off_matters) / sum(matters) FROM true_items WHERE behaviour = 'honest'",
    )[0][0]
    assert 0.002 < strays < 0.012
    # One agency has 20,000 matters of a million, and here 6 % of the first county's (three of ten counties' share).
    agency = ask(province, "SELECT count(*) FROM cases WHERE contains(applicant_name, '万通车务')")[0][0]
    assert agency == pytest.approx(0.02 * MATTERS, rel=0.4)
    behaviours = dict(ask(province, "SELECT behaviour, count(*) FROM true_items GROUP BY 1"))
    assert {"honest", "hollow", "bypassed", "back_filled", "branch_hall", "unposted", "exempt"} == set(behaviours)


def test_the_verdicts_follow_from_the_rows(province):
    wrong = ask(
        province,
        """WITH counted AS (
            SELECT item_code, count(*) AS n, count(*) FILTER (WHERE truth <> '') AS off
            FROM (SELECT item_code, truth FROM cases JOIN true_cases USING (case_no)
                UNION ALL SELECT item_code, truth FROM true_records WHERE truth = 'off_hall') GROUP BY item_code
        )
        SELECT true_items.* FROM true_items LEFT JOIN counted USING (item_code)
        WHERE verdict <> 'exempt' AND (matters, off_matters) <> (coalesce(n, 0), coalesce(off, 0))""",
    )
    assert wrong == []


def test_the_engine_can_read_and_judge_it(province, tmp_path):
    verify(province, tmp_path, file_format="parquet")
    figures = score(province, tmp_path)
    assert figures["links"]["f1"] > 0.95
    assert figures["back_filled cases"]["f1"] > 0.9
    assert figures["verdict accuracy"] > 0.95
