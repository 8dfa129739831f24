"""证据集 out of our database: one CSV a table as the evidence contract words it, streamed row by row.

Declared and observed meet here and nowhere else.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from django.db.models import Count, Q, QuerySet

from yimen.cases.models import Case, RegisterRecord
from yimen.cases.queries import unfinished
from yimen.catalog.models import ItemVersion
from yimen.entry.models import Declaration, Exemption, Mode
from yimen.entry.queries import holds_on
from yimen.halls.keeping.queries import closures_between, shut_days
from yimen.halls.models import OUTAGES, Attendance, Hall, HallDay, Posting, Window
from yimen.halls.queue.models import LineItem, TicketCall
from yimen.people.models import Region
from yimen.verify import TABLES

SHANGHAI = ZoneInfo("Asia/Shanghai")
CONTEXT = timedelta(days=180)
"""So far before the period cases and records go along, so that a licence finds the application it came from."""
AFTER = timedelta(days=180)
"""So long after the period a licence may still be issued on an application of the period."""
ROWS_AT_ONCE = 5_000
EVERY_WINDOW = "*"
"""What an outage of a whole hall names instead of a window."""
TOLD_EVERY = 50_000
Rows = Iterator[Iterable[Any]]

# 进驻方式 as departments declare it -> as the contract words it. Township points and items that never entered are
# no claim to run in the main hall; online items are accepted by the hall's own platform.
ENTRY_MODE = {
    Mode.OWN_WINDOW: "hall",
    Mode.REPRESENTATIVE: "hall",
    Mode.ACCEPT_IN_HALL: "hall",
    Mode.ONLINE_ONLY: "hall",
    Mode.ENTRUSTED: "entrusted",
    Mode.BRANCH_HALL: "branch_hall",
    Mode.TOWNSHIP: "none",
    Mode.NOT_ENTERED: "none",
}
IN_MAIN_HALL = frozenset({"hall", "entrusted"})
# A township's service point is a hall of the county as lawful as the main one (domain: 乡镇便民服务中心 is no breach).
HALL_KIND = {Hall.Kind.MAIN: "main", Hall.Kind.TOWNSHIP: "main", Hall.Kind.BRANCH: "branch"}


def write_set(
    *,
    region: Region,
    period_from: date,
    period_to: date,
    folder: Path,
    file_format: str = "csv",
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Rows written by table. The folder then holds a whole evidence set of the county for the period (both days in).

    file_format: csv or parquet. progress: told how many rows are written so far, now and then. Ratings (evaluations)
    stay out: their rows name the case, and no department may learn from a finding who rated it; the room of ratings
    looks for ratings by its own staff, bursts and strange machines itself. A table that is missing or empty switches
    off the rules that need it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    meta = {"region": region.code, "from": period_from.isoformat(), "to": period_to.isoformat()}
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    counts: dict[str, int] = {}
    for name, rows in _WRITERS.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(column.name for column in TABLES[name].columns)
            counts[name] = 0
            for row in rows(region, period_from, period_to):
                writer.writerow(row)
                counts[name] += 1
                if progress and counts[name] % TOLD_EVERY == 0:
                    progress(sum(counts.values()))
        if file_format == "parquet":
            _to_parquet(path)
    return counts


def _to_parquet(path: Path) -> None:
    with duckdb.connect() as connection:
        connection.read_csv(str(path), all_varchar=True, header=True).write_parquet(str(path.with_suffix(".parquet")))
    path.unlink()


def _items(region: Region, period_from: date, period_to: date) -> Rows:
    modes = modes_in(region, period_from, period_to)
    versions = ItemVersion.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=period_from),
        region=region,
        valid_from__lte=period_to,
        state=ItemVersion.State.IN_USE,
    ).select_related("department")
    newest = {version.item_id: version for version in versions.order_by("item", "number")}
    for version in sorted(newest.values(), key=lambda each: each.code):
        mode, since, until = modes.get(version.item_id, ("none", None, None))
        code, days = version.department.code, version.promised_days
        yield version.code, version.name, code, version.initiation, mode, since, version.handling, days, until


def modes_in(region: Region, period_from: date, period_to: date) -> dict[int, tuple[str, date | None, date | None]]:
    """Key of an item -> (the contract's entry mode, since when, until when if it left the main hall in the period).

    An item that was in the hall for part of the period is judged for that part: an exemption or a withdrawal makes
    nothing lawful that was done before it.
    """
    found: dict[int, tuple[str, date | None, date | None]] = {
        item: (mode, since, None) for item, (mode, since) in entry_modes(region, period_to).items()
    }
    left: dict[date, list[int]] = {}
    for item, (mode, since, _) in found.items():
        if mode not in IN_MAIN_HALL and since and since > period_from:
            left.setdefault(since - timedelta(days=1), []).append(item)
    for last, items in left.items():
        before = entry_modes(region, last)
        for item in items:
            mode, since = before.get(item, ("none", None))
            if mode in IN_MAIN_HALL:
                found[item] = (mode, since, last)
    return found


def entry_modes(region: Region, day: date) -> dict[int, tuple[str, date | None]]:
    """Key of an item -> (the contract's entry mode on a day, since when without a break).

    Moving from one way of being in the main hall to another does not begin a new time: else a department could wipe out
    what went before by declaring anew. An exemption in force prevails over a declaration, except where want of
    room (场地受限) goes with acceptance in the hall, as the notice orders (task 3).
    """
    found: dict[int, tuple[str, date | None]] = {}
    declared: dict[int, Mode] = {}
    said = Declaration.objects.filter(region=region, valid_from__lte=day).order_by("item", "valid_from")
    ended: dict[int, date] = {}
    for item, mode, since, until in said.values_list("item", "mode", "valid_from", "valid_to"):
        word = ENTRY_MODE[Mode(mode)]
        before, began = found.get(item, ("", None))
        unbroken = item in ended and ended[item] + timedelta(days=1) >= since
        if unbroken and began and (word == before or {word, before} <= IN_MAIN_HALL):
            since = began
        found[item], ended[item], declared[item] = (word, since), until or date.max - timedelta(days=1), Mode(mode)
    for item, until in ended.items():
        if until < day:
            del found[item]
    exempt = Exemption.objects.filter(holds_on(day), region=region).order_by("holds_from", "pk")
    for item, reason, began in exempt.values_list("item", "reason", "holds_from"):
        if (reason, declared.get(item)) != (Exemption.Reason.NO_ROOM, Mode.ACCEPT_IN_HALL):
            found[item] = ("exempt", began)
    return found


def _halls(region: Region, period_from: date, period_to: date) -> Rows:
    opened = Q(opens_on__isnull=True) | Q(opens_on__lte=period_to)
    for hall in Hall.objects.filter(opened, region=region).order_by("code"):
        yield hall.code, hall.name, HALL_KIND[Hall.Kind(hall.kind)]


def _hall_days(region: Region, period_from: date, period_to: date) -> Rows:
    """The days that each hall opened; none on which a closure told in time kept its doors shut all day."""
    first, last = period_from - CONTEXT, period_to + AFTER
    shut = shut_days(region, first, last)
    days = HallDay.objects.filter(hall__region=region, date__range=(first, last)).order_by("hall__code", "date")
    for hall, day, opens_at, closes_at in _stream(days, "hall__code", "date", "opens_at", "closes_at"):
        if (hall, day) not in shut:
            yield hall, day, opens_at, closes_at


def _outages(region: Region, period_from: date, period_to: date) -> Rows:
    """What the hall declared of its machines and did not withdraw, with when it was written down."""
    found = closures_between(region, period_from - CONTEXT, period_to).filter(kind__in=OUTAGES)
    fields = ("hall__code", "window", "starts_at", "ends_at", "recorded_at")
    for hall, window, *times in _stream(found.order_by("starts_at", "pk"), *fields):
        yield hall, window or EVERY_WINDOW, *times


def _windows(region: Region, period_from: date, period_to: date) -> Rows:
    windows = Window.objects.filter(hall__region=region, valid_from__lte=period_to).order_by("code", "valid_from")
    return _stream(windows, "code", "hall__code", "terminal", "valid_from", "valid_to")


def _postings(region: Region, period_from: date, period_to: date) -> Rows:
    postings = Posting.objects.filter(window__hall__region=region, valid_from__lte=period_to)
    postings = postings.order_by("staff__code", "valid_from")
    return _stream(postings, "staff__code", "staff__department__code", "window__code", "valid_from", "valid_to")


def _attendance(region: Region, period_from: date, period_to: date) -> Rows:
    days = Attendance.objects.filter(staff__region=region, date__gte=period_from - CONTEXT, date__lte=period_to)
    return _stream(days.order_by("date", "pk"), "staff__code", "date", "arrived_at", "left_at")


def _tickets(region: Region, period_from: date, period_to: date) -> Rows:
    """Each call to a window that somebody answered. It names an item only where its line was for that item alone.

    Whoever was sent on to another line came for what that one is for, so the call before names none.
    """
    begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (period_from - CONTEXT, period_to + AFTER))
    items: dict[int, list[LineItem]] = {}
    for each in LineItem.objects.filter(line__hall__region=region):
        items.setdefault(each.line_id, []).append(each)
    calls = TicketCall.objects.filter(hall__region=region, called_at__gte=begin, called_at__lt=end)
    calls = calls.exclude(end=TicketCall.End.MISSED).order_by("called_at", "pk")
    fields = ("pk", "hall__code", "window__code", "end", "ticket__line", "ticket__day", "called_at")
    for number, hall, window, ended, line, day, called_at in calls.values_list(*fields).iterator(ROWS_AT_ONCE):
        meant = [item.item_code for item in items.get(line, ()) if item.in_force(day)]
        is_told = len(meant) == 1 and ended != TicketCall.End.MOVED
        yield number, hall, window, meant[0] if is_told else None, _local(called_at)


def cases_of(region: Region, first: date, last: date) -> QuerySet[Case]:
    """The 办件 received (where unknown: accepted) from a day to a day; with neither time always."""
    begin = datetime.combine(first, time(), SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
    received = Q(received_at__gte=begin, received_at__lt=end)
    accepted = Q(received_at__isnull=True) & (
        Q(accepted_at__gte=begin, accepted_at__lt=end) | Q(accepted_at__isnull=True)
    )
    return Case.objects.filter(received | accepted, region=region).exclude(batch__in=unfinished(region))


def _cases(region: Region, period_from: date, period_to: date) -> Rows:
    rows = cases_of(region, period_from - CONTEXT, period_to).order_by("pk")
    return _stream(
        rows, "case_number", "item_code", "department__code", "applicant_name", "applicant_id", "channel",
        "received_at", "accepted_at", "decided_at", "finished_at", "recorded_at",
        "window_code", "operator_code", "terminal", "result", "document_number",
    )  # fmt: skip


def _register(region: Region, period_from: date, period_to: date) -> Rows:
    issued = Q(issued_on__gte=period_from - CONTEXT, issued_on__lte=period_to)
    later = Q(issued_on__gt=period_to, issued_on__lte=period_to + AFTER, applied_on__lte=period_to)
    rows = RegisterRecord.objects.filter(issued | later | Q(issued_on__isnull=True), region=region).order_by("pk")
    rows = rows.exclude(batch__in=unfinished(region))
    shared = shared_numbers(region)
    for number, department, *others in _stream(
        rows, "record_number", "department__code", "item_code", "item_name", "holder_name", "holder_id",
        "applied_on", "issued_on", "document_number", "origin",
    ):  # fmt: skip
        yield written_number(number, department, shared), department, *others


def shared_numbers(region: Region) -> set[str]:
    """Record numbers that more than one department of the county uses."""
    rows = RegisterRecord.objects.filter(region=region).order_by().values("record_number")
    return set(rows.annotate(n=Count("pk")).filter(n__gt=1).values_list("record_number", flat=True))


def written_number(number: str, department_code: str, shared: set[str]) -> str:
    """A record's key in the set: the number in the department's own books, with its code where others use it too."""
    return f"{department_code}/{number}" if number in shared else number


def _stream(rows: QuerySet[Any], *fields: str) -> Rows:
    for row in rows.values_list(*fields).iterator(chunk_size=ROWS_AT_ONCE):
        yield [_local(value) if isinstance(value, datetime) else value for value in row]


def _local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


_WRITERS: dict[str, Callable[[Region, date, date], Rows]] = {
    "items": _items,
    "halls": _halls,
    "hall_days": _hall_days,
    "outages": _outages,
    "windows": _windows,
    "postings": _postings,
    "attendance": _attendance,
    "cases": _cases,
    "register": _register,
    "tickets": _tickets,
}
