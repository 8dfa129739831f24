"""`manage.py score_demonstration`: how well the verification of the demonstration county answered."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yimen.demonstration import loading, scoring
from yimen.evidence import queries as evidence
from yimen.people.models import Region


class Command(BaseCommand):
    """用生成时留下的真相给最近一次核验打分."""

    help = "把演示县最近一次核验的结果与生成时留下的真相相比，给出精确率、召回率和结论正确率"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which of the two counties."""
        parser.add_argument("--neighbour", action="store_true", help="邻县集贤县，默认为友谊县")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the scorer's figures; an error says which command makes what is missing."""
        code = loading.NEIGHBOUR if options["neighbour"] else loading.HOME
        truth = loading.folder() / "neighbour" if options["neighbour"] else loading.folder()
        region = Region.objects.filter(pk=code).first()
        run = evidence.latest_run(region) if region else None
        if run is None or not (truth / "truth").is_dir():
            raise CommandError("没有可打分的核验：请先运行 manage.py load_demonstration 装入演示县。")
        self.stdout.write(f"{region}，核验批次 {run.pk}（{run.period_from} 至 {run.period_to}）：")
        for line in scoring.lines(scoring.score_run(run, truth)):
            self.stdout.write(f"  {line}")
