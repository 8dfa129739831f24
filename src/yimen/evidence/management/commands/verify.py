"""`manage.py verify`: verifies a county's own data and waits for the answer."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from yimen.common.errors import Refused
from yimen.evidence import execution, services
from yimen.evidence.models import Run, VerdictValue
from yimen.evidence.queries import verdict_counts
from yimen.evidence.states import DONE
from yimen.people.models import Region


class Command(BaseCommand):
    """Verifies now, with a progress bar; findings and rechecks follow as from the page."""

    help = "核验一个县（区）的数据，例：manage.py verify --county 230522000000 --from 2023-01-01 --to 2023-12-31"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """County and period; without a period the twelve whole months before today."""
        parser.add_argument("--county", required=True, metavar="区划代码", help="12 位区划代码")
        parser.add_argument("--from", dest="first", type=_day, metavar="2023-01-01", help="数据起始日期")
        parser.add_argument("--to", dest="last", type=_day, metavar="2023-12-31", help="数据截止日期")
        parser.add_argument("--recheck", action="store_true", help="整改复核：不作为总览的数据来源")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the verdicts counted; an error when the run fails."""
        region = Region.objects.filter(pk=options["county"]).first()
        if region is None:
            raise CommandError(f"没有区划代码为 {options['county']} 的县（区），请核对 12 位代码。")
        first, last = services.default_period(timezone.localdate())
        purpose = Run.Purpose.RECHECK if options["recheck"] else Run.Purpose.REGULAR
        try:
            run = services.request_run(
                by=None,
                region=region,
                period_from=options["first"] or first,
                period_to=options["last"] or last,
                purpose=purpose,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        run = self._execute(run, quiet=options["verbosity"] == 0)
        if run.status != DONE:
            raise CommandError(f"核验批次 {run.pk} 未完成：{run.failure}")
        counts = verdict_counts(run)
        words = "，".join(f"{VerdictValue(value).label} {n}" for value, n in counts.items())
        self.stdout.write(f"核验批次 {run.pk}（{run.period_from} 至 {run.period_to}）完成：{words}")
        for off in run.report["switched_off"]:
            self.stdout.write(f"未启用 {off['rule']} {off['title']}：{off['reason']}")

    def _execute(self, run: Run, quiet: bool) -> Run:
        with tqdm(total=1, disable=quiet, bar_format="{percentage:3.0f}% |{bar:24}| {elapsed} {desc}") as bar:

            def show(step: str, done: int, total: int) -> None:
                bar.total, bar.n = total, done
                bar.set_description_str(step)

            return execution.execute_run(run=run, progress=show)


def _day(text: str) -> date:
    return date.fromisoformat(text)
