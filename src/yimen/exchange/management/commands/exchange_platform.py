"""`manage.py exchange_platform`: sends, asks, pulls and reconciles with the province's platform; once, or for ever."""

import signal
import time
from argparse import ArgumentParser
from datetime import date
from threading import Event
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from yimen.exchange.platform import nightly, services
from yimen.exchange.platform.client import Unreachable, configured
from yimen.exchange.platform.sending import Exchange, Round, opened

PAUSE, PULL_EVERY = 1.0, 60.0


class Command(BaseCommand):
    """与省平台收发消息."""

    help = "与省平台收发消息并每日对账；给 cron 用，或加 --watch 一直运行。地址和密钥见 YIMEN_PLATFORM_*。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to go on, and a day to be reconciled."""
        parser.add_argument("--watch", action="store_true", help="一直运行，直到被停止")
        parser.add_argument(
            "--reconcile", metavar="日期", type=date.fromisoformat, help="只对这一天的账，如 2026-05-31"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rounds until there is nothing to do, or until stopped. Errors: CommandError without an address."""
        platform = configured()
        if platform is None:
            raise CommandError("没有配置省平台的地址（YIMEN_PLATFORM_URL）：没有联网的，请在页面上导出和导入交换包。")
        with opened(platform) as exchange:
            if options["reconcile"]:
                self._reconcile(exchange, options["reconcile"])
            elif options["watch"]:
                self._watch(exchange)
            else:
                self._once(exchange)

    def _once(self, exchange: Exchange) -> None:
        total = self._pull(exchange)
        while not (done := self._round(exchange)).idle:
            total += done
        self.stdout.write(
            f"发出 {total.sent} 条，状态更新 {total.moved} 条，稍后再试 {total.again} 条，拉取 {total.pulled} 条。"
        )

    def _round(self, exchange: Exchange) -> Round:
        now = timezone.now()
        return exchange.send(now) + exchange.ask(now)

    def _pull(self, exchange: Exchange) -> Round:
        total = Round(pulled=services.handle_waiting())
        for region in nightly.counties():
            try:
                total += exchange.pull(region, timezone.now())
            except Unreachable as trouble:
                services.note_contact(region=region.pk, trouble=str(trouble), now=timezone.now())
        return total

    def _watch(self, exchange: Exchange) -> None:
        stop = Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: stop.set())
        pulled = -PULL_EVERY
        while not stop.is_set():
            try:
                idle = self._round(exchange).idle
                if time.monotonic() - pulled >= PULL_EVERY:
                    pulled = time.monotonic()
                    self._pull(exchange)
                    self._nightly(exchange)
            except OperationalError as error:
                self.stderr.write(f"数据库正忙，稍后再收发：{error}")
                idle = True
            if idle:
                stop.wait(PAUSE)

    def _nightly(self, exchange: Exchange) -> None:
        now = timezone.now()
        services.forget_nonces(now=now)
        for region in nightly.counties():
            if (day := nightly.owed(region, now)) is None:
                continue
            try:
                nightly.reconcile(exchange.platform, region, day, now)
            except Unreachable as trouble:
                services.note_contact(region=region.pk, trouble=str(trouble), now=now)

    def _reconcile(self, exchange: Exchange, day: date) -> None:
        for region in nightly.counties():
            try:
                done = nightly.reconcile(exchange.platform, region, day, timezone.now())
            except Unreachable as trouble:
                raise CommandError(f"没有对成账，什么也没有改变：{trouble}") from trouble
            found = done.differences.count()
            self.stdout.write(f"{region}：我方 {done.ours} 条，省平台 {done.theirs} 条，新的差异 {found} 处。")
