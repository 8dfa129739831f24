"""Questions about 办件 and 部门台账; `visible_*` first. Lists stay on an index, so a million rows cost no more."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from yimen.cases.imports import SHANGHAI
from yimen.cases.models import Case, RegisterRecord
from yimen.catalog.models import Item, ItemVersion
from yimen.common.text import mask_name
from yimen.exchange.models import ImportBatch
from yimen.exchange.states import UNFINISHED
from yimen.people.models import Department, Region
from yimen.people.queries import Somebody, may, of_departments, visible_departments


def visible_cases(user: Somebody) -> QuerySet[Case]:
    """The 办件 that the user may see: the county's for county-wide roles, else his own department's."""
    if not may(user, "cases.read"):
        return Case.objects.none()
    return Case.objects.filter(of_departments(user)).select_related("department", "region", "item")


def visible_records(user: Somebody) -> QuerySet[RegisterRecord]:
    """The 部门台账 records that the user may see, as `visible_cases`."""
    if not may(user, "cases.read"):
        return RegisterRecord.objects.none()
    return RegisterRecord.objects.filter(of_departments(user)).select_related("department", "region", "item")


def filtered(rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
    """The rows under the filters of a list: department, item (code), month or week (its first day), channel, result,
    origin, q.

    `q` is a whole number of a case or record: a search inside numbers would read every row.
    """
    is_case = rows.model is Case
    if chosen.get("department"):
        rows = rows.filter(department=chosen["department"])
    if chosen.get("item"):
        # Keys first: a join would keep the index from being used for the order.
        rows = rows.filter(item__in=list(Item.objects.filter(code=chosen["item"]).values_list("pk", flat=True)))
    for name in ("channel", "result", "origin"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("month"):
        rows = _between(rows, chosen["month"], _next_month(chosen["month"]))
    if chosen.get("week"):
        rows = _between(rows, chosen["week"], chosen["week"] + timedelta(weeks=1))
    if chosen.get("q"):
        rows = rows.filter(**{"case_number" if is_case else "record_number": chosen["q"]})
    return rows


def _between(rows: QuerySet[Any], first: date, after: date) -> QuerySet[Any]:
    if rows.model is Case:
        return rows.filter(received_at__gte=_midnight(first), received_at__lt=_midnight(after))
    return rows.filter(issued_on__gte=first, issued_on__lt=after)


def unfinished(region: Region) -> QuerySet[ImportBatch, Any]:
    """A query for the keys of the county's batches that are not wholly read: half a file is no evidence."""
    return ImportBatch.objects.filter(region=region, status__in=UNFINISHED).order_by().values("pk")


def item_names(items: Iterable[int | None]) -> dict[int, str]:
    """Key of an item -> its newest name, in one query."""
    keys = {key for key in items if key is not None}
    versions = ItemVersion.objects.filter(item__in=keys).order_by("item", "number") if keys else ()
    return {version.item_id: version.name for version in versions}


def shown_name(name: str) -> str:
    """A person's name masked, a firm's name whole: it is no personal data, and longer than a name without a dot."""
    return name if len(name) > 5 and "·" not in name else mask_name(name)


def departments_for(user: Somebody) -> QuerySet[Department]:
    """The departments that the user can choose from in a filter."""
    return visible_departments(user).order_by("region", "code")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
