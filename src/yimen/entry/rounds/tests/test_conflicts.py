"""What does not agree is shown, each kind once, and what is as it should be is left alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.entry import services as entry
from yimen.entry.exemptions import services as exemptions
from yimen.entry.exemptions.services import Registered
from yimen.entry.models import Exemption
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.conflicts import county_on
from yimen.entry.rounds.models import Sheet
from yimen.entry.rounds.tests.conftest import fill, line_of
from yimen.entry.rounds.texts import digest_of
from yimen.halls import services as halls
from yimen.people.models import Staff, User

pytestmark = pytest.mark.django_db


def doubts(sheet: Sheet, number: int = 1) -> list[str]:
    """The codes of what does not agree in a line today."""
    lines = list(queries.lines_of(sheet))
    county = county_on(timezone.localdate(), sheet.round.region, [line.item_id for line in lines])
    return [each.code for each in county.doubts(lines[number - 1])]


def answered(sheet: Sheet, liaison: User, answer: Any) -> list[str]:
    """The codes after the first line was answered so."""
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=answer)
    return doubts(sheet)


def listed(sheet: Sheet, reason: str = "site") -> None:
    """Puts the first item on the negative list."""
    today = timezone.localdate()
    no_room = reason == "no_room"
    row = Exemption(
        region=sheet.region, item=line_of(sheet).item, department=sheet.department, reason=reason,
        basis="设备清单", meanwhile="A01 专人收件受理" if no_room else "", valid_from=today,
        valid_to=today + timedelta(days=90), approved_on=today, approval_number="政复1号",
    )  # fmt: skip
    exemptions.load(by=None, region=sheet.region, rows=[Registered(row)])


def test_what_is_as_it_should_be_raises_no_doubt(sheet: Sheet, liaison: User, say: Any) -> None:
    assert doubts(sheet) == []
    assert answered(sheet, liaison, say()) == []
    assert answered(sheet, liaison, say(windows="")) == []
    assert answered(sheet, liaison, say(mode="online_only")) == []


@pytest.mark.parametrize(
    ("otherwise", "codes"),
    [
        ({"windows": "Z99"}, ["no_window"]),
        ({"windows": "A02"}, ["empty_window"]),
        ({"windows": "A01,Z99"}, ["no_window"]),
        ({"staff_b": None}, ["no_b"]),
        ({"staff_a": None}, ["no_a"]),
        ({"staff_b": "P9"}, ["unposted_b"]),
        ({"mode": "not_entered", "reason": "场地受限"}, ["not_listed"]),
    ],
)
def test_each_kind_of_doubt(
    sheet: Sheet, liaison: User, say: Any, staff: dict[str, Staff], otherwise: dict[str, Any], codes: list[str]
) -> None:
    given = {name: staff[text] if name == "staff_b" and text else text for name, text in otherwise.items()}
    assert answered(sheet, liaison, say(**given)) == codes


def test_a_window_is_of_the_hall_that_was_named(
    sheet: Sheet, liaison: User, say: Any, county: Any, police: Any
) -> None:
    branch = halls.add_hall(by=None, region=county, code="B1", name="办证分厅", kind="branch", department=police)
    assert answered(sheet, liaison, say(mode="branch_hall", hall=branch)) == ["no_window"]


def test_one_that_only_others_stand_at_is_empty_for_the_departments_own_window(
    sheet: Sheet, liaison: User, tax_liaison: User, say: Any, opened: Any
) -> None:
    other = Sheet.objects.select_related("round__region").get(round=opened, department=tax_liaison.department)
    fill(other, tax_liaison, say(staff_a=None, staff_b=None))
    assert doubts(other) == ["empty_window", "no_a", "no_b"]


def test_entered_though_on_the_negative_list(sheet: Sheet, liaison: User, say: Any) -> None:
    listed(sheet)
    assert answered(sheet, liaison, say()) == ["listed"]
    assert answered(sheet, liaison, say(mode="not_entered", reason="须特殊设备")) == []


def test_accepting_in_the_hall_for_want_of_room_is_what_the_notice_orders(
    sheet: Sheet, liaison: User, say: Any
) -> None:
    listed(sheet, "no_room")
    assert answered(sheet, liaison, say(mode="accept_in_hall")) == []
    assert answered(sheet, liaison, say()) == ["listed"]


def test_declared_otherwise_since(sheet: Sheet, liaison: User, say: Any) -> None:
    answered(sheet, liaison, say())
    claim = entry.Claim(mode="entrusted", valid_from=timezone.localdate())
    entry.declare(by=liaison, item=line_of(sheet).item, claim=claim)
    assert doubts(sheet) == ["changed"]
    assert answered(sheet, liaison, say()) == []


def test_its_own_declaration_is_no_change(sheet: Sheet, liaison: User, head: User, officer: User, say: Any) -> None:
    services.submit(by=liaison, sheet=fill(sheet, liaison, say()))
    services.sign(by=head, sheet=sheet, seen=digest_of(queries.lines_of(sheet)))
    services.confirm(by=officer, sheet=sheet)
    assert doubts(sheet) == []


def test_an_item_that_was_renamed_or_cancelled_since(sheet: Sheet) -> None:
    ItemVersion.objects.filter(code="P2").update(state="cancelled")
    assert doubts(sheet, 2) == ["item_gone"]
