"""清单梳理 in the demonstration: two published lists of 2023 to compare, and a round in which every state occurs.

The round is taken in by the system with a deadline of a few days ago, so that the board has somebody who is late. What
the departments say is what they had declared; the answers that a person would doubt are put in on purpose.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

from yimen.entry.authorisation.subjects import subjects_of
from yimen.entry.models import Declaration, Mode
from yimen.entry.modes import AT_A_COUNTER, Power
from yimen.entry.readiness import services as readiness
from yimen.entry.readiness.conditions import lacking_on, wanting
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.models import Sheet, SheetLine
from yimen.entry.rounds.services import Answer
from yimen.entry.rounds.texts import digest_of
from yimen.halls.queries import posted_on
from yimen.people.models import Region, Staff, User

LISTS = ((date(2023, 4, 28), "应进必进事项清单（整改前）"), (date(2023, 12, 29), "应进必进事项清单（整改后）"))
AS_OF = date(2023, 12, 31)
LATE_SINCE = timedelta(days=4)
NO_WINDOW = "W0399"
REST = 12
"""So many items of the police are left for whoever tries the page."""
CONFIRMED, SIGNED, SUBMITTED, HALF = 8, 6, 4, 3
"""How many of the smaller departments are that far; the others have not begun, and so are late."""
OVERDUE = 2
"""So many of the confirmed ones had a condition that has run out."""
CONDITIONS = (
    "演示数据：窗口已定，人员派驻手续月内办完。",
    "演示数据：办事指南随下一次清单更新修改。",
    "演示数据：新窗口正在布线，先由相邻窗口受理。",
)
BY_THE_BUREAU = "演示数据：决定仍由局机关作出，结果由窗口送达。"
NOT_YET = "演示数据：部门尚未说明，梳理后补报。"


def load_rounds(region: Region, users: Mapping[str, User]) -> None:
    """The lists and the round of the county."""
    for day, title in LISTS:
        services.load_publication(by=None, region=region, title=title, day=day)
    opened = services.open_round(
        by=None, region=region, title="应进必进事项清单梳理（演示）", as_of=AS_OF,
        deadline=timezone.localdate() - LATE_SINCE,
    )  # fmt: skip
    sheets = queries.with_progress(Sheet.objects.filter(round=opened).select_related("round__region", "department"))
    known = _Known(region)
    police, tax = users["liaison_police"], users["liaison_tax"]
    smaller = []
    for sheet in sorted(sheets, key=lambda each: (each.items, each.department.code)):
        if sheet.department_id == police.department_id:
            known.fill(sheet, by=police, leave=REST)
            known.doubt(sheet, by=police)
        elif sheet.department_id == tax.department_id:
            _return_one(known.fill(sheet, by=tax), users["officer"])
        else:
            smaller.append(sheet)
    for place, sheet in enumerate(smaller[: CONFIRMED + SIGNED + SUBMITTED + HALF]):
        if place >= CONFIRMED + SIGNED + SUBMITTED:
            known.fill(sheet, by=None, leave=sheet.items // 2)
            continue
        known.fill(sheet, by=None)
        services.submit(by=None, sheet=sheet)
        if place < CONFIRMED + SIGNED:
            services.sign(by=None, sheet=sheet, seen=digest_of(queries.lines_of(sheet)))
        if place < CONFIRMED:
            by = users["officer"] if place >= OVERDUE else None
            _allow(sheet, by, place)
            services.confirm(by=by, sheet=sheet)
    services.remind_late(by=users["officer"], round=opened, at=timezone.now() - timedelta(days=1))


def _allow(sheet: Sheet, by: User | None, place: int) -> None:
    """A condition for each item that lacks a line; those that the system takes in ran out some days ago."""
    today = timezone.localdate()
    items = {line.item_id: line.item for line in SheetLine.objects.filter(sheet=sheet).select_related("item")}
    lacking = lacking_on(today, subjects_of(queries.lines_of(sheet)))
    if lacking:
        readiness.set_conditions(
            by=by,
            items=[(items[each.subject.item_id], sheet.department, wanting(each)) for each in lacking],
            reason=CONDITIONS[place % len(CONDITIONS)],
            due_on=today + timedelta(days=-6 if by is None else 30 + 5 * place),
        )


def _return_one(sheet: Sheet, officer: User) -> None:
    services.submit(by=None, sheet=sheet)
    services.sign(by=None, sheet=sheet, seen=digest_of(queries.lines_of(sheet)))
    line = sheet.lines.order_by("number")[0]
    services.return_sheet(
        by=officer, sheet=sheet, words="", lines={line.pk: "演示数据：窗口编号与大厅登记不一致，请核对后重新填报。"}
    )


class _Known:
    """What the county had: who stood where, and who works in which department."""

    def __init__(self, region: Region) -> None:
        self.posted: dict[int, list[Staff]] = {}
        for posting in posted_on(AS_OF, region).select_related("staff").order_by("staff__code"):
            self.posted.setdefault(posting.staff.department_id, []).append(posting.staff)

    def fill(self, sheet: Sheet, *, by: User | None, leave: int = 0) -> Sheet:
        """The sheet with all but the last few lines answered, those that say the same in one go."""
        lines = list(SheetLine.objects.filter(sheet=sheet).select_related("former__hall", "version").order_by("number"))
        answered = lines[: len(lines) - leave]

        def key(line: SheetLine) -> tuple[str, int, str, str, bool]:
            former = line.former
            licence = line.version.kind == line.version.Kind.LICENCE
            if former is None:
                return (Mode.NOT_ENTERED, 0, "", NOT_YET, licence)
            return (former.mode, former.hall_id or 0, former.windows, former.reason, licence)

        for _, alike in groupby(sorted(answered, key=key), key=key):
            some = list(alike)
            answer = self._answer(sheet, some[0].former, key(some[0])[4])
            services.answer_lines(by=by, sheet=sheet, lines=some, answer=answer)
        return sheet

    def doubt(self, sheet: Sheet, *, by: User) -> None:
        """Makes two answers doubtful: a window that does not exist, and nobody on B岗."""
        counter = queries.lines_of(sheet).filter(mode=Mode.OWN_WINDOW)[:2]
        for line, otherwise in zip(counter, ({"windows": NO_WINDOW}, {"staff_b": None}), strict=False):
            answer = replace(self._answer(sheet, line.former, licence=False), **otherwise)  # type: ignore[arg-type]
            services.answer_lines(by=by, sheet=sheet, lines=[line], answer=answer)

    def _answer(self, sheet: Sheet, former: Declaration | None, licence: bool) -> Answer:
        if former is None or former.mode == Mode.NOT_ENTERED:
            return Answer(mode=Mode.NOT_ENTERED, reason=former.reason if former and former.reason else NOT_YET)
        if former.mode not in AT_A_COUNTER:
            return Answer(mode=former.mode, reason=former.reason)
        staff = [*self.posted.get(sheet.department_id, []), None, None]
        if staff[0] == staff[1]:
            staff = [staff[0], None]
        kept: dict[str, str] = {}
        if former.mode == Mode.ENTRUSTED and licence:
            kept = dict.fromkeys((Power.EXAMINE, Power.DECIDE, Power.ISSUE), BY_THE_BUREAU)
        return Answer(
            mode=former.mode, hall=former.hall, windows=former.windows, staff_a=staff[0], staff_b=staff[1],
            reason=former.reason, powers={**dict.fromkeys(Power.values, ""), **kept},
        )  # fmt: skip
