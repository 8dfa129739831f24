"""Verbs on meetings: called, held with who was there, matters settled, minutes issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.documents import layout, word
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, DepartmentSet, LeadingGroupMember, User
from yimen.people.queries import may
from yimen.programme import services as programme
from yimen.programme.meetings.minutes import as_minutes
from yimen.programme.meetings.models import Attendee, Decision, Meeting
from yimen.programme.meetings.queries import members_on, next_serial
from yimen.programme.meetings.states import HELD, MEETING
from yimen.programme.models import Notice
from yimen.programme.services import Measure

SERIES = "友专组纪"
"""机关代字 of the minutes of the leading group."""
CHAIRS = (LeadingGroupMember.Place.LEADER, LeadingGroupMember.Place.DEPUTY)


@dataclass(frozen=True)
class Settled:
    """议定事项 as it is settled: what, by whom, with whom, by when; `served` tells the departments in the same step."""

    text: str
    due: date
    lead: Sequence[Department | DepartmentSet]
    cooperating: Sequence[Department | DepartmentSet] = ()
    content: str = ""
    product: str = ""
    gauge: str = ""
    served: bool = True


@ledger.mutation("programme.meeting_called")
def call(*, by: User, notice: Notice, held_on: date, begins_at: time, place: str, agenda: str) -> Meeting:
    """A meeting of the leading group; whoever holds a position on its day is called.

    Errors: Refused for a day before the notice, no place or agenda, and a group in which nobody has a position then.
    """
    _allow(by, notice)
    if held_on < notice.issued_on:
        raise Refused(f"开会日期 {held_on} 早于通知印发日期 {notice.issued_on}，请更正。")
    if not (tidy(place) and tidy(agenda)):
        raise Refused("请填写开会地点和议题。")
    if not members_on(notice.region, held_on).exists():
        raise Refused(f"{held_on} 这一天领导小组没有成员：请先在“机构与人员”登记领导小组的职务。")
    locked_head(notice.region_id, "default")  # so that two called at once get two numbers
    row = Meeting.objects.create(
        notice=notice, serial=next_serial(notice), held_on=held_on, begins_at=begins_at, place=place.strip(),
        agenda=agenda.strip(), called_by=by, **begin(MEETING, by=by),
    )  # fmt: skip
    ledger.record(
        chain=notice.region_id, kind="programme.meeting_called", by=by, changed=[row], facts={"serial": row.serial},
        declared_at=held_on,
    )  # fmt: skip
    return row


@ledger.mutation(MEETING.event("hold"))
def hold(*, by: User, meeting: Meeting, minutes: str, standings: Mapping[int, str], day: date | None = None) -> Meeting:
    """The meeting as it was held; `standings` tells of each position (its key) whether it was there.

    Errors: Refused before its day, for a position left out, and without leader and deputies.
    """
    _allow(by, meeting.notice)
    if meeting.held_on > (day or timezone.localdate()):
        raise Refused(f"会议定于 {meeting.held_on}，尚未召开：请在会后登记。")
    members = list(members_on(meeting.notice.region, meeting.held_on))
    if left_out := [row.position for row in members if row.pk not in standings]:
        raise Refused(f"请填写“{left_out[0]}”的出席情况。")
    if not any(row.place in CHAIRS and standings[row.pk] == Attendee.Standing.PRESENT for row in members):
        raise Refused("组长和副组长均未出席，会议不能议定事项：请改期，或更正出席情况。")
    rows = Attendee.objects.bulk_create(
        Attendee(meeting=meeting, member=row, standing=Attendee.Standing(standings[row.pk])) for row in members
    )
    return advance(
        meeting, "hold", by=by, chain=meeting.notice.region_id, minutes=minutes.strip(), also=rows,
        declared_at=None, facts={"positions": len(rows)},
    )  # fmt: skip


@ledger.mutation("programme.decided")
def decide(*, by: User, meeting: Meeting, settled: Settled, day: date | None = None) -> Decision:
    """The decision with the task it became; with `served` all who have a part are told of it on `day`, today unless
    said otherwise.

    Errors: Refused before the meeting was held or after its minutes were issued, without a lead department, and for a
    deadline before the meeting.
    """
    notice = meeting.notice
    _allow(by, notice)
    if meeting.status != HELD:
        raise Refused("登记会议情况之后、印发纪要之前才能登记议定事项。")
    if settled.due < meeting.held_on:
        raise Refused(f"完成时限 {settled.due} 早于会议日期 {meeting.held_on}，请更正。")
    if not tidy(settled.text):
        raise Refused("请写明议定事项。")
    locked_head(notice.region_id, "default")  # so that two settled at once get two numbers
    number = meeting.decisions.count() + 1
    measure = Measure(
        number=f"议{meeting.serial}-{number}", title=settled.text.strip()[:200],
        content=settled.content.strip() or settled.text.strip(), due=settled.due, product=settled.product,
        gauge=settled.gauge, lead=settled.lead, cooperating=settled.cooperating,
    )  # fmt: skip
    task, duties = programme.written_task(notice, measure, decided_on=meeting.held_on)
    row = Decision.objects.create(meeting=meeting, number=number, task=task)
    ledger.record(
        chain=notice.region_id, kind="programme.decided", by=by, changed=[row, task, *duties],
        facts={"task": task.number, "due": task.due.isoformat()}, declared_at=meeting.held_on,
    )  # fmt: skip
    if settled.served:
        programme.serve(by=by, task=task, declared_on=day)
    return row


@ledger.mutation(MEETING.event("issue"))
def issue(*, by: User, meeting: Meeting, day: date | None = None) -> Meeting:
    """The meeting with its minutes (纪要) issued under a number, as PDF and DOCX."""
    _allow(by, meeting.notice)
    region, today = meeting.notice.region, day or timezone.localdate()
    if meeting.status != HELD:
        raise Refused("登记会议情况之后才能印发纪要；已印发的不再改动。")
    number = documents.allocate(by=by, region=region, series=SERIES, year=today.year, use=f"{meeting}纪要")
    paper = as_minutes(by, meeting, number.text, today)
    document = documents.issue(
        by=by,
        number=number,
        kind=IssuedDocument.Kind.MINUTES,
        title=f"{paper.head}（{meeting}）",
        recipients="领导小组各成员单位",
        issued_on=today,
        pdf=layout.pdf(paper),
        word=word.docx(paper),
        source=f"programme:meeting:{meeting.pk}",
    )
    return advance(meeting, "issue", by=by, chain=region.pk, document=document)


@ledger.mutation(MEETING.event("call_off"))
def call_off(*, by: User, meeting: Meeting, reason: str) -> Meeting:
    """The meeting, called off for a reason; its number is not used again."""
    _allow(by, meeting.notice)
    return advance(meeting, "call_off", by=by, chain=meeting.notice.region_id, reason=reason.strip()[:200])


def _allow(by: User, notice: Notice) -> None:
    if not (may(by, "programme.meet") and by.region_id == notice.region_id):
        raise Refused("只有本县营商局业务人员（领导小组办公室）可以办理会议。")
