"""Items that the province's platform pushes stand beside every list; officers make a list of them when they want."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from yimen.catalog.comparison import queries, services
from yimen.catalog.models import ItemVersion, ProvinceList, PushedItem
from yimen.common.errors import Refused
from yimen.exchange.platform import services as platform
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db


def push(region: Region, number: str, code: str = "000123456000", version: int = 1, **changed: Any) -> str:
    fields = {"item_code": code, "name": "户口迁移审批", "version": version, "state": "在用", **changed}
    letter = platform.Letter(number, "item", code, fields)
    return platform.receive(region=region, letter=letter, now=timezone.now()).message.status


def test_late_and_repeated_versions_change_nothing(county: Region, officer: User) -> None:
    assert {
        push(county, "N1", version=2),
        push(county, "N2", version=1),
        push(county, "N3", version=2, name="别名"),
    } == {"applied"}
    assert [(each.version, each.name) for each in queries.pushed_now(officer)] == [(2, "户口迁移审批")]
    push(county, "N4", version=3, state="取消")
    assert queries.pushed_counts(officer) == {"取消": 1}
    assert PushedItem.objects.count() == 2


def test_what_was_pushed_becomes_a_list_only_when_an_officer_takes_it_in(
    county: Region, officer: User, county_list: Any, client_of: Any
) -> None:
    before = list(ItemVersion.objects.order_by("pk").values())
    push(county, "N1")
    push(county, "N2", "000123457000", name="居住证签发")
    push(county, "N3", "000123458000", state="暂停")
    assert not ProvinceList.objects.exists()
    client = client_of(officer)
    assert "在用 2 项，暂停 1 项" in client.get(reverse("catalog:comparisons")).content.decode()
    planned = client.post(reverse("catalog:province_pushed"), follow=True)
    assert "居住证签发" in planned.content.decode()
    batch = planned.context["batch"]
    taken = services.apply_list(by=officer, batch=batch, version="推送", source="省平台")
    assert sorted(each.base_code for each in taken.items.all()) == ["000123456000", "000123457000"]
    assert list(ItemVersion.objects.order_by("pk").values()) == before


def test_nothing_pushed_is_said_and_a_neighbour_sees_nothing(
    county: Region, officer: User, neighbour_officer: User
) -> None:
    with pytest.raises(Refused, match="还没有推送"):
        services.list_pushed(by=officer, day=timezone.localdate())
    push(county, "N1")
    assert queries.pushed_counts(neighbour_officer) == {}
