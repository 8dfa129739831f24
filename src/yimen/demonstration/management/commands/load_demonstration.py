"""`manage.py load_demonstration`: the demonstration county into an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from yimen.common.errors import Refused
from yimen.demonstration import loading
from yimen.ledger.services import LedgerTooShort

LEAST = 1000


class Command(BaseCommand):
    """装入演示县友谊县及其邻县集贤县."""

    help = "生成并装入演示县（只用于演示模式和空数据库），例：manage.py load_demonstration --matters 100000"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many matters the year has."""
        parser.add_argument("--matters", type=int, default=100_000, help="全年办件数（约），默认 100000，至少 1000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads all or nothing; whatever goes wrong, the last line says what to do."""
        if not settings.DEMONSTRATION:
            raise CommandError("演示县带有公开的账号，只能在演示模式（YIMEN_DEMONSTRATION=1）下装入。")
        if options["matters"] < LEAST:
            raise CommandError(f"--matters 至少为 {LEAST}：再少就放不下全部情形。")
        data = settings.YIMEN_DATA
        again = f"要重新装入，请先停止系统，删除数据目录 {data}（演示数据将全部丢失），再运行一次。"
        try:
            with _Bar(quiet=options["verbosity"] == 0) as bar:
                loading.load(matters=options["matters"], tell=bar.tell)
        except (Refused, LedgerTooShort) as refusal:
            raise CommandError(f"演示县没有装入：{refusal}\n{again}") from refusal
        except BaseException:
            self.stderr.write(f"演示县没有装完，数据库保持原样，可以直接再运行一次。若仍不成功：{again}")
            raise
        self.stdout.write("演示县已装入。")


class _Bar:
    """A progress bar in percent, over the shares of the steps."""

    def __init__(self, quiet: bool) -> None:
        self._bar = tqdm(total=100, disable=quiet, bar_format="{percentage:3.0f}% |{bar:24}| {elapsed} {desc}")
        self._before = {name: sum(list(loading.STEPS.values())[:n]) for n, name in enumerate(loading.STEPS)}

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()

    def tell(self, step: str, share: float) -> None:
        """Shows the step and how far it is."""
        self._bar.set_description_str(step, refresh=False)
        self._bar.update(self._before[step] + loading.STEPS[step] * share - self._bar.n)
