"""What moves a special action, of one department: a meeting, a letter and a report; see `world`."""

from datetime import date, time
from typing import Any

from yimen.common.services import keep_file
from yimen.documents.models import IssuedDocument
from yimen.ledger.canonical import json_bytes
from yimen.people.lifecycle import begin
from yimen.people.models import User
from yimen.programme.letters.models import LetterTask, SupervisionLetter
from yimen.programme.letters.states import LETTER
from yimen.programme.meetings.models import Decision, Meeting
from yimen.programme.meetings.states import MEETING
from yimen.programme.models import Task
from yimen.programme.reporting.figures import figures
from yimen.programme.reporting.models import ProgrammeReport
from yimen.programme.reporting.state import LedgerState

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
    report = ProgrammeReport(
        notice=task.notice, kind="final", period_from=DAY, period_to=DAY, events=1, head="0" * 64,
        digest=keep_file(json_bytes(_no_figures(task))), document=paper, made_by=user,
    )  # fmt: skip
    add("programme_report", report)
    add("letter_line", LetterTask(letter=letter, task=task, missed_on=DAY, seen="没有上报"))


def _no_figures(task: Task) -> dict[str, Any]:
    """What a report says of a ledger without events."""
    state = LedgerState(task.notice.region_id, 0, "0" * 64)
    none = dict.fromkeys(("declared", "staffed", "running"), (0, 0))
    return {**figures(task.notice, DAY, state), "rates": none, "to": DAY, "ledger": {"events": 0}}
