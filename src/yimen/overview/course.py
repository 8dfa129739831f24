"""What a special action leaves waiting for somebody: letters, meetings, self-inspection; and the day's digest."""

from datetime import date

from django.urls import reverse

from yimen.evidence.review import queries as review
from yimen.inspections.self_inspection import queries as self_inspection
from yimen.inspections.self_inspection.states import OWED as SHEET_OWED
from yimen.inspections.self_inspection.states import SIGNED, SUBMITTED
from yimen.overview import queries
from yimen.overview.queries import Waiting, link
from yimen.people.models import User
from yimen.people.queries import may
from yimen.programme.digests.services import Line
from yimen.programme.letters import queries as letters
from yimen.programme.letters.states import ANSWERED, RECEIVED, SENT
from yimen.programme.meetings import queries as meetings
from yimen.programme.meetings.states import HELD


def waiting(user: User, day: date) -> list[Waiting]:
    """What the course of special actions leaves waiting for the user; each count opens the rows that it counts."""
    return [*_letters(user, day), *_meetings(user, day), *_sheets(user, day)]


def digest_of(user: User, day: date) -> list[Line]:
    """Everything that waits for one person: his tasks, letters, deadlines, hearings, meetings and reviews."""
    found = [*queries.waiting(user, day), *waiting(user, day), *_reviews(user)]
    return [Line(each.label, each.count, each.url, each.note, each.unit, each.wrong) for each in found]


def _letters(user: User, day: date) -> list[Waiting]:
    rows, found = letters.visible_to(user), []

    def add(label: str, standing: str, note: str, *, wrong: bool = False) -> None:
        count = letters.with_standing(rows, standing, day).count()
        url = link("programme:letters", status=standing)
        found.append(Waiting(label, count, url, note, wrong and count > 0, "份"))

    if may(user, "programme.answer"):
        add("待签收的督办函", SENT, "签收后在期限内上报成果并答复")
        add("待答复的督办函", RECEIVED, "上报成果并答复")
    if may(user, "programme.press"):
        add("待审查的督办函答复", ANSWERED, "对照上报和数据，办结或退回")
    if may(user, "programme.letter"):
        add("逾期未答复的督办函", letters.LATE, "答复期限已过", wrong=True)
    return found


def _meetings(user: User, day: date) -> list[Waiting]:
    rows, url = meetings.visible_to(user), reverse("programme:meetings")
    coming = meetings.coming(user, day).exclude(status=HELD).first()
    found = []
    if coming is not None:
        count = meetings.coming(user, day).exclude(status=HELD).count()
        found.append(Waiting("将召开的会议", count, url, f"最近一次 {coming.held_on:%m-%d} {coming.place}", unit="次"))
    if may(user, "programme.meet"):
        count = rows.filter(status=HELD).count()
        found.append(Waiting("待印发纪要的会议", count, url, "登记议定事项，印发纪要", unit="次"))
    return found


SHEETS = (
    ("inspection.answer", "待填报的自查表", SHEET_OWED, "逐题填报，再报负责人签发"),
    ("inspection.sign", "待签发的自查报告", (SUBMITTED,), "核对后签发"),
    ("inspection.keep", "待审核的自查报告", (SIGNED,), "审核通过或退回更正"),
)


def _sheets(user: User, day: date) -> list[Waiting]:
    found = []
    for act, label, statuses, note in SHEETS:
        if may(user, act):
            rows = self_inspection.visible_sheets(user).filter(status__in=statuses)
            late = rows.filter(round__deadline__lt=day).exists()
            found.append(Waiting(label, rows.count(), reverse("inspections:rounds"), note, late, "份"))
    return found


def _reviews(user: User) -> list[Waiting]:
    """Matters of a sample that the user may read; counted for the digest only, since each is looked at for it."""
    if not may(user, "evidence.review"):
        return []
    count = sum(1 for _ in review.waiting_for(user))
    return [Waiting("待判读的复核对象", count, reverse("evidence:review_reading"), "各自判读，互不相见")]
