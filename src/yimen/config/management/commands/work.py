"""`manage.py work`: the worker for background tasks, after putting back what a killed worker left running."""

from typing import Any

from django.core.management import BaseCommand, call_command
from django_tasks_db.models import DBTaskResult


class Command(BaseCommand):
    """运行后台任务."""

    help = "运行后台任务；上次被中断的任务会重新排队。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until stopped. One worker an installation: whatever is still marked running is a leftover."""
        DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)
        call_command("db_worker", interval=1, worker_id="yimen-worker", verbosity=0, startup_delay=False, reload=False)
