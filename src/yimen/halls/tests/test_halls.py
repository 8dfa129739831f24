"""Halls, windows, postings, opening days and attendance: what the registers say, and who may see it."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest

from yimen.common.errors import Refused
from yimen.halls import queries, services
from yimen.halls.branches import services as branches
from yimen.halls.models import Attendance, Hall, HallDay, Posting, Window
from yimen.ledger.models import Event
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

MAY_1, MAY_15 = date(2023, 5, 1), date(2023, 5, 15)


@pytest.fixture
def hall(county: Region) -> Hall:
    """县综合大厅, open on weekdays of May 2023."""
    hall = services.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")
    days = [MAY_1 + timedelta(days=number) for number in range(31)]
    rows = [HallDay(hall=hall, date=day, opens_at=time(8, 30), closes_at=time(17)) for day in days if day.weekday() < 5]
    services.add_hall_days(by=None, region=county, days=rows)
    return hall


@pytest.fixture
def window(county: Region, hall: Hall) -> Window:
    """窗口 A01, in use from May on."""
    rows = [Window(hall=hall, code="A01", terminal="10.1.1.1", valid_from=MAY_1)]
    return services.add_windows(by=None, region=county, windows=rows)[0]


def post(window: Window, department: Department, code: str, last: date | None = None) -> Posting:
    region = window.hall.region
    staff = Staff(region=region, department=department, code=code, name="欧阳修")
    people.register_staff(by=None, region=region, staff=[staff])
    row = Posting(staff=staff, window=window, valid_from=MAY_1, valid_to=last)
    return services.add_postings(by=None, region=region, postings=[row])[0]


def attend(posting: Posting, *days: date) -> None:
    rows = [Attendance(staff=posting.staff, date=day, arrived_at=time(8, 20), left_at=time(17)) for day in days]
    services.import_attendance(by=None, region=posting.staff.region, attendance=rows)


def test_posted_on_counts_postings_windows_and_halls_in_force(
    county: Region, hall: Hall, window: Window, police: Department
) -> None:
    posting = post(window, police, "S1", last=MAY_15)
    assert list(queries.posted_on(MAY_15, county)) == [posting]
    assert not queries.posted_on(MAY_15 + timedelta(days=1), county)
    assert not queries.posted_on(MAY_1 - timedelta(days=1), county)


def test_nobody_is_posted_in_a_hall_that_closed(county: Region, police: Department) -> None:
    closed = services.add_hall(
        by=None, region=county, code="B1", name="办证分厅", kind="branch", department=police, closes_on=MAY_15
    )
    rows = [Window(hall=closed, code="B01", terminal="x", valid_from=MAY_1)]
    post(services.add_windows(by=None, region=county, windows=rows)[0], police, "S1")
    assert queries.posted_on(MAY_15, county).count() == 1
    assert queries.posted_on(MAY_15 + timedelta(days=1), county).count() == 0


def test_presence_counts_attended_open_days_only(
    hall: Hall, window: Window, police: Department, hall_manager: User
) -> None:
    posting = post(window, police, "S1", last=date(2023, 5, 5))
    saturday, monday_after = date(2023, 5, 6), date(2023, 5, 8)
    attend(posting, MAY_1, date(2023, 5, 2), saturday, monday_after)
    [row] = queries.presence(hall, MAY_15, queries.visible_postings(hall_manager))
    assert (row.open_days, row.attended, row.missing) == (5, 2, 3)


def test_presence_costs_the_same_for_many(
    hall: Hall, window: Window, police: Department, hall_manager: User, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        attend(post(window, police, f"S{number}"), MAY_1)
    with django_assert_num_queries(6):  # user, roles, region, postings, open days, attendance
        assert len(queries.presence(hall, MAY_15, queries.visible_postings(User.objects.get(pk=hall_manager.pk)))) == 30


def test_a_month_is_shown_in_whole_weeks(hall: Hall) -> None:
    weeks = queries.calendar(hall, MAY_15)
    assert all(len(week) == 7 for week in weeks)
    days = [day for week in weeks for day, _ in week if day]
    assert (days[0], days[-1], len(days)) == (MAY_1, date(2023, 5, 31), 31)
    opened = {day for week in weeks for day, opening in week if opening}
    assert date(2023, 5, 6) not in opened
    assert MAY_15 in opened


def test_the_usual_hours_are_those_of_most_days(hall: Hall, county: Region) -> None:
    short = HallDay(hall=hall, date=date(2023, 5, 6), opens_at=time(9), closes_at=time(12))
    services.add_hall_days(by=None, region=county, days=[short])
    assert queries.usual_hours(queries.calendar(hall, MAY_15)) == (time(8, 30), time(17))
    assert queries.usual_hours(queries.calendar(hall, date(2024, 1, 1))) is None


def test_branch_halls_without_legal_basis_are_listed(county: Region, police: Department, officer: User) -> None:
    make = {"by": None, "region": county, "kind": "branch", "department": police}
    bare = services.add_hall(code="B1", name="办证分厅", **make)
    stands = services.add_hall(code="B2", name="车管分厅", **make)
    said = {"act": "机动车登记规定", "article": "第二条", "version": "2021 年", "says": "由车辆管理所办理。"}
    basis = branches.state_basis(by=None, hall=stands, valid_from=MAY_1, **said)
    Hall.objects.filter(pk=bare.pk).update(legal_basis="旧册写过一句")  # what an old register wrote is no article
    rows = queries.visible_to(officer)
    assert list(queries.without_basis(rows, MAY_15)) == [bare]
    assert queries.with_bases(rows, MAY_15) == [(bare, None), (stands, basis)]
    assert list(queries.without_basis(rows, MAY_1 - timedelta(days=1))) == [bare, stands]


def test_what_an_old_register_wrote_is_shown_as_such_and_no_more(
    county: Region, police: Department, officer: User, client_of: Any
) -> None:
    made = services.add_hall(by=None, region=county, code="B1", name="办证分厅", kind="branch", department=police)
    Hall.objects.filter(pk=made.pk).update(legal_basis="旧册写过一句")
    client = client_of(officer)
    assert "旧册写过一句" not in client.get("/halls/").content.decode()
    assert "未登记现行依据" in client.get("/halls/").content.decode()
    page = client.get(f"/halls/branches/{made.pk}/").content.decode()
    assert "旧册写过一句" in page and "不作为依据" in page


def test_large_registers_are_one_event(county: Region, hall: Hall) -> None:
    before = Event.objects.count()
    rows = [Window(hall=hall, code=f"C{number}", terminal="x", valid_from=MAY_1) for number in range(500)]
    services.add_windows(by=None, region=county, windows=rows)
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize("role", ["officer", "liaison", "clerk", "system_administrator"])
def test_only_the_hall_manager_keeps_halls(request: Any, role: str, county: Region) -> None:
    with pytest.raises(Refused, match="大厅管理员"):
        services.add_hall(by=request.getfixturevalue(role), region=county, code="H9", name="新厅", kind="main")


def test_the_hall_manager_of_one_county_does_not_keep_another_s(neighbour: Region, hall_manager: User) -> None:
    with pytest.raises(Refused, match="本县"):
        services.add_hall(by=hall_manager, region=neighbour, code="H9", name="新厅", kind="main")


def test_wrong_registers_are_refused_with_what_is_wrong(
    county: Region, hall: Hall, window: Window, police: Department
) -> None:
    posting = post(window, police, "S1")
    with pytest.raises(Refused, match="已登记"):
        services.add_hall(by=None, region=county, code="H1", name="再一个", kind="main")
    with pytest.raises(Refused, match="设立部门"):
        services.add_hall(by=None, region=county, code="B1", name="分厅", kind="branch")
    with pytest.raises(Refused, match="窗口 A02"):
        rows = [Window(hall=hall, code="A02", terminal="x", valid_from=MAY_15, valid_to=MAY_1)]
        services.add_windows(by=None, region=county, windows=rows)
    with pytest.raises(Refused, match="工号 S1"):
        rows = [Attendance(staff=posting.staff, date=MAY_1, arrived_at=time(9), left_at=time(8))]
        services.import_attendance(by=None, region=county, attendance=rows)
    with pytest.raises(Refused, match="关门时间"):
        rows = [HallDay(hall=hall, date=date(2023, 6, 1), opens_at=time(9), closes_at=time(8))]
        services.add_hall_days(by=None, region=county, days=rows)
    assert not Attendance.objects.exists()


def test_a_department_sees_its_own_people_only(
    window: Window, police: Department, tax: Department, liaison: User, officer: User, neighbour_officer: User
) -> None:
    mine, theirs = post(window, police, "S1"), post(window, tax, "S2")
    assert list(queries.visible_postings(liaison)) == [mine]
    assert set(queries.visible_postings(officer)) == {mine, theirs}
    assert not queries.visible_postings(neighbour_officer)


def test_the_pages_show_masked_names_and_no_other_county(
    hall: Hall, window: Window, police: Department, hall_manager: User, neighbour_officer: User, client_of: Any,
    system_administrator: User,
) -> None:  # fmt: skip
    attend(post(window, police, "S1"), MAY_15)
    client = client_of(hall_manager)
    assert "友谊县政务服务中心" in client.get("/halls/").content.decode()
    page = client.get(f"/halls/{hall.pk}/").content.decode()
    assert "欧阳＊" in page
    assert "欧阳修" not in page
    assert "2023 年 5 月" in page
    assert client_of(neighbour_officer).get(f"/halls/{hall.pk}/").status_code == 404
    assert client_of(system_administrator).get("/halls/").status_code == 403
    assert client.get(f"/halls/{hall.pk}/?month=2023-13").status_code == 200


def test_a_hall_offers_each_reader_only_pages_that_open(
    hall: Hall, hall_manager: User, officer: User, liaison: User, clerk: User, inspector: User, client_of: Any
) -> None:
    for user in (hall_manager, officer, liaison, clerk, inspector):
        client = client_of(user)
        page = client.get(f"/halls/{hall.pk}/").content.decode()
        offered = re.findall(r'href="(/halls/[^"?#]*)"', page.partition("<main")[2])
        assert f"/halls/{hall.pk}/space/" in offered
        assert [each for each in offered if client.get(each).status_code != 200] == [], user
