"""Meetings: whoever holds the position that day is there, what is settled becomes a task, what is open comes back."""

from datetime import date, time
from typing import Any

import pytest

from yimen.common.errors import Conflict, Refused
from yimen.documents.models import IssuedDocument
from yimen.ledger.models import Event
from yimen.people import services as people
from yimen.people.models import Department, LeadingGroupMember, Region, User
from yimen.programme import queries as programme
from yimen.programme import services as tasks
from yimen.programme.meetings import queries, services
from yimen.programme.meetings.models import Meeting
from yimen.programme.meetings.services import Settled
from yimen.programme.models import Notice

FIRST, NEXT = date(2023, 6, 9), date(2023, 7, 10)
TOLD = "听取各部门进驻情况汇报，研究分厅整合。"


def called(by: User, notice: Notice, day: date = FIRST) -> Meeting:
    return services.call(
        by=by, notice=notice, held_on=day, begins_at=time(9), place="县政府三楼会议室", agenda="进驻进展"
    )


def held(by: User, notice: Notice, day: date = FIRST) -> Meeting:
    meeting = called(by, notice, day)
    there = {row.pk: "present" for row in queries.members_on(notice.region, day)}
    return services.hold(by=by, meeting=meeting, minutes=TOLD, standings=there)


def settled(police: Department, tax: Department, due: date = date(2023, 6, 30)) -> Settled:
    return Settled("公安局分厅整体进入大厅", due, lead=[police], cooperating=[tax], product="搬迁完成情况")


def test_a_successor_sits_in_the_next_meeting_and_the_old_minutes_stay_true(
    county: Region, notice: Notice, officer: User
) -> None:
    first = held(officer, notice)
    before = LeadingGroupMember.objects.get(region=county, place="leader")
    people.appoint(
        by=None, region=county, position="分管营商工作的副县长", place="leader", valid_from=date(2023, 7, 1),
        succeeds=before,
    )  # fmt: skip
    second = held(officer, notice, NEXT)
    # Also of a meeting that is written down only now: whoever sat there on its day.
    of_days = [queries.members_on(county, day).get(place="leader").position for day in (FIRST, NEXT)]
    assert of_days == ["分管营商工作的县委常委", "分管营商工作的副县长"]
    leaders = [
        [row.member.position for row in each.attendees.all() if row.member.place == "leader"]
        for each in (first, second)
    ]
    assert leaders == [["分管营商工作的县委常委"], ["分管营商工作的副县长"]]
    assert first.attendees.count() == second.attendees.count() > 5
    issued = services.issue(by=officer, meeting=first, day=FIRST)
    assert issued.document is not None and issued.document.kind == IssuedDocument.Kind.MINUTES
    assert issued.document.word_digest


def test_a_decision_is_a_task_with_its_own_clock_in_one_step(
    notice: Notice, police: Department, tax: Department, officer: User, liaison: User
) -> None:
    meeting = held(officer, notice)
    made = services.decide(by=officer, meeting=meeting, settled=settled(police, tax), day=FIRST)
    assert (made.task.number, made.task.notice, made.task.ordered_on) == ("议1-1", notice, FIRST)
    rows = programme.standings(officer, date(2023, 7, 3), task=made.task)
    assert [(row.department, row.leads, row.label) for row in rows] == [
        (police, True, "逾期 3 天"),
        (tax, False, "逾期 3 天"),
    ]
    event = Event.objects.get(kind="programme.decided")
    assert b"programme.decision" in event.meta and b"programme.duty" in event.meta
    assert [row.task for row, _ in queries.of_meeting(liaison, meeting, NEXT)] == [made.task]


def test_what_is_not_answered_comes_back_at_the_next_meeting_until_it_is(
    notice: Notice, police: Department, tax: Department, officer: User, liaison: User, tax_liaison: User
) -> None:
    first = held(officer, notice)
    made = services.decide(by=officer, meeting=first, settled=settled(police, tax), day=FIRST)
    second = called(officer, notice, NEXT)
    (left,) = queries.left_open(officer, second, NEXT)
    assert (left.decision, left.late, left.names) == (made, True, "公安局（逾期 10 天）、税务局（逾期 10 天）")
    tasks.submit(by=liaison, task=made.task, text="已整体搬入大厅", declared_on=date(2023, 6, 29))
    (left,) = queries.left_open(officer, second, NEXT)
    assert left.names == "税务局（逾期 10 天）"
    assert queries.left_open(liaison, second, NEXT) == []
    tasks.submit(by=tax_liaison, task=made.task, text="已配合完成", declared_on=NEXT)
    assert queries.left_open(officer, second, NEXT) == []
    assert queries.left_open(officer, first, NEXT) == []


def test_a_set_in_a_decision_is_expanded_as_of_the_meeting_not_of_the_notice(
    notice: Notice, bureau: Department, officer: User
) -> None:
    units = notice.region.department_sets.get(code="units")
    meeting = held(officer, notice, NEXT)  # 医保局 joined on the first of July, after the notice
    settlement = Settled("各单位报送台账", date(2023, 7, 31), lead=[bureau], cooperating=[units])
    made = services.decide(by=officer, meeting=meeting, settled=settlement, day=NEXT)
    names = [row.department.short_name for row in programme.standings(officer, NEXT, task=made.task)]
    assert "医保局" in names and len(names) == 7


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due": date(2023, 6, 8)}, "早于会议日期"),
        ({"lead": []}, "没有牵头部门"),
        ({"text": " \u200b"}, "写明议定事项"),
    ],
)
def test_a_decision_that_cannot_bind_is_refused(
    notice: Notice, police: Department, tax: Department, officer: User, change: dict[str, Any], words: str
) -> None:
    meeting = held(officer, notice)
    wrong = Settled(**{**vars(settled(police, tax)), **change})
    with pytest.raises(Refused, match=words):
        services.decide(by=officer, meeting=meeting, settled=wrong)


def test_a_meeting_is_held_on_its_day_with_a_chair_and_with_every_position(notice: Notice, officer: User) -> None:
    meeting = called(officer, notice)
    members = list(queries.members_on(notice.region, FIRST))
    all_there = {row.pk: "present" for row in members}
    with pytest.raises(Refused, match="尚未召开"):
        services.hold(by=officer, meeting=meeting, minutes=TOLD, standings=all_there, day=date(2023, 6, 8))
    with pytest.raises(Refused, match="出席情况"):
        services.hold(by=officer, meeting=meeting, minutes=TOLD, standings={members[0].pk: "present"})
    away = all_there | {row.pk: "excused" for row in members if row.place != "member"}
    with pytest.raises(Refused, match="不能议定"):
        services.hold(by=officer, meeting=meeting, minutes=TOLD, standings=away)
    services.call_off(by=officer, meeting=meeting, reason="改期")
    with pytest.raises(Conflict):
        services.hold(by=officer, meeting=meeting, minutes=TOLD, standings=all_there)
    assert called(officer, notice).serial == 2


def test_only_the_office_calls_and_a_department_sees_its_own_meetings_only(
    county: Region, notice: Notice, police: Department, officer: User, liaison: User, neighbour_officer: User,
    make_user: Any,
) -> None:  # fmt: skip
    outsider = make_user("outsider", "liaison", county, Department.objects.get(short_name="医保局"))
    for somebody in (liaison, neighbour_officer):
        with pytest.raises(Refused, match="领导小组办公室"):
            called(somebody, notice)
    with pytest.raises(Refused, match="没有成员"):
        LeadingGroupMember.objects.filter(region=county).update(valid_to=date(2023, 6, 1))
        called(officer, notice)
    LeadingGroupMember.objects.filter(region=county).update(valid_to=None)
    meeting = called(officer, notice)
    seen = {
        user.username: queries.visible_to(user).exists() for user in (officer, liaison, outsider, neighbour_officer)
    }
    assert seen == {"officer": True, "liaison": True, "outsider": False, "neighbour_officer": False}
    assert list(queries.coming(liaison, FIRST)) == [meeting]


def test_from_call_to_minutes_on_the_pages(
    notice: Notice, police: Department, tax: Department, officer: User, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    desk = client_of(officer)
    assert "还没有开过会" in desk.get("/programme/meetings/").content.decode()
    told = {"notice": notice.pk, "held_on": FIRST, "begins_at": "09:00", "place": "县政府", "agenda": "进展"}
    assert desk.post("/programme/meetings/call/", {**told, "held_on": "2023-05-01"}).status_code == 422
    page = desk.post("/programme/meetings/call/", told, follow=True)
    address, meeting = page.redirect_chain[-1][0], Meeting.objects.get()
    there = {f"member_{row.pk}": "present" for row in queries.members_on(notice.region, FIRST)}
    desk.post(f"{address}move/", {"move": "hold", "minutes": TOLD, **there})
    wrong = {"move": "decide", "text": "分厅进厅", "lead": "不存在局", "due": "2023-06-30"}
    assert "没有部门或部门集合" in desk.post(f"{address}move/", wrong).content.decode()
    right = {**wrong, "lead": "公安局", "cooperating": "各政务服务单位", "served": "on"}
    assert "议1-1" in desk.post(f"{address}move/", right, follow=True).content.decode()
    with django_assert_max_num_queries(40):
        desk.get(address)
    assert "纪要已印发" in desk.post(f"{address}move/", {"move": "issue"}, follow=True).content.decode()
    meeting.refresh_from_db()
    assert meeting.document is not None and meeting.document.number.text.startswith("友专组纪〔")
    assert "登记为任务" not in desk.get(address).content.decode()
    task = meeting.decisions.get().task
    assert "第1次会议" in desk.get(f"/programme/tasks/{task.pk}/").content.decode()
