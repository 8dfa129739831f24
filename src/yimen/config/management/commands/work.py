"""`manage.py work`: the worker for background tasks, after putting back what a killed worker left running."""

import signal
import time
from threading import Event, Thread
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import is_locked_database_exception

from yimen.cases.tasks import resume_abandoned
from yimen.entry.agreements.tasks import resume_silent
from yimen.evidence.tasks import resume_checks, resume_lapsed

PAUSE_SECONDS = 1
LOOK_SECONDS = 60.0


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
        over = Event()
        Thread(target=self._watch, args=(over,), daemon=True).start()
        try:
            call_command(
                "db_worker", interval=1, worker_id="yimen-worker", verbosity=0, startup_delay=False, reload=False
            )
        finally:
            over.set()

    def _watch(self, over: Event) -> None:
        """Queues verifications, imports and bulk draftings whose worker died, at the start and from then on.

        Not only this worker's: other processes carry out some too.
        """
        try:
            while True:
                try:
                    resume_lapsed()
                    resume_checks()
                    resume_abandoned()
                    resume_silent()
                except OperationalError:
                    self.stderr.write("数据库正忙，稍后再查找中断的核验、导入和批量拟制。")
                if over.wait(LOOK_SECONDS):
                    return
        finally:
            connection.close()
