"""领导驾驶舱 in the demonstration: items that came in this week, so that something changed and why; open data.

The departments promise what their items still lack, the bureau lets them enter under a condition, they declare.
"""

from datetime import date, timedelta

from yimen.catalog.models import ItemVersion
from yimen.entry import queries as states
from yimen.entry import services as entry
from yimen.entry.readiness import services as readiness
from yimen.evidence.opening import services as opening
from yimen.people.models import User

LIAISONS = ("liaison_health", "liaison_culture")
AT_MOST = 3
LACKS = "办事指南和窗口授权还没有补齐"


def enter_this_week(users: dict[str, User], today: date) -> None:
    """Up to three items of each of two departments, entered the day before yesterday under a condition."""
    officer = users["officer"]
    for name in LIAISONS:
        liaison = users[name]
        rows = states.state_on(today, officer.region).filter(
            department=liaison.department, entry_state=states.IS_UNEXPLAINED
        )
        versions: list[ItemVersion] = list(rows.select_related("item", "department").order_by("code")[:AT_MOST])
        for version in versions:
            thing = (version.item, version.department, LACKS)
            readiness.set_conditions(
                by=officer, items=[thing], reason="部门承诺一个月内补齐，先进厅受理", due_on=today + timedelta(days=30)
            )
            claim = entry.Claim("accept_in_hall", today - timedelta(days=2))
            entry.declare(by=liaison, item=version.item, claim=claim)


def release_open_data(officer: User, year: int) -> None:
    """The year's counts as open data."""
    opening.release(by=officer, region=officer.region, year=year)
