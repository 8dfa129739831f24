"""Assets: where each stood on any day; a key that proves a machine until the moment it is replaced or revoked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.exchange import bearer
from yimen.halls import services as registers
from yimen.halls.equipment import queries, services
from yimen.halls.equipment.queries import Wanted
from yimen.halls.equipment.services import Thing, Where
from yimen.halls.models import Asset, Hall
from yimen.people.models import Region, User

BOUGHT, MOVED = date(2023, 5, 1), date(2023, 6, 1)
RATE = "/portal/230522000000/rate/device/"
DEVICE = "/portal/230522000000/device/"


@pytest.fixture
def hall(county: Region) -> Hall:
    """县综合大厅."""
    return registers.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind="main")


def register(hall: Hall, number: str = "A-001", kind: str = "rater") -> Asset:
    where = Where(hall, spot="一楼", address="10.1.1.9", keeper="综窗组长")
    return services.register_asset(
        by=None, region=hall.region, thing=Thing(kind, number, "双屏型", BOUGHT), where=where
    )


def test_where_an_asset_stood_can_be_asked_for_any_day(hall: Hall, hall_manager: User) -> None:
    asset = register(hall)
    services.move_asset(by=None, asset=asset, where=Where(hall, spot="二楼"), day=MOVED, reason="窗口调整")
    seen = queries.visible_to(hall_manager)
    spots = [
        [place.spot for row in queries.in_use(seen, day) for place in row.stands]  # type: ignore[attr-defined]
        for day in (BOUGHT - timedelta(days=1), MOVED - timedelta(days=1), MOVED)
    ]
    assert spots == [[], ["一楼"], ["二楼"]]
    for day, words in ((BOUGHT, "自 2023-06-01 起"), (timezone.localdate() + timedelta(days=1), "今天之后")):
        with pytest.raises(Refused, match=words):
            services.move_asset(by=None, asset=asset, where=Where(hall), day=day, reason="再搬")
    with pytest.raises(Refused, match="没有窗口 A09"):
        services.move_asset(by=None, asset=asset, where=Where(hall, window="A09"), day=MOVED, reason="再搬")
    services.retire_asset(by=None, asset=asset, day=date(2023, 7, 1), reason="屏幕损坏")
    assert not queries.in_use(seen, date(2023, 7, 2))
    assert list(queries.narrowed(queries.in_use(seen, MOVED), Wanted(text="a-001", hall=hall.pk), MOVED)) == [asset]
    with pytest.raises(Refused, match="报废"):
        services.move_asset(by=None, asset=asset, where=Where(hall), day=MOVED, reason="再搬")


def test_a_key_proves_its_machine_until_it_is_replaced_or_revoked(hall: Hall, neighbour: Region) -> None:
    asset, today = register(hall), timezone.localdate()
    first, second = bearer.fresh(), bearer.fresh()
    services.issue_key(by=None, asset=asset, secret=first)
    proof = queries.machine_of(hall.region, first, today)
    assert proof and (proof.asset, proof.place.address) == (asset, "10.1.1.9")
    assert queries.machine_of(neighbour, first, today) is None
    assert queries.machine_of(hall.region, first, today, [Asset.Kind.KIOSK]) is None
    key = services.issue_key(by=None, asset=asset, secret=second).key
    assert queries.machine_of(hall.region, first, today) is None  # rotated: the former stops at once
    assert queries.machine_of(hall.region, second, today)
    assert first not in str(list(asset.keys.values())) and second not in str(list(asset.keys.values()))
    services.revoke_key(by=None, key=key, reason="设备失窃")
    assert queries.machine_of(hall.region, second, today) is None
    with pytest.raises(Conflict, match="已经收回"):
        services.revoke_key(by=None, key=key, reason="设备失窃")
    with pytest.raises(Refused, match="没有密钥"):
        services.issue_key(by=None, asset=register(hall, "B-1", "seal"), secret=bearer.fresh())


def test_a_stolen_rater_is_refused_on_its_next_request(hall: Hall) -> None:
    machine, stranger = Client(), Client()
    assert stranger.get(RATE).status_code == 200  # no rater of the county has a key yet
    asset, secret = register(hall), bearer.fresh()
    key = services.issue_key(by=None, asset=asset, secret=secret).key
    assert machine.get(RATE).status_code == 403
    assert machine.post(DEVICE, {"key": "ym_wrong"}).status_code == 422
    assert machine.post(DEVICE, {"key": secret}).status_code == 302
    assert "双屏型" in machine.get(DEVICE).content.decode()
    assert (machine.get(RATE).status_code, stranger.get(RATE).status_code) == (200, 403)
    services.revoke_key(by=None, key=key, reason="设备失窃")
    assert machine.get(RATE).status_code == 403
    assert machine.post(RATE, {"code": "x"}).status_code == 403


def test_the_register_and_one_asset_as_pages(
    hall: Hall, hall_manager: User, officer: User, client_of: Any, django_assert_num_queries: Any
) -> None:
    client = client_of(hall_manager)
    told = {"kind": "rater", "number": "A-001", "name": "双屏型", "acquired_on": "2023-05-01", "hall": hall.pk}
    page = client.post("/halls/assets/new/", told).url
    assert client.post("/halls/assets/new/", told).status_code == 422  # the number is taken
    assert client.post(f"{page}keep/", {"what": "issue"}).status_code == 302
    shown = client.get(page).content.decode()
    secret = shown.split('<p class="code strong">')[1].split("<")[0]
    assert queries.machine_of(hall.region, secret, timezone.localdate())
    assert secret not in client.get(page).content.decode()  # once, and never again
    moved = {"what": "move", "hall": hall.pk, "spot": "二楼", "day": "2023-06-01", "reason": "窗口调整"}
    assert client.post(f"{page}keep/", moved).status_code == 302
    assert client.post(f"{page}keep/", {**moved, "day": "2023-05-02"}).status_code == 422
    assert client.post(f"{page}keep/", {"what": "revoke", "reason": "设备失窃"}).status_code == 302
    assert client.post(f"{page}keep/", {"what": "revoke", "reason": "设备失窃"}).status_code == 409
    other = client_of(officer)
    assert "设备密钥" not in other.get(page).content.decode()
    assert other.post(f"{page}keep/", {"what": "issue"}).status_code == 403
    other.get("/halls/assets/")
    with django_assert_num_queries(COSTS):
        other.get("/halls/assets/?day=2023-06-01")
    for number in range(20):
        register(hall, f"C-{number:02}", "reader")
    with django_assert_num_queries(COSTS):
        answer = other.get("/halls/assets/?day=2023-06-01")
    assert answer.context["chart"]["series"][0]["values"] == [20, 1]


COSTS = 10
"""Queries of the list, however long it is."""
