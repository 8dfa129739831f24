"""`manage.py remind_appointments`: who comes tomorrow is reminded by SMS, once; for cron, in the afternoon."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from yimen.halls.appointments import telling
from yimen.people.models import Region


class Command(BaseCommand):
    """提醒明天的预约."""

    help = "用短信提醒明天有预约的人；发过的不再发，发不出去的下次再发。"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each county that takes appointments."""
        for region in Region.objects.filter(halls__desks__isnull=False).distinct():
            done, failed = telling.remind(region, timezone.now())
            self.stdout.write(f"{region}：已提醒 {done} 人，没有发出 {failed} 条。")
