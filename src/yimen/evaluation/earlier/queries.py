"""Questions about files of earlier ratings."""

from django.db.models import QuerySet

from yimen.exchange.models import ImportBatch
from yimen.people.queries import Somebody, may, of_regions


def visible_imports(user: Somebody) -> QuerySet[ImportBatch]:
    """The county's files of earlier ratings, for whoever keeps its ratings."""
    if not may(user, "evaluation.keep"):
        return ImportBatch.objects.none()
    return ImportBatch.objects.filter(of_regions(user), kind=ImportBatch.Kind.RATINGS)  # type: ignore[arg-type]
