"""Work in the background."""

from django_tasks import task

from yimen.evidence import services
from yimen.evidence.models import Run


@task()
def execute(run: int) -> None:
    """Carries out a run, by its key; one that is done already is left as it is."""
    services.execute_run(run=Run.objects.get(pk=run))
