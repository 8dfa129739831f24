"""窗口人员 in the demonstration: the last open week of the year with its roster, leave with and without a stand-in,
an appraisal that both masters settled and one in dispute, a handover, a correction, and spells that were asked about.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from yimen.common.workdays import SHANGHAI
from yimen.halls.attendance import services as attendance
from yimen.halls.models import Hall, Leave, Posting
from yimen.halls.presence import queries as presence
from yimen.halls.presence import services as spells
from yimen.halls.queries import latest_clocked_day, posted_on
from yimen.halls.rostering import services as rostering
from yimen.halls.rostering.models import Roster
from yimen.halls.staffing import services as staffing
from yimen.people.models import Region, User

ASKED = 3
"""So many spells of the last open day are asked about."""


def load_staffing(region: Region, users: Mapping[str, User]) -> None:
    """Everything about the people at the windows of the county's comprehensive hall."""
    hall = Hall.objects.get(region=region, kind=Hall.Kind.MAIN)
    last = _last_weekday(hall)
    police = users["head_police"].department
    if last is None or police is None:
        return
    posted = list(posted_on(last).filter(window__hall=hall, staff__department=police)
                  .select_related("staff", "window").order_by("window__code", "part"))  # fmt: skip
    mains = [each for each in posted if each.part == Posting.Part.MAIN]
    _leave(mains, posted, users, last)
    _roster(hall, users["hall_manager"], last)
    _appraise(posted, users)
    staffing.hand_over(
        by=None, window=mains[0].window, giver=mains[0].staff, taker=posted[1].staff,
        things=[("seal", "", "受理专用章 1 枚"), ("paper", "", "待领居住证 3 本，在二号柜")], remark="下午外出培训",
    )  # fmt: skip
    day = attendance.Day(last, time(8, 20), time(17, 5), "考勤机断电，窗口监控可证")
    attendance.ask_correction(by=users["liaison_police"], staff=mains[-1].staff, day=day, today=last)
    at = datetime.combine(last, time(8), SHANGHAI)
    attendance.check_clock(by=users["hall_manager"], region=region, machine="二楼考勤机", checked_at=at, seconds=420)
    _ask(hall, last, users)


def _last_weekday(hall: Hall) -> date | None:
    """The last day with sign-ins on which every window is open: a Saturday's duty shows little."""
    last = latest_clocked_day(hall)
    return None if last is None else last - timedelta(days=max(0, last.weekday() - 4))


def _leave(mains: list[Posting], posted: list[Posting], users: Mapping[str, User], last: date) -> None:
    """One approved with somebody standing in, one that waits for the department."""
    first, manager, head = mains[0], users["hall_manager"], users["head_police"]
    helper = next(each.staff for each in reversed(posted) if each.window != first.window)
    sick = staffing.Absence(Leave.Kind.SICK, last, last, reason="门诊手术")
    leave = staffing.ask_leave(by=users["liaison_police"], staff=first.staff, absence=sick)
    staffing.stand_in(by=manager, leave=leave, staff=helper, window=first.window)
    staffing.move_leave(by=head, leave=leave, move="agree", today=last)
    staffing.move_leave(by=manager, leave=leave, move="approve", today=last)
    yearly = staffing.Absence(Leave.Kind.ANNUAL, last + timedelta(days=7), last + timedelta(days=11), reason="探亲")
    staffing.ask_leave(by=users["liaison_police"], staff=mains[-1].staff, absence=yearly)


def _roster(hall: Hall, manager: User, last: date) -> None:
    monday = last - timedelta(days=last.weekday())
    rostering.set_terms(by=manager, hall=hall, noon_windows=6, weekend_windows=8, days_running=6)
    made = rostering.make(
        by=manager, hall=hall, first_on=monday, last_on=monday + timedelta(days=6), way=Roster.Way.RULE
    )
    rostering.move_roster(by=manager, roster=made, move="publish")


def _appraise(posted: list[Posting], users: Mapping[str, User]) -> None:
    given: dict[str, Any] = {"year": 2023, "quarter": 3, "today": date(2023, 10, 8), "by": users["hall_manager"]}
    head = users["head_police"]
    good = staffing.propose_appraisal(staff=posted[0].staff, grade="good", hall_words="零差评，办件全程准点", **given)
    staffing.move_appraisal(by=head, appraisal=good, move="settle", words="同意")
    fair = staffing.propose_appraisal(staff=posted[1].staff, grade="fair", hall_words="迟到两次", **given)
    staffing.move_appraisal(by=head, appraisal=fair, move="object", words="其中一次为公出，请核对")


def _ask(hall: Hall, last: date, users: Mapping[str, User]) -> None:
    """The first spells of the police's windows and of others: one explained, the rest wait."""
    officer, evening = users["officer"], datetime.combine(last, time(22), SHANGHAI)
    strip = presence.strip(hall, last, evening, officer)
    doubts = [(row, run) for row in strip.rows for run in row.runs if row.department is not None]
    doubts.sort(key=lambda each: each[0].department != users["liaison_police"].department)
    for number, (row, run) in enumerate(doubts[:ASKED]):
        if row.department is None:
            continue
        spell = spells.ask(
            by=officer, window=row.window, department=row.department, day=last, starts_at=run.starts_at,
            ends_at=run.ends_at, seen=f"连续 {run.length} 个半小时没有业务", today=last,
        )  # fmt: skip
        if number == 0 and row.department == users["liaison_police"].department:
            spells.move_spell(
                by=users["liaison_police"], spell=spell, move="explain", today=last, cause="no_visitors",
                answer="当日下雪，来办的人少，人在窗口",
            )  # fmt: skip
