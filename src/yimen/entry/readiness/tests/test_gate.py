"""The move-in checklist gates entry: a missing line bars it, unless the bureau writes why and until when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.entry import queries as entry_queries
from yimen.entry import services as entry
from yimen.entry.authorisation.tests.conftest import today
from yimen.entry.models import Declaration
from yimen.entry.modes import Power
from yimen.entry.readiness import conditions, queries, services
from yimen.entry.readiness.models import Condition
from yimen.entry.rounds import services as rounds
from yimen.entry.rounds.models import PublishedLine, Sheet
from yimen.entry.rounds.queries import lines_of
from yimen.entry.rounds.texts import digest_of, publication_digest
from yimen.entry.services import Claim
from yimen.halls import services as halls
from yimen.halls.models import Posting, Window
from yimen.people.models import Department, Staff, User

NO_WINDOW = "A09"


def in_days(number: int) -> date:
    return today() + timedelta(days=number)


@pytest.fixture
def sheet(
    officer: User, liaison: User, head: User, police: Department, staff: dict[str, Staff], window: Window,
    passport: Item, residence: Item,
) -> Sheet:  # fmt: skip
    """Signed by the police's head: 普通护照签发 at A01, 户口迁移 at a window that the hall has not."""
    opened = rounds.open_round(
        by=officer, region=police.region, title="梳理", as_of=today(), deadline=in_days(9)
    )  # fmt: skip
    sheet = Sheet.objects.get(round=opened)
    powers = dict.fromkeys(Power.values, "")
    for line, at in zip(lines_of(sheet), ("A01", NO_WINDOW), strict=True):
        answer = rounds.Answer("own_window", windows=at, staff_a=staff["P1"], staff_b=staff["P2"], powers=powers)
        rounds.answer_lines(by=liaison, sheet=sheet, lines=[line], answer=answer)
    rounds.submit(by=liaison, sheet=sheet)
    return rounds.sign(by=head, sheet=sheet, seen=digest_of(lines_of(sheet)))


@pytest.fixture
def allow(officer: User, police: Department) -> Callable[..., list[Condition]]:
    """The bureau lets items enter that lack something."""

    def make(*items: Item, reason: str = "窗口本月安装", days: int = 30) -> list[Condition]:
        some = [(item, police, "窗口席位") for item in items]
        return services.set_conditions(by=officer, items=some, reason=reason, due_on=in_days(days))

    return make


def stands(user: User, day: date) -> list[tuple[str, str]]:
    """(state, what is still missing) of each condition that is not met."""
    found = queries.readiness_on(day, entry_queries.state_on(day))
    rows = conditions.pending(conditions.visible_conditions(user), found.lists, day)
    return [(each.state, each.still) for each in rows]


def test_a_sheet_with_an_item_that_lacks_a_line_is_not_confirmed(sheet: Sheet, officer: User) -> None:
    with pytest.raises(Refused, match="“户口迁移”缺人员派驻、窗口席位"):
        rounds.confirm(by=officer, sheet=sheet)
    sheet.refresh_from_db()
    assert sheet.status == "signed"
    assert not Declaration.objects.exists()


def test_what_is_only_unproven_bars_nobody(sheet: Sheet, officer: User, allow: Any, residence: Item) -> None:
    """普通护照签发 has no letter of authorisation and no word on machine, line and seal: 证据不足, and it may enter."""
    allow(residence)
    rounds.confirm(by=officer, sheet=sheet)
    assert Declaration.objects.count() == 2


def test_a_condition_lets_it_in_and_stands_in_the_published_list(
    sheet: Sheet, officer: User, allow: Any, residence: Item, passport: Item
) -> None:
    allow(residence)
    confirmed = rounds.confirm(by=officer, sheet=sheet)
    made = rounds.publish_list(by=officer, round=confirmed.round)
    said = dict(PublishedLine.objects.filter(publication=made).values_list("item", "condition"))
    assert said == {passport.pk: "", residence.pk: f"{in_days(30)} 前补齐人员派驻、窗口席位：窗口本月安装"}
    lines = list(made.lines.all())
    assert publication_digest(made, lines) == made.digest
    next(each for each in lines if each.condition).condition = "2099-01-01 前补齐窗口席位：窗口本月安装"
    assert publication_digest(made, lines) != made.digest


def test_a_condition_that_has_run_out_bars_again(sheet: Sheet, officer: User, allow: Any, residence: Item) -> None:
    allow(residence, days=1)
    with time_machine.travel(timezone.now() + timedelta(days=2)), pytest.raises(Refused, match="户口迁移"):
        rounds.confirm(by=officer, sheet=sheet)


def test_a_condition_is_met_once_nothing_is_missing_and_overdue_after_its_day(
    sheet: Sheet, officer: User, liaison: User, tax_liaison: User, allow: Any, residence: Item,
    staff: dict[str, Staff],
) -> None:  # fmt: skip
    allow(residence)
    rounds.confirm(by=officer, sheet=sheet)
    assert stands(liaison, in_days(30)) == [(conditions.RUNNING, "人员派驻、窗口席位")]
    assert stands(liaison, in_days(31)) == [(conditions.OVERDUE, "人员派驻、窗口席位")]
    assert stands(tax_liaison, in_days(31)) == []
    hall = residence.region.halls.get()
    made = Window(hall=hall, code=NO_WINDOW, terminal="10.1.1.9", valid_from=today())
    halls.add_windows(by=None, region=residence.region, windows=[made])
    posted = [Posting(staff=staff[code], window=made, valid_from=today()) for code in ("P1", "P2")]
    halls.add_postings(by=None, region=residence.region, postings=posted)
    assert stands(liaison, in_days(31)) == []


def test_of_several_conditions_the_newest_counts(sheet: Sheet, officer: User, allow: Any, residence: Item) -> None:
    allow(residence)
    rounds.confirm(by=officer, sheet=sheet)
    allow(residence, days=60)
    assert stands(officer, in_days(40)) == [(conditions.RUNNING, "人员派驻、窗口席位")]


def test_a_condition_needs_a_reason_a_day_to_come_and_the_bureau(
    officer: User, liaison: User, neighbour_officer: User, police: Department, residence: Item
) -> None:
    thing = [(residence, police, "")]
    for by in (liaison, neighbour_officer):
        with pytest.raises(Refused, match="营商局"):
            services.set_conditions(by=by, items=thing, reason="窗口本月安装", due_on=in_days(30))
    with pytest.raises(Refused, match="原因"):
        services.set_conditions(by=officer, items=thing, reason="无", due_on=in_days(30))
    for day in (today(), in_days(-1), in_days(181)):
        with pytest.raises(Refused, match="补齐期限"):
            services.set_conditions(by=officer, items=thing, reason="窗口本月安装", due_on=day)
    with pytest.raises(Refused, match="没有需要附条件"):
        services.set_conditions(by=officer, items=[], reason="窗口本月安装", due_on=in_days(30))
    assert not Condition.objects.exists()


def test_a_single_declaration_is_gated_too(liaison: User, window: Window, residence: Item, allow: Any) -> None:
    claim = Claim("own_window", today(), windows=NO_WINDOW)
    with pytest.raises(Refused, match="营商局"):
        entry.declare(by=liaison, item=residence, claim=claim)
    with pytest.raises(Refused, match="缺窗口席位"):
        entry.declare_many(by=liaison, region=residence.region, items=[residence], claim=claim)
    allow(residence)
    assert entry.declare(by=liaison, item=residence, claim=claim).windows == NO_WINDOW


def test_what_is_in_already_may_be_corrected_and_what_leaves_is_not_asked(
    liaison: User, window: Window, residence: Item
) -> None:
    entry.declare(by=None, item=residence, claim=Claim("own_window", in_days(-9), windows=NO_WINDOW))
    entry.declare(by=liaison, item=residence, claim=Claim("entrusted", today(), windows=NO_WINDOW))
    entry.declare(by=liaison, item=residence, claim=Claim("not_entered", today(), reason="场地受限"))
    with pytest.raises(Refused, match="缺窗口席位"):
        entry.declare(by=liaison, item=residence, claim=Claim("own_window", today(), windows=NO_WINDOW))


def test_conditions_are_set_for_a_filter_or_for_ticked_items_on_the_sheets_page(
    sheet: Sheet, officer: User, liaison: User, residence: Item, client_of: Any
) -> None:
    client, address = client_of(officer), f"/entry/sheets/{sheet.pk}/"
    page = client.get(address)
    assert (page.context["barred"], len(page.context["lacking"])) == (1, 1)
    assert client.post(f"{address}confirm/").status_code == 422
    said = {"reason": "窗口本月安装", "due_on": in_days(30).isoformat()}
    assert client_of(liaison).post(f"{address}conditions/", said).status_code == 403
    assert client.post(f"{address}conditions/", {**said, "check": "seal"}).status_code == 422  # nothing lacks a seal
    assert client.post(f"{address}conditions/", {**said, "reason": ""}).status_code == 422
    assert not Condition.objects.exists()
    assert client.post(f"{address}conditions/", {**said, "check": "seat"}).status_code == 302
    assert Condition.objects.get().item == residence
    assert client.get(address).context["barred"] == 0
    again = {**said, "chosen": str(residence.pk), "due_on": in_days(60).isoformat()}
    assert client.post(f"{address}conditions/", again).status_code == 302
    assert client.post(f"{address}confirm/").status_code == 302
    page = client.get("/entry/readiness/")
    assert [each.condition.due_on for each, _ in page.context["pending"]] == [in_days(60)]
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        assert client_of(officer).get("/entry/readiness/").context["overdue"] == 1


def test_an_item_is_let_in_on_the_page_of_its_checklist(
    officer: User, liaison: User, window: Window, residence: Item, client_of: Any
) -> None:
    address = f"/entry/readiness/items/{residence.pk}/"
    said = {"reason": "窗口本月安装", "due_on": in_days(30).isoformat()}
    assert client_of(liaison).post(f"{address}allow/", said).status_code == 403
    client = client_of(officer)
    assert client.post(f"{address}allow/", {**said, "due_on": today().isoformat()}).status_code == 422
    page = client.post(f"{address}allow/", said, follow=True).content.decode()
    assert "限期补齐" in page and "尚未声明进驻" in page
