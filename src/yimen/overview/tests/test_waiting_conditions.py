"""What entered under a condition waits on the first pages of the liaison and of the bureau until it is ready."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry import services as entry
from yimen.entry.readiness import services as readiness
from yimen.entry.tests.conftest import hall, passport, window
from yimen.halls.models import Window
from yimen.overview import queries
from yimen.people.models import Department, User

__all__ = ["hall", "passport", "window"]
pytestmark = pytest.mark.django_db


def waiting(user: User, day: date) -> list[tuple[int, str, bool]]:
    found = [each for each in queries.waiting(user, day) if each.label == "附条件进驻"]
    return [(each.count, each.note, each.wrong) for each in found]


def test_a_condition_waits_until_it_is_met_and_is_wrong_once_overdue(
    passport: Item, police: Department, window: Window, officer: User, liaison: User, tax_liaison: User, head: User
) -> None:
    today = timezone.localdate()
    due = today + timedelta(days=30)
    assert waiting(officer, today) == []
    readiness.set_conditions(by=officer, items=[(passport, police, "")], reason="窗口本月安装", due_on=due)
    entry.declare(by=liaison, item=passport, claim=entry.Claim("own_window", today, windows="A09"))
    for user in (officer, liaison):
        assert waiting(user, due) == [(1, "限期补齐就绪清单", False)]
        assert waiting(user, due + timedelta(days=1)) == [(1, "其中 1 件逾期", True)]
    assert waiting(tax_liaison, due) == waiting(head, due) == []
    entry.declare(by=liaison, item=passport, claim=entry.Claim("own_window", today, windows="A01"))
    assert waiting(officer, due) == [(0, "限期补齐就绪清单", False)]
