"""Linkage and rules on Spark: the same text as on DuckDB, and the same answer to the row.

Run by `make test-spark` in the environment that bin/spark makes; without Spark there is nothing to ask.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("pyspark", reason="bin/spark makes the environment for these tests")

from benchmarks.counties.county import generate
from benchmarks.counties.dials import PRESETS
from benchmarks.spark_cluster import ANSWERED, checksums
from yimen.verify import Result, verify
from yimen.verify import spark as engine
from yimen.verify.connecting import put
from yimen.verify.engine import FOLDER, macros
from yimen.verify.exporting import export_canonical
from yimen.verify.rulebook import rules
from yimen.verify.spark import session, verify_regions

pytestmark = [
    pytest.mark.spark,
    # Spark's own Python code leaves sockets open and uses what newer Pythons will drop.
    pytest.mark.filterwarnings("default"),
]

SAMPLE = FOLDER / "tests/sample"
SMALL = {
    # A hundred thousand rows are worth Spark's compiling a plan, not the Java machine's optimising it any further.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
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
PAIRS = """SELECT {name} AS answer FROM (VALUES
    (1, '张三', '张四'), (2, '友谊县兴旺农资有限公司', '友谊兴旺农机有限公司'), (3, '李建国', '李国'), (4, '', ''),
    (5, '友民许字|2023|12', '2023|12'), (6, '友民许字', '友民'), (7, CAST(NULL AS STRING), '张'),
    (8, '欧阳娜娜', '阳欧')) AS t(n, a, b) ORDER BY n"""
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
    *(VALUES.format(name=f"{name}(key)") for name in ("files_for_others", "firm_core", "surname")),
    *(VALUES.format(name=f"{name}(id)") for name in ("id_head", "id_tail")),
    *(PAIRS.format(name=f"{name}(a, b)") for name in ("begins_with", "finishes_with", "spelt_alike", "likeness")),
    *(PAIRS.format(name=f"{name}(a)") for name in ("document_serial", "document_end")),
    *(
        f"""SELECT {name}(n) AS answer FROM (VALUES (-6), (-1), (0), (2), (4), (8), (16), (31), (NULL)) AS t(n)
        ORDER BY n NULLS LAST"""
        for name in ("applied_level", "issued_level")
    ),
    "SELECT listed(array_agg(x)) AS answer FROM (VALUES ('乙'), ('甲'), ('丙')) AS t(x)",
]

COUNTIES = [pytest.param("sample", marks=pytest.mark.long), "large"]
"""Most of the sample's time is Spark's own planning, and the large county has findings of each of its rules."""


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory):
    running = session("local[2]", tmp_path_factory.mktemp("warehouse"), SMALL)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def answers(spark, request, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Result, Path, Path]]:
    """By name of the set: DuckDB's result, the folder of its answer, and that of Spark's from the canonical layer.

    A county of 100 thousand matters with every scheme and much dirt, and unless long tests are left out the sample as
    well, as two regions of one run. Both lie in the canonical layer in any case.
    """
    folder = tmp_path_factory.mktemp("answers")
    generate(folder / "large", 77, 100_000, PRESETS["hard"])
    asked = ("large",) if "not long" in request.config.getoption("-m") else ("sample", "large")
    found, regions = {}, {}
    for name, source in (("sample", SAMPLE), ("large", folder / "large")):
        tables = {path.stem: path for path in source.glob("*.csv")}
        meta = json.loads((source / "meta.json").read_text(encoding="utf-8"))
        tables["meta"] = meta | {"region": {"sample": "230522", "large": "999999"}[name]}
        regions[name] = export_canonical(tables, folder / "canonical")
        if name not in asked:
            continue
        result = verify(source, folder / "duckdb" / name, file_format="parquet")
        found[name] = (result, folder / "duckdb" / name, folder / "spark" / regions[name])
    verify_regions(spark, folder / "canonical", [regions[name] for name in asked], folder / "spark")
    return found


@pytest.mark.parametrize("sql", VECTORS)
def test_a_macro_answers_the_same_on_both_engines(spark, sql: str) -> None:
    connection = duckdb.connect()
    connection.execute(macros())
    assert [row.answer for row in spark.sql(sql).collect()] == [row[0] for row in connection.execute(sql).fetchall()]


@pytest.mark.parametrize("name", COUNTIES)
@pytest.mark.parametrize(("table", "key", "row"), ANSWERED)
def test_a_county_is_answered_alike_to_the_row(answers, name: str, table: str, key: str, row: str) -> None:
    _, ours, theirs = answers[name]
    expected = checksums(key, row, f"'{ours}/{table}.parquet'")
    assert sum(n for n, _ in expected.values()) > 100
    assert checksums(key, row, f"'{theirs}/{table}/**/*.parquet'") == expected


@pytest.mark.parametrize("name", COUNTIES)
def test_both_engines_learn_the_same_model_to_the_digit(answers, name: str) -> None:
    result, _, theirs = answers[name]
    report = json.loads((theirs / "report.json").read_text(encoding="utf-8"))
    assert report["link_model"] == json.loads(json.dumps(result.report["link_model"]))


def test_every_rule_and_every_way_of_linking_is_among_what_was_compared(answers) -> None:
    result = answers["large"][0]
    assert {run.rule for run in result.rule_runs if run.switched_on} == {rule.id for rule in rules()}
    assert {"repeated_entry", "issued_before", "agent+item+date"} <= {link.method for link in result.links}
    assert len({finding.rule for finding in result.findings}) >= 20


def test_a_region_that_was_finished_is_not_asked_again(answers, spark, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province takes hours: a run that was broken off goes on where it was, unless a row or the engine changed."""
    _, _, theirs = answers["large"]
    canonical, asked = theirs.parents[1] / "canonical", []
    monkeypatch.setattr(f"{engine.__name__}.verify_on_spark", lambda *given, **_: asked.append(given[2]) or [])

    def again() -> int:
        return len(verify_regions(spark, canonical, [theirs.name], theirs.parent)[theirs.name])

    assert again() == len(rules()) and not asked
    more = canonical / "item" / f"region={theirs.name}" / "more.parquet"
    more.write_bytes(b"a row")
    assert again() == 0 and asked == [theirs.name]
    more.unlink()
    (theirs / "links").rename(theirs / "lost")
    assert again() == 0 and len(asked) == 2
    (theirs / "lost").rename(theirs / "links")
    monkeypatch.setattr(f"{engine.__name__}.program", lambda: "another engine")
    assert again() == 0 and len(asked) == 3


def test_a_region_that_fails_leaves_the_others_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for region in ("1", "2", "3"):
        (tmp_path / f"set-{region}.json").write_text('{"columns": {}, "rows": {}}', encoding="utf-8")
    ended = []

    def answer(_spark: object, _canonical: Path, region: str, _out: Path) -> list[object]:
        if region == "1":
            raise RuntimeError("executor lost")
        ended.append(region)
        return []

    monkeypatch.setattr(f"{engine.__name__}.verify_on_spark", answer)
    with pytest.raises(RuntimeError, match="executor lost"):
        verify_regions(None, tmp_path, ["1", "2", "3"], tmp_path, at_once=1)
    assert ended == ["2", "3"]
    assert "1：没有完成，executor lost" in capsys.readouterr().err


def test_a_run_leaves_none_of_its_tables_behind(answers) -> None:
    assert {path.name for path in answers["large"][2].iterdir()} == {"links", "findings", "verdicts", "report.json"}


@pytest.mark.parametrize("letters", ["01", "0123456789X"])
def test_slips_of_the_pen_in_a_number_are_counted_alike(spark, letters: str) -> None:
    """Unlike words are rare among random ones: each pair is one number and what a few slips made of it."""
    draw = random.Random(letters)
    pairs = [(text, slipped(draw, text, letters)) for text in texts(draw, letters)]
    connection = duckdb.connect()
    connection.execute(macros())
    put(connection, "slip", {"a": "STRING", "b": "STRING"}, pairs)
    spark.createDataFrame(pairs, "a STRING, b STRING").createOrReplaceTempView("slip")
    sql = "SELECT a, b, within_one_slip(a, b), within_two_slips(a, b) FROM slip ORDER BY a, b"
    ours = connection.execute(sql).fetchall()
    assert [tuple(row) for row in spark.sql(sql).collect()] == ours
    assert {row[2:] for row in ours} == {(True, True), (False, True), (False, False)}


def texts(draw: random.Random, letters: str) -> list[str]:
    """Numbers of one to eighteen signs."""
    return ["".join(draw.choices(letters, k=draw.choice((1, 2, 3, 4, 5, 18)))) for _ in range(3000)]


def slipped(draw: random.Random, text: str, letters: str) -> str:
    """The text after up to three signs were changed, added, left out or exchanged with their neighbour."""
    for _ in range(draw.choice((0, 1, 2, 2, 2, 3))):
        at = draw.randrange(len(text)) if text else 0
        text = draw.choice(
            (
                text[:at] + draw.choice(letters) + text[at + 1 :],
                text[:at] + draw.choice(letters) + text[at:],
                text[:at] + text[at + 1 :],
                text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
            )
        )
    return text


def test_a_single_row_more_is_seen_by_the_checksum(tmp_path: Path) -> None:
    rows = "(VALUES ('R01', 'a'), ('R01', 'b')) AS t(rule, word)"
    more = "(VALUES ('R01', 'b'), ('R01', 'a'), ('R01', 'a')) AS t(rule, word)"
    turned = "(VALUES ('R01', 'b'), ('R01', 'a')) AS t(rule, word)"
    assert checksums("rule", "word", rows) == checksums("rule", "word", turned)
    assert checksums("rule", "word", rows) != checksums("rule", "word", more)
