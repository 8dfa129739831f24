"""Slips to take over and cases to hand on stand on the first page of who does it; each count opens exactly its rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from yimen.cases.handling import services as handling
from yimen.cases.handling.tests import house
from yimen.cases.handovers import services
from yimen.overview import queries
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
SLIPS, CASES = "待接收的交接单", "待移交的办件"


def counts(user: User, days: int = 0) -> dict[str, tuple[int, bool]]:
    rows = queries.waiting(user, timezone.localdate() + timedelta(days=days))
    return {each.label: (each.count, each.wrong) for each in rows if each.label in (SLIPS, CASES)}


def test_the_giver_sees_what_to_hand_on_and_the_taker_what_to_take_over(
    make_user: Any, tax: Department, police: Department, approver: User, liaison: User, officer: User, client_of: Any
) -> None:
    desk = make_user("desk_clerk", "clerk", tax.region, tax)
    house.post(desk, code="W09")
    version = house.version_of(police, "I9")
    reasons = {"unauthorised": "委托协议正在续签"}
    first, second = (
        handling.accept(by=desk, dossier=house.received(desk, version).dossier, desk=house.desk(desk), reasons=reasons)
        for _ in range(2)
    )
    assert counts(desk) == {SLIPS: (0, False), CASES: (2, False)}
    services.hand_over(by=desk, dossiers=[first])
    assert counts(desk) == {SLIPS: (0, False), CASES: (1, False)}, "a slip given away is the other side's to take"
    assert counts(approver) == {SLIPS: (1, False), CASES: (0, False)}
    assert counts(approver, days=30)[SLIPS] == (1, True)
    assert counts(liaison) == counts(officer) == {}, "who takes nothing over is not told to"
    for user in (desk, approver):
        for each in queries.waiting(user, timezone.localdate()):
            if each.label == SLIPS:
                assert client_of(user).get(each.url).context["page"].total == each.count
            elif each.label == CASES:
                groups = client_of(user).get(each.url).context["groups"]
                assert sum(len(cases) for _, cases in groups) == each.count
    assert second.number in client_of(desk).get(reverse("cases:handovers")).content.decode()
    seen = client_of(officer).get(reverse("cases:handovers"), {"tab": "incoming"})
    assert seen.context["page"].total == 1, "the county's: what is late anywhere concerns the officer"
