"""What moves a special action, of one department: a meeting that settled a task of it; see `world`."""

from datetime import date, time
from typing import Any

from yimen.people.lifecycle import begin
from yimen.people.models import User
from yimen.programme.meetings.models import Decision, Meeting
from yimen.programme.meetings.states import MEETING
from yimen.programme.models import Task

DAY = date(2023, 6, 1)


def moved(add: Any, task: Task, user: User) -> None:
    """The meeting; the department sees it for the task that it has a part in."""
    meeting = add("meeting", Meeting(
        notice=task.notice, serial=1, held_on=DAY, begins_at=time(9), place="县政府", agenda="进展", called_by=user,
        **begin(MEETING, by=user),
    ))  # fmt: skip
    add("settled", Decision(meeting=meeting, number=1, task=task))
