"""Scenes of what moves a special action: meetings, terms and letters; see `mutation_scenes`."""

from datetime import date, datetime, time
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.common.workdays import SHANGHAI
from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_above import a_notice
from yimen.people import services as people
from yimen.programme import services as programme
from yimen.programme.digests import services as digests
from yimen.programme.letters import services as letters
from yimen.programme.letters.models import SupervisionLetter
from yimen.programme.meetings import services as meetings
from yimen.programme.meetings.models import Meeting
from yimen.programme.meetings.queries import members_on
from yimen.programme.models import Notice
from yimen.programme.reporting import services as reporting
from yimen.programme.terms import services as terms

HELD, LATE = date(2023, 6, 9), date(2023, 10, 9)

# meetings


def a_group(the: Cast) -> Notice:
    """A notice with its leading group."""
    notice: Notice = programme.register_notice(**a_notice(the))
    people.appoint(
        by=None, region=the.county, position="分管营商工作的副县长", place="leader", valid_from=date(2023, 6, 1)
    )
    return notice


def to_call(the: Cast) -> Arguments:
    return given(
        by=the.officer, notice=a_group(the), held_on=HELD, begins_at=time(9), place="县政府", agenda="进驻进展"
    )


def to_hold(the: Cast) -> Arguments:
    meeting = meetings.call(**to_call(the))
    there = {row.pk: "present" for row in members_on(the.county, HELD)}
    return given(by=the.officer, meeting=meeting, minutes="听取进驻情况汇报。", standings=there)


def held(the: Cast) -> Meeting:
    return meetings.hold(**to_hold(the))


def to_decide(the: Cast) -> Arguments:
    settled = meetings.Settled("公安局分厅进厅", date(2023, 6, 30), lead=[the.police])
    return given(by=the.officer, meeting=held(the), settled=settled, day=HELD)


def to_issue(the: Cast) -> Arguments:
    arguments: dict[str, Any] = to_decide(the)
    meetings.decide(**arguments)
    return given(by=the.officer, meeting=arguments["meeting"], day=HELD)


scene(meetings.call, to_call)
scene(meetings.hold, to_hold)
scene(meetings.decide, to_decide)
scene(meetings.issue, to_issue)
scene(meetings.call_off, lambda the: given(by=the.officer, meeting=meetings.call(**to_call(the)), reason="改期召开"))

# terms and letters


def a_red_light(the: Cast) -> Notice:
    """A task of the police that was served and let go by."""
    notice: Notice = programme.register_notice(**a_notice(the))
    programme.serve(by=the.officer, task=notice.tasks.get(), declared_on=date(2023, 6, 2))
    return notice


def to_send(the: Cast) -> Arguments:
    return given(by=the.officer, notice=a_red_light(the), department=the.police, demand="请按期完成并答复", day=LATE)


def on_paper(the: Cast) -> Arguments:
    scan = SimpleUploadedFile("送达回证.pdf", b"%PDF-1.4")
    letter = letters.send(**to_send(the))
    return given(by=the.officer, letter=letter, way="left", served_on=LATE, receiver="办公室主任", scan=scan, day=LATE)


def received(the: Cast) -> SupervisionLetter:
    return letters.receive(by=the.liaison, letter=letters.send(**to_send(the)))


def answered(the: Cast) -> SupervisionLetter:
    return letters.answer(by=the.liaison, letter=received(the), text="已经全部完成", hands_in=True)


def to_send_to(the: Cast) -> Arguments:
    arguments = to_send(the)
    department = arguments.pop("department")
    return {**arguments, "departments": [department]}


scene(
    terms.set_terms,
    lambda the: given(
        by=the.officer, region=the.county, soon_days=5, answer_days=3, quiet_from=time(18), quiet_to=time(8),
        days_off=False,
    ),
)  # fmt: skip
scene(letters.send, to_send)
scene(letters.send_to, to_send_to)
scene(letters.receive, lambda the: given(by=the.liaison, letter=letters.send(**to_send(the))))
scene(letters.serve, lambda the: on_paper(the))
scene(letters.answer, lambda the: given(by=the.liaison, letter=received(the), text="已经完成", hands_in=True))
scene(letters.send_back, lambda the: given(by=the.officer, letter=answered(the), decision="请写明措施"))
scene(letters.settle, lambda the: given(by=the.officer, letter=answered(the), decision="核对无误"))

# reports

MADE = date(2023, 10, 9)


def to_report(the: Cast) -> Arguments:
    """A notice whose ledger has begun on its own days: events are written when they happen, so the clock is turned."""
    with time_machine.travel(datetime(2023, 6, 12, 9, tzinfo=SHANGHAI)):
        notice = a_red_light(the)
    return given(by=the.officer, notice=notice, kind="final", period_to=MADE, day=MADE)


scene(reporting.make, to_report)

# digests

AT_WORK = datetime(2023, 6, 12, 9, tzinfo=SHANGHAI)
scene(
    digests.send,
    lambda the: given(user=the.liaison, lines=[digests.Line("待答复", 2, "/rectification/orders/")], at=AT_WORK),
)
