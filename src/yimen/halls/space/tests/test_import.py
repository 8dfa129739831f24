"""A file of stations or of queue figures: a plan first, then taken in; every row is in it or refused with a reason."""

from decimal import Decimal

import pytest

from yimen.common.errors import Refused
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.exchange.values import Unfit
from yimen.halls import services as halls
from yimen.halls.models import Hall, QueueDay, SpacePlan, Station, Window
from yimen.halls.space import services
from yimen.halls.space.imports import area, seconds
from yimen.halls.space.tests.conftest import BEGAN
from yimen.people.models import Department, User

SPACE, QUEUE = ImportBatch.Kind.SPACE, ImportBatch.Kind.QUEUE
STATIONS = """楼层,楼层开放面积,席位编号,席位面积,窗口编号
一楼,300,1-01,6,A01
一楼,300,1-02,6.5,
一楼,299,1-03,6,
一楼,300,1-01,6,
二楼,120,2-01,7,A01
二楼,120,2-02,7,A09
二楼,120,2-03,七,
二楼,120,2-04,7.5,
"""
QUEUES = """日期,窗口,部门,叫号数,平均等候,最长等候
2023-05-30,,,120,0:05:30,0:20:00
2023-05-30,A01,,20,300,
2023-05-30,,公安局,30,240,900
2023-05-30,A01,,20,300,
2023-05-30,A01,公安局,20,300,
2023-05-31,,水利局,20,300,
2023-05-31,,,20,300,10
2123-05-31,,,20,300,
2023-05-31,,,20,很久,
"""


@pytest.fixture
def county_with_two(hall: Hall) -> Hall:
    """The second comprehensive hall of the county."""
    return halls.add_hall(by=None, region=hall.region, code="H2", name="东区政务服务中心", kind="main")


def read(by: User, kind: str, text: str) -> ImportBatch:
    return services.read_file(by=by, kind=kind, name="a.csv", content=text.encode())


def reasons(batch: ImportBatch) -> list[tuple[int, str]]:
    return list(RefusedRow.objects.filter(batch=batch).order_by("line").values_list("line", "reason"))


def test_nothing_is_written_before_somebody_confirms(hall: Hall, windows: list[Window], hall_manager: User) -> None:
    batch = read(hall_manager, SPACE, STATIONS)
    assert batch.plan == {"taken": 3, "refused": 5}
    assert not SpacePlan.objects.exists()


def test_stations_are_taken_in_and_rows_that_cannot_be_are_kept_with_their_reasons(
    hall: Hall, windows: list[Window], hall_manager: User
) -> None:
    batch = services.apply_file(by=hall_manager, batch=read(hall_manager, SPACE, STATIONS), valid_from=BEGAN)
    assert (batch.rows_read, batch.rows_accepted, batch.rows_refused) == (8, 3, 5)
    rows = Station.objects.values_list("floor__name", "code", "area", "window")
    assert list(rows) == [
        ("一楼", "1-01", Decimal("6"), "A01"), ("一楼", "1-02", Decimal("6.5"), ""),
        ("二楼", "2-04", Decimal("7.5"), ""),
    ]  # fmt: skip
    assert [line for line, _ in reasons(batch)] == [4, 5, 6, 7, 8]
    assert "前后不一致" in reasons(batch)[0][1]
    assert "已经写过" in reasons(batch)[1][1] and "已经写过" in reasons(batch)[2][1]
    assert "窗口编号不在" in reasons(batch)[3][1]
    with pytest.raises(Refused, match="已经办理过"):
        services.apply_file(by=hall_manager, batch=batch, valid_from=BEGAN)


def test_queues_are_taken_in_once(hall: Hall, windows: list[Window], police: Department, hall_manager: User) -> None:
    batch = services.apply_file(by=hall_manager, batch=read(hall_manager, QUEUE, QUEUES))
    assert (batch.rows_accepted, batch.rows_refused) == (3, 6)
    assert QueueDay.objects.get(window="", department=None).mean_wait == 330
    assert QueueDay.objects.get(department=police).longest_wait == 900
    assert [line for line, _ in reasons(batch)] == [5, 6, 7, 8, 9, 10]
    again = read(hall_manager, QUEUE, QUEUES)
    with pytest.raises(Refused, match="没有一行可以导入"):
        services.apply_file(by=hall_manager, batch=again)
    assert QueueDay.objects.count() == 3


def test_a_file_without_a_needed_column_is_refused_at_once(hall: Hall, hall_manager: User) -> None:
    with pytest.raises(Refused, match="席位面积"):
        read(hall_manager, SPACE, "楼层,楼层开放面积,席位编号\n一楼,300,1-01\n")
    assert not ImportBatch.objects.exists()


def test_a_plan_needs_its_first_day(hall: Hall, windows: list[Window], hall_manager: User) -> None:
    with pytest.raises(Refused, match="自哪一天起"):
        services.apply_file(by=hall_manager, batch=read(hall_manager, SPACE, STATIONS))


def test_where_a_county_has_several_halls_a_row_must_name_one(
    county_with_two: Hall, windows: list[Window], hall_manager: User
) -> None:
    batch = read(hall_manager, QUEUE, f"大厅,{QUEUES.splitlines()[0]}\nH2,2023-05-30,,,9,60,\n,2023-05-30,,,9,60,\n")
    batch = services.apply_file(by=hall_manager, batch=batch)
    assert QueueDay.objects.get().hall == county_with_two
    assert [reason for _, reason in reasons(batch)] == ["大厅编号不在本县大厅登记中。"]


@pytest.mark.parametrize(("text", "value"), [("330", 330), ("5:30", 330), ("0:05:30", 330), ("01:00:00", 3600)])
def test_a_wait_is_seconds_or_a_clock(text: str, value: int) -> None:
    assert seconds(text) == value


@pytest.mark.parametrize("text", ["25:00:00", "5:61", "很久", "-1"])
def test_a_wait_that_is_neither_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        seconds(text)


@pytest.mark.parametrize("text", ["0", "-3", "6.55", "六"])
def test_an_area_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        area(text)
