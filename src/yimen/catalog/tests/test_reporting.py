"""A version that begins is told to the province's platform, in the transaction of the import."""

from datetime import date
from typing import Any

import pytest

from yimen.catalog.tests.test_import import HEADINGS, row, take_in
from yimen.exchange.platform import bodies
from yimen.exchange.platform.models import OutboxMessage
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
FIRST, THEN = date(2022, 1, 1), date(2023, 6, 1)


def a_list(*rows: list[Any]) -> bytes:
    return "\n".join(",".join(map(str, each)) for each in [[*HEADINGS, "是否进驻政务大厅"], *rows]).encode()


def told() -> list[tuple[str, int, int, str]]:
    rows = [bodies.read(each.body) for each in OutboxMessage.objects.order_by("pk")]
    return [(each["item_code"], each["version"], each["promised_days"], each["in_hall"]) for each in rows]


def test_changed_and_new_items_are_told_and_the_first_list_is_not(
    linked: Region, officer: User, police: Department
) -> None:
    rows = [[*row(number), "是"] for number in range(1, 6)]
    take_in(officer, a_list(*rows), FIRST)
    assert told() == []
    changed, new, unknown = [*row(1, days=3), "否"], [*row(6), "是"], [*row(7), ""]
    take_in(officer, a_list(changed, *rows[1:], new, unknown), THEN)
    assert sorted(told()) == sorted([(changed[0], 2, 3, "否"), (new[0], 1, 5, "是")])


def test_a_county_that_is_not_linked_tells_nothing(county: Region, officer: User, police: Department) -> None:
    take_in(officer, a_list([*row(1), "是"]), FIRST)
    take_in(officer, a_list([*row(1, days=3), "是"], [*row(2), "是"]), THEN, confirmed=True)
    assert not OutboxMessage.objects.exists()
