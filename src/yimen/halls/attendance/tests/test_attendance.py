"""Punches from files, days made of them, corrections by two people, clocks that are off."""

from datetime import date, datetime, time
from typing import Any

import pytest

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.halls.attendance import queries, services
from yimen.halls.models import Attendance, Punch
from yimen.halls.space import services as importing
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

JUNE = date(2023, 6, 1)
FILE = (
    "工号,打卡时间,考勤机\nS1,2023-06-01 08:21:07,一号机\nS1,2023-06-01 12:01:00,一号机\n"
    "S1,2023-06-01 17:03:00,一号机\nS9,2023-06-01 08:00:00,一号机\nS1,2023-06-01 08:21:07,一号机\n"
)
DAYS = "编号,考勤日期,上班,下班\nS2,2023-06-01,8:31,17:00\nS2,2023-06-02,17:00,08:30\nS2,2023-06-05,08:29,\n"


@pytest.fixture
def two(county: Region, police: Department, clerk: User) -> list[Staff]:
    """S1, who is the clerk, and S2."""
    rows = [Staff(region=county, department=police, code=code, name="某人") for code in ("S1", "S2")]
    rows[0].account = clerk
    return people.register_staff(by=None, region=county, staff=rows)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 6, 1, hour, minute, tzinfo=SHANGHAI)


def test_a_machines_file_is_taken_in_by_three_steps_and_every_bad_line_comes_back(
    two: list[Staff], hall_manager: User, client_of: Any
) -> None:
    for name, content, taken in (("机器.csv", FILE, 3), ("汇总.csv", DAYS, 2)):
        batch = importing.read_file(
            by=hall_manager, kind=ImportBatch.Kind.ATTENDANCE, name=name, content=content.encode()
        )
        assert not Punch.objects.filter(batch=batch).exists()  # a plan writes nothing
        page = client_of(hall_manager).get(f"/halls/space/import/{batch.pk}/")
        assert page.status_code == 200
        assert importing.apply_file(by=hall_manager, batch=batch).rows_accepted == taken
    days = Attendance.objects.order_by("staff", "date").values_list("staff__code", "arrived_at", "left_at")
    assert list(days) == [
        ("S1", time(8, 21, 7), time(17, 3)),
        ("S2", time(8, 31), time(17)),
        ("S2", time(8, 29), None),
    ]
    reasons = sorted(RefusedRow.objects.values_list("reason", flat=True))
    assert [words[:6] for words in reasons] == ["下班早于上班", "本县工作人员", "这条打卡已经"]


def test_a_later_file_makes_a_day_longer_and_never_shorter(county: Region, two: list[Staff]) -> None:
    for hour in (9, 16, 8):
        services.take_punches(by=None, region=county, punches=[Punch(staff=two[0], at=at(hour))])
    row = Attendance.objects.get()
    assert (row.arrived_at, row.left_at) == (time(8), time(16))


def test_a_day_is_put_right_by_a_second_person_and_stays_so(
    county: Region, two: list[Staff], clerk: User, hall_manager: User, officer: User, neighbour_officer: User
) -> None:
    services.take_punches(by=None, region=county, punches=[Punch(staff=two[0], at=at(11))])
    day = services.Day(JUNE, time(8, 30), time(17), "早上忘打卡")
    with pytest.raises(Refused, match="本人或本部门"):
        services.ask_correction(by=clerk, staff=two[1], day=day, today=JUNE)
    with pytest.raises(Refused, match="理由"):
        services.ask_correction(by=clerk, staff=two[0], day=services.Day(JUNE, time(8), None, "忘"), today=JUNE)
    row = services.ask_correction(by=clerk, staff=two[0], day=day, today=JUNE)
    assert row.was_arrived_at == time(11)
    assert list(queries.waiting_corrections(officer)) == [row]
    with pytest.raises(Refused, match="本县"):
        services.move_correction(by=neighbour_officer, correction=row, move="confirm")
    services.move_correction(by=hall_manager, correction=row, move="confirm")
    services.take_punches(by=None, region=county, punches=[Punch(staff=two[0], at=at(19))])
    assert Attendance.objects.get().left_at == time(17)  # what two people settled no file undoes


def test_whoever_asks_for_a_correction_cannot_confirm_it(two: list[Staff], hall_manager: User, client_of: Any) -> None:
    client = client_of(hall_manager)
    given = {"verb": "correct", "staff": two[1].pk, "date": "2023-06-01", "arrived_at": "08:30", "reason": "机器坏了"}
    row = services.ask_correction(
        by=hall_manager, staff=two[1], day=services.Day(JUNE, time(8, 30), None, "机器坏了"), today=JUNE
    )
    answer = client.post(f"/halls/attendance/corrections/{row.pk}/", {"move": "confirm"})
    assert answer.status_code == 422
    assert "另一个人复核" in answer.content.decode()
    assert client.post("/halls/attendance/", given).status_code == 422  # he is posted nowhere
    assert not Attendance.objects.exists()


def test_a_clock_that_is_five_minutes_off_is_told_until_it_is_looked_at_again(
    county: Region, two: list[Staff], hall_manager: User, client_of: Any
) -> None:
    services.check_clock(by=hall_manager, region=county, machine="一号机", checked_at=at(9), seconds=420)
    assert [check.machine for check in queries.wrong_clocks(county, JUNE)] == ["一号机"]
    assert "420 秒" in client_of(hall_manager).get("/halls/attendance/?day=2023-06-01").content.decode()
    services.check_clock(by=hall_manager, region=county, machine="一号机", checked_at=at(10), seconds=2)
    assert queries.wrong_clocks(county, JUNE) == []
