"""Questions about batches and refused rows; `visible_batches` first."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.exchange.writing import Table
from yimen.people.queries import Somebody, may, of_departments, of_regions, roles_of
from yimen.people.rules import COUNTY_WIDE


def visible_batches(user: Somebody) -> QuerySet[ImportBatch]:
    """The county's batches for county-wide roles; else those of his own department or that he handed in himself."""
    rows = ImportBatch.objects.select_related("region", "department", "uploaded_by")
    if not may(user, "exchange.read"):
        return rows.none()
    if roles_of(user) & COUNTY_WIDE:
        return rows.filter(of_regions(user))  # type: ignore[arg-type]
    return rows.filter(of_departments(user) | Q(uploaded_by_id=user.pk))


def refused(batch: ImportBatch) -> QuerySet[RefusedRow]:
    """The refused rows of a batch in the order of their lines."""
    return RefusedRow.objects.filter(batch=batch).order_by("line", "pk")


def as_table(batch: ImportBatch) -> Table:
    """The refused rows that are not yet corrected, as a sheet to correct and hand in again: every cell as it came,
    then the line it stood on, the column at fault, why it was refused, and what to do.
    """
    rows = list(refused(batch).filter(corrected_in__isnull=True))
    headings: dict[str, None] = {}
    for row in rows:
        headings.update(dict.fromkeys(row.cells))
    own = ("原行号", "退回原因", "处理办法")
    wanted = [name for name in headings if name not in own]

    def lines() -> Iterator[list[str]]:
        for row in rows:
            yield [*(row.cells.get(name, "") for name in wanted), str(row.line), row.reason, row.remedy]

    return Table("退回行", [*wanted, *own], lines())
