"""`manage.py work`: the worker for background tasks, after putting back what a killed worker left running."""

import signal
import time
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import is_locked_database_exception

PAUSE_SECONDS = 1


class Command(BaseCommand):
    """运行后台任务."""

    help = "运行后台任务；上次被中断的任务会重新排队。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until stopped, also while a long import keeps the database busy (SQLite lets one write at a time)."""
        while True:
            try:
                return self._work()
            except OperationalError as error:
                if not is_locked_database_exception(error):
                    raise
            self.stderr.write("数据库正忙，后台任务稍后继续。")
            for each in (signal.SIGINT, signal.SIGTERM):  # the worker that has ended still held them
                signal.signal(each, signal.SIG_DFL)
            time.sleep(PAUSE_SECONDS)

    def _work(self) -> None:
        """One worker an installation: whatever is still marked running is a leftover."""
        DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)
        call_command("db_worker", interval=1, worker_id="yimen-worker", verbosity=0, startup_delay=False, reload=False)
