"""`manage.py forget_ticket_phones`: phones left for the day's reminder are deleted after it; for cron, at night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.halls.queue import services
from yimen.people.models import Region


class Command(BaseCommand):
    """删除取号时留下的手机号."""

    help = "删除昨天及以前取号时留下的提醒手机号；每天夜里运行一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each county that gives out numbers."""
        for region in Region.objects.filter(halls__lines__isnull=False).distinct():
            try:
                done = services.forget_phones(region=region, before=timezone.localdate())
            except Refused:
                done = 0
            self.stdout.write(f"{region}：已删除 {done} 个。")
