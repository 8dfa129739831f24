"""Work in the background: agreements for many departments."""

from django_tasks import task

from yimen.common.errors import Conflict
from yimen.entry.agreements import services
from yimen.entry.agreements.models import BulkDrafting, BulkMember


@task()
def draft_all(run: int) -> None:
    """Makes what is left of a run; one that was interrupted goes on where it stood."""
    members = BulkMember.objects.filter(drafting=run, done_at__isnull=True)
    for member in members.select_related("drafting__region", "department", "drafting__version__template"):
        try:
            services.draft_member(member=member)
        except Conflict:
            continue  # another worker has just made it
    try:
        services.finish_bulk(run=BulkDrafting.objects.get(pk=run))
    except Conflict:
        return
