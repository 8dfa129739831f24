"""`manage.py collect_feeds`: takes in what departments put into their folders; once, for cron, or for ever."""

import signal
import time
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management import BaseCommand
from django.db import OperationalError

from yimen.cases import folder


class Command(BaseCommand):
    """收取监测文件夹."""

    help = "收取各部门放进监测文件夹（YIMEN_DATA/feeds/<部门编号>/in）的文件；给 cron 用，或加 --watch 一直运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The pause between two looks, and whether to go on."""
        parser.add_argument("--watch", action="store_true", help="一直运行，直到被停止")
        parser.add_argument("--settle", type=float, default=5.0, help="隔多少秒再看一次，大小和时间没变才收（默认 5）")

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or rounds until stopped; a second collector beside the first does nothing."""
        try:
            with folder.alone():
                folder.prepare()
                self._rounds(options["settle"], options["watch"])
        except folder.Busy:
            self.stderr.write("另一个收取程序正在运行，这次不收。")

    def _rounds(self, settle: float, watch: bool) -> None:
        stop = Event()
        if watch:
            for each in (signal.SIGINT, signal.SIGTERM):
                signal.signal(each, lambda *_: stop.set())
        before = folder.look()
        while True:
            if before or watch:
                stop.wait(settle) if watch else time.sleep(settle)
            if stop.is_set():
                return
            now = folder.look()
            try:
                said = folder.collect(folder.complete(before, now))
            except OperationalError as error:
                if not watch:
                    raise
                said = [f"数据库正忙，稍后再收：{error}"]
            for sentence in said:
                self.stdout.write(sentence)
            if not watch:
                self.stdout.write(f"收取 {len(said)} 个文件，还有 {len(folder.look())} 个没有传完或刚放入。")
                return
            if not said:
                folder.prepare()  # a department may have been added
            before = now
