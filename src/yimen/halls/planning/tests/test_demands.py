"""A demand rests on measured work; what is typed stands only where nothing was measured, and is marked."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Hall
from yimen.halls.planning import measuring, services
from yimen.halls.planning.measuring import Work
from yimen.halls.planning.models import SpaceDemand
from yimen.halls.planning.services import Traits, Typed
from yimen.halls.space import services as space
from yimen.halls.space.services import Box, Laid, LaidZone
from yimen.people.models import Department, User

TYPED = [Typed("身份证补领", Decimal(30), Decimal(12))]


@pytest.fixture
def on_the_day() -> Any:
    """The day of the layout."""
    with time_machine.travel(datetime(2023, 6, 1, 9, tzinfo=SHANGHAI), tick=True):
        yield


@pytest.fixture
def demand(on_the_day: None, laid: Hall, work: dict[str, Work], liaison: User, police: Department) -> SpaceDemand:
    """The police's demand, with a line and one item of which there are no cases."""
    return services.file_demand(by=liaison, hall=laid, department=police, wants={"line": "police"}, typed=TYPED)


def test_items_with_cases_are_measured_with_an_interval_and_the_others_are_marked_as_typed(demand: SpaceDemand) -> None:
    measured, typed = sorted(demand.items.all(), key=lambda item: item.source)
    assert (measured.item_name, measured.source, measured.sample) == ("居住证签发", "measured", 160)
    assert measured.low < measured.minutes < measured.high
    assert measured.cases_a_month == Decimal("53.3")  # 160 in the quarter
    assert (typed.item_name, typed.source, typed.sample, typed.low) == ("身份证补领", "typed", 0, None)


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
    demand: SpaceDemand, laid: Hall, liaison: User, tax_liaison: User, police: Department, tax: Department,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with pytest.raises(Refused, match="本部门"):
        services.file_demand(by=tax_liaison, hall=laid, department=police, wants={}, typed=TYPED)
    with pytest.raises(Refused, match="不能同时选"):
        services.file_demand(by=tax_liaison, hall=laid, department=tax, wants={"quiet": True, "noisy": True})
    with pytest.raises(Conflict, match="先撤回"):
        services.file_demand(by=liaison, hall=laid, department=police, wants={}, typed=TYPED)
    monkeypatch.setattr(measuring, "SOURCES", [])
    with pytest.raises(Refused, match="逐行填写"):
        services.file_demand(by=tax_liaison, hall=laid, department=tax, wants={})


def test_traits_are_stated_of_places_on_the_layout_and_replace_what_was_said(laid: Hall, hall_manager: User) -> None:
    services.state_traits(by=hall_manager, hall=laid, traits=[Traits("二楼", "", ("tax", "medical"), safe=True)])
    row = laid.traits.get(floor="二楼")
    assert {each.line for each in row.lines.all()} == {"tax", "medical"} and row.safe and not row.quiet
    with pytest.raises(Refused, match="平面图上没有"):
        services.state_traits(by=hall_manager, hall=laid, traits=[Traits("三楼", "")])


def test_zones_that_nobody_touches_on_the_page_go_on_as_their_floor_does(
    laid: Hall, hall_manager: User, client_of: Any
) -> None:
    client, here = client_of(hall_manager), f"/halls/{laid.pk}/planning/traits/"
    box = Box(0, 0, 400, 400)
    drawn = Laid("二楼", Decimal(200), [], 1000, 800, zones=[LaidZone("窗口区", "professional", box)])
    space.draw_floor(by=hall_manager, hall=laid, floor=drawn, valid_from=timezone.localdate(), former="二楼")
    form = client.get(here).context["form"]
    assert form.places == [("一楼", ""), ("二楼", ""), ("二楼", "窗口区")]
    shown = {name: field.initial for name, field in form.fields.items()}
    assert shown["lines-2"] == ["police"] and shown["quiet-2"] and shown["walk-2"] == 50  # as the floor has it
    sent = {name: "on" if value is True else value for name, value in shown.items() if value not in (False, [])}
    assert "没有改动" in client.post(here, sent, follow=True).content.decode()
    assert "已登记 1 处" in client.post(here, {**sent, "walk-1": 60}, follow=True).content.decode()
    assert not laid.traits.filter(zone="窗口区").exists()
    client.post(here, {**sent, "walk-1": 60, "lines-2": ["police", "tax"], "walk-2": 60})
    assert {each.line for each in laid.traits.get(zone="窗口区").lines.all()} == {"police", "tax"}
    assert client.post(here, {**sent, "walk-1": ""}).status_code == 422


TABLE = """部门,事项,每月件数,每件分钟,所需专线,涉及隐私,有噪声,希望在,相邻部门,说明
公安局,,,,公安网,是,,二楼,,按近三个月的办件
公安局,身份证补领,30,12,,,,,,
公安局,身份证补领,30,12,,,,,,
公安局,护照,8,20,税务专网,,,,,要求和上面不一样
税务局,,,,,是,是,,,又要安静又有噪声
税务局,酒类备案,三十,12,,,,,,
税务局,酒类备案,30,12,,,,九楼,,
税务局,酒类备案,30,,,,,,,没有写全
没有这个局,酒类备案,30,12,,,,,,
税务局,酒类备案,30,12,税务专网,,,一楼,公安局,
"""


def test_a_table_of_departments_demands_is_taken_in_and_what_contradicts_goes_back(
    on_the_day: None, laid: Hall, work: dict[str, Work], hall_manager: User, liaison: User, client_of: Any
) -> None:
    file = SimpleUploadedFile("需求.csv", TABLE.encode(), "text/csv")
    client = client_of(hall_manager)
    plan = client.post("/halls/space/import/", {"kind": "halls.demands", "file": file}).url
    shown = client.get(plan).content.decode()
    for words in ("上面已经写过", "与这个部门上面的行不一致", "同时要求安静和有噪声", "不是数字", "没有这个地方",
                  "没有写全", "本县没有这个部门"):  # fmt: skip
        assert words in shown, words
    assert SpaceDemand.objects.count() == 0
    assert "已导入 3 行，退回 7 行" in client.post(f"{plan}apply/", {}, follow=True).content.decode()
    police, tax = SpaceDemand.objects.order_by("pk")
    assert (police.line, police.quiet, police.wish, police.filed_by) == ("police", True, "二楼", hall_manager)
    assert sorted(police.items.values_list("item_name", "source")) == [
        ("居住证签发", "measured"), ("身份证补领", "typed"),
    ]  # fmt: skip
    assert (tax.near, tax.status, tax.note) == (police.department, "filed", "")
    again = SimpleUploadedFile("需求.csv", TABLE.encode(), "text/csv")
    plan = client.post("/halls/space/import/", {"kind": "halls.demands", "file": again}).url
    assert "已有一份在办的空间需求" in client.get(plan).content.decode()
    with pytest.raises(Refused, match="不能办理"):
        services.file_demand(by=liaison, hall=laid, department=tax.department, wants={}, from_table=True)
