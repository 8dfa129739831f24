"""专项行动的进程 in the demonstration: two meetings, what they settled, letters, digests and the report.

Meetings and letters bear the days of 2023 on which they would have been held; everything is recorded now.
"""

from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.common.workdays import SHANGHAI, china
from yimen.overview.course import digest_of
from yimen.people import services as people
from yimen.people.models import Department, LeadingGroupMember, Region, User
from yimen.programme import services as programme
from yimen.programme.digests import services as digests
from yimen.programme.letters import services as letters
from yimen.programme.letters.forms import DEMAND
from yimen.programme.meetings import services as meetings
from yimen.programme.meetings.models import Attendee, Decision, Meeting
from yimen.programme.meetings.queries import members_on
from yimen.programme.models import Notice
from yimen.programme.reporting import services as reporting

FIRST, SECOND = date(2023, 6, 9), date(2023, 7, 14)
SUCCEEDED_ON, PRESSED_ON, ANSWERED_ON = date(2023, 7, 1), date(2023, 7, 18), date(2023, 7, 24)
ROOM = "县政府三楼会议室"
TOLD = ("officer", "leader", "liaison_police", "liaison_tax", "liaison_tobacco")


def load_course(region: Region, users: dict[str, User]) -> None:
    """Two meetings under the county's notice; between them another position took the lead."""
    officer = users["officer"]
    _tell(users, _working_day_before(_working_day_before(timezone.localdate())))
    notice = Notice.objects.get(region=region)
    first = _held(
        officer, notice, FIRST, "通报自查情况，研究部门分厅整合和授权到位", "听取县营商局关于自查情况的汇报。"
    )
    moved = _settled(
        officer, first, "公安局专厅进驻政务服务中心", "公安局", ("政务服务中心",), date(2023, 6, 30),
        "窗口、人员和网络一次到位；确因场地受限的，派专人在中心集中收件、受理。", "进驻完成情况",
    )  # fmt: skip
    _settled(
        officer, first, "各进驻窗口审批授权到位", "税务局", ("公安局", "烟草局"), date(2023, 6, 30),
        "首席代表持授权书办理，能当场办结的不再送回单位。", "授权书复印件",
    )  # fmt: skip
    meetings.issue(by=officer, meeting=first, day=date(2023, 6, 12))
    programme.submit(
        by=users["liaison_police"], task=moved.task, text="六月二十八日起户政、出入境窗口已在中心受理，专厅停止收件。",
        declared_on=date(2023, 6, 28),
    )  # fmt: skip
    _succeed(officer, region)
    second = _held(
        officer, notice, SECOND, "逐项过堂上次议定事项，研究逾期单位督办", "逐项核对上次议定事项，未落实的说明原因。"
    )
    _settled(
        officer, second, "烟草局零售许可全程在中心受理", "烟草局", ("政务服务中心",), date(2023, 8, 11),
        "停止在单位收件；此前收件的逐件补录并注明原因。", "整改情况报告",
    )  # fmt: skip
    meetings.issue(by=officer, meeting=second, day=date(2023, 7, 17))
    _press(officer, notice, users)


def load_told(region: Region, users: dict[str, User]) -> None:
    """The last working morning's digest of some people, and the report of the programme up to today; last of all."""
    _tell(users, _working_day_before(timezone.localdate()))
    notice = Notice.objects.get(region=region)
    reporting.make(by=users["officer"], notice=notice, kind="final", period_to=timezone.localdate())


def _tell(users: dict[str, User], morning: date) -> None:
    """The digests of some people on a working morning."""
    at = datetime.combine(morning, time(9), SHANGHAI)
    for name in TOLD:
        lines = digest_of(users[name], morning)
        if any(line.number for line in lines):
            digests.send(user=users[name], lines=lines, at=at)


def _working_day_before(day: date) -> date:
    """The last working day before a day."""
    before = day - timedelta(days=1)
    while not china().works(before):
        before -= timedelta(days=1)
    return before


def _press(officer: User, notice: Notice, users: dict[str, User]) -> None:
    """Three letters: one settled, one answered and waiting, one that its department let go by."""
    departments = [users[name].department for name in ("liaison_tax", "liaison_tobacco", "liaison_culture")]
    known = [each for each in departments if each is not None]
    tax, tobacco, _ = letters.send_to(by=officer, notice=notice, departments=known, demand=DEMAND, day=PRESSED_ON)
    said = "首席代表授权书已全部换发，能当场办结的不再送回单位；佐证材料见附件。"
    file = SimpleUploadedFile("授权书换发清单.txt", "演示数据：此处应为授权书换发清单。".encode())
    tax = letters.receive(by=users["liaison_tax"], letter=tax)
    for line in tax.lines.select_related("task__notice"):
        programme.submit(by=users["liaison_tax"], task=line.task, text=said, declared_on=ANSWERED_ON)
    tax = letters.answer(by=users["liaison_tax"], letter=tax, text=said, file=file)
    letters.settle(by=officer, letter=tax, decision="经核对上报材料和授权登记，同意办结。")
    tobacco = letters.receive(by=users["liaison_tobacco"], letter=tobacco)
    text = "零售许可受理人员已到位，设备调试尚需一周，完成后上报。"
    letters.answer(by=users["liaison_tobacco"], letter=tobacco, text=text)


def _held(officer: User, notice: Notice, day: date, agenda: str, minutes: str) -> Meeting:
    """A meeting at which all were but the last of the group, who had asked leave."""
    meeting = meetings.call(by=officer, notice=notice, held_on=day, begins_at=time(9), place=ROOM, agenda=agenda)
    members = list(members_on(notice.region, day))
    there = {row.pk: str(Attendee.Standing.PRESENT) for row in members}
    there[members[-1].pk] = Attendee.Standing.EXCUSED
    return meetings.hold(by=officer, meeting=meeting, minutes=minutes, standings=there)


def _settled(
    officer: User,
    meeting: Meeting,
    text: str,
    lead: str,
    others: tuple[str, ...],
    due: date,
    content: str,
    product: str,
) -> Decision:  # fmt: skip
    """A decision, its departments by their short names, told of it on the day of the meeting."""
    named = {row.short_name.removeprefix("县"): row for row in Department.objects.filter(region=meeting.notice.region)}
    settled = meetings.Settled(
        text=text, due=due, lead=[named[lead]], cooperating=[named[name] for name in others], content=content,
        product=product,
    )  # fmt: skip
    return meetings.decide(by=officer, meeting=meeting, settled=settled, day=meeting.held_on)


def _succeed(officer: User, region: Region) -> None:
    """Another position follows the leader; the minutes of the first meeting keep the former."""
    leader = LeadingGroupMember.objects.get(region=region, place=LeadingGroupMember.Place.LEADER)
    people.appoint(
        by=officer, region=region, position="分管营商工作的副县长", place=leader.place, valid_from=SUCCEEDED_ON,
        department=leader.department, succeeds=leader,
    )  # fmt: skip
