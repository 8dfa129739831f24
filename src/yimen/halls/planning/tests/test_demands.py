"""A demand rests on measured work; what is typed stands only where nothing was measured, and is marked."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from yimen.cases.models import Case
from yimen.cases.windows import work_of_windows
from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Hall
from yimen.halls.planning import services
from yimen.halls.planning.models import SpaceDemand
from yimen.halls.planning.services import Traits, Typed
from yimen.people.models import Department, User

from .conftest import BRANCH, DAY, HERE

TYPED = [Typed("身份证补领", Decimal(30), Decimal(12))]


@pytest.fixture
def on_the_day() -> Any:
    """The day of the layout."""
    with time_machine.travel(datetime(2023, 6, 1, 9, tzinfo=SHANGHAI), tick=True):
        yield


@pytest.fixture
def demand(on_the_day: None, laid: Hall, cases: list[Case], liaison: User, police: Department) -> SpaceDemand:
    """The police's demand, with a line and one item of which there are no cases."""
    return services.file_demand(by=liaison, hall=laid, department=police, wants={"line": "police"}, typed=TYPED)


def test_items_with_cases_are_measured_with_an_interval_and_the_others_are_marked_as_typed(demand: SpaceDemand) -> None:
    measured, typed = sorted(demand.items.all(), key=lambda item: item.source)
    assert (measured.item_name, measured.source, measured.sample) == ("居住证签发", "measured", 160)
    assert measured.low < measured.minutes < measured.high
    assert measured.cases_a_month == Decimal("53.3")  # 160 in the quarter
    assert (typed.item_name, typed.source, typed.sample, typed.low) == ("身份证补领", "typed", 0, None)


def test_only_what_was_received_at_the_windows_in_person_is_counted(
    laid: Hall, cases: list[Case], police: Department, tax: Department, county: Any
) -> None:
    work = work_of_windows(county, HERE, date(2023, 3, 1), DAY)
    assert {key: each.cases for key, each in work.items()} == {police.pk: 160, tax.pk: 100}
    assert work[police.pk].days == 20 and work[police.pk].a_day == 8
    assert all(540 <= slot < 720 for slot in work[police.pk].slots)
    taken = work[police.pk].taken
    assert taken is not None and taken.low < 10 < taken.high and 0 < taken.variation < 1
    assert work_of_windows(county, BRANCH, date(2023, 3, 1), DAY)[tax.pk].cases == 400
    Case.objects.filter(window_code="P1").update(channel="online")
    assert police.pk not in work_of_windows(county, HERE, date(2023, 3, 1), DAY)


def test_what_was_entered_hours_later_is_a_visit_but_no_time_at_the_window(
    laid: Hall, cases: list[Case], police: Department, county: Any
) -> None:
    for case in Case.objects.filter(window_code="P1")[:40]:
        Case.objects.filter(pk=case.pk).update(accepted_at=case.received_at + timedelta(hours=9))
    work = work_of_windows(county, HERE, date(2023, 3, 1), DAY)[police.pk]
    assert work.taken is not None
    assert (work.cases, work.taken.sample) == (160, 120) and work.taken.minutes < 12


def test_a_demand_is_checked_by_the_hall_agreed_to_by_the_bureau_and_withdrawn_by_its_own_department(
    demand: SpaceDemand, hall_manager: User, officer: User, liaison: User, tax_liaison: User
) -> None:
    with pytest.raises(Refused, match="申报的部门"):
        services.move_demand(by=tax_liaison, demand=demand, move="withdraw")
    with pytest.raises(Refused, match="不能办理"):
        services.move_demand(by=officer, demand=demand, move="check")
    with pytest.raises(Refused, match="退回理由"):
        services.move_demand(by=hall_manager, demand=demand, move="return")
    services.move_demand(by=hall_manager, demand=demand, move="check")
    agreed = services.move_demand(by=officer, demand=demand, move="agree")
    assert agreed.status_label == "已同意"
    with pytest.raises(Conflict):
        services.move_demand(by=liaison, demand=agreed, move="withdraw")


def test_a_demand_is_ones_own_and_one_at_a_time_and_has_work_in_it(
    demand: SpaceDemand, laid: Hall, liaison: User, tax_liaison: User, police: Department, tax: Department
) -> None:
    with pytest.raises(Refused, match="本部门"):
        services.file_demand(by=tax_liaison, hall=laid, department=police, wants={}, typed=TYPED)
    with pytest.raises(Refused, match="不能同时选"):
        services.file_demand(by=tax_liaison, hall=laid, department=tax, wants={"quiet": True, "noisy": True})
    with pytest.raises(Conflict, match="先撤回"):
        services.file_demand(by=liaison, hall=laid, department=police, wants={}, typed=TYPED)
    Case.objects.update(window_code="elsewhere")
    with pytest.raises(Refused, match="逐行填写"):
        services.file_demand(by=tax_liaison, hall=laid, department=tax, wants={})


def test_traits_are_stated_of_places_on_the_layout_and_replace_what_was_said(laid: Hall, hall_manager: User) -> None:
    services.state_traits(by=hall_manager, hall=laid, traits=[Traits("二楼", "", ("tax", "medical"), safe=True)])
    row = laid.traits.get(floor="二楼")
    assert {each.line for each in row.lines.all()} == {"tax", "medical"} and row.safe and not row.quiet
    with pytest.raises(Refused, match="平面图上没有"):
        services.state_traits(by=hall_manager, hall=laid, traits=[Traits("三楼", "")])
