"""任命书和授权书 as the hall's pages ask for them; `config` registers the question."""

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from yimen.entry.authorisation.models import Authorisation, Mandate
from yimen.entry.authorisation.queries import holds_on
from yimen.entry.modes import Power
from yimen.halls.staffing.registry import Letters


def letters_of(staff: Collection[int], day: date) -> dict[int, Letters]:
    """Key of staff -> letters that hold on the day: chief representative or not, the items that he may accept.

    The dates are those of the letter of authority that ends first. Two queries.
    """
    letters: dict[int, list[Mandate]] = {}
    for mandate in Mandate.objects.filter(holds_on(day), staff__in=staff).order_by("valid_to", "pk"):
        letters.setdefault(mandate.staff_id, []).append(mandate)
    items: dict[int, set[int]] = {}
    held = Authorisation.objects.filter(holds_on(day, "mandate__"), mandate__staff__in=staff, power=Power.ACCEPT)
    for who, item in held.values_list("mandate__staff", "item"):
        items.setdefault(who, set()).add(item)
    return {who: _one(rows, items.get(who, set())) for who, rows in letters.items()}


def _one(rows: list[Mandate], items: set[int]) -> Letters:
    authority = next((row for row in rows if row.kind == Mandate.Kind.AUTHORISATION), None)
    chief = any(row.kind == Mandate.Kind.APPOINTMENT for row in rows)
    shown = authority or rows[0]
    return Letters(chief, shown.valid_from, shown.valid_to, frozenset(items), reverse("entry:mandate", args=[shown.pk]))
