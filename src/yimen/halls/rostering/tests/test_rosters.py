"""Rosters of a hall: made from postings, leave and wishes, published, replaced, and shown beside each other."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.tests.reading import words_of
from yimen.halls import services as halls
from yimen.halls.models import Attendance, Hall, Roster, Window
from yimen.halls.presence.queries import strip
from yimen.halls.rostering import queries, services
from yimen.halls.rostering.rules import Turn
from yimen.halls.staffing import queries as staffed
from yimen.halls.staffing import services as staffing
from yimen.people.models import Staff, User

MONDAY, SATURDAY = date(2023, 6, 5), date(2023, 6, 10)


def leave(staff: Staff, day: date, head: User, hall_manager: User) -> None:
    row = staffing.ask_leave(by=None, staff=staff, absence=staffing.Absence("sick", day, day))
    staffing.move_leave(by=head, leave=row, move="agree", today=day)
    staffing.move_leave(by=hall_manager, leave=row, move="approve", today=day)


def make(hall: Hall, by: User, way: str = "solver", **more: Any) -> Roster:
    return services.make(by=by, hall=hall, first_on=MONDAY, last_on=SATURDAY, way=way, **more)


def who(roster: Roster, day: date, turn: Turn, window: str) -> str:
    return roster.turns.get(date=day, turn=turn, window__code=window).staff.code


def test_a_roster_knows_leave_wishes_and_terms_and_tells_what_binds(
    hall: Hall, staff: dict[str, Staff], head: User, hall_manager: User, clerk: User
) -> None:
    leave(staff["S1"], MONDAY, head, hall_manager)
    services.set_terms(by=hall_manager, hall=hall, noon_windows=1, weekend_windows=1, days_running=6)
    tuesday = MONDAY + timedelta(days=1)
    services.wish(by=clerk, staff=staff["S1"], day=tuesday, turn="morning", wanted=False, weight=5, today=MONDAY)
    services.wish(by=clerk, staff=staff["S1"], day=tuesday, turn="pm", wanted=False, weight=5, today=MONDAY)
    with pytest.raises(Refused, match="本人"):
        services.wish(by=clerk, staff=staff["S2"], day=tuesday, turn="pm", wanted=False, weight=5, today=MONDAY)
    solved, ruled = make(hall, hall_manager), make(hall, hall_manager, "rule")
    for roster in (solved, ruled):
        assert who(roster, MONDAY, Turn.MORNING, "A01") == "S2"
        assert not roster.gaps.exists()
    assert who(ruled, tuesday, Turn.MORNING, "A01") == "S1"
    assert who(solved, tuesday, Turn.MORNING, "A01") == "S2"
    assert solved.bound <= solved.cost <= ruled.cost
    staffing.ask_leave(by=None, staff=staff["S3"], absence=staffing.Absence("sick", MONDAY, MONDAY))
    bare = staff["S3"].leaves.get()
    staffing.move_leave(by=head, leave=bare, move="agree", today=MONDAY)
    with pytest.raises(Refused, match="先安排顶岗"):
        staffing.move_leave(by=hall_manager, leave=bare, move="approve", today=MONDAY)


def test_a_published_roster_is_replaced_by_one_of_the_same_days_and_frozen_days_stay(
    hall: Hall, staff: dict[str, Staff], head: User, hall_manager: User
) -> None:
    first = services.move_roster(by=hall_manager, roster=make(hall, hall_manager, "rule"), move="publish")
    assert queries.planned(hall, MONDAY)[first.turns.first().window_id] >= {Turn.MORNING}
    leave(staff["S1"], MONDAY, head, hall_manager)
    second = make(hall, hall_manager, frozen_to=MONDAY)
    assert who(second, MONDAY, Turn.MORNING, "A01") == "S1"  # frozen, though he is away by now
    with pytest.raises(Refused, match="部分重叠"):
        shorter = services.make(by=hall_manager, hall=hall, first_on=MONDAY, last_on=MONDAY, way="rule")
        services.move_roster(by=hall_manager, roster=shorter, move="publish")
    services.move_roster(by=hall_manager, roster=second, move="publish")
    first.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "published")
    with pytest.raises(Refused, match="没有登记开放日"):
        services.make(by=hall_manager, hall=hall, first_on=date(2024, 1, 1), last_on=date(2024, 1, 5), way="rule")


def test_a_solved_roster_is_made_in_the_background_and_counts_who_came_on_the_days_before(
    hall: Hall, staff: dict[str, Staff], hall_manager: User, client_of: Any
) -> None:
    services.set_terms(by=hall_manager, hall=hall, noon_windows=0, weekend_windows=0, days_running=2)
    for day, code in ((3, "S1"), (4, "S1"), (3, "S3"), (4, "S3")):  # the weekend before, of which no roster tells
        Attendance.objects.create(staff=staff[code], date=date(2023, 6, day), arrived_at=time(8, 30))
    client, where = client_of(hall_manager), f"/halls/{hall.pk}/rosters/"
    said = {"verb": "make", "first_on": "2023-06-05", "last_on": "2023-06-06", "way": "solver"}
    assert client.post(where, said).status_code == 302
    asked = services.solve(Roster.objects.get())
    assert asked.status == "draft"
    assert who(asked, MONDAY, Turn.MORNING, "A01") == "S2"
    assert who(asked, MONDAY + timedelta(days=1), Turn.MORNING, "A01") == "S1"
    assert {(gap.date, gap.window.code) for gap in asked.gaps.all()} == {(MONDAY, "A02")}
    assert "S3连续上班已满 2 天" in asked.gaps.first().binds
    ruled = services.make(by=hall_manager, hall=hall, first_on=MONDAY, last_on=MONDAY, way="rule")
    assert who(ruled, MONDAY, Turn.MORNING, "A01") == "S2"

    waiting = services.ask(by=hall_manager, hall=hall, first_on=MONDAY, last_on=MONDAY)
    assert "求解中" in words_of(client.get(f"/halls/rosters/{waiting.pk}/"))
    with pytest.raises(Refused, match="正在求解"):
        services.ask(by=hall_manager, hall=hall, first_on=MONDAY, last_on=MONDAY)
    services.move_roster(by=hall_manager, roster=waiting, move="drop")
    assert services.solve(waiting).status == "dropped" and not waiting.turns.exists()
    late = services.ask(by=hall_manager, hall=hall, first_on=MONDAY, last_on=MONDAY)
    services.move_roster(by=hall_manager, roster=Roster.objects.get(pk=late.pk), move="drop")
    assert services.solve(late).status == "dropped" and not late.turns.exists()  # dropped while the solver worked


def test_the_pages_show_the_roster_beside_the_one_that_holds(
    hall: Hall, staff: dict[str, Staff], hall_manager: User, clerk: User, tax_liaison: User, client_of: Any
) -> None:
    client = client_of(hall_manager)
    given = {"verb": "make", "first_on": "2023-06-05", "last_on": "2023-06-10", "way": "rule"}
    where = client.post(f"/halls/{hall.pk}/rosters/", given)["Location"]
    assert "与现行并排" in client.get(where).content.decode()
    assert client_of(clerk).get(where).status_code == 404  # a draft is the manager's
    assert client.post(where, {"move": "publish"}).status_code == 302
    assert "S1" in words_of(client_of(clerk).get(where))
    assert "S1" not in words_of(client_of(tax_liaison).get(where))
    assert client_of(clerk).post(f"/halls/{hall.pk}/rosters/", given).status_code == 422
    assert client.post(f"/halls/{hall.pk}/rosters/", {**given, "last_on": "2023-06-01"}).status_code == 422


def test_machines_that_serve_by_themselves_need_nobody_and_a_window_without_people_is_one_row(
    hall: Hall, staff: dict[str, Staff], hall_manager: User, client_of: Any
) -> None:
    rows = [
        Window(hall=hall, code="S01", terminal="x", valid_from=MONDAY, kind=Window.Kind.SELF_SERVICE),
        Window(hall=hall, code="Z90", terminal="x", valid_from=MONDAY, kind=Window.Kind.TIDE),
    ]
    halls.add_windows(by=None, region=hall.region, windows=rows)
    services.set_terms(by=hall_manager, hall=hall, noon_windows=0, weekend_windows=0, days_running=6)
    [gap] = queries.gaps_of(make(hall, hall_manager, "rule"))
    assert (str(gap.window.code if gap.window else ""), gap.missing, len(gap.when)) == ("Z90", 10, 5)
    page = words_of(client_of(hall_manager).get(f"/halls/rosters/{Roster.objects.get().pk}/"))
    assert page.count("没有派驻任何人") == 1
    assert [post.window.code for post in staffed.posts_on(hall, MONDAY, hall_manager)] == ["A01", "A02", "Z90"]
    seen = strip(hall, MONDAY, timezone.now(), hall_manager)
    assert [row.window.code for row in seen.rows] == ["A01", "A02", "Z90"]
