"""Nobody examines or decides for himself; a decision has a number, closes the hall, and is closed by data alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.entry.branches import queries, services
from yimen.entry.branches.models import BranchCheck
from yimen.entry.branches.services import Proposal, Step
from yimen.entry.branches.tests.conftest import CLOSES_ON, DECIDED_ON, finish, proof, seen
from yimen.halls.branches.models import LegalBasis
from yimen.halls.branches.queries import known, visible_branches
from yimen.halls.models import Hall
from yimen.ledger.models import Event
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

pytestmark = pytest.mark.django_db
NUMBER = "友政复〔2023〕8号"


def stands(user: User, day: date) -> queries.Standing:
    [row] = known(visible_branches(user), day)
    return queries.standing(row, queries.newest([row.hall]).get(row.hall.pk), day)


@pytest.fixture
def officer_of_police(make_user: Any, county: Region, police: Department) -> User:
    """Somebody of the bureau who works in the police: his roles allow it, his department does not."""
    user: User = make_user("officer_of_police", "officer", county, police)
    return user


def test_nobody_examines_or_decides_for_his_own_department(way_to: Any, officer_of_police: User) -> None:
    submitted = way_to("submitted")
    with pytest.raises(Refused, match="本部门"):
        services.examine(by=officer_of_police, decision=submitted, opinion="可以")
    with pytest.raises(Refused, match="本部门"):
        services.return_decision(by=officer_of_police, decision=submitted, words="再想想")


def test_nobody_decides_for_his_own_department(way_to: Any, officer_of_police: User) -> None:
    with pytest.raises(Refused, match="本部门"):
        services.decide(
            by=officer_of_police, decision=way_to("examined"), decided_on=DECIDED_ON, decision_number=NUMBER
        )


def test_whoever_examined_does_not_register_the_decision(way_to: Any, officer: User, make_user: Any) -> None:
    examined = way_to("examined")
    with pytest.raises(Refused, match="审核人不能同时"):
        services.decide(by=officer, decision=examined, decided_on=DECIDED_ON, decision_number=NUMBER)
    second = make_user("second", "officer", officer.region, officer.department)
    decided = services.decide(by=second, decision=examined, decided_on=DECIDED_ON, decision_number=NUMBER)
    assert decided.decision_number == NUMBER


def test_a_decision_has_its_number_and_a_day_that_has_come(way_to: Any, leader: User) -> None:
    examined = way_to("examined")
    with pytest.raises(Refused, match="决定文号"):
        services.decide(by=leader, decision=examined, decided_on=DECIDED_ON, decision_number=" ")
    with pytest.raises(Refused, match="今天之后"):
        tomorrow = timezone.localdate() + timedelta(days=1)
        services.decide(by=leader, decision=examined, decided_on=tomorrow, decision_number=NUMBER)


def test_closing_is_written_on_the_hall_and_in_the_ledger(way_to: Any, branch: Hall) -> None:
    way_to("executing")
    branch.refresh_from_db()
    assert branch.closes_on == CLOSES_ON
    assert Event.objects.filter(kind="halls.closing_set").count() == 1


def test_a_kept_hall_keeps_its_doors_and_is_confirmed_by_hand(
    way_to: Any, say: Any, basis: LegalBasis, branch: Hall, officer: User
) -> None:
    made = way_to("finished", say(way="keep", basis=basis), timezone.localdate())
    branch.refresh_from_db()
    assert branch.closes_on is None
    with pytest.raises(Refused, match="核验是否转入"):
        services.record_check(by=officer, decision=made, seen=seen("moved"))
    assert services.confirm(by=officer, decision=made, opinion="窗口、人员已统一管理").status == "closed"


def test_an_article_not_in_force_on_the_day_decides_nothing(
    way_to: Any, say: Any, basis: LegalBasis, leader: User
) -> None:
    examined = way_to("examined", say(way="keep", basis=basis))
    with pytest.raises(Refused, match="没有现行有效的法律依据"):
        services.decide(by=leader, decision=examined, decided_on=date(2019, 3, 23), decision_number=NUMBER)


def test_what_moves_cases_is_never_closed_by_hand(way_to: Any, officer: User) -> None:
    with pytest.raises(Refused, match="不能手工办结"):
        services.confirm(by=officer, decision=way_to("finished"), opinion="看过了")


def test_data_close_what_was_reported_and_reopen_what_they_contradict(way_to: Any, officer: User) -> None:
    decision = way_to("finished")
    services.record_check(by=officer, decision=decision, seen=seen("thin"))
    decision.refresh_from_db()
    assert decision.status == "finished"  # too little to say: nothing changes
    services.record_check(by=officer, decision=decision, seen=seen("moved"))
    decision.refresh_from_db()
    assert (decision.status, decision.status_by) == ("closed", None)
    services.record_check(by=officer, decision=decision, seen=seen("still"))
    decision.refresh_from_db()
    assert decision.status == "reopened"
    assert [row.verdict for row in BranchCheck.objects.all()] == ["thin", "moved", "still"]


def test_data_of_before_prove_nothing(way_to: Any, officer: User) -> None:
    with pytest.raises(Refused, match="2023-05-14 及以后"):
        services.record_check(by=officer, decision=way_to("finished"), seen=seen("moved", CLOSES_ON))


def test_after_a_reopening_something_new_must_be_done(
    way_to: Any, officer: User, liaison: User, staff: dict[str, Staff]
) -> None:
    decision = way_to("finished")
    services.record_check(by=officer, decision=decision, seen=seen("still"))
    decision.refresh_from_db()
    with pytest.raises(Refused, match="新的完成情况"):
        services.finish(by=liaison, decision=decision)
    soon = timezone.localdate() + timedelta(days=3)
    services.add_step(by=officer, decision=decision, content="拆除受理终端", responsible=staff["P2"], due=soon)
    with pytest.raises(Refused, match="1 个步骤没有上传佐证"):
        services.finish(by=liaison, decision=decision)
    assert finish(decision, liaison).status == "finished"


def test_a_step_is_done_by_evidence_and_only_while_the_decision_is_carried_out(
    way_to: Any, liaison: User, tax_liaison: User
) -> None:
    decision = way_to("submitted")
    step = decision.steps.get()
    report = {"step": step, "done_on": CLOSES_ON, "words": "已停止受理"}
    with pytest.raises(Conflict, match="待营商局审核"):
        services.report_step(by=liaison, upload=proof(), **report)
    assert queries.step_rows(decision, CLOSES_ON + timedelta(days=4))[0].words == "逾期 4 天"


def test_evidence_is_kept_by_digest_and_wrong_files_are_refused(way_to: Any, liaison: User, tax_liaison: User) -> None:
    decision = way_to("executing")
    report = {"step": decision.steps.get(), "done_on": CLOSES_ON + timedelta(days=2), "words": "已停止受理"}
    with pytest.raises(Refused, match="类型不能接收"):
        services.report_step(by=liaison, upload=proof("程序.exe"), **report)
    with pytest.raises(Refused, match="联络员"):
        services.report_step(by=tax_liaison, upload=proof(), **report)
    row = services.report_step(by=liaison, upload=proof(), **report)
    assert len(row.digest) == 64
    assert queries.step_rows(decision, date(2024, 1, 1))[0].words == "已完成，迟 2 天"


def test_a_hall_without_decision_waits_and_is_not_accused(branch: Hall, officer: User) -> None:
    row = stands(officer, CLOSES_ON)
    assert (row.words, row.tone, row.overdue, row.next) == ("待处置", "warn", 0, "部门先登记有无设立依据")


def test_the_board_says_who_is_next_and_since_when_something_is_overdue(way_to: Any, officer: User) -> None:
    today = timezone.localdate()
    way_to("executing")  # a closing day of long ago, registered today
    row = stands(officer, today)
    assert row.registered_late
    assert row.overdue == (today - CLOSES_ON).days  # the step is late against its own deadline
    assert row.next == "部门按步骤办理并上传佐证"


def test_a_closing_day_that_had_gone_by_counts_from_its_registration(way_to: Any, officer: User, liaison: User) -> None:
    decision = way_to("executing")
    services.report_step(by=liaison, step=decision.steps.get(), done_on=CLOSES_ON, words="已停止受理", upload=proof())
    today = timezone.localdate()
    assert stands(officer, today).overdue == 0
    assert stands(officer, today + timedelta(days=3)).overdue == 3


def test_what_is_temporary_lapses_and_may_then_be_proposed_anew(
    way_to: Any, for_want_of_room: Proposal, officer: User, liaison: User, branch: Hall, say: Any,
    staff: dict[str, Staff],
) -> None:  # fmt: skip
    decision = way_to("executing", for_want_of_room, timezone.localdate())
    assert decision.due_on is not None
    after = decision.due_on + timedelta(days=2)
    assert not queries.lapsed(decision, decision.due_on)
    row = stands(officer, after)
    assert (row.words, row.overdue) == ("已到期，待处置", 2)
    later = after + timedelta(days=30)
    again = say(way="merge", due_on=later, steps=[Step("整体并入大厅", staff["P1"], later)])
    with pytest.raises(Conflict, match="执行中"):
        services.propose(by=liaison, hall=branch, proposal=again)
    assert services.propose(by=liaison, hall=branch, proposal=again, day=after).pk != decision.pk


def test_the_centre_arranges_windows_but_not_for_a_hall_that_stays(
    way_to: Any, say: Any, basis: LegalBasis, hall_manager: User, liaison: User
) -> None:
    kept = way_to("submitted", say(way="keep", basis=basis))
    with pytest.raises(Refused, match="没有进驻需求"):
        services.arrange(by=hall_manager, decision=kept, windows=1, arranged="一楼东侧")
    with pytest.raises(Refused, match="业务人员"):
        services.arrange(by=liaison, decision=kept, windows=1, arranged="一楼东侧")


def test_the_arrangement_stands_beside_the_request(way_to: Any, hall_manager: User) -> None:
    row = services.arrange(by=hall_manager, decision=way_to("executing"), windows=1, arranged="一楼东侧窗口")
    assert (row.windows, row.arranged_windows, row.arranged) == (2, 1, "一楼东侧窗口")


def test_an_account_without_department_may_decide(way_to: Any, make_user: Any, county: Region) -> None:
    alone = make_user("alone", "leader", county)
    people.grant(by=None, user=alone, role="inspector", valid_from=date(2020, 1, 1))
    decided = services.decide(by=alone, decision=way_to("examined"), decided_on=DECIDED_ON, decision_number=NUMBER)
    assert decided.status == "executing"
