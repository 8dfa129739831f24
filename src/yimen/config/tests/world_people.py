"""People at windows in the test's world: leave, appraisal, handover and correction of the department's own person."""

from datetime import date
from typing import Any

from yimen.halls.attendance.states import CORRECTION
from yimen.halls.models import Appraisal, Correction, IdleSpell, Leave, Posting, Roster, ShiftHandover, Window
from yimen.halls.presence.states import SPELL
from yimen.halls.rostering.states import PUBLISHED, ROSTER
from yimen.halls.staffing.states import APPRAISAL, HANDOVER, LEAVE
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Staff, User

DAY = date(2023, 6, 1)


def staffed(add: Any, department: Department, hall: int, user: User) -> None:
    """One of each thing about two people of the department who are posted at one window."""
    window = add("window", Window(hall_id=hall, code=f"W{department.pk}", terminal="10.0.0.1", valid_from=DAY))
    region = department.region
    one = add("posted", Staff(region=region, department=department, code=f"P{department.pk}", name="钱某某"))
    two = add("second", Staff(region=region, department=department, code=f"Q{department.pk}", name="孙某某"))
    add("posting", Posting(staff=one, window=window, valid_from=DAY))
    add("leave", Leave(staff=one, kind="annual", first_on=DAY, last_on=DAY, **begin(LEAVE, by=user)))
    quarter = {"year": 2023, "quarter": 1, "grade": "good", "hall_words": "无投诉"}
    add("appraisal", Appraisal(staff=one, **quarter, **begin(APPRAISAL, by=user)))
    add("shift_handover", ShiftHandover(window=window, giver=one, taker=two, **begin(HANDOVER, by=user)))
    spell = {"date": DAY, "starts_at": "10:00", "ends_at": "12:00", "seen": "没有人签到", "due_on": DAY}
    add("spell", IdleSpell(window=window, department=department, **spell, **begin(SPELL, by=user)))
    published = {**begin(ROSTER, by=user), "status": PUBLISHED}
    add("roster", Roster(hall_id=hall, first_on=DAY, last_on=DAY, way="rule", **published))
    day = {"date": DAY, "arrived_at": "08:30", "reason": "忘记打卡"}
    add("correction", Correction(staff=one, **day, **begin(CORRECTION, by=user)))
