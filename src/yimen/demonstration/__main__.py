"""Command line: `python -m yimen.demonstration OUT --seed 1 --matters 100000`."""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from yimen.demonstration.county import generate


def main(arguments: list[str] | None = None) -> int:
    """The exit code, after writing the demonstration county and saying what it holds."""
    parser = argparse.ArgumentParser(prog="python -m yimen.demonstration", description="生成演示县的取证数据与真相")
    parser.add_argument("out", type=Path, help="写到哪个文件夹")
    parser.add_argument("--seed", type=int, default=1, help="随机种子；同一种子得到完全相同的文件")
    parser.add_argument("--matters", type=int, default=100_000, help="全年办件数（约）")
    parser.add_argument("--honest", action="store_true", help="无人作弊的对照县")
    given = parser.parse_args(arguments)
    if given.matters < 1000:
        parser.error("--matters 至少为 1000：再少就放不下全部作弊手法")
    with tqdm(total=int(given.matters * 1.5), unit="件", desc="演示县", file=sys.stderr) as bar:

        def tell(what: str, count: int) -> None:
            bar.set_postfix_str(what, refresh=False)
            bar.update(count)

        summary = generate(given.seed, given.matters, given.out, cheating=not given.honest, progress=tell)
        bar.update(bar.total - bar.n)
    verdicts = "，".join(f"{name} {count}" for name, count in sorted(summary.verdicts.items()))
    size = f"事项 {summary.items}，办件 {summary.cases}，登记 {summary.records}，作弊事项 {summary.planted}"
    sys.stdout.write(f"{given.out}：{size}\n真相：{verdicts}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
