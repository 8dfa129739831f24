"""`manage.py forget_drafts`: once a night, drafts of applications that nobody touched for 90 days go."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from yimen.cases.applying import services


class Command(BaseCommand):
    """删除 90 天没有动过的申请草稿."""

    help = "删除 90 天没有动过的申请草稿（每晚运行一次）。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many drafts are gone."""
        self.stdout.write(f"删除草稿 {services.forget_old(at=timezone.now())} 份")
