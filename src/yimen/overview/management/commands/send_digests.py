"""`manage.py send_digests`: everybody is told once a day what waits for him; for cron, every hour."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.overview.course import digest_of
from yimen.people.models import Region
from yimen.programme.digests import services
from yimen.programme.digests.queries import to_tell, why_not_now
from yimen.programme.terms.queries import terms_of


class Command(BaseCommand):
    """每日汇总."""

    help = "给每个人汇总一次当天的待办；免打扰时段和休息日不发，发过的不再发。每小时运行一次无妨。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment to act for, now unless said otherwise."""
        parser.add_argument(
            "--at", type=datetime.fromisoformat, default=None, help="按这一时刻（北京时间），缺省为现在"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a county: how many were told, or why nobody is."""
        at = options["at"].replace(tzinfo=SHANGHAI) if options["at"] else timezone.now()
        for region in Region.objects.filter(level=Region.Level.COUNTY).order_by("pk"):
            reason = why_not_now(terms_of(region), at)
            self.stdout.write(f"{region}：{reason or self._tell(region, at)}")

    def _tell(self, region: Region, at: datetime) -> str:
        day, told = at.astimezone(SHANGHAI).date(), 0
        for user in to_tell(region, day):
            try:
                services.send(user=user, lines=digest_of(user, day), at=at)
            except Refused:  # nothing waits for him, or another round was faster
                continue
            told += 1
        return f"已汇总 {told} 人。"
