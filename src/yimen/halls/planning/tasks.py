"""Planning in the background."""

from django_tasks import task

from yimen.halls.planning.models import Arrangement


@task()
def arrange(key: int) -> None:
    """Carries out a plan, by its key; one that is over already, or was cancelled, is left as it is."""
    from yimen.halls.planning import execution  # the solver takes a second and 100 MB, which only a worker should pay

    execution.arrange(Arrangement.objects.select_related("hall").get(pk=key))
