"""Work in the background."""

import logging

from django.utils import timezone
from django_tasks import task

from yimen.common.errors import Conflict
from yimen.evidence import execution, leases
from yimen.evidence.handing_in import checking, queries
from yimen.evidence.handing_in import services as handing_in
from yimen.evidence.handing_in.models import ForeignSet
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


@task()
def check(the_set: int) -> None:
    """Checks a foreign set, by its key, and hands the run over it on; then has old ones cleared."""
    try:
        found = ForeignSet.objects.select_related("region").get(pk=the_set)
        run = checking.check(found)
    except Conflict as conflict:
        log.warning("foreign set %s: %s", the_set, conflict)
        return
    if run is not None:
        execute.enqueue(run.pk)
    handing_in.tidy(region=found.region, now=timezone.now())


def resume_checks() -> list[int]:
    """Queues the foreign sets whose check died; their keys. Whoever comes second finds nothing to do."""
    found = [each.pk for each in queries.unchecked()]
    for pk in found:
        check.enqueue(pk)
    return found


def resume_lapsed() -> list[int]:
    """Queues the runs whose holder died; their keys. Whoever comes second finds nothing to do."""
    found = [run.pk for run in Run.objects.filter(status=RUNNING) if leases.dead(run)]
    for pk in found:
        execute.enqueue(pk)
    return found
