"""What moves a special action, of one department: a meeting and a letter; see `world`."""

from datetime import date, time
from typing import Any

from yimen.documents.models import IssuedDocument
from yimen.people.lifecycle import begin
from yimen.people.models import User
from yimen.programme.letters.models import LetterTask, SupervisionLetter
from yimen.programme.letters.states import LETTER
from yimen.programme.meetings.models import Decision, Meeting
from yimen.programme.meetings.states import MEETING
from yimen.programme.models import Task

DAY = date(2023, 6, 1)


def moved(add: Any, task: Task, paper: IssuedDocument, user: User) -> None:
    """The meeting, which the department sees for the task that it has a part in, and a letter on that task."""
    meeting = add("meeting", Meeting(
        notice=task.notice, serial=1, held_on=DAY, begins_at=time(9), place="县政府", agenda="进展", called_by=user,
        **begin(MEETING, by=user),
    ))  # fmt: skip
    add("settled", Decision(meeting=meeting, number=1, task=task))
    letter = add("letter", SupervisionLetter(
        notice=task.notice, department=paper.department, document=paper, issued_on=DAY, answer_by=DAY, demand="请完成",
        issued_by=user, **begin(LETTER, by=user),
    ))  # fmt: skip
    add("letter_line", LetterTask(letter=letter, task=task, missed_on=DAY, seen="没有上报"))
