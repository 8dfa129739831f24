"""The wall screen: for a machine that proves itself and for nobody else; aggregates only; it turns at midnight."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as house
from django.test import Client
from django.urls import reverse

from yimen.evidence.models import Run
from yimen.exchange import bearer
from yimen.halls import services as registers
from yimen.halls.equipment import services as equipment
from yimen.halls.equipment.browsers import COOKIE
from yimen.halls.equipment.models import Asset
from yimen.halls.equipment.services import Thing, Where
from yimen.overview.cockpit.place import SHANGHAI
from yimen.people.models import Region, User
from yimen.rectification.models import Order

pytestmark = pytest.mark.django_db


def address(region: Region) -> str:
    return reverse("overview:wall", args=[region.pk])


def screen(region: Region, kind: str = "board") -> tuple[Asset, Client]:
    """A machine of the county's hall, and its browser."""
    hall = registers.add_hall(by=None, region=region, code=f"H-{kind}", name="政务服务中心", kind="main")
    asset = equipment.register_asset(
        by=None, region=region, thing=Thing(kind, f"S-{kind}", "大屏", date(2023, 5, 1)), where=Where(hall)
    )
    secret, client = bearer.fresh(), Client()
    equipment.issue_key(by=None, asset=asset, secret=secret)
    client.cookies[COOKIE] = secret
    return asset, client


def test_only_a_screen_of_the_county_or_its_leaders_open_it(
    runs: tuple[Run, Run], county: Region, neighbour: Region, leader: User, liaison: User, client_of: Any
) -> None:
    asset, board = screen(county)
    _, rater = screen(county, "rater")
    assert board.get(address(county)).status_code == 200
    assert client_of(leader).get(address(county)).status_code == 200
    for nobody in (Client(), rater, client_of(liaison)):
        answer = nobody.get(address(county))
        assert answer.status_code == 403
        assert "66.7%" not in answer.content.decode()
    assert board.get(address(neighbour)).status_code == client_of(leader).get(address(neighbour)).status_code == 403
    equipment.revoke_key(by=None, key=asset.keys.get(), reason="设备丢失")
    assert board.get(address(county), {"part": "1"}).status_code == 403, "a lost key goes dark at the next request"


def test_it_says_what_the_cockpit_says_and_names_nobody(
    runs: tuple[Run, Run], declared: None, late_orders: list[Order], county: Region, leader: User, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    _, board = screen(county)
    with django_assert_max_num_queries(26):
        text = board.get(address(county), {"part": "1"}).content.decode()
    cockpit = client_of(leader).get(reverse("overview:cockpit")).context
    shown = [re.sub(r"\D", "", each) for each in re.findall(r'class="wall-figure">([\d,]+)</span>', text)]
    week = {each.title: each.count for each in cockpit["events"]}
    kept = ("新提出的疑点", "新下达的整改单", "发出的督促措施", "销号的整改单", "反弹重开的整改单")
    assert shown == [str(each.count) for each in cockpit["ladder"]] + [str(week[title]) for title in kept]
    assert "66.7%" in text
    for change in cockpit["changes"]:
        for cause in change.causes:
            assert f"{cause.title} <strong>{cause.count}</strong>" in text, "the wall says why, too"
    for account in User.objects.all():
        assert account.username not in text
    assert "href" not in text, "nobody touches a wall"


def test_what_has_not_changed_is_not_sent_again_and_at_midnight_everything_is_of_the_new_day(
    late_orders: list[Order], county: Region
) -> None:
    _, board = screen(county)
    with time_machine.travel(datetime(2026, 3, 1, 23, 59, 30, tzinfo=SHANGHAI), tick=False):
        before = board.get(address(county), {"part": "1"})
        again = board.get(address(county), {"part": "1"}, headers={"If-None-Match": before["ETag"]})
        assert (before.status_code, again.status_code, again.content) == (200, 304, b"")
        assert "整改截至 2026-03-01" in before.content.decode()
    with time_machine.travel(datetime(2026, 3, 2, 0, 0, 30, tzinfo=SHANGHAI), tick=False):
        after = board.get(address(county), {"part": "1"}, headers={"If-None-Match": before["ETag"]})
    text = after.content.decode()
    assert after.status_code == 200
    assert "整改截至 2026-03-02" in text
    assert text.count('class="wall-wrong"') == 2, "at midnight two orders became late"
    assert 'class="wall-wrong"' not in before.content.decode()


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_it_turns_and_outlives_a_lost_connection(
    runs: tuple[Run, Run], late_orders: list[Order], county: Region, leader: User, live_server: Any, page: Any,
    client_of: Any,
) -> None:  # fmt: skip
    session = client_of(leader).cookies[house.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": house.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.clock.install()
    for width, height in ((1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(live_server.url + address(county))
        for _ in range(5):
            heights = page.evaluate("[document.querySelector('main').scrollHeight, document.body.clientHeight]")
            assert heights[0] < height
            page.locator("#on").click()
    with page.expect_response("**/?part=1"):
        page.clock.run_for(2_000)
    first = page.locator(".wall-panel.now h2").first.inner_text()
    page.clock.run_for(21_000)
    assert page.locator(".wall-panel.now h2").first.inner_text() != first
    page.context.set_offline(True)
    page.clock.run_for(90_000)
    page.locator("#lost").wait_for(state="visible")
    assert "连接中断" in page.locator("#lost").inner_text()
    assert "66.7%" in page.locator("#wall").inner_html(), "what it had stays on the screen"
    page.context.set_offline(False)
    with page.expect_response("**/?part=1"):
        page.clock.run_for(90_000)
    page.locator("#lost").wait_for(state="hidden")


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_at_midnight_it_loads_itself_anew_but_never_an_error(
    runs: tuple[Run, Run], county: Region, leader: User, live_server: Any, page: Any, client_of: Any
) -> None:
    session = client_of(leader).cookies[house.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": house.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    late = datetime(2026, 3, 1, 23, 59, tzinfo=SHANGHAI)
    with time_machine.travel(late) as server:
        page.clock.install(time=late)
        page.goto(live_server.url + address(county))
        with page.expect_response("**/?part=1"):
            page.clock.run_for(2_000)
        assert page.locator("#day").inner_text() == "2026-03-01"
        page.evaluate("window.before = true")
        page.context.set_offline(True)
        page.clock.run_for(90_000)
        page.locator("#lost").wait_for(state="visible")
        assert page.locator("#day").inner_text() == "2026-03-02"
        assert page.evaluate("window.before"), "while the server is away the old page stays"
        server.move_to(late + timedelta(minutes=2))
        page.context.set_offline(False)
        with page.expect_navigation():
            page.clock.run_for(61_000)
        assert page.locator("#day").inner_text() == "2026-03-02"
        assert not page.evaluate("Boolean(window.before)"), "the whole page came anew"
