"""受理授权 as a question asked before a case is taken; `config` registers it, for `cases` may not know this room."""

from datetime import date

from django.db.models import QuerySet

from yimen.catalog.models import ItemVersion
from yimen.common.prepared import prepared
from yimen.entry.agreements.models import Agreement, AgreementLine, EntrustedPower, Kind
from yimen.entry.agreements.queries import holds_on
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.queries import authorised
from yimen.entry.modes import Power
from yimen.people.models import Staff


def may_accept(staff: Staff, version: ItemVersion, day: date) -> str:
    """What speaks against the person's accepting a case of the item on the day, in one sentence; empty for nothing.

    His own department's by a letter of authorisation (授权书), another one's by its entrustment agreement (委托协议).
    Of a department that never registered a letter nothing is known, and nothing is held against its people.
    """
    if staff.department_id != version.department_id:
        if entrusted(version, day):
            return ""
        return f"{version.department.short_name}的“{version.name}”在 {day} 没有委托综合窗口受理的有效协议。"
    if not _any_letter(version.department_id):
        return ""
    if authorised(staff=staff, item=version.item, power=Power.ACCEPT, day=day):
        return ""
    return f"工号 {staff.code} 在 {day} 没有“{version.name}”的受理授权。"


@prepared
def _any_letter(department: int) -> QuerySet[Mandate, int]:
    """One letter of a department, by its key, if it ever registered any: every acceptance asks."""
    return Mandate.objects.filter(department_id=department).order_by().values_list("pk", flat=True)[:1]


def entrusted(version: ItemVersion, day: date) -> bool:
    """Whether an agreement in force on the day entrusts acceptance of the item to the comprehensive window."""
    agreements = Agreement.objects.filter(
        holds_on(day), kind=Kind.ENTRUSTMENT, powers__power=EntrustedPower.Power.ACCEPT
    )
    return AgreementLine.objects.filter(item=version.item_id, agreement__in=agreements).exists()
