"""What was promised of an item: how its department says it entered, and the letters that it signed for it."""

from django.db.models import Q
from django.urls import reverse

from yimen.common.steps import Step
from yimen.entry.agreements import queries as agreements
from yimen.entry.agreements.states import COMPLETED
from yimen.entry.queries import visible_to
from yimen.people.models import Department
from yimen.people.queries import Somebody


def promises_of(user: Somebody, department: Department, code: str) -> list[Step]:
    """The declaration in force on an item and the signed letters that name it or the whole department, oldest first."""
    declared = visible_to(user).filter(item__region=department.region_id, item__code=code, valid_to__isnull=True)
    found = [
        Step(f"声明进驻：{each.get_mode_display()}", str(each.department), each.declared_at, each.reason, "calm",
             reverse("entry:item", args=[each.item_id]))
        for each in declared.select_related("department")
    ]  # fmt: skip
    rows = agreements.visible_to(user).filter(department=department, status__in=COMPLETED, signed_on__isnull=False)
    rows = rows.filter(Q(lines__code=code) | Q(kind="commitment")).distinct().order_by("signed_on", "pk")
    for each in rows:
        note = f"{each.valid_from} 至 {each.valid_to}"
        url = reverse("agreements:agreement", args=[each.pk])
        found.append(Step(f"签署{each.get_kind_display()} {each.number}", str(each.department), each.signed_on, note,
                          "calm", url))  # fmt: skip
    return found
