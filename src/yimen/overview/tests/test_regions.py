"""Counties side by side: what chance can explain is never told apart, what it cannot is, and nobody sees beyond his."""

from random import Random
from typing import Any

import pytest
from django.urls import reverse

from yimen.overview.cockpit import regions
from yimen.overview.cockpit.regions import County, Row, grouped
from yimen.overview.tests.conftest import make_run
from yimen.people import services as people
from yimen.people.models import Department, Region, User


def county_of(number: int, runs: int, judged: int) -> County:
    return County(Region(code=f"2305{number:08}", name=f"{number}县", level="county"), None, runs, judged, 0)


def groups(rows: list[Row]) -> list[str]:
    return [row.group for row in rows]


def test_what_differs_clearly_is_told_apart_and_the_order_stays_that_of_the_codes() -> None:
    rows = grouped([county_of(1, 40, 100), county_of(2, 95, 100), county_of(3, 93, 100), county_of(4, 0, 0)])
    assert groups(rows) == ["B", "A", "A", ""]
    assert [row.county.region.name for row in rows] == ["1县", "2县", "3县", "4县"]


def test_no_two_groups_share_a_name() -> None:
    counties = [county_of(n, 300 * n, 9000) for n in range(30)]
    assert len(set(groups(grouped(counties)))) == 30


def test_a_few_items_are_never_the_best_or_the_worst() -> None:
    assert groups(grouped([county_of(1, 3, 3), county_of(2, 80, 100), county_of(3, 1, 3)])) == ["A", "A", "A"]


def test_equal_counties_are_told_apart_in_fewer_than_one_of_twenty_worlds() -> None:
    chance, worlds, wrong = Random(7), 200, 0
    for _ in range(worlds):
        sizes = [chance.randint(10, 200) for _ in range(8)]
        rows = grouped(
            [county_of(n, sum(chance.random() < 0.8 for _ in range(size)), size) for n, size in enumerate(sizes)]
        )
        wrong += len(set(groups(rows))) > 1
    assert wrong / worlds <= regions.ERROR


@pytest.mark.django_db
def test_a_city_sees_its_counties_and_no_other(
    county: Region, neighbour: Region, police: Department, neighbour_police: Department, make_user: Any, leader: User,
    client_of: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    assert county.parent
    province = county.parent.parent
    other_city = people.add_region(by=None, code="230100000000", name="哈尔滨市", level="city", parent=province)
    people.add_region(by=None, code="230102000000", name="道里区", level="county", parent=other_city)
    make_run(county, {f"I{n}": (police, "runs" if n else "hollow") for n in range(10)})
    make_run(neighbour, {"I1": (neighbour_police, "runs"), "I2": (neighbour_police, "thin")})
    city, whole = (make_user(f"of_{each.level}", "leader", each) for each in (county.parent, province))
    with django_assert_max_num_queries(4):
        found = regions.counties_of(city)
    assert [(each.region.name, each.runs, each.judged, each.thin) for each in found] == [
        ("集贤县", 1, 1, 1), ("友谊县", 9, 10, 0)]  # fmt: skip
    page = client_of(city).get(reverse("overview:cockpit")).content.decode()
    assert "道里区" not in page
    assert "不排名" in page
    seen = client_of(whole).get(reverse("overview:cockpit")).content.decode()
    assert "道里区" in seen
    assert "尚未核验" in seen
    first = client_of(city).get(reverse("overview:home")).content.decode()
    assert "集贤县" in first and "友谊县" in first and "道里区" not in first, "its own first page has them, too"
    assert "还没有核验结论" not in first
    assert client_of(city).get(reverse("overview:cockpit"), {"county": "230102000000"}).status_code == 404
    assert [each.region for each in regions.counties_of(leader)] == [county]
