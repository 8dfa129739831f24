"""Tells each department of its ratings of the weeks that are over, where they are enough; once a week, on Monday."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.evaluation.services import release
from yimen.people.models import Department


class Command(BaseCommand):
    """公布评价."""

    help = "按周向各部门公布评价：每组至少十条，去掉姓名、电话和编号，不与办件对应"

    def handle(self, *args: Any, **options: Any) -> None:
        """Releases what can be released; a department with too few ratings waits."""
        for department in Department.objects.filter(ratings__released=False).distinct().order_by("pk"):
            try:
                batch = release(by=None, department=department, now=timezone.now())
            except Refused as refused:
                self.stdout.write(str(refused))
            else:
                self.stdout.write(f"{department}：公布 {batch.size} 条")
