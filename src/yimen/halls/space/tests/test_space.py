"""Which stations are taken, idle or free on a day; what nobody registered is unknown, never free."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.halls import services as halls
from yimen.halls.models import Hall, QueueDay, SpacePlan, Window
from yimen.halls.space import queries, services
from yimen.halls.space.queries import FREE, IDLE, TAKEN, Book
from yimen.halls.space.services import Laid
from yimen.halls.space.tests.conftest import BEGAN, FLOORS
from yimen.people.models import Department, Region, User

DAY = date(2023, 5, 31)


def states(hall: Hall, day: date = DAY) -> dict[str, str]:
    found = queries.space_on(hall, day)
    assert found is not None
    return {place.station.code: place.state for place in found.places}


def test_without_a_plan_nothing_is_known(hall: Hall, windows: list[Window]) -> None:
    assert queries.space_on(hall, DAY) is None


def test_a_station_is_taken_idle_or_free(hall: Hall, plan: None) -> None:
    assert states(hall) == {"1-01": TAKEN, "1-02": IDLE, "2-01": FREE, "2-02": FREE}
    found = queries.space_on(hall, DAY)
    assert found is not None
    assert (found.count(FREE), found.area(FREE)) == (2, Decimal("15.5"))
    assert found.places[0].departments == ("公安局",)


def test_before_the_plan_nothing_is_known(hall: Hall, plan: None) -> None:
    assert queries.space_on(hall, BEGAN - timedelta(days=1)) is None


def test_a_window_that_got_another_machine_keeps_its_station(county: Region, hall: Hall, plan: None) -> None:
    ended = date(2023, 6, 11)
    Window.objects.filter(code="A02").update(valid_to=ended)
    assert states(hall, ended)["1-02"] == IDLE
    assert states(hall, ended + timedelta(days=1))["1-02"] == FREE
    again = Window(hall=hall, code="A02", terminal="10.1.1.9", valid_from=ended + timedelta(days=1))
    halls.add_windows(by=None, region=county, windows=[again])
    assert states(hall, ended + timedelta(days=1))["1-02"] == IDLE


def test_another_plan_ends_the_one_before_and_both_can_be_read(hall: Hall, plan: None) -> None:
    day = date(2023, 7, 1)
    services.lay_out(by=None, hall=hall, valid_from=day, floors=[Laid("一楼", Decimal("300"), FLOORS[0].stations)])
    assert len(states(hall, day)) == 2
    assert len(states(hall, day - timedelta(days=1))) == 4
    with pytest.raises(Refused, match="须晚于这一天"):
        services.lay_out(by=None, hall=hall, valid_from=day, floors=FLOORS)


def test_a_plan_of_a_day_to_come_or_without_a_station_is_refused(hall: Hall) -> None:
    with pytest.raises(Refused, match="今天之后"):
        tomorrow = timezone.localdate() + timedelta(days=1)
        services.lay_out(by=None, hall=hall, valid_from=tomorrow, floors=FLOORS)
    with pytest.raises(Refused, match="没有席位"):
        services.lay_out(by=None, hall=hall, valid_from=BEGAN, floors=[Laid("一楼", Decimal("300"), [])])
    assert not SpacePlan.objects.exists()


def test_only_the_hall_manager_of_the_county_registers(
    hall: Hall, county: Region, officer: User, neighbour_officer: User, hall_manager: User
) -> None:
    for user in (officer, neighbour_officer):
        with pytest.raises(Refused, match="大厅管理员"):
            services.lay_out(by=user, hall=hall, valid_from=BEGAN, floors=FLOORS)
    with pytest.raises(Refused, match="大厅管理员"):
        services.add_queues(by=officer, region=county, rows=[])
    assert services.lay_out(by=hall_manager, hall=hall, valid_from=BEGAN, floors=FLOORS).pk


def test_the_days_on_which_anything_changed_are_those_of_plans_windows_and_postings(hall: Hall, plan: None) -> None:
    Window.objects.filter(code="A02").update(valid_to=date(2023, 6, 11))
    book = Book([hall], BEGAN, DAY)
    assert book.turns(BEGAN, DAY) == [BEGAN]
    longer = Book([hall], BEGAN, date(2023, 12, 31))
    assert longer.turns(BEGAN, date(2023, 12, 31)) == [BEGAN, date(2023, 6, 12)]


def queue(hall: Hall, day: date, called: int, mean: int, window: str = "", of: Department | None = None) -> QueueDay:
    return QueueDay(hall=hall, date=day, called=called, mean_wait=mean, window=window, department=of)


def test_a_wait_is_weighted_by_those_called(hall: Hall) -> None:
    assert queries.waited([]) is None
    assert queries.waited([queue(hall, DAY, 0, 0)]) is None
    found = queries.waited([queue(hall, DAY, 30, 100), queue(hall, date(2023, 6, 1), 10, 500)])
    assert found == queries.Wait(2, 40, 200, None)


def test_nobody_is_counted_twice_and_a_department_has_its_windows(
    hall: Hall, plan: None, police: Department, tax: Department
) -> None:
    rows = [
        queue(hall, DAY, 50, 300), queue(hall, DAY, 20, 600, of=police), queue(hall, DAY, 9, 60, "A01"),
        queue(hall, date(2023, 6, 1), 9, 60, "A01"), queue(hall, date(2023, 6, 1), 9, 90, "A02"),
    ]  # fmt: skip
    book = Book([hall], BEGAN, date(2023, 6, 30))
    assert [row.called for row in queries.of_hall(rows)] == [50, 9, 9]
    assert [row.called for row in queries.of_department(rows, police.pk, book)] == [20, 9]
    assert queries.of_department(rows, tax.pk, book) == []
