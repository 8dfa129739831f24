"""Questions about what the platform says of cases."""

from django.db.models import QuerySet

from yimen.cases.arriving.models import PlatformRecord
from yimen.cases.models import Case
from yimen.cases.numbers.models import SerialNumber
from yimen.catalog.models import ItemVersion
from yimen.people.models import Region


def records_of(case: Case) -> QuerySet[PlatformRecord]:
    """What the platform says of a case, by its own times."""
    return PlatformRecord.objects.filter(case=case).order_by("at", "pk")


def applied_under(region: Region, number: str) -> Case | None:
    """The case that came of the application with that number (申办流水号), if it came before."""
    rows = SerialNumber.objects.filter(case__region=region, sort=SerialNumber.Sort.APPLIED, number=number)
    found = rows.select_related("case").first()
    return found.case if found else None


def open_version(region: Region, code: str) -> ItemVersion | None:
    """What the county's list says of an item now."""
    rows = ItemVersion.objects.filter(region=region, code=code, valid_to__isnull=True)
    return rows.select_related("department", "item", "region").first()
