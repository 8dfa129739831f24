"""Questions on document numbers."""

from django.db.models import QuerySet

from yimen.documents.models import DocumentNumber
from yimen.people.models import Region, User


def visible_to(user: User) -> QuerySet[DocumentNumber]:
    """The register of the user's own county."""
    return DocumentNumber.objects.filter(region=user.region_id)


def missing(region: Region) -> list[str]:
    """Numbers below the highest of their series and year that the register lacks: each was removed by force."""
    lacking: list[str] = []
    rows = DocumentNumber.objects.filter(region=region).order_by("series", "year", "serial")
    expected: dict[tuple[str, int], int] = {}
    for row in rows.iterator(chunk_size=2000):
        key = (row.series, row.year)
        for serial in range(expected.get(key, 1), row.serial):
            lacking.append(DocumentNumber(series=row.series, year=row.year, serial=serial).text)
        expected[key] = row.serial + 1
    return lacking
