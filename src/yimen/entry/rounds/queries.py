"""Questions about rounds: who sees them, how far each department is, and where somebody left off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from yimen.entry.rounds.models import (
    Bookmark,
    LinePower,
    ListPublication,
    PublishedLine,
    Round,
    Sheet,
    SheetLine,
    SheetReminder,
)
from yimen.entry.rounds.states import CALLED_OFF, CONFIRMED, FILLING, OPEN, OWED, RETURNED, SIGNED, SUBMITTED
from yimen.people.models import User
from yimen.people.queries import Somebody, may, of_departments, of_regions, roles_of
from yimen.people.rules import COUNTY_WIDE

ANSWERED = ~Q(mode="")
STILL_OWED = Q(mode="") | ~Q(returned="")
STANDINGS = {
    "": "全部",
    "open": "未梳理",
    "answered": "已梳理",
    "returned": "被退回",
    "conflict": "有提示",
    "changed": "与现行声明不同",
}
"""What lines can be narrowed to by how they stand."""


def visible_rounds(user: Somebody) -> QuerySet[Round]:
    """The rounds of the user's county or of those below, newest first."""
    if isinstance(user, AnonymousUser) or not may(user, "entry.read"):
        return Round.objects.none()
    return Round.objects.filter(of_regions(user)).select_related("region", "opened_by", "publication")


def visible_sheets(user: Somebody) -> QuerySet[Sheet]:
    """The sheets that the user may see: the whole county's for county-wide roles, else his department's."""
    return Sheet.objects.filter(of_departments(user)).select_related("round", "department", "signed_by", "status_by")


def with_progress(rows: QuerySet[Sheet]) -> QuerySet[Any]:
    """The sheets with `items`, `answered` and `flagged` (items returned and not answered again)."""
    return rows.annotate(
        items=Count("lines"),
        answered=Count("lines", filter=~Q(lines__mode="")),
        flagged=Count("lines", filter=~Q(lines__returned="")),
    )


def lines_of(sheet: Sheet) -> QuerySet[SheetLine]:
    """The lines of a sheet by number, with all that is shown and signed of them: two queries."""
    rows = SheetLine.objects.filter(sheet=sheet)
    rows = rows.select_related("item", "version", "hall", "staff_a", "staff_b", "former", "answered_by")
    rows = rows.defer("version__legal_basis")  # long, and never shown here
    return rows.prefetch_related(Prefetch("powers", LinePower.objects.order_by("pk"))).order_by("number")


def filtered(
    rows: QuerySet[SheetLine], *, standing: str = "", mode: str = "", text: str = "", conflicting: Any = ()
) -> QuerySet[SheetLine]:
    """Lines narrowed down; an unknown value narrows to nothing rather than to everything.

    conflicting: keys of the lines with a conflict, for that standing. text: words of the name, initials, part of the
    code.
    """
    if standing == "open":
        rows = rows.filter(mode="")
    elif standing == "answered":
        rows = rows.filter(ANSWERED)
    elif standing == "returned":
        rows = rows.exclude(returned="")
    elif standing in ("conflict", "changed"):
        rows = rows.filter(pk__in=conflicting)
    elif standing:
        rows = rows.none()
    if mode:
        rows = rows.filter(mode=mode)
    for word in text.lower().split():
        rows = rows.filter(version__search_text__contains=word)
    return rows


def days_late(sheet: Sheet, deadline: date, today: date) -> int:
    """Days beyond the deadline until the head signed, or until today while the sheet is still owed; 0 in time."""
    if sheet.status in OWED:
        return max(0, (today - deadline).days)
    return max(0, (timezone.localtime(sheet.signed_at).date() - deadline).days) if sheet.signed_at else 0


@dataclass(frozen=True)
class Standing:
    """进度: one department's row on the board."""

    sheet: Sheet
    items: int
    answered: int
    flagged: int
    late: int

    @property
    def tone(self) -> str:
        """The tone of the sheet's state."""
        if self.late and self.sheet.status in OWED:
            return "wrong"
        return {CONFIRMED: "good", SIGNED: "calm", SUBMITTED: "calm", RETURNED: "warn"}.get(self.sheet.status, "plain")


def board(sheets: QuerySet[Sheet], thing: Round, today: date) -> list[Standing]:
    """Every sheet's progress in one query; those that are late first, the latest of all at the top."""
    found = [
        Standing(each, each.items, each.answered, each.flagged, days_late(each, thing.deadline, today))
        for each in with_progress(sheets)
    ]
    return sorted(found, key=lambda row: (row.sheet.status not in OWED or not row.late, row.sheet.department.code))


def last_reminders(sheets: Iterable[Sheet]) -> dict[int, SheetReminder]:
    """Sheet -> the last reminder that its department got; one query."""
    rows = SheetReminder.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).order_by("recorded_at", "pk")
    return {row.sheet_id: row for row in rows}


def place_of(user: Somebody, sheet: Sheet) -> int | None:
    """The key of the line at which the account left the sheet, None when it was never there."""
    return Bookmark.objects.filter(user=user.pk, sheet=sheet).values_list("line", flat=True).first()


def waiting_sheets(user: User) -> dict[str, list[Sheet]]:
    """Act -> the sheets of open rounds that wait for it, for each act that the user may do; one query each."""
    acts = {"entry.declare": (FILLING, RETURNED), "entry.sign_sheet": (SUBMITTED,), "entry.round": (SIGNED,)}
    open_now = Sheet.objects.filter(of_departments(user), round__status=OPEN).select_related("round")
    return {act: list(open_now.filter(status__in=states)) for act, states in acts.items() if may(user, act)}


def present_sheet(user: User) -> Sheet | None:
    """The sheet of the user's own department in its county's open round, if there is one."""
    if user.department_id is None or roles_of(user) & COUNTY_WIDE:
        return None
    return visible_sheets(user).filter(round__status=OPEN, department=user.department_id).first()


def earlier_lines(sheet: Sheet, items: list[int]) -> dict[int, SheetLine]:
    """Item -> its line in the last confirmed sheet of an earlier round: what is offered to begin with."""
    rows = SheetLine.objects.filter(item__in=items, sheet__status=CONFIRMED, sheet__round__lt=sheet.round_id)
    rows = rows.exclude(sheet__round__status=CALLED_OFF).exclude(mode="")
    rows = rows.select_related("hall", "item", "staff_a", "staff_b").prefetch_related("powers").order_by("sheet__round")
    return {line.item_id: line for line in rows}


def publications() -> QuerySet[ListPublication]:
    """Every published list: they are public."""
    return ListPublication.objects.select_related("region", "previous", "round").annotate(items=Count("lines"))


def published_lines(publication: ListPublication | None) -> dict[str, PublishedLine]:
    """Code -> line of a published list; empty for None."""
    if publication is None:
        return {}
    return {line.code: line for line in PublishedLine.objects.filter(publication=publication)}
