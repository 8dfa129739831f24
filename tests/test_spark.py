"""The rules on Spark: the same text as on DuckDB, and for each rule the same answer to the row.

Run by `make test-spark` in the environment that bin/spark makes; without Spark there is nothing to ask.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

pytest.importorskip("pyspark", reason="bin/spark makes the environment for these tests")

from benchmarks.counties.county import generate
from benchmarks.counties.dials import PRESETS
from yimen.verify import Result, verify
from yimen.verify.engine import FOLDER, macros
from yimen.verify.exporting import export_canonical
from yimen.verify.rulebook import rules
from yimen.verify.spark import session, verify_on_spark

pytestmark = [
    pytest.mark.spark,
    # Spark's own Python code leaves sockets open and uses what newer Pythons will drop.
    pytest.mark.filterwarnings("default"),
]

SAMPLE = FOLDER / "tests/sample"
SMALL = {
    # For thousands of rows, compiling each plan costs more than running it.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "3g",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
CHECKSUM = """SELECT {key}, count(*), sum(md5_number_lower({row})) FROM {rows} GROUP BY ALL"""
"""Rows and the sum of 64 bits of each row's digest: the order does not matter, every character does."""
FINDING = "concat_ws('|', subject_kind, subject, item_code, class, round(probability, 6), explanation)"
VERDICT = """concat_ws('|', item_code, verdict, matters, off_matters, coalesce(round(off_share, 6), -1),
    round(off_low, 6), round(off_high, 6), reasons)"""
LINK = "concat_ws('|', record_no, case_no, round(probability, 6), method)"

VALUES = """SELECT {name} AS answer FROM (VALUES
    (1, '王小明', '王小明', '23052219900101002X', '１０.０.0.1 \u3000'),
    (2, '友谊县兴旺农资有限公司', '友谊县兴旺农资有限公司', '*1234', 'hall-tablet\u200b'),
    (3, CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS STRING)),
    (4, ' 李 ', '李', '', '')) AS t(n, name, key, id, raw) ORDER BY n"""
MOMENTS = """SELECT {name} AS answer FROM (VALUES
    (1, TIMESTAMP '2023-01-02 09:59:59.5', TIMESTAMP '2023-01-02 10:00:00'),
    (2, TIMESTAMP '2023-01-31 23:00:00', TIMESTAMP '2023-02-01 00:00:00.000001'),
    (3, TIMESTAMP '2023-03-01 12:30:00', TIMESTAMP '2023-02-28 12:30:30'),
    (4, CAST(NULL AS TIMESTAMP), TIMESTAMP '2023-02-28 12:30:30')) AS t(n, a, b) ORDER BY n"""
VECTORS = [
    *(VALUES.format(name=name) for name in ("shown_name(name, key)", "shown_id(id)", "squeezed(raw)", "cell(name)")),
    VALUES.format(name="is_firm_name(key)"),
    *(MOMENTS.format(name=f"{name}(a, b)") for name in ("seconds_between", "minutes_apart", "hours_apart")),
    MOMENTS.format(name="days_between(CAST(a AS DATE), CAST(b AS DATE))"),
    *(MOMENTS.format(name=f"{name}(a)") for name in ("minute_text", "second_text")),
    MOMENTS.format(name="CAST(hour_of_day(CAST(b AS DATE), 12.5e0) AS STRING)"),
    *(
        f"SELECT {name}({x}) AS answer"
        for name in ("half_even", "tenths")
        for x in ("62.5e0", "63.5e0", "0.2e0", "1e3")
    ),
    "SELECT listed(array_agg(x)) AS answer FROM (VALUES ('乙'), ('甲'), ('丙')) AS t(x)",
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory):
    running = session("local[2]", tmp_path_factory.mktemp("warehouse"), SMALL)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of 100 thousand matters with every scheme and much dirt."""
    folder = tmp_path_factory.mktemp("large")
    generate(folder, 77, 100_000, PRESETS["hard"])
    return folder


def checksums(key: str, row: str, rows: str) -> dict[str, tuple[int, int]]:
    """How many rows each key has, and their checksum."""
    found = duckdb.sql(CHECKSUM.format(key=key, row=row, rows=rows)).fetchall()
    return {name: (n, total) for name, n, total in found}


def both(spark, source: Path, folder: Path) -> tuple[Result, Path]:
    """The answer of DuckDB from the set, and the folder of Spark's from the canonical layer of the set."""
    result = verify(source, folder / "duckdb", file_format="parquet")
    region = export_canonical(source, folder / "canonical")
    verify_on_spark(spark, folder / "canonical", region, folder / "spark")
    return result, folder


def assert_alike(result: Result, folder: Path) -> None:
    for name, key, row in (("findings", "rule", FINDING), ("verdicts", "''", VERDICT), ("links", "''", LINK)):
        ours = checksums(key, row, f"'{folder}/duckdb/{name}.parquet'")
        theirs = checksums(key, row, f"'{folder}/spark/{name}/**/*.parquet'")
        assert ours
        assert theirs == ours, name
    assert len({f.rule for f in result.findings}) >= 10


@pytest.mark.parametrize("sql", VECTORS)
def test_a_macro_answers_the_same_on_both_engines(spark, sql: str) -> None:
    connection = duckdb.connect()
    connection.execute(macros())
    assert [row.answer for row in spark.sql(sql).collect()] == [row[0] for row in connection.execute(sql).fetchall()]


def test_the_sample_is_answered_alike_to_the_row(spark, tmp_path: Path) -> None:
    assert_alike(*both(spark, SAMPLE, tmp_path))


def test_a_county_of_a_hundred_thousand_is_answered_alike_to_the_row(spark, large: Path, tmp_path: Path) -> None:
    result, folder = both(spark, large, tmp_path)
    assert_alike(result, folder)
    assert {run.rule for run in result.rule_runs if run.switched_on} == {rule.id for rule in rules()}


def test_a_single_row_more_is_seen_by_the_checksum(tmp_path: Path) -> None:
    rows = "(VALUES ('R01', 'a'), ('R01', 'b')) AS t(rule, word)"
    more = "(VALUES ('R01', 'b'), ('R01', 'a'), ('R01', 'a')) AS t(rule, word)"
    turned = "(VALUES ('R01', 'b'), ('R01', 'a')) AS t(rule, word)"
    assert checksums("rule", "word", rows) == checksums("rule", "word", turned)
    assert checksums("rule", "word", rows) != checksums("rule", "word", more)
