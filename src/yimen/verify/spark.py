"""Rules, trust and verdicts on Spark, over the canonical layer in Parquet: the same text, the same answer to the row.

`python -m yimen.verify.spark CANONICAL --region 230522 --out DIR [--master local[2]]`, in the environment that
`bin/spark` makes. Nothing else of the engine needs Spark, and nothing here is needed where Spark is not.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from pyspark.sql import SparkSession

from yimen.verify import exporting, rulebook
from yimen.verify.contract import InputError
from yimen.verify.engine import ENGINE_VERSION, FOLDER, SETTINGS
from yimen.verify.rulebook import Rule, RuleRun

AT_ONCE = 2
"""Rules that run beside each other: most of a rule's time on a small county is Spark's own planning."""

DIALECT = {
    "spark.sql.ansi.enabled": "true",  # an overflow is an error and not a NULL
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",  # "window" is a column, as in DuckDB
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # local time without a zone, as the contract has it
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # month=2023-05 stays text
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # 0001-01-01 stays that day
}
"""Settings without which the rules would mean something else. What makes it fast is for the caller to say."""

LINKS = """SELECT record_no, case_no, round(10000 / (1 + pow(2, -weight))) / 10000 AS probability, method
FROM link JOIN entry ON entry.r = link.r JOIN matter ON matter.c = link.c"""


def session(master: str, scratch: Path, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A Spark session in which the rules mean what they mean in DuckDB; tables of a run go to the folder `scratch`."""
    builder = SparkSession.builder.master(master).appName("yimen")
    chosen = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": str(scratch),
        "spark.sql.shuffle.partitions": "8",
        **(settings or {}),
        **DIALECT,
    }
    for name, value in chosen.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    text = re.sub(r"(?m)^--.*\n", "", (FOLDER / "sql/dialect_spark.sql").read_text(encoding="utf-8"))
    for statement in text.replace("CREATE TEMPORARY", "CREATE OR REPLACE TEMPORARY").split(";\n"):
        if statement.strip():
            spark.sql(statement)
    return spark


def verify_on_spark(
    spark: SparkSession,
    canonical: Path | str,
    region: str,
    out_dir: Path | str,
    *,
    parameters: Mapping[str, Mapping[str, float]] | None = None,
) -> list[RuleRun]:
    """What became of each rule; out_dir then holds links, findings (a folder a rule) and verdicts, all Parquet.

    canonical: folder of `yimen canonical`; region: which county of it. parameters: as for `verify`.
    Raises InputError when the folder has no such region.
    """
    known = exporting.exported(canonical, region)
    chosen = parameters or {}
    out = Path(out_dir)
    for table in exporting.TABLES:
        spark.read.parquet(str(Path(canonical) / table / f"region={region}")).createOrReplaceTempView(table)
    for table in ("trust", "verdict"):
        spark.sql(f"DROP TABLE IF EXISTS {table}")
    started = time.monotonic()
    spark.sql(_bound("trust", {"wrong_code": known.wrong_code}))
    shutil.rmtree(out / "findings", ignore_errors=True)

    def apply(rule: Rule) -> RuleRun:
        reason = rulebook.lacking(rule, known.inventory)
        began = time.monotonic()
        count = 0 if reason else _write_findings(spark, rule, chosen.get(rule.id, {}), out / "findings")
        seconds = round(time.monotonic() - began, 3)
        return RuleRun(
            rule.id, rule.title, rule.finding_class, rule.grade, not reason, reason, count, seconds, rule.digest
        )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = list(pool.map(apply, rulebook.rules()))
    spark.read.parquet(*[str(out / "findings" / run.rule) for run in runs if run.switched_on]).createOrReplaceTempView(
        "finding"
    )
    spark.sql(_bound("verdicts", {**SETTINGS, **chosen.get("engine", {})}))
    spark.table("verdict").write.mode("overwrite").parquet(str(out / "verdicts"))
    spark.sql(LINKS).write.mode("overwrite").parquet(str(out / "links"))
    report = {
        "engine_version": ENGINE_VERSION,
        "engine": f"Spark {spark.version}, {spark.sparkContext.master}",
        "region": region,
        "rules": [asdict(run) for run in runs],
        "seconds": round(time.monotonic() - started, 3),
    }
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return runs


def _bound(name: str, values: Mapping[str, float]) -> str:
    return rulebook.bind((FOLDER / f"sql/{name}.sql").read_text(encoding="utf-8"), values)


def _write_findings(spark: SparkSession, rule: Rule, chosen: Mapping[str, float], folder: Path) -> int:
    target = str(folder / rule.id)
    spark.sql(rulebook.statement(rule, chosen)).write.parquet(target)
    return spark.read.parquet(target).count()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 the input cannot be used (a Chinese sentence on stderr says why and what to do)."""
    parser = argparse.ArgumentParser(prog="yimen.verify.spark", description="在 Spark 上按规范层核验一个地区")
    parser.add_argument("canonical", metavar="CANONICAL", help="yimen canonical 写出的文件夹")
    parser.add_argument("--region", default="", help="地区代码；文件夹里只有一个地区时可省")
    parser.add_argument("--out", required=True, metavar="DIR", help="结果写到这个文件夹")
    parser.add_argument("--master", default="local[*]", help="默认 local[*]；独立执行进程：local-cluster[2,1,2048]")
    parser.add_argument("--set", action="append", default=[], metavar="spark.x=y", help="其他 Spark 设置")
    given = parser.parse_args(arguments)
    settings = dict(one.split("=", 1) for one in given.set)
    with tempfile.TemporaryDirectory() as scratch:
        spark = session(given.master, Path(scratch), settings)
        try:
            region = given.region or exporting.only_region(given.canonical)
            runs = verify_on_spark(spark, given.canonical, region, given.out)
        except InputError as error:
            sys.stderr.write(f"yimen：{error}\n")
            return 2
        finally:
            spark.stop()
    on = [run for run in runs if run.switched_on]
    sys.stderr.write(f"结果已写入 {given.out}：{len(on)} 条规则，疑点 {sum(run.findings for run in on)} 条\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
