"""Questions about archived cases: `visible_to` first."""

from django.db.models import QuerySet

from yimen.cases.archiving.models import Archive
from yimen.cases.handling.queries import visible_to as visible_dossiers
from yimen.people.queries import Somebody


def visible_to(user: Somebody) -> QuerySet[Archive]:
    """The archives of the cases that the user may open."""
    rows = Archive.objects.filter(dossier__in=visible_dossiers(user))
    return rows.select_related("dossier__case", "dossier__version", "dossier__department", "dossier__region", "by")


def retention_words(years: int) -> str:
    """The retention period as it is written."""
    return f"{years} 年" if years else "永久"
