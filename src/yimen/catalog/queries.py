"""Questions about items; `visible_to` first."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from yimen.catalog.models import ItemVersion
from yimen.catalog.rules import Check, faults_of
from yimen.common.text import search_key
from yimen.people.models import Department, Region, in_force
from yimen.people.queries import Somebody, of_departments


def visible_to(user: Somebody) -> QuerySet[ItemVersion]:
    """The versions that the user may see: the county's for county-wide roles, else his own department's."""
    return ItemVersion.objects.filter(of_departments(user)).select_related("department")


def as_of(rows: QuerySet[ItemVersion], day: date | None) -> QuerySet[ItemVersion]:
    """The versions in force on a day; without a day the open ones, which the list's index serves directly."""
    return rows.filter(valid_to__isnull=True) if day is None else rows.filter(in_force(day))


def chosen(rows: QuerySet[ItemVersion], filters: dict[str, Any]) -> QuerySet[ItemVersion]:
    """The versions narrowed by `q` (words of the name, initials of its pinyin, or a part of the code), `department`,
    `kind`, `initiation` and `day`, in the order of their codes.
    """
    rows = as_of(rows, filters.get("day"))
    for name in ("department", "kind", "initiation"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    for word in str(filters.get("q", ""))[:60].split():
        rows = rows.filter(search_text__contains=search_key(word))
    return rows.order_by("code")


def history(version: ItemVersion) -> QuerySet[ItemVersion]:
    """All versions of the same item, newest first."""
    return ItemVersion.objects.filter(item=version.item_id).select_related("department", "batch").order_by("-number")


def quality(rows: QuerySet[ItemVersion]) -> Iterator[tuple[ItemVersion, list[Check]]]:
    """Each version in which a check finds something, with what it finds; reads the rows in chunks."""
    for version in rows.iterator(chunk_size=2000):
        faults = faults_of(version)
        if faults:
            yield version, faults


def departments_by_name(region: Region) -> dict[str, int]:
    """Every wording by which a list may name a department of the county -> its primary key.

    The whole name, the short one, and either with or without the county's name before it. A wording that two
    departments share names neither.
    """
    place = search_key(region.name)
    found: dict[str, int] = {}
    shared: set[str] = set()
    for department in Department.objects.filter(region=region):
        wordings = {search_key(department.name), search_key(department.short_name)}
        wordings |= {place + each for each in wordings} | {each.removeprefix(place) for each in wordings}
        wordings |= {place[-1:] + each for each in wordings}  # 县公安局
        for wording in wordings:
            if found.setdefault(wording, department.pk) != department.pk:
                shared.add(wording)
    return {wording: key for wording, key in found.items() if wording not in shared}
