"""`manage.py ledger verify|seal|export|status|open-epoch`: the ledger at the command line."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone
from tqdm import tqdm

from yimen.common.errors import Refused
from yimen.ledger import export, queries, seals, services, verification
from yimen.ledger.canonical import from_utc_text
from yimen.ledger.models import Head

GRADES = {verification.TAMPERED: "篡改", verification.INCOMPLETE: "不完整"}
WORDS = {0: "核验通过", 1: "发现篡改", 2: "核验不完整"}


class Command(BaseCommand):
    """存证账本."""

    help = "存证账本：核验（verify）、封存（seal）、导出（export）、状态（status）、开启新纪元（open-epoch）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Five verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, title="动作")
        verify = verbs.add_parser("verify", help="核验事件链、封存头和每一行数据；退出码 0 通过 1 篡改 2 不完整 3 用法")
        verify.add_argument("--chain", help="只报告这一条链（12 位行政区划代码）")
        seal = verbs.add_parser("seal", help="封存：对账本头签名，并写入数据库之外的封存文件")
        seal.add_argument("--chain", help="只封存这一条链；缺省为全部")
        seal.add_argument("--every", type=int, metavar="秒", help="每隔这么多秒封存一次，直到被停止")
        out = verbs.add_parser("export", help="导出证据包，可用随附的 verify_evidence.py 独立核验")
        out.add_argument("out", type=Path, help="目标文件夹（须不存在或为空）")
        out.add_argument("--chain", help="只导出这一条链；缺省为全部")
        out.add_argument("--row", action="append", default=[], metavar="表:主键", help="披露这一行，例如 cases.case:17")
        out.add_argument("--open", action="append", default=[], metavar="字段", help="披露行中这一个人信息字段")
        verbs.add_parser("status", help="各条链的长度、最后记录时间和最后封存时间")
        epoch = verbs.add_parser("open-epoch", help="从备份恢复后开启新纪元，并声明丢失的事件")
        epoch.add_argument("--chain", required=True)
        epoch.add_argument("--reason", required=True)

    def handle(self, **options: Any) -> None:
        """Run the verb."""
        chain = options.get("chain")
        if chain and chain not in queries.chains():
            self.stderr.write(f"没有代码为 {chain} 的链；现有：{'、'.join(queries.chains()) or '无'}")
            sys.exit(3)
        try:
            getattr(self, options["verb"].replace("-", "_"))(chain, options)
        except Refused as error:
            raise CommandError(str(error)) from error

    def verify(self, chain: str | None, options: dict[str, Any]) -> None:
        """Print what is wrong, then one line for each chain and the verdict."""
        with tqdm(total=verification.amount(), unit="条", desc="核验", disable=None, leave=False) as bar:
            result = verification.verify(chain, tick=bar.update)
        for problem in result.problems:
            where = f"{problem.table} {problem.key}".strip()
            event = f"（链 {problem.chain} 第 {problem.seq} 个事件）" if problem.seq else (
                f"（链 {problem.chain}）" if problem.chain else ""
            )  # fmt: skip
            self.stdout.write(f"[{GRADES[problem.grade]}] {where}{event}：{problem.text}")
        for state in result.chains:
            self.stdout.write(
                f"链 {state.chain}：{state.events} 个事件，完好至第 {state.good} 个；{_sealed(state.sealed)}"
            )
        self.stdout.write(f"数据行：{sum(result.rows.values())} 行与账本相符（{len(result.rows)} 张表）")
        self.stdout.write(WORDS[result.exit_code])
        if result.exit_code:
            sys.exit(result.exit_code)

    def seal(self, chain: str | None, options: dict[str, Any]) -> None:
        """Seal one chain or all, once or again and again."""
        while options["every"]:
            self._seal_quietly(chain)
            connection.close()  # nothing is held open while nothing is done
            time.sleep(options["every"])
        for one in [chain] if chain else queries.chains():
            self.stdout.write(f"链 {one}：{_sealed(services.seal(chain=one))}")
        self.stdout.write(f"封存文件：{seals.directory()}；公钥 {seals.public_key().hex()}")

    def _seal_quietly(self, chain: str | None) -> None:
        for one in [chain] if chain else queries.chains():
            try:
                services.seal(chain=one)
            except (Refused, DatabaseError) as error:  # the next round may succeed; the reason must be seen
                self.stderr.write(f"链 {one} 没有封存：{error}")

    def export(self, chain: str | None, options: dict[str, Any]) -> None:
        """Seal, then write the bundle."""
        for one in [chain] if chain else queries.chains():
            services.seal(chain=one)
        export.write_bundle(options["out"], chain=chain, rows=options["row"], opened=options["open"])
        self.stdout.write(f"证据包已写入 {options['out']}")
        self.stdout.write(f"核验：python3 verify_evidence.py . --key {seals.public_key().hex()}")

    def status(self, chain: str | None, options: dict[str, Any]) -> None:
        """One line for each chain, then what forbids writing."""
        now = timezone.now()
        for head in Head.objects.order_by("chain"):
            note = seals.latest(head.chain)
            age = f"，距今 {int((now - from_utc_text(note.time)).total_seconds() // 60)} 分钟" if note else ""
            last = timezone.localtime(head.last_at).strftime("%Y-%m-%d %H:%M:%S")
            self.stdout.write(
                f"链 {head.chain}：第 {head.epoch} 纪元，{head.seq} 个事件，最后记录 {last}；{_sealed(note)}{age}"
            )
        for sentence in queries.refusals():
            self.stdout.write(f"[暂停写入] {sentence}")

    def open_epoch(self, chain: str | None, options: dict[str, Any]) -> None:
        """Open the next epoch after a restore."""
        event = services.open_epoch(chain=options["chain"], reason=options["reason"], by=None)
        self.stdout.write(f"链 {event.chain} 已开启第 {event.epoch} 纪元（第 {event.seq} 个事件）")


def _sealed(note: seals.Note | None) -> str:
    if note is None:
        return "尚未封存"
    moment = timezone.localtime(from_utc_text(note.time)).strftime("%Y-%m-%d %H:%M:%S")
    return f"已封存至第 {note.size} 个（{moment}，根 {note.root.hex()[:16]}）"
