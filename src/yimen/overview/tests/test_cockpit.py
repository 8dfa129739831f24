"""The cockpit: each figure opens exactly its rows, each change adds up from its causes, and its cost is flat."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yimen.entry import services as entry
from yimen.evidence.models import Run, Verdict
from yimen.overview.cockpit import changes
from yimen.overview.cockpit.place import place_of
from yimen.overview.tests.conftest import MONDAY, make_run
from yimen.people.models import Department, Region, User
from yimen.rectification import services as rectification
from yimen.rectification.models import Order

pytestmark = pytest.mark.django_db
COCKPIT = "overview:cockpit"


def opened(client: Any, url: str) -> int:
    """How many rows the page behind a figure lists; of a list of entry states its filter's own count."""
    return int(client.get(url).context["page"].total)


def test_every_figure_opens_exactly_its_rows(
    runs: tuple[Run, Run], declared: None, late_orders: list[Order], leader: User, client_of: Any
) -> None:
    client = client_of(leader)
    for day in (timezone.localdate(), MONDAY):
        context = client.get(reverse(COCKPIT), {"day": day.isoformat()}).context
        shown = [(each.title, each.count, each.url) for each in (*context["ladder"], *context["events"])]
        shown += [(each["label"], each["figure"], each["url"]) for each in context["tiles"]]
        shown += [(each["label"], each["part"], each["url"]) for each in context["rates"] if not each["missing"]]
        shown += [(each.title, each.count, each.url) for change in context["changes"] for each in change.causes]
        shown += [(fact.name, fact.items, fact.url) for fact in context["facts"]]
        assert {title: opened(client, url) for title, _, url in shown} == {title: count for title, count, _ in shown}
    on_monday = {each.title: each.count for each in context["ladder"]}
    assert (on_monday["尚未督促"], on_monday["提醒函"], sum(on_monday.values())) == (1, 1, 2)
    told = client.get(next(each.url for each in context["ladder"] if each.title == "提醒函")).content.decode()
    assert (late_orders[1].number in told, late_orders[0].number in told) == (True, False)


def test_a_departments_tile_lists_its_items_that_must_come_in_and_no_other(
    runs: tuple[Run, Run], tax: Department, leader: User, client_of: Any
) -> None:
    for code, department, verdict in (("X1", tax, "exempt"), ("X2", None, "exempt"), ("X3", None, "hollow")):
        Verdict.objects.create(
            run=runs[1], department=department, item_code=code, item_name=f"事项{code}", verdict=verdict,
            engine_verdict=verdict, matters=1, off_matters=0,
        )  # fmt: skip
    client = client_of(leader)
    facts = {each.name: each for each in client.get(reverse(COCKPIT)).context["facts"]}
    assert {name: each.items for name, each in facts.items()} == {"公安局": 2, "税务局": 2, "未载明部门": 1}
    for each in facts.values():
        told = client.get(each.url)
        assert told.context["page"].total == each.items, each.name
        assert not any(f"事项{code}" in told.content.decode() for code in ("X1", "X2"))


def test_the_rate_of_the_runs_last_day_and_the_weeks_change_are_laid_apart(
    runs: tuple[Run, Run], declared: None, leader: User, client_of: Any
) -> None:
    client, today = client_of(leader), timezone.localdate()
    answer = client.get(reverse(COCKPIT))
    rates, changed = answer.context["rates"], answer.context["changes"]
    assert (rates[0]["part"], runs[1].period_to < today) == (0, True), "nothing was declared on the run's last day"
    for rate, change in zip(rates[:2], changed, strict=False):
        assert rate["later"]["words"] == change.now, "both speak of today"
        assert (change.since, change.until) == (str(today - timedelta(weeks=1)), str(today))
        assert opened(client, rate["later"]["url"]) == int(change.now.split("（")[1].split(" /")[0])
    assert "later" not in rates[2], "what truly runs is known for the run's days only"
    assert (changed[2].since, changed[2].until) == tuple(f"核验批次 {each.pk}" for each in runs)
    on_the_day = client.get(reverse(COCKPIT), {"day": runs[1].period_to.isoformat()}).context["rates"]
    assert not any("later" in rate for rate in on_the_day), "on the run's own day there is one figure only"


def test_each_change_adds_up_from_its_causes(runs: tuple[Run, Run], declared: None, leader: User) -> None:
    place = place_of(leader.region, timezone.localdate())
    found = {each.title: each for each in changes.changes(leader, place)}
    entered, running = found["声明进驻率"], found["实质运行率"]
    assert (entered.was, entered.now, entered.tone) == ("50.0%（2 / 4）", "75.0%（3 / 4）", "good")
    assert [(each.title, each.count, each.moves) for each in entered.causes] == [
        ("新计入“已声明进驻”的事项", 1, "分子 +1")]  # fmt: skip
    assert (running.was, running.now) == ("75.0%（3 / 4）", "66.7%（2 / 3）")
    told = {each.title: (each.count, each.moves) for each in running.causes}
    assert told == {
        "实质运行 → 疑似体外循环": (1, "实质运行 −1"),
        "疑似明进暗不进 → 实质运行": (1, "实质运行 +1"),
        "新列入核验：证据不足": (1, ""),
        "不再核验：实质运行": (1, "实质运行 −1"),
    }
    assert sum(int(moves.split(" ")[1].replace("−", "-")) for _, moves in told.values() if moves) == 2 - 3


def test_the_week_before_is_the_newest_run_that_is_a_week_old(
    runs: tuple[Run, Run], county: Region, police: Department
) -> None:
    yesterday = make_run(county, {"I1": (police, "runs")}, days_ago=1)
    newest = make_run(county, {"I1": (police, "runs")})
    place = place_of(county, timezone.localdate())
    assert (place.run, place.earlier) == (newest, runs[0])
    assert yesterday not in (place.run, place.earlier)


def test_the_cockpit_costs_the_same_for_ten_times_as_much(
    runs: tuple[Run, Run], declared: None, late_orders: list[Order], leader: User, liaison: User, police: Department,
    make_item: Any, client_of: Any,
) -> None:  # fmt: skip
    client, url = client_of(leader), reverse(COCKPIT)

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    before = cost()
    for number in range(30):
        item = make_item(f"M{number}", f"事项M{number}")
        entry.declare(by=liaison, item=item, claim=entry.Claim("own_window", timezone.localdate()))
        rectification.raise_finding(
            by=None, region=police.region, department=police, source="evidence:run:9", subject=f"M{number}",
            title=f"事项M{number}", kind="bypassed", seen="看到", innocent="可能", period_from=MONDAY, period_to=MONDAY,
        )  # fmt: skip
    make_run(police.region, {f"M{number}": (police, "hollow") for number in range(30)})
    assert cost() <= before


def test_nobody_opens_the_cockpit_of_a_county_that_is_not_his(
    neighbour: Region, leader: User, liaison: User, client_of: Any
) -> None:
    for route in (COCKPIT, "overview:cockpit_rows"):
        address = {"county": neighbour.pk, "what": "findings"}
        assert client_of(leader).get(reverse(route), address).status_code == 404
        assert client_of(liaison).get(reverse(route)).status_code == 403
    unknown = client_of(leader).get(reverse("overview:cockpit_rows"), {"what": "everything"})
    assert unknown.status_code == 404


def test_before_the_first_verification_the_page_says_what_to_do(leader: User, client_of: Any) -> None:
    text = client_of(leader).get(reverse(COCKPIT)).content.decode()
    assert "还没有核验结论" in text
    assert "尚未核验" in text


def test_a_figure_of_one_county_opens_rows_of_that_county_for_its_city(
    declared: None, runs: tuple[Run, Run], neighbour: Region, make_user: Any, client_of: Any, county: Region
) -> None:
    assert county.parent
    client = client_of(make_user("city_leader", "leader", county.parent))
    context = client.get(reverse(COCKPIT), {"county": county.pk}).context
    for rate in context["rates"][:2]:
        assert parse_qs(urlsplit(rate["url"]).query)["county"] == [county.pk]
        assert opened(client, rate["url"]) == rate["part"]
