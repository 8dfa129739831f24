"""Work in the background: the index follows the list."""

from django_tasks import task

from yimen.catalog.search import services
from yimen.people.models import Region


@task()
def index_items(region: str) -> None:
    """Builds a county's index anew, by the county's code."""
    services.index_items(region=Region.objects.get(pk=region))
