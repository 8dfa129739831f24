"""Questions on document numbers and issued documents; `visible` first."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments, of_regions

NUMBER = re.compile(r"(?P<series>[^〔]+)〔(?P<year>\d{4})〕(?P<serial>\d+)号")
USED, OPEN, ABANDONED = "used", "open", "abandoned"
STANDINGS = {USED: "已发文", OPEN: "已取号，未在此发文", ABANDONED: "已作废"}
TONES = {USED: "good", OPEN: "calm", ABANDONED: "plain"}
_STANDING = {
    USED: Q(issued__isnull=False),
    OPEN: Q(issued__isnull=True, abandoned_at__isnull=True),
    ABANDONED: Q(abandoned_at__isnull=False),
}


def visible_numbers(user: Somebody) -> QuerySet[DocumentNumber]:
    """The register of the user's own county, for those who may see it."""
    if user.is_anonymous or not may(user, "documents.register"):
        return DocumentNumber.objects.none()
    people = ("region", "allocated_by", "abandoned_by", "issued")
    return DocumentNumber.objects.filter(of_regions(user)).select_related(*people)


def visible_documents(user: Somebody) -> QuerySet[IssuedDocument]:
    """The issued documents of the county; for others than county-wide roles those to all or to their own department."""
    if user.is_anonymous or not may(user, "documents.read"):
        return IssuedDocument.objects.none()
    to_all = Q(department__isnull=True) & of_regions(user)
    rows = IssuedDocument.objects.filter(of_departments(user) | to_all).exclude(kind__in=IssuedDocument.PERSONAL)
    return rows.select_related("region", "number", "department", "issued_by")


def chosen_numbers(user: Somebody, chosen: dict[str, Any]) -> QuerySet[DocumentNumber]:
    """The visible numbers narrowed by `series`, `year`, `standing` and words `q`, the newest first."""
    rows = visible_numbers(user).order_by("-pk")
    if "standing" in chosen:
        rows = rows.filter(_STANDING[chosen["standing"]])
    if "q" in chosen:
        rows = rows.filter(Q(use__icontains=chosen["q"]) | Q(abandoned_reason__icontains=chosen["q"]))
    return rows.filter(**{name: chosen[name] for name in ("series", "year") if name in chosen})


def chosen_documents(user: Somebody, chosen: dict[str, Any]) -> QuerySet[IssuedDocument]:
    """The visible documents narrowed by `kind`, `department`, `year` and words `q`, the newest first."""
    rows = visible_documents(user).order_by("-pk")
    if "q" in chosen:
        rows = rows.filter(Q(title__icontains=chosen["q"]) | Q(number__series__icontains=chosen["q"]))
    if "year" in chosen:
        rows = rows.filter(number__year=chosen["year"])
    return rows.filter(**{name: chosen[name] for name in ("kind", "department") if name in chosen})


def number_of(region: Region, text: str) -> DocumentNumber:
    """The number that the county's register has under this text, e.g. 友政办发〔2023〕15号. Errors: DoesNotExist."""
    found = NUMBER.fullmatch(text)
    if found is None:
        raise DocumentNumber.DoesNotExist(text)
    return DocumentNumber.objects.get(region=region, **found.groupdict())


def standing(number: DocumentNumber) -> str:
    """What became of a number: a key of STANDINGS."""
    if number.abandoned_at is not None:
        return ABANDONED
    return USED if hasattr(number, "issued") else OPEN


@dataclass(frozen=True)
class SeriesTotal:
    """一个机关代字一年的用号情况: the last serial, and how many were given out, used and abandoned."""

    series: str
    year: int
    last: int
    taken: int
    used: int
    abandoned: int

    @property
    def open(self) -> int:
        """Given out, neither issued here nor abandoned."""
        return self.taken - self.used - self.abandoned

    @property
    def lacking(self) -> int:
        """How many serials below the last the register lacks: 0 unless rows were removed by force."""
        return self.last - self.taken


def series_totals(user: Somebody) -> list[SeriesTotal]:
    """The user's register by series and year, the newest year first; one query."""
    rows = visible_numbers(user).order_by().select_related(None).values("series", "year")
    counted = rows.annotate(
        last=Max("serial"),
        taken=Count("pk"),
        used=Count("pk", filter=_STANDING[USED]),
        abandoned=Count("pk", filter=_STANDING[ABANDONED]),
    )
    return [SeriesTotal(**row) for row in counted.order_by("-year", "series")]


def issued_from(source: str) -> IssuedDocument | None:
    """The newest document that was issued from a source such as `rectification:order:7`; the caller checks rights."""
    return IssuedDocument.objects.filter(source=source).select_related("number").order_by("-pk").first()


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
