"""The command `yimen`: verify an evidence set, write its canonical layer, print the rules, score an answer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from yimen.verify.contract import VERDICT_TITLES, InputError, TooLittleMemory
from yimen.verify.counties import verify
from yimen.verify.county_exports import export_counties
from yimen.verify.describe import rules_markdown, rules_table
from yimen.verify.engine import ENGINE_VERSION, Result
from yimen.verify.exporting import export_canonical
from yimen.verify.merging import JoinedResult
from yimen.verify.rulebook import rules_not_from_data
from yimen.verify.scoring import score


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 the input cannot be used, 3 memory did not do; stderr says in Chinese what to do."""
    parser = argparse.ArgumentParser(prog="yimen", description="一门核验：政务服务事项是否真正在大厅实质运行")
    parser.add_argument("--version", action="version", version=f"yimen verify {ENGINE_VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    one = commands.add_parser("verify", help="核验一个证据集")
    one.add_argument("set", metavar="SET", help="证据集文件夹，内有 items、cases 等 .csv 或 .parquet")
    one.add_argument("--out", metavar="DIR", required=True, help="结果写到这个文件夹")
    one.add_argument("--format", choices=("csv", "parquet"), default="csv", help="结果的格式，默认 csv")
    one.add_argument("--parameter", action="append", default=[], metavar="R22.grace_hour=14", help="改动规则参数")
    one.add_argument(
        "--memory",
        help="最多使用的内存，默认 800MB，不够再用 4GB；多县的集分县核验，每个进程 300MB，不够依次再用 1GB、4GB",
    )
    one.add_argument(
        "--store", metavar="DIR", type=Path, help="热存文件夹：留下各县的结果，下次只核验有变化的县（多县的集）"
    )
    one.add_argument("--no-estimates", action="store_true", help="不估计隐藏办理量和变化点（更快）")
    one.add_argument("--quiet", action="store_true", help="不显示进度")
    two = commands.add_parser("rules", help="打印规则表")
    two.add_argument("--markdown", action="store_true", help="按文档页的样子打印")
    three = commands.add_parser("score", help="对照真值给结果评分")
    three.add_argument("set", metavar="SET", help="带 truth 文件夹的证据集")
    three.add_argument("answer", metavar="ANSWER", help="结果所在文件夹")
    four = commands.add_parser("canonical", help="写出规范层（Parquet，按地区和月份分），供 Spark 作同样的比对和核验")
    four.add_argument("set", metavar="SET", help="证据集文件夹")
    four.add_argument("--out", metavar="DIR", required=True, help="写到这个文件夹；可容多个地区")
    four.add_argument("--by-county", action="store_true", help="证据集含多个县：分清各县，每县写成一个地区")
    four.add_argument("--memory", default="4GB", help="最多使用的内存，默认 4GB")
    given = parser.parse_args(arguments)
    try:
        if given.command == "verify":
            _verify(given)
        elif given.command == "canonical":
            if given.by_county:
                regions = export_counties(given.set, given.out, memory=given.memory)
            else:
                regions = [export_canonical(given.set, given.out, memory=given.memory)]
            sys.stderr.write(f"地区 {'、'.join(regions)} 的规范层已写入 {given.out}\n")
        elif given.command == "rules":
            _print_rules(given.markdown)
        else:
            _say(json.dumps(score(given.set, given.answer), ensure_ascii=False, indent=1))
    except InputError as error:
        sys.stderr.write(f"yimen：{error}\n")
        return 2
    except TooLittleMemory as error:
        sys.stderr.write(f"yimen：{error}\n")
        return 3
    return 0


def _verify(given: argparse.Namespace) -> None:
    parameters: dict[str, dict[str, float]] = {}
    for text in given.parameter:
        name, _, value = text.partition("=")
        rule, _, parameter = name.partition(".")
        try:
            parameters.setdefault(rule, {})[parameter] = float(value)
        except ValueError as error:
            raise InputError(f"--parameter {text}：应写成 规则.参数=数值，例如 R22.grace_hour=14") from error
    with tqdm(
        total=1, disable=given.quiet, file=sys.stderr, bar_format="{percentage:3.0f}% |{bar:24}| {elapsed} {desc}"
    ) as bar:

        def show(step: str, done: int, total: int) -> None:
            bar.total = total
            bar.n = done
            bar.set_description_str(step)

        result = verify(
            given.set,
            given.out,
            show,
            file_format=given.format,
            parameters=parameters,
            estimates=not given.no_estimates,
            store=given.store,
            **({"memory": given.memory} if given.memory else {}),
        )
    _summarise(result, given.out)


def _summarise(result: Result, out: str) -> None:
    counts = result.report["counts"]
    lines = [f"结果已写入 {out}"]
    lines.append("结论：" + "，".join(f"{VERDICT_TITLES[k]} {n}" for k, n in counts["verdicts"].items()))
    lines.append(f"对应：{sum(counts['links'].values())} 条；疑点：{sum(counts['findings'].values())} 条")
    if isinstance(result, JoinedResult) and result.from_store:
        lines.append(f"{result.from_store} 个县自上次以来没有变化，取自热存")
    if counts["refused"]:
        lines.append(f"有 {counts['refused']} 处搁置，原因和改法见 refused.csv")
    lines += [f"数据 {line}" for line in result.report["missing"]]
    lines += [f"未启用 {off['rule']} {off['title']}：{off['reason']}" for off in result.report["switched_off"]]
    sys.stderr.write("\n".join(lines) + "\n")


def _print_rules(markdown: bool) -> None:
    if markdown:
        sys.stdout.write(rules_markdown())
        return
    for row in rules_table():
        _say(f"{row['id']}  {row['grade']}  {row['class']}  {row['title']}\n     {row['says']}")
    _say("\n不能由数据得出的规则：")
    for absent in rules_not_from_data():
        _say(f"{absent.id}  {absent.title}\n     {absent.reason}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
