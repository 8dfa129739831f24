"""Who goes on with a case: whoever of the role has least to do now, whatever he once had."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import next_holder
from yimen.cases.handling.states import ACCEPTED, ARCHIVED
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
TODAY = date(2023, 6, 1)


@pytest.fixture
def second(make_user: Any, police: Department) -> User:
    """A second approver of the police."""
    account: User = make_user("second_approver", "approver", police.region, police)
    return account


@pytest.fixture
def held(clerk: User, window: Window, version: ItemVersion) -> Any:
    """Gives somebody cases in a state."""

    def give(holder: User, status: str, count: int) -> None:
        for _ in range(count):
            dossier = house.received(clerk, version).dossier
            Dossier.objects.filter(pk=dossier.pk).update(holder=holder, status=status)

    return give


def test_whoever_has_least_gets_it(approver: User, second: User, police: Department, held: Any) -> None:
    held(approver, ACCEPTED, 2)
    held(second, ACCEPTED, 1)
    assert next_holder(police, ["approver"], TODAY) == second


def test_what_is_closed_is_no_work(approver: User, second: User, police: Department, held: Any) -> None:
    held(approver, ARCHIVED, 3)
    held(second, ACCEPTED, 1)
    assert next_holder(police, ["approver"], TODAY) == approver


def test_what_is_closed_is_not_even_read(approver: User, second: User, police: Department, held: Any) -> None:
    """SQLite says how it looks for the open ones: by holder and state in the index, and no further."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics, which so few rows do not give")
    with CaptureQueriesContext(connection) as asked:
        next_holder(police, ["approver"], TODAY)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[1]['sql']}")  # the first finds who holds the role
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "dossier_by_holder (holder_id=? AND status=?)" in plan, plan


def test_who_may_no_longer_sign_in_gets_nothing(approver: User, second: User, police: Department) -> None:
    User.objects.filter(pk=approver.pk).update(is_active=False)
    assert next_holder(police, ["approver"], TODAY) == second


def test_where_nobody_has_the_first_role_the_next_is_asked(approver: User, head: User, police: Department) -> None:
    assert next_holder(police, ["hall_manager", "head"], TODAY) == head
    assert next_holder(police, ["hall_manager"], TODAY) is None
