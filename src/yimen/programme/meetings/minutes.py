"""纪要: the minutes of a meeting in official layout; positions, never names."""

from datetime import date

from yimen.documents.content import Block, Colophon, Column, Heading, Minutes, Paragraph, Table
from yimen.documents.number import date_text
from yimen.people.models import LeadingGroupMember, User
from yimen.programme.meetings.models import Attendee, Meeting
from yimen.programme.meetings.queries import left_open, of_meeting


def as_minutes(by: User, meeting: Meeting, number: str, day: date) -> Minutes:
    """The minutes: who was there, what was said, what was settled, and what earlier meetings left open on its day."""
    office = f"{meeting.notice.region}专项行动领导小组办公室"
    return Minutes(
        head=f"{meeting.notice.region}专项行动领导小组会议纪要",
        number=number,
        title=f"专项行动领导小组{meeting}",
        present=_present(meeting),
        blocks=(
            Paragraph(f"{date_text(meeting.held_on)}，{_chair(meeting)}主持召开会议。议题：{meeting.agenda}"),
            Paragraph(meeting.minutes),
            *_settled(by, meeting, day),
            *_left_open(by, meeting),
        ),
        author=office,
        on=day,
        colophon=Colophon(office, day, "领导小组各成员单位"),
    )


def _attendees(meeting: Meeting) -> list[Attendee]:
    return list(meeting.attendees.select_related("member").order_by("pk"))


def _present(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """Each standing with its positions, those that nobody had left out."""
    rows = _attendees(meeting)
    named = (
        (standing.label, "，".join(row.member.position for row in rows if row.standing == standing))
        for standing in Attendee.Standing
    )
    return tuple((label, whose) for label, whose in named if whose)


def _chair(meeting: Meeting) -> str:
    """The position that presided: the leader when he was there, else the first deputy who was."""
    there = [row.member for row in _attendees(meeting) if row.standing == Attendee.Standing.PRESENT]
    for place in (LeadingGroupMember.Place.LEADER, LeadingGroupMember.Place.DEPUTY):
        for member in there:
            if member.place == place:
                return member.position
    raise ValueError("a meeting is held with its leader or a deputy")


def _settled(by: User, meeting: Meeting, day: date) -> tuple[Block, ...]:
    rows = of_meeting(by, meeting, day)
    if not rows:
        return (Heading(1, "议定事项"), Paragraph("会议没有议定新的事项。"))
    columns = (
        Column("序号", 1.4, "center"), Column("议定事项", 5), Column("牵头", 2), Column("配合", 2.6), Column("时限", 3),
    )  # fmt: skip
    lines = tuple(
        (
            decision.task.number,
            decision.task.content,
            "、".join(row.department.short_name for row in whose if row.leads),
            "、".join(row.department.short_name for row in whose if not row.leads) or "—",
            date_text(decision.task.due),
        )
        for decision, whose in rows
    )
    return (Heading(1, "议定事项"), Table("", columns, lines, flowing=True))


def _left_open(by: User, meeting: Meeting) -> tuple[Block, ...]:
    rows = left_open(by, meeting, meeting.held_on)
    if not rows:
        return ()
    columns = (Column("序号", 1.4, "center"), Column("议定事项", 5), Column("尚未落实的单位", 5))
    lines = tuple((row.decision.task.number, row.decision.task.title, row.names) for row in rows)
    return (Heading(1, "以前会议议定、尚未落实的事项"), Table("", columns, lines, flowing=True))
