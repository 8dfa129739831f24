"""`manage.py follow_parcels`: asks the carrier after what was posted; for cron, a few times a day."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from yimen.cases.posting import queries, services
from yimen.common.errors import Refused


class Command(BaseCommand):
    """查询寄出的邮件到了哪里."""

    help = "向快递查询接口查询近两个月寄出、还没有签收或退回的邮件；半小时内查过的不再查，可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """One round; a number that nobody knows does not stop the others."""
        now, asked, failed = timezone.now(), 0, 0
        for dossier in queries.to_follow(now):
            for each in queries.posted_in(dossier, now):
                if not each.askable:
                    continue
                try:
                    parcel = services.follow(dossier=dossier, tracking=each.tracking, now=now)
                    self.stdout.write(f"{dossier.number}　{parcel.tracking}　{parcel.get_state_display()}")
                    asked += 1
                except Refused as refusal:
                    self.stdout.write(f"{dossier.number}　{each.tracking}　{refusal}")
                    failed += 1
        self.stdout.write(f"查询 {asked + failed} 件，{failed} 件没有结果。")
