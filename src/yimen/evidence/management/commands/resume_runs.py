"""`manage.py resume_runs`: carries on with verifications that were cut off."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yimen.common.errors import Conflict
from yimen.evidence import execution, leases
from yimen.evidence.models import Run
from yimen.evidence.states import DONE, RUNNING


class Command(BaseCommand):
    """Takes up every run whose holder died, here and now, from its last finished stage."""

    help = "续跑被中断的核验批次：从最后完成的一步接着做；仍在进行的不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a run; an error when one of them fails."""
        failed = []
        for run in Run.objects.filter(status=RUNNING).select_related("region", "handed_in").order_by("pk"):
            if not leases.dead(run):
                self.stdout.write(f"核验批次 {run.pk} 仍在进行（最近心跳 {run.seen_at:%H:%M:%S}），不动。")
                continue
            try:
                run = execution.execute_run(run=run)
            except Conflict as conflict:
                self.stdout.write(f"核验批次 {run.pk}：{conflict}")
                continue
            if run.status == DONE:
                self.stdout.write(f"核验批次 {run.pk} 已续跑完成（第 {run.resumed} 次续跑）。")
            else:
                failed.append(f"核验批次 {run.pk} 未完成：{run.failure}")
        if failed:
            raise CommandError("\n".join(failed))
