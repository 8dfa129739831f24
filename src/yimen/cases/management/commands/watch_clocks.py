"""`manage.py watch_clocks`: looks after the time limits of open cases; for cron, and after a calendar is published."""

import csv
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from yimen.cases.clocks import watching
from yimen.cases.clocks.services import recompute
from yimen.cases.clocks.services.keeping import Shifted
from yimen.cases.papers import services as papers
from yimen.cases.papers.queries import anywhere_unwritten
from yimen.common.publication import known_on
from yimen.common.workdays import Calendar


class Command(BaseCommand):
    """巡查时限."""

    help = (
        "重算在办件的时限，把五日内没有告知的登记为视为受理，到期前提醒、逾期上报；每项只提醒一次，重复运行无妨。"
        "--calendar 只看一份新的节假日安排会改变哪些期限，不写入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file of a new arrangement, to see beforehand what it changes."""
        parser.add_argument("--calendar", type=Path, help="节假日安排（CSV：date,is_off_day,arrangement_year），只试算")

    def handle(self, *args: Any, **options: Any) -> None:
        """One round as of today; or what a calendar would change."""
        today = timezone.localdate()
        if options["calendar"]:
            shifted = recompute(as_of=today, calendar=_calendar(options["calendar"], today), write=False)
            self._tell_shifted(shifted)
            self.stdout.write(f"这份安排将改变 {len(shifted)} 件办件的最近期限，没有写入。")
            return
        done = watching.watch(as_of=today)
        issued = sum(len(papers.issue_all(by=None, dossier=each)) for each in anywhere_unwritten())
        self._tell_shifted(done.shifted)
        for dossier in done.deemed:
            self.stdout.write(f"{dossier.number}：五日内没有告知，视为受理")
        for reminder in done.reminders:
            self.stdout.write(f"{reminder.get_level_display()}　{reminder.words}")
        self.stdout.write(
            f"期限变动 {len(done.shifted)} 件，视为受理 {len(done.deemed)} 件，补发文书 {issued} 份，"
            f"提醒和上报 {len(done.reminders)} 次。"
        )

    def _tell_shifted(self, shifted: list[Shifted]) -> None:
        for each in shifted:
            self.stdout.write(f"{each.dossier.number}：最近期限由 {each.before or '无'} 变为 {each.after or '无'}")


def _calendar(path: Path, today: date) -> Calendar:
    """Today's calendar with the rows of the file. Errors: CommandError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return known_on(today).having(csv.DictReader(file))
    except (OSError, ValueError) as error:
        raise CommandError(str(error)) from error
