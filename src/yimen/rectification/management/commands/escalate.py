"""`manage.py escalate`: the daily round over orders whose day went by; for cron, early in the morning."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.people.models import Region
from yimen.rectification.pressing import services
from yimen.rectification.pressing.queries import pressed
from yimen.rectification.referral import services as referral


class Command(BaseCommand):
    """督促巡查."""

    help = "对逾期未答复的整改单发出下一级督促措施：错过一个期限只上一级；申辩、延期、我方办理期间不发。重复运行无妨。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day to act for, today unless said otherwise."""
        parser.add_argument("--day", type=date.fromisoformat, default=None, help="按这一天巡查，缺省为今天")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line an order: what was sent, or why nothing was."""
        day = options["day"] or timezone.localdate()
        for region in Region.objects.filter(level=Region.Level.COUNTY).order_by("pk"):
            for order in pressed(region, day):
                try:
                    step = services.escalate(by=None, order=order, day=day)
                except Refused as reason:
                    self.stdout.write(f"{order.number}：未采取措施，{reason}")
                    continue
                if step.document is None:
                    referral.propose(by=None, order=order, day=day)
                self.stdout.write(f"{order.number}：{step.get_rung_display()}，新的期限 {step.finish_by}")
