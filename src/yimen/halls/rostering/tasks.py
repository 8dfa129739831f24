"""Rosters in the background."""

from django_tasks import task

from yimen.halls.rostering.models import Roster


@task()
def solve(key: int) -> None:
    """Makes a roster that was asked for, by its key."""
    from yimen.halls.rostering import services  # the worker alone pays for the solver

    services.solve(Roster.objects.select_related("hall").get(pk=key))
