"""Work in the background."""

import logging

from django_tasks import task

from yimen.common.errors import Conflict
from yimen.evidence import execution, leases
from yimen.evidence.models import Run
from yimen.evidence.states import RUNNING

log = logging.getLogger(__name__)


@task()
def execute(run: int) -> None:
    """Carries out a run, by its key; one that is done already, or in somebody else's hands, is left as it is."""
    try:
        execution.execute_run(run=Run.objects.select_related("region", "handed_in").get(pk=run))
    except Conflict as conflict:
        log.warning("run %s: %s", run, conflict)


def resume_lapsed() -> list[int]:
    """Queues the runs whose holder died; their keys. Whoever comes second finds nothing to do."""
    found = [run.pk for run in Run.objects.filter(status=RUNNING) if leases.dead(run)]
    for pk in found:
        execute.enqueue(pk)
    return found
