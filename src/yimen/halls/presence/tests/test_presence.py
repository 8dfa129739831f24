"""Presence: no data is told from nobody, innocent explanations are seen, and nothing counts before it was heard."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls import services as halls
from yimen.halls.models import Attendance, Hall, HallDay, Window
from yimen.halls.presence import activity, queries, rules, services
from yimen.halls.presence.activity import Deed, Source
from yimen.halls.presence.rules import ABSENT, ACTIVE, CLOSED, IDLE, LATER, UNKNOWN, UNPLANNED, UNSIGNED, Seen
from yimen.halls.rostering import services as rostering
from yimen.halls.staffing import services as staffing
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

MONDAY = date(2023, 6, 5)
NIGHT = datetime(2023, 6, 5, 20, tzinfo=SHANGHAI)
USUAL = {"planned": True, "shut": False, "people": 1, "signed_in": 1, "deeds": 0, "attendance_fed": True,
         "activity_fed": True, "over": True}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ({"deeds": 2}, ACTIVE),
        ({}, IDLE),
        ({"signed_in": 0}, ABSENT),
        ({"signed_in": 0, "deeds": 1}, UNSIGNED),
        ({"signed_in": 0, "deeds": 1, "attendance_fed": False}, ACTIVE),
        ({"signed_in": 0, "attendance_fed": False}, UNKNOWN),
        ({"signed_in": 0, "activity_fed": False}, UNKNOWN),
        ({"signed_in": 0, "shut": True}, CLOSED),
        ({"signed_in": 0, "planned": False}, UNPLANNED),
        ({"over": False}, LATER),
    ],
)
def test_a_half_hour_is_what_is_known_of_it(what: dict[str, Any], state: str) -> None:
    assert rules.state_of(Seen(**{**USUAL, **what})) == state


def test_an_idle_hour_is_no_spell_yet_and_two_are_one() -> None:
    def day(*states: str) -> list[tuple[time, str]]:
        return [(time(9 + n // 2, 30 * (n % 2)), state) for n, state in enumerate(states)]

    assert rules.runs(day(IDLE, IDLE, IDLE, ACTIVE)) == []
    [spell] = rules.runs(day(ACTIVE, *[IDLE] * 4))
    assert (spell.starts_at, spell.ends_at, spell.length) == (time(9, 30), time(11, 30), 4)
    assert [each.state for each in rules.runs(day(ABSENT, UNKNOWN, ABSENT))] == [ABSENT, ABSENT]


@pytest.fixture
def hall(county: Region) -> Hall:
    """The comprehensive hall, open on that Monday from nine to five."""
    made = halls.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind=Hall.Kind.MAIN)
    day = HallDay(hall=made, date=MONDAY, opens_at=time(9), closes_at=time(17))
    halls.add_hall_days(by=None, region=county, days=[day])
    return made


@pytest.fixture
def make_window(county: Region, hall: Hall) -> Any:
    """Makes a window with one person of a department."""

    def make(code: str, department: Department) -> Window:
        row = Window(hall=hall, code=code, terminal="x", valid_from=MONDAY)
        [window] = halls.add_windows(by=None, region=county, windows=[row])
        staff = Staff(region=county, department=department, code=f"S{code}", name="某某")
        people.register_staff(by=None, region=county, staff=[staff])
        staffing.post(by=None, staff=staff, window=window, part="a", valid_from=MONDAY)
        return window

    return make


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> list[Deed]:
    """What the only source has of the day."""
    found: list[Deed] = []
    monkeypatch.setattr(activity, "SOURCES", [Source("办件", lambda hall, day: found or None)])
    return found


def came(window: Window, arrived: int, left: int) -> None:
    staff = window.postings.get().staff
    row = Attendance(staff=staff, date=MONDAY, arrived_at=time(arrived), left_at=time(left))
    halls.import_attendance(by=None, region=window.hall.region, attendance=[row])


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 6, 5, hour, minute, tzinfo=SHANGHAI)


def states(strip: queries.Strip, window: str) -> dict[str, str]:
    row = next(each for each in strip.rows if each.window.code == window)
    return {f"{cell.at:%H:%M}": cell.state for cell in row.cells}


def test_a_day_is_told_from_roster_sign_in_and_cases(
    hall: Hall, make_window: Any, police: Department, tax: Department, officer: User, liaison: User, deeds: list[Deed],
) -> None:  # fmt: skip
    busy, bare = make_window("A1", police), make_window("A2", tax)
    unknown = queries.strip(hall, MONDAY, NIGHT, officer)
    assert set(states(unknown, "A1").values()) == {UNKNOWN, UNPLANNED}  # nothing at all came in
    assert unknown.rows[0].runs == []
    came(busy, 9, 15)
    deeds += [Deed("A1", at(9, 10), "收件"), Deed("A1", at(16, 10), "收件"), Deed("A1", at(9, 20), "受理")]
    found = states(queries.strip(hall, MONDAY, NIGHT, officer), "A1")
    assert (found["09:00"], found["09:30"], found["12:00"]) == (ACTIVE, IDLE, UNPLANNED)
    assert (found["15:00"], found["16:00"], found["16:30"]) == (ABSENT, UNSIGNED, ABSENT)
    assert states(queries.strip(hall, MONDAY, at(10, 15), officer), "A2")["10:00"] == LATER
    assert states(queries.strip(hall, MONDAY, at(10, 15), officer), "A1")["16:30"] == LATER
    assert [row.window.code for row in queries.strip(hall, MONDAY, NIGHT, liaison).rows] == ["A1"]
    assert bare.postings.count() == 1


def test_the_roster_says_who_was_to_be_open_and_leave_explains_a_spell(
    hall: Hall, make_window: Any, police: Department, officer: User, head: User, hall_manager: User, deeds: list[Deed],
    client_of: Any,
) -> None:  # fmt: skip
    open_one, shut_one = make_window("A1", police), make_window("A2", police)
    deeds.append(Deed("B9", at(9), "别处"))
    came(shut_one, 9, 17)
    away = staffing.ask_leave(
        by=None, staff=open_one.postings.get().staff, absence=staffing.Absence("sick", MONDAY, MONDAY, "am")
    )
    staffing.move_leave(by=head, leave=away, move="agree", today=MONDAY)
    staffing.move_leave(by=hall_manager, leave=away, move="approve", today=MONDAY)
    roster = rostering.make(by=hall_manager, hall=hall, first_on=MONDAY, last_on=MONDAY, way="rule")
    rostering.move_roster(by=hall_manager, roster=roster, move="publish")
    strip = queries.strip(hall, MONDAY, NIGHT, officer)
    assert strip.rostered
    assert states(strip, "A1")["09:00"] == UNPLANNED  # the roster knew of the leave
    assert states(strip, "A1")["14:00"] == ABSENT
    assert any("病假上午" in hint for run in strip.rows[0].runs for hint in run.hints)
    page = client_of(officer).get(f"/halls/{hall.pk}/presence/?day=2023-06-05&window=A1&at=14:00").content.decode()
    assert "14:00 至 14:30：没有人签到，也没有业务" in page
    assert "病假上午" in page


def test_nothing_counts_before_the_department_was_heard_or_its_time_is_over(
    hall: Hall, make_window: Any, police: Department, officer: User, liaison: User, tax_liaison: User, clerk: User,
) -> None:  # fmt: skip
    window = make_window("A1", police)
    given = {"window": window, "department": police, "day": MONDAY, "ends_at": time(11), "seen": "x", "today": MONDAY}
    with pytest.raises(Refused, match="大厅管理员"):
        services.ask(by=clerk, starts_at=time(9), **given)
    spell = services.ask(by=officer, starts_at=time(9), **given)
    assert spell.due_on == MONDAY + timedelta(days=3)
    with pytest.raises(Refused, match="还没有说明"):
        services.move_spell(by=officer, spell=spell, move="uphold", today=spell.due_on, ruling="空着")
    with pytest.raises(Refused, match="被问的部门"):
        services.move_spell(by=tax_liaison, spell=spell, move="explain", today=MONDAY, cause="other", answer="x")
    assert list(queries.waiting_spells(liaison, MONDAY)) == [spell]
    services.move_spell(by=liaison, spell=spell, move="explain", today=MONDAY, cause="outage", answer="停电")
    services.move_spell(by=officer, spell=spell, move="excuse", today=MONDAY, ruling="供电公司有通知")
    late = services.ask(by=officer, starts_at=time(10), **given)
    assert list(queries.waiting_spells(officer, MONDAY)) == []
    after = late.due_on + timedelta(days=1)
    services.move_spell(by=officer, spell=late, move="uphold", today=after, ruling="逾期未说明")
    [row] = queries.by_department(queries.visible_spells(officer))
    assert (row["excused"], row["upheld"], row["asked"]) == (1, 1, 0)


def test_the_strip_is_asked_from_its_page_and_costs_the_same_for_many_windows(
    hall: Hall, make_window: Any, police: Department, officer: User, deeds: list[Deed], client_of: Any
) -> None:
    came(make_window("A1", police), 9, 17)
    make_window("A2", police)
    deeds.append(Deed("A1", at(9), "收件"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.strip(hall, MONDAY, NIGHT, officer)
        return len(caught)

    cost()
    before = cost()
    for n in range(3, 9):
        make_window(f"A{n}", police)
    assert cost() == before
    client, where = client_of(officer), f"/halls/{hall.pk}/presence/?day=2023-06-05"
    assert "请部门说明" in client.get(where).content.decode()
    answer = client.post(where, {"window": "A2", "at": "09:00"})
    assert answer.status_code == 302
    assert "公安局" in client.get("/halls/spells/?tab=all").content.decode()
    assert client.post(answer["Location"], {"move": "uphold", "ruling": "空着"}).status_code == 422
    assert client.post(where, {"window": "A1", "at": "09:00"}).status_code == 422
