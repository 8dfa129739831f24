"""`manage.py replay_draw RUN`: draws a run's sample anew from its revealed secret, and compares."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yimen.evidence.review import services
from yimen.evidence.review.models import ReviewPlan
from yimen.evidence.review.states import DRAWN


class Command(BaseCommand):
    """Says whether the kept sample is the one that the committed seed gives; ends with 1 when it is not."""

    help = "用公开的密值重抽一个核验批次的复核样本，核对与保存的是否一致"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, help="核验批次编号")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = ReviewPlan.objects.select_related("run__region").filter(run=options["run"], status=DRAWN).first()
        if plan is None:
            raise CommandError(f"批次 {options['run']} 还没有抽样")
        found = services.differences(plan)
        for each in found:
            self.stdout.write(each)
        if found:
            raise CommandError("重抽结果与保存的不一致")
        self.stdout.write(f"批次 {plan.run_id}：重抽结果与保存的样本完全一致")
