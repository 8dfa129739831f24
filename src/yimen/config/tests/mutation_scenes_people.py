"""Scenes of people at windows: postings, leave, appraisals, handovers, attendance; see `mutation_scenes`."""

from datetime import date, datetime, time
from typing import Any

from yimen.common.workdays import SHANGHAI
from yimen.config.tests.mutation_scenes import DAY, Cast, given, hall, scene
from yimen.halls import services as halls
from yimen.halls.attendance import services as attendance
from yimen.halls.models import Correction, HallDay, Leave, Posting, Punch, Window
from yimen.halls.presence import services as presence
from yimen.halls.rostering import queries as rosters
from yimen.halls.rostering import services as rostering
from yimen.halls.rostering.solving import by_rule
from yimen.halls.staffing import services as staffing
from yimen.people import services as people
from yimen.people.models import Staff

LATER = date(2023, 9, 1)
HOLIDAY = staffing.Absence("annual", DAY, DAY)
AT = datetime(2023, 6, 1, 8, 25, tzinfo=SHANGHAI)


def window(the: Cast) -> Window:
    row = Window(hall=hall(the), code="W1", terminal="172.16.0.1", valid_from=DAY)
    return halls.add_windows(by=None, region=the.county, windows=[row])[0]


def person(the: Cast, code: str = "P1", account: Any = None) -> Staff:
    row = Staff(region=the.county, department=the.police, code=code, name="某人", account=account)
    return people.register_staff(by=None, region=the.county, staff=[row])[0]


def posted(the: Cast) -> Posting:
    return staffing.post(by=None, staff=person(the), window=window(the), part="a", valid_from=DAY)


def leave(the: Cast) -> Leave:
    return staffing.ask_leave(by=None, staff=posted(the).staff, absence=HOLIDAY)


def appraisal(the: Cast) -> Any:
    return staffing.propose_appraisal(
        by=None, staff=person(the), year=2023, quarter=2, grade="good", hall_words="无投诉", today=LATER
    )


def to_hand_over(the: Cast, taker: Any = None) -> Any:
    at = posted(the)
    other = person(the, "P2", taker)
    staffing.post(by=None, staff=other, window=at.window, part="b", valid_from=DAY)
    things = [("seal", "", "受理专用章 1 枚")]
    return given(by=None, window=at.window, giver=at.staff, taker=other, things=things)


def correction(the: Cast) -> Correction:
    day = attendance.Day(DAY, time(8, 30), time(17), "忘记打卡")
    return attendance.ask_correction(by=None, staff=person(the), day=day, today=LATER)


scene(
    staffing.post,
    lambda the: given(by=the.hall_manager, staff=person(the), window=window(the), part="a", valid_from=DAY),
)
scene(staffing.end_posting, lambda the: given(by=the.hall_manager, posting=posted(the), last=LATER))
scene(staffing.ask_leave, lambda the: given(by=the.hall_manager, staff=posted(the).staff, absence=HOLIDAY))
scene(staffing.move_leave, lambda the: given(by=the.liaison, leave=leave(the), move="agree", today=DAY))


def to_stand_in(the: Cast) -> Any:
    asked = leave(the)
    at = asked.staff.postings.get().window
    return given(by=the.hall_manager, leave=asked, staff=person(the, "P2"), window=at)


scene(staffing.stand_in, to_stand_in)
scene(
    staffing.propose_appraisal,
    lambda the: given(
        by=the.hall_manager, staff=person(the), year=2023, quarter=2, grade="good", hall_words="无投诉", today=LATER
    ),
)
scene(staffing.move_appraisal, lambda the: given(by=the.liaison, appraisal=appraisal(the), move="settle"))
scene(staffing.hand_over, to_hand_over)
scene(
    staffing.move_handover,
    lambda the: given(by=the.clerk, handover=staffing.hand_over(**to_hand_over(the, the.clerk)), move="sign"),
)
scene(
    attendance.take_punches,
    lambda the: given(by=the.hall_manager, region=the.county, punches=[Punch(staff=person(the), at=AT)]),
)
scene(
    attendance.check_clock,
    lambda the: given(by=the.hall_manager, region=the.county, machine="一号机", checked_at=AT, seconds=400),
)
scene(
    attendance.ask_correction,
    lambda the: given(
        by=the.hall_manager,
        staff=person(the),
        day=attendance.Day(DAY, time(8, 30), time(17), "忘记打卡"),
        today=LATER,
    ),
)
scene(attendance.move_correction, lambda the: given(by=the.hall_manager, correction=correction(the), move="confirm"))


def roster(the: Cast) -> Any:
    at = posted(the).window
    day = HallDay(hall=at.hall, date=DAY, opens_at=time(9), closes_at=time(17))
    halls.add_hall_days(by=None, region=the.county, days=[day])
    return given(by=the.hall_manager, hall=at.hall, first_on=DAY, last_on=DAY, way="rule")


def published(the: Cast) -> Any:
    return rostering.move_roster(by=the.hall_manager, roster=rostering.make(**roster(the)), move="publish")


scene(
    rostering.set_terms,
    lambda the: given(by=the.hall_manager, hall=hall(the), noon_windows=1, weekend_windows=1, days_running=5),
)
scene(
    rostering.wish,
    lambda the: given(by=None, staff=person(the), day=LATER, turn="noon", wanted=False, weight=2, today=DAY),
)


def asked(the: Cast) -> Any:
    given_ = roster(the)
    return rostering.ask(**{name: value for name, value in given_.items() if name != "way"})


def to_settle(the: Cast) -> Any:
    thing = asked(the)
    problem = rosters.problem_of(thing.hall, thing.first_on, thing.last_on, None)
    return given(roster=thing, problem=problem, found=by_rule(problem), milliseconds=1)


scene(rostering.make, roster)
scene(rostering.ask, lambda the: given(**{name: value for name, value in roster(the).items() if name != "way"}))
scene(rostering.settle, to_settle)
scene(rostering.fail, lambda the: given(roster=asked(the), failure="求解程序出错"))
scene(
    rostering.move_roster,
    lambda the: given(by=the.hall_manager, roster=rostering.make(**roster(the)), move="publish"),
)
scene(rostering.replace, lambda the: given(by=the.hall_manager, roster=published(the)))


def a_spell(the: Cast) -> Any:
    times = {"day": DAY, "starts_at": time(9), "ends_at": time(11), "seen": "没有人签到", "today": DAY}
    return given(by=the.hall_manager, window=window(the), department=the.police, **times)


scene(presence.ask, a_spell)
scene(
    presence.move_spell,
    lambda the: given(
        by=the.liaison, spell=presence.ask(**a_spell(the)), move="explain", today=DAY, cause="outage", answer="停电"
    ),
)
