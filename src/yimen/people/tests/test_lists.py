"""A page of a list is the same whether its keys are found first or not; nothing joined leads them astray."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from yimen.common.page import page
from yimen.people.models import Department, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(county: Region, make_department: Any) -> Any:
    """Seven departments with their region and a count, the last first, none of them the odd one out."""
    for number in range(8):
        make_department(county, f"Z{number}", f"第{number}局")
    listed = Department.objects.filter(code__startswith="Z").exclude(code="Z4")
    return listed.select_related("region").annotate(staffed=Count("staff")).order_by("-code")


@pytest.mark.parametrize("number", [1, 2, 3, 99])
def test_keys_first_gives_the_same_page(rows: Any, number: int) -> None:
    request = RequestFactory().get(f"/?page={number}")
    one, other = page(request, rows, 3), page(request, rows, 3, keys_first=True)
    assert list(one.rows) == list(other.rows) != []
    assert [each.staffed for each in one.rows] == [each.staffed for each in other.rows]
    assert (one.number, one.total) == (other.number, other.total) == (min(number, 3), 7)


def test_keys_are_found_without_what_is_joined_and_rows_by_their_keys_alone(rows: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = page(RequestFactory().get("/"), rows, 3, keys_first=True)
        assert [each.region.name for each in found.rows]
    _, keys, whole = (each["sql"] for each in asked)
    assert "people_region" not in keys and "LIMIT 3" in keys
    assert "people_region" in whole and "Z4" not in whole
