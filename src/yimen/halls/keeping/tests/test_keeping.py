"""A hall kept by hand: what changes makes another row, and a closure says when it was written."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls import services as registers
from yimen.halls.keeping import queries, services
from yimen.halls.keeping.services import Opening
from yimen.halls.models import Hall, HallDay, Posting, Window
from yimen.halls.queries import posted_on
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

MAY_1, MAY_15 = date(2023, 5, 1), date(2023, 5, 15)


@pytest.fixture
def hall(county: Region) -> Hall:
    """县综合大厅 without anything in it."""
    return registers.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")


def window(hall: Hall, by: User | None = None, day: date = MAY_1, **changes: Any) -> Window:
    kept = {"code": "A01", "terminal": "10.1.1.1", "kind": "comprehensive", "valid_from": day, **changes}
    return services.keep_window(by=by, hall=hall, **kept)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def test_a_window_that_changes_is_another_row_and_its_people_go_along(hall: Hall, police: Department) -> None:
    first = window(hall)
    staff = Staff(region=hall.region, department=police, code="S1", name="欧阳修")
    people.register_staff(by=None, region=hall.region, staff=[staff])
    registers.add_postings(by=None, region=hall.region, postings=[Posting(staff=staff, window=first, valid_from=MAY_1)])
    second = window(hall, day=MAY_15, kind="tide", name="社保专窗")
    first.refresh_from_db()
    assert (first.kind, first.valid_to, second.kind, second.valid_to) == (
        "comprehensive", MAY_15 - timedelta(days=1), "tide", None,
    )  # fmt: skip
    posted = [
        [row.window for row in posted_on(day, hall.region)] for day in (MAY_1, MAY_15 - timedelta(days=1), MAY_15)
    ]
    assert posted == [[first], [first], [second]]
    assert window(hall, day=MAY_15, kind="tide", terminal="10.1.1.9").pk == second.pk  # corrected on its own day
    with pytest.raises(Refused, match="2023-05-15"):
        window(hall, day=MAY_1)
    with pytest.raises(Refused, match="派驻人员"):
        services.end_window(by=None, window=second, valid_to=date(2023, 6, 1))


def test_opening_days_are_kept_by_span_and_weekday_and_never_back_in_time(hall: Hall, hall_manager: User) -> None:
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    week = Opening(monday, monday + timedelta(days=6), "12345", time(8, 30), time(17))
    services.keep_days(by=hall_manager, hall=hall, opening=week)
    late = Opening(monday, monday, "1234567", time(8, 30), time(19), HallDay.Kind.OVERTIME)
    services.keep_days(by=hall_manager, hall=hall, opening=late)
    saturday = Opening(monday, monday + timedelta(days=6), "6", time(9), time(12), HallDay.Kind.WEEKEND)
    services.keep_days(by=hall_manager, hall=hall, opening=saturday)
    kinds = list(HallDay.objects.filter(hall=hall).order_by("date").values_list("kind", "closes_at"))
    assert kinds == [("overtime", time(19)), *[("regular", time(17))] * 4, ("weekend", time(12))]
    with pytest.raises(Refused, match="已经过去"):
        services.keep_days(by=hall_manager, hall=hall, opening=Opening(MAY_1, MAY_1, "1", time(8), time(9)))
    with pytest.raises(Refused, match="星期"):
        services.keep_days(by=hall_manager, hall=hall, opening=Opening(monday, monday, "2", time(8), time(9)))


def test_an_outage_told_a_day_late_is_marked_and_one_told_at_once_is_not(hall: Hall, hall_manager: User) -> None:
    now = timezone.now()
    told = {"by": hall_manager, "hall": hall, "kind": "network", "reason": "政务外网光缆中断"}
    prompt = services.declare_closure(starts_at=now - timedelta(hours=23), **told)
    late = services.declare_closure(starts_at=now - timedelta(hours=25), ends_at=now, **told)
    assert (prompt.is_late, late.is_late) == (False, True)
    with pytest.raises(Refused, match="窗口"):
        services.declare_closure(starts_at=now, window="Z99", **told)
    with pytest.raises(Refused, match="现在以前"):
        services.end_closure(by=hall_manager, closure=prompt, ends_at=now + timedelta(hours=1))
    assert services.end_closure(by=hall_manager, closure=prompt, ends_at=timezone.now()).ends_at is not None
    with pytest.raises(Conflict, match="恢复或撤回"):
        services.end_closure(by=hall_manager, closure=prompt, ends_at=timezone.now())
    gone = services.withdraw_closure(by=hall_manager, closure=late, reason="登记错了大厅")
    assert gone.withdrawn_by == hall_manager
    assert list(
        queries.closures_between(hall.region, timezone.localdate() - timedelta(days=3), timezone.localdate())
    ) == [prompt]


def test_the_doors_say_open_shut_or_machines_down(hall: Hall, django_assert_num_queries: Any) -> None:
    hours = {"opens_at": time(8, 30), "closes_at": time(17)}
    rows = [HallDay(hall=hall, date=day, **hours) for day in (MAY_15, MAY_15 + timedelta(days=1))]
    registers.add_hall_days(by=None, region=hall.region, days=rows)
    with django_assert_num_queries(2):
        [found] = queries.doors([hall], at(MAY_15, 17))  # shut at closing time, not a minute later
    assert (found.state, found.following) == (queries.SHUT, rows[1])
    outage = {"by": None, "hall": hall, "recorded_at": at(MAY_15, 10), "reason": "全厅断网断电"}
    services.declare_closure(kind="power", starts_at=at(MAY_15, 9), ends_at=at(MAY_15, 11), **outage)
    services.declare_closure(
        kind="weather", starts_at=at(MAY_15, 15), ends_at=at(MAY_15 + timedelta(days=1), 12), **outage
    )
    states = [queries.doors([hall], at(MAY_15, hour))[0].state for hour in (8, 9, 11, 16)]
    assert states == [queries.SHUT, queries.DOWN, queries.OPEN, queries.SHUT]
    assert queries.doors([hall], at(MAY_15, 16))[0].following is None  # the storm holds the next morning too
    assert queries.doors([hall], at(date(2023, 7, 1), 9))[0].state == queries.UNKNOWN


def test_the_manager_keeps_a_hall_on_one_page(hall: Hall, hall_manager: User, officer: User, client_of: Any) -> None:
    client, address = client_of(hall_manager), f"/halls/{hall.pk}/keep/"
    assert client_of(officer).get(address).status_code == 403
    told = {"what": "window", "code": "A01", "kind": "tide", "terminal": "10.1.1.1", "valid_from": "2023-05-01"}
    assert client.post(address, told).status_code == 302
    assert client.post(address, {**told, "valid_from": "2023-04-01"}).status_code == 422
    now = timezone.localtime()
    outage = {"what": "closure", "kind": "network", "starts_at": f"{now:%Y-%m-%dT%H:%M}", "reason": "光缆被挖断"}
    assert client.post(address, outage).status_code == 302
    page = client.get(f"{address}?window=A01").content.decode()
    assert all(words in page for words in ("潮汐窗口", "光缆被挖断", "当时登记", 'value="10.1.1.1"'))
    closure = queries.visible_closures(hall_manager).get()
    assert client.post(address, {"what": "withdraw_closure", "thing": closure.pk, "reason": "短"}).status_code == 422
    assert client.post(address, {"what": "nonsense"}).status_code == 422
    point = {"kind": "township", "code": "T1", "name": "友邻乡便民服务中心"}
    made = client.post("/halls/new/", point)
    assert made.status_code == 302
    assert client.post("/halls/new/", point).status_code == 422  # the code is taken
    assert "友邻乡便民服务中心" in client.get(made.url).content.decode()
