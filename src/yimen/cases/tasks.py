"""Work in the background."""

import logging

from django_tasks import task

from yimen.cases import services
from yimen.common.errors import Conflict
from yimen.exchange.models import ImportBatch

log = logging.getLogger(__name__)


@task()
def read(batch: int) -> None:
    """Reads a batch to its end, by its key; one that is read already, or by somebody else, is left as it is."""
    try:
        services.carry_on(ImportBatch.objects.get(pk=batch))
    except Conflict as conflict:
        log.warning("batch %s: %s", batch, conflict)


def resume_abandoned() -> list[int]:
    """Queues the batches whose reader died; their keys. Whoever comes second finds nothing to do."""
    found = [batch.pk for batch in services.abandoned()]
    for pk in found:
        read.enqueue(pk)
    return found
