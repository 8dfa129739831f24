"""负面清单待办: what somebody must do, derived for the day that is asked about; nothing keeps a list of it.

A special action (专项行动) above may ask the same question, so that its lights follow it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from yimen.entry import queries as entry
from yimen.entry.exemptions import queries
from yimen.entry.exemptions.models import CureStep, Exemption, Objection
from yimen.entry.exemptions.rules import EXPIRING_DAYS
from yimen.entry.exemptions.states import APPROVED, DRAFT, OPEN, PASSED, RETURNED, SIGNED, WITHDRAWN
from yimen.people.models import Department, Region
from yimen.people.queries import Somebody

BUREAU = "县营商局"
BUREAU_AND_CENTRE = "县营商局、政务服务中心"
NEXT = {
    DRAFT: ("待部门签署", ""),
    RETURNED: ("审查退回，待修改", ""),
    SIGNED: ("待合法性审查", BUREAU),
    PASSED: ("待政府批准", BUREAU),
    APPROVED: ("待公布", BUREAU),
}
"""Status of an entry under way -> what is next, and who but the department leads it."""


@dataclass(frozen=True)
class Duty:
    """待办 with who leads and who cooperates; `due` is None where no date presses."""

    kind: str
    label: str
    entry: Any
    lead: str
    cooperating: str
    due: date | None
    url: str
    note: str = ""

    def late(self, day: date) -> bool:
        """True when its day has passed."""
        return self.due is not None and self.due < day


def duties(user: Somebody, day: date) -> list[Duty]:
    """What waits about the entries that the user may see, the most pressing first."""
    return _ordered(queries.visible_exemptions(user), queries.visible_objections(user), day)


def duties_of(region: Region, day: date, department: Department | None = None) -> list[Duty]:
    """The same for a county or one department of it: what a task of a special action is judged by."""
    rows = Exemption.objects.filter(region=region).select_related("item", "department")
    objections = Objection.objects.filter(exemption__region=region)
    if department is not None:
        rows, objections = rows.filter(department=department), objections.filter(exemption__department=department)
    return _ordered(rows, objections.select_related("exemption__item", "exemption__department"), day)


def lapsed(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """The entries that ended and whose item has since neither entered nor another entry in force: it must enter."""
    unexplained = entry.state_on(day).filter(entry_state=entry.IS_UNEXPLAINED).values("item")
    ended = Q(valid_to__lt=day) | Q(withdrawn_on__lte=day)
    return rows.filter(ended, holds_from__isnull=False, holds_from__lte=day, item__in=unexplained)


def _ordered(rows: QuerySet[Exemption], objections: QuerySet[Objection], day: date) -> list[Duty]:
    parts = (_lapsed(rows, day), _expiring(rows, day), _steps(rows, day), _under_way(rows), _objected(objections, day))
    found = [duty for part in parts for duty in part]
    names = queries.names_of(each.entry.item_id for each in found)
    for each in found:
        each.entry.name = names.get(each.entry.item_id, "")
    return sorted(found, key=lambda each: (each.due is None, each.due or date.max, each.entry.pk))


def _lapsed(rows: QuerySet[Exemption], day: date) -> Iterable[Duty]:
    newest: dict[int, Any] = {}
    for row in queries.with_names(lapsed(rows, day)).order_by("holds_from", "pk"):
        newest[row.item_id] = row
    for row in newest.values():
        ended = row.withdrawn_on or row.valid_to + timedelta(days=1)
        note = "已退回应进范围：请声明进驻；确有理由的，重新申请列入。"
        yield Duty("lapsed", "到期未进驻", row, row.department.short_name, BUREAU_AND_CENTRE, ended, _item(row), note)


def _expiring(rows: QuerySet[Exemption], day: date) -> Iterable[Duty]:
    found = queries.in_standing(queries.with_names(rows), queries.EXPIRING, day)
    for row in found.exclude(pk__in=_renewed()):
        note = f"{(row.valid_to - day).days} 天后到期：请落实进驻，或提前申请续期。"
        yield Duty(
            "expiring", "即将到期", row, row.department.short_name, BUREAU_AND_CENTRE, row.valid_to, _page(row), note
        )


def _steps(rows: QuerySet[Exemption], day: date) -> Iterable[Duty]:
    steps = CureStep.objects.filter(
        exemption__in=queries.in_standing(queries.with_names(rows), queries.IN_FORCE, day).values("pk"),
        version=F("exemption__version"),
        done_at__isnull=True,
        due__lte=day + timedelta(days=EXPIRING_DAYS),
    )
    for step in steps.select_related("exemption__item", "exemption__department"):
        row = step.exemption
        yield Duty(
            "step", "整改步骤", row, row.department.short_name, BUREAU_AND_CENTRE, step.due, _page(row), step.text
        )


def _under_way(rows: QuerySet[Exemption]) -> Iterable[Duty]:
    for row in rows.filter(status__in=NEXT, holds_from__isnull=True):
        label, lead = NEXT[row.status]
        cooperating = row.department.short_name if lead else BUREAU
        yield Duty("under_way", label, row, lead or row.department.short_name, cooperating, None, _page(row))


def _objected(objections: QuerySet[Objection], day: date) -> Iterable[Duty]:
    for each in objections.filter(status=OPEN):
        url = reverse("entry:objection", args=[each.pk])
        row = each.exemption
        yield Duty("objection", "异议待答复", row, BUREAU, row.department.short_name, each.due, url, each.reference)
    for each in queries.unheeded(objections, day):
        row, note = each.exemption, f"异议 {each.reference} 成立，条目仍在生效：请撤回或说明。"
        yield Duty("unheeded", "异议成立未处理", row, BUREAU, row.department.short_name, None, _page(row), note)


def _renewed() -> QuerySet[Any]:
    """The keys of entries that somebody has begun to renew."""
    return Exemption.objects.filter(renews__isnull=False).exclude(status=WITHDRAWN).values("renews")


def _page(row: Exemption) -> str:
    return reverse("entry:exemption", args=[row.pk])


def _item(row: Exemption) -> str:
    return reverse("entry:item", args=[row.item_id])
