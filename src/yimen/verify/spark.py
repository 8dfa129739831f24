"""Linkage, rules and verdicts on Spark, over the canonical layer in Parquet: the same text, the same answer to the row.

`python -m yimen.verify.spark CANONICAL --region 230522,230523 --out DIR [--master local[2]]`, in the environment that
`bin/spark` makes. Nothing else of the engine needs Spark, and nothing here is needed where Spark is not.

Counties share nothing, so each is a run of its own with its own tables, several beside each other on one cluster. The
comparing is Spark's; what has to be decided one after another (which pair is taken, six rounds of learning) is decided
on the driver, from a county's pairs or from sums, by the code that decides it for DuckDB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

from pyspark.sql import SparkSession

from yimen.verify import doubting, exporting, linking, missing_cases, rulebook
from yimen.verify.contract import InputError
from yimen.verify.engine import ENGINE_VERSION, FOLDER, SETTINGS, WRONG_SHARE
from yimen.verify.extents import digest_of
from yimen.verify.rulebook import Rule, RuleRun
from yimen.verify.spark_tables import SparkTables
from yimen.verify.storing import program

AT_ONCE = 2
"""Rules that run beside each other, and regions: most of a small county's time is Spark's own planning."""

DIALECT = {
    "spark.sql.ansi.enabled": "true",  # an overflow is an error and not a NULL
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",  # "window" is a column, as in DuckDB
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # local time without a zone, as the contract has it
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # month=2023-05 stays text
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # 0001-01-01 stays that day
}
"""Settings without which the rules would mean something else. What makes it fast is for the caller to say."""

REPORT = "report.json"

LINKS = """SELECT record_no, case_no, round(10000 / (1 + pow(2, -weight))) / 10000 AS probability, method
FROM link JOIN entry ON entry.r = link.r JOIN matter ON matter.c = link.c"""


def session(master: str, scratch: Path, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A Spark session in which the rules mean what they mean in DuckDB; tables of a run go to the folder `scratch`."""
    builder = SparkSession.builder.master(master).appName("yimen")
    chosen = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "3g",  # the pairs of a county of a million that fit, and another county's beside them
        "spark.sql.warehouse.dir": str(scratch),
        "spark.sql.broadcastTimeout": "7200",  # seconds: a machine with other work is slow, which is no failure
        "spark.network.timeout": "1200s",
        "spark.sql.shuffle.partitions": "8",
        **(settings or {}),
        **DIALECT,
    }
    for name, value in chosen.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    _define(spark)
    return spark


def _define(spark: SparkSession) -> None:
    """The functions of the dialect, which belong to one session."""
    text = re.sub(r"(?m)^--.*\n", "", (FOLDER / "sql/dialect_spark.sql").read_text(encoding="utf-8"))
    for statement in text.replace("CREATE TEMPORARY", "CREATE OR REPLACE TEMPORARY").split(";\n"):
        if statement.strip():
            spark.sql(statement)


def verify_on_spark(
    spark: SparkSession,
    canonical: Path | str,
    region: str,
    out_dir: Path | str,
    *,
    parameters: Mapping[str, Mapping[str, float]] | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> list[RuleRun]:
    """What became of each rule; out_dir then holds links, findings (a folder a rule) and verdicts, all Parquet.

    canonical: folder of `yimen canonical`; region: which county of it. parameters: as for `verify`. Regions may run
    beside each other: each has a session and tables of its own, in out_dir/tables while it runs.
    Raises InputError when the folder has no such region.
    """
    inventory = exporting.exported(canonical, region)
    chosen = parameters or {}
    out = Path(out_dir)
    started = time.monotonic()
    asked = _asked(canonical, region, chosen)
    (out / REPORT).unlink(missing_ok=True)  # written last: an answer that has one is whole
    spark = spark.newSession()
    _define(spark)
    for folder in ("tables", "findings"):
        shutil.rmtree(out / folder, ignore_errors=True)
    tables = SparkTables(spark, out / "tables")
    for table in exporting.TABLES:
        spark.read.parquet(str(Path(canonical) / table / f"region={region}")).createOrReplaceTempView(table)
    try:
        model = linking.link(tables, progress)
        seconds = {"link": round(time.monotonic() - started, 3)}
        tables.execute(missing_cases.statement())
        tables.execute(_bound("trust", {"wrong_code": model.same_matter["item"]["other"]}))

        def apply(rule: Rule) -> RuleRun:
            reason = rulebook.lacking(rule, inventory)
            began = time.monotonic()
            count = 0 if reason else _write_findings(spark, rule, chosen.get(rule.id, {}), out / "findings")
            return RuleRun(
                rule=rule.id,
                title=rule.title,
                finding_class=rule.finding_class,
                grade=rule.grade,
                switched_on=not reason,
                reason=reason,
                findings=count,
                seconds=round(time.monotonic() - began, 3),
                digest=rule.digest,
            )

        with ThreadPoolExecutor(AT_ONCE) as pool:
            runs = list(pool.map(apply, rulebook.rules()))
        found = [str(out / "findings" / run.rule) for run in runs if run.switched_on]
        spark.read.parquet(*found).createOrReplaceTempView("finding")
        settings = {**SETTINGS, **chosen.get("engine", {})}
        tables.execute(doubting.statement(settings["doubt_at"], settings["convict_at"]))
        runs = _withdraw(spark, runs, out / "findings")
        spark.read.parquet(*found).createOrReplaceTempView("finding")
        tables.execute(_bound("verdicts", {**settings, "wrong_share": WRONG_SHARE}))
        spark.table("verdict").write.mode("overwrite").parquet(str(out / "verdicts"))
        spark.sql(LINKS).write.mode("overwrite").parquet(str(out / "links"))
    finally:
        shutil.rmtree(out / "tables", ignore_errors=True)
    report = {
        "engine_version": ENGINE_VERSION,
        "engine": f"Spark {spark.version}, {spark.sparkContext.master}",
        "region": region,
        "asked": asked,
        "link_model": {"agent": model.agent, "missing": model.missing, "weights": model.weights()},
        "rules": [asdict(run) for run in runs],
        "seconds": {**seconds, "all": round(time.monotonic() - started, 3)},
    }
    part = out / f"{REPORT}.part"
    part.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.rename(out / REPORT)
    return runs


def verify_regions(
    spark: SparkSession, canonical: Path | str, regions: Sequence[str], out_dir: Path | str, at_once: int = AT_ONCE
) -> dict[str, list[RuleRun]]:
    """What became of the rules in each region; the answer of each is in out_dir/REGION, a report in each.

    at_once: regions that run beside each other. A region whose whole answer to these rows by this engine lies there
    already, from a run that was broken off, is not asked again. Raises InputError when the folder lacks a region,
    before anything is run; what befell one region is raised once the others have ended.
    """
    for region in regions:
        exporting.exported(canonical, region)

    def verify(region: str) -> list[RuleRun]:
        if runs := _answered(Path(out_dir) / region, _asked(canonical, region, {})):
            sys.stderr.write(f"{region}：上次已完成，{_told(runs)}\n")
            return runs
        try:
            runs = verify_on_spark(spark, canonical, region, Path(out_dir) / region)
        except Exception as error:
            # The others go on, maybe for an hour; whoever watches ought to know now.
            sys.stderr.write(f"{region}：没有完成，{str(error).splitlines()[0][:300]}\n")
            raise
        sys.stderr.write(f"{region}：{_told(runs)}\n")
        return runs

    with ThreadPoolExecutor(max(1, at_once)) as pool:
        asked = {region: pool.submit(verify, region) for region in regions}
    return {region: answer.result() for region, answer in asked.items()}


def _asked(canonical: Path | str, region: str, parameters: Mapping[str, Mapping[str, float]]) -> str:
    """Digest of all that the answer for a region depends on: the engine, the parameters and every row."""
    files = sorted(Path(canonical).glob(f"*/region={region}/**/*.parquet"))
    chosen = json.dumps(parameters, sort_keys=True)
    known = [program(), chosen, *(f"{path.relative_to(canonical)} {digest_of(path)}" for path in files)]
    return hashlib.sha256("\n".join(known).encode()).hexdigest()


def _answered(out: Path, asked: str) -> list[RuleRun]:
    """What became of the rules in the whole answer to what is asked that lies in the folder; none where none does."""
    if not all((out / part).exists() for part in (REPORT, "links", "findings", "verdicts")):
        return []
    report = json.loads((out / REPORT).read_text(encoding="utf-8"))
    return [RuleRun(**run) for run in report["rules"]] if report.get("asked") == asked else []


def _told(runs: Sequence[RuleRun]) -> str:
    on = [run for run in runs if run.switched_on]
    return f"{len(on)} 条规则，疑点 {sum(run.findings for run in on)} 条"


def _bound(name: str, values: Mapping[str, float]) -> str:
    return rulebook.bind((FOLDER / f"sql/{name}.sql").read_text(encoding="utf-8"), values)


def _write_findings(spark: SparkSession, rule: Rule, chosen: Mapping[str, float], folder: Path) -> int:
    target = str(folder / rule.id)
    spark.sql(rulebook.statement(rule, chosen)).write.parquet(target)
    return spark.read.parquet(target).count()


def _withdraw(spark: SparkSession, runs: list[RuleRun], folder: Path) -> list[RuleRun]:
    """What became of the rules once what table `withdrawn` names is gone from the findings written."""
    doubted = {row.rule for row in spark.sql("SELECT DISTINCT rule FROM withdrawn").collect()}
    left = {}
    for rule in doubted:
        spark.sql(
            f"""SELECT finding.* FROM finding LEFT JOIN item ON item.item_code = finding.item_code
            LEFT ANTI JOIN withdrawn
                ON withdrawn.rule = finding.rule AND withdrawn.handling = coalesce(item.handling, '')
            WHERE finding.rule = '{rule}'"""
        ).write.parquet(str(folder / f"{rule}.left"))
        shutil.rmtree(folder / rule)
        (folder / f"{rule}.left").rename(folder / rule)
        left[rule] = spark.read.parquet(str(folder / rule)).count()
    return [
        replace(run, findings=left[run.rule], reason=doubting.WITHDRAWN) if run.rule in left else run for run in runs
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 the input cannot be used (a Chinese sentence on stderr says why and what to do)."""
    parser = argparse.ArgumentParser(
        prog="yimen.verify.spark", description="在 Spark 上按规范层比对、核验一个或多个地区"
    )
    parser.add_argument("canonical", metavar="CANONICAL", help="yimen canonical 写出的文件夹")
    parser.add_argument("--region", default="", help="地区代码，多个以逗号分隔，all 为全部；只有一个地区时可省")
    parser.add_argument("--out", required=True, metavar="DIR", help="结果写到这个文件夹，每个地区一个子文件夹")
    parser.add_argument("--master", default="local[*]", help="默认 local[*]；独立执行进程：local-cluster[2,1,2048]")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, metavar="N", help="同时核验的地区数，默认 %(default)s")
    parser.add_argument("--set", action="append", default=[], metavar="spark.x=y", help="其他 Spark 设置")
    given = parser.parse_args(arguments)
    settings = dict(one.split("=", 1) for one in given.set)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            regions = _regions(given.canonical, given.region)
            spark = session(given.master, Path(scratch), settings)
            try:
                verify_regions(spark, given.canonical, regions, given.out, given.at_once)
            finally:
                spark.stop()
        except InputError as error:
            sys.stderr.write(f"yimen：{error}\n")
            return 2
    sys.stderr.write(f"结果已写入 {given.out}：{len(regions)} 个地区\n")
    return 0


def _regions(canonical: str, given: str) -> list[str]:
    """The regions asked for. Raises InputError when the folder does not have them."""
    if given == "all":
        return exporting.regions(canonical) or [exporting.only_region(canonical)]
    return list(dict.fromkeys(given.split(","))) if given else [exporting.only_region(canonical)]


if __name__ == "__main__":
    sys.exit(main())
