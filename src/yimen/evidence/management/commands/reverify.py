"""`manage.py reverify`: repeats a past verification from its kept set and says whether the answer is the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yimen.common.errors import Refused
from yimen.evidence.history.repeating import repeat
from yimen.evidence.models import Run

SHOWN = 20


class Command(BaseCommand):
    """Nothing is stored: the past answer stays as it is, whatever comes out."""

    help = "用当时保存的数据集和参数重做一个核验批次，报告答案是否相同；不改动任何数据。例：manage.py reverify 12"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run's number."""
        parser.add_argument("run", type=int, metavar="批次编号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what is the same; an error when the set or the answer is not."""
        run = Run.objects.select_related("region", "handed_in").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"没有核验批次 {options['run']}。")
        try:
            found = repeat(run)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"数据集：{'与当时逐行相同' if found.same_set else '与当时不同'}")
        for difference in found.differences:
            self.stdout.write(difference)
        for name, (rows_then, rows_now) in found.rows.items():
            self.stdout.write(f"{name}：当时 {rows_then} 行，现在 {rows_now} 行")
        for code, was, now in found.changed[:SHOWN]:
            self.stdout.write(f"结论不同 {code}：{was} → {now}")
        if len(found.changed) > SHOWN:
            self.stdout.write(f"另有 {len(found.changed) - SHOWN} 项结论不同")
        if not (found.same_set and found.same_answer):
            raise CommandError(f"核验批次 {run.pk} 的答案与当时不同。")
        self.stdout.write(f"核验批次 {run.pk} 的答案与当时相同，摘要 {found.digest}")
