"""What a department may propose for its hall, and what the notice does not allow."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.entry.branches import services
from yimen.entry.branches.models import BranchDecision, BranchStep, WindowRequest
from yimen.entry.branches.services import Proposal, Request, Step
from yimen.entry.branches.tests.conftest import CLOSES_ON
from yimen.halls.branches import services as register
from yimen.halls.branches.models import LegalBasis
from yimen.halls.models import Hall
from yimen.people.models import Staff, User

pytestmark = pytest.mark.django_db


def test_a_hall_without_basis_cannot_be_kept(branch: Hall, liaison: User, say: Any) -> None:
    with pytest.raises(Refused, match="没有现行有效的法律依据"):
        services.propose(by=liaison, hall=branch, proposal=say(way="keep"))
    none = register.state_basis(by=None, hall=branch, none=True, valid_from=CLOSES_ON)
    with pytest.raises(Refused, match="没有现行有效的法律依据"):
        services.propose(by=liaison, hall=branch, proposal=say(way="keep", basis=none))


def test_an_article_that_lapsed_keeps_no_hall(branch: Hall, basis: LegalBasis, liaison: User, say: Any) -> None:
    made = services.propose(by=liaison, hall=branch, proposal=say(way="keep", basis=basis))
    assert made.basis == basis
    assert made.due_on is None
    yesterday = timezone.localdate() - timedelta(days=1)
    over = register.state_basis(
        by=None, hall=branch, act="旧条例", article="第三条", version="1999 年", says="设办证厅。",
        valid_from=CLOSES_ON, valid_to=yesterday,
    )  # fmt: skip
    with pytest.raises(Refused, match="没有现行有效的法律依据"):
        services.propose(by=liaison, hall=branch, proposal=say(way="keep", basis=over))


@pytest.mark.parametrize(
    ("otherwise", "sentence"),
    [
        ({"cure_plan": ""}, "场地整改方案"),
        ({"collectors": []}, "专人"),
        ({"due_on": None}, "到期日期"),
        ({"due_on": timezone.localdate() + timedelta(days=400)}, "最长一年"),
        ({"request": Request("own_window", 1, 1, "government")}, "厅内受理"),
    ],
)
def test_want_of_room_is_temporary_with_a_plan_and_named_people(
    otherwise: dict[str, Any], sentence: str, branch: Hall, liaison: User, for_want_of_room: Proposal
) -> None:
    changed = Proposal(**{**vars(for_want_of_room), **otherwise})
    with pytest.raises(Refused, match=sentence):
        services.propose(by=liaison, hall=branch, proposal=changed)
    assert not BranchDecision.objects.exists()


def test_whoever_collects_and_answers_is_of_the_department(
    branch: Hall, liaison: User, for_want_of_room: Proposal, say: Any, staff: dict[str, Staff]
) -> None:
    with pytest.raises(Refused, match="本部门工作人员"):
        changed = Proposal(**{**vars(for_want_of_room), "collectors": [staff["T1"]]})
        services.propose(by=liaison, hall=branch, proposal=changed)
    with pytest.raises(Refused, match="责任人"):
        services.propose(by=liaison, hall=branch, proposal=say(steps=[Step("停止受理", staff["T1"], CLOSES_ON)]))


@pytest.mark.parametrize(
    ("otherwise", "sentence"),
    [
        ({"way": "stay"}, "处置方式"),
        ({"reason": "太少"}, "理由"),
        ({"due_on": None}, "完成或到期日期"),
        ({"request": None}, "进驻需求"),
        ({"request": Request("branch_hall", 1, 1, "government")}, "进驻方式"),
        ({"request": Request("own_window", 0, 1, "government")}, "窗口数"),
        ({"steps": []}, "处置步骤"),
    ],
)
def test_what_is_missing_is_refused_with_what_to_do(
    otherwise: dict[str, Any], sentence: str, branch: Hall, liaison: User, say: Any
) -> None:
    with pytest.raises(Refused, match=sentence):
        services.propose(by=liaison, hall=branch, proposal=say(**otherwise))


def test_no_step_ends_after_the_whole(branch: Hall, liaison: User, say: Any, staff: dict[str, Staff]) -> None:
    late = Step("停止受理并公告", staff["P1"], CLOSES_ON + timedelta(days=1))
    with pytest.raises(Refused, match="请改早"):
        services.propose(by=liaison, hall=branch, proposal=say(steps=[late]))


def test_a_proposal_is_written_anew_until_it_is_laid_before_the_bureau(
    branch: Hall, liaison: User, officer: User, say: Any, staff: dict[str, Staff]
) -> None:
    first = services.propose(by=liaison, hall=branch, proposal=say())
    steps = [Step(f"第 {number} 步工作", staff["P2"], CLOSES_ON) for number in (1, 2)]
    again = services.propose(by=liaison, hall=branch, proposal=say(way="merge", steps=steps))
    assert again.pk == first.pk
    assert [step.content for step in BranchStep.objects.all()] == ["第 1 步工作", "第 2 步工作"]
    assert WindowRequest.objects.count() == 1
    services.submit(by=liaison, decision=again)
    with pytest.raises(Conflict, match="不能重新拟报"):
        services.propose(by=liaison, hall=branch, proposal=say())
    services.return_decision(by=officer, decision=again, words="请写明窗口")
    assert services.propose(by=liaison, hall=branch, proposal=say()).pk == first.pk


def test_only_the_hall_s_own_liaison_proposes(
    branch: Hall, tax_liaison: User, officer: User, clerk: User, say: Any
) -> None:
    for who in (tax_liaison, officer, clerk):
        with pytest.raises(Refused, match="联络员"):
            services.propose(by=who, hall=branch, proposal=say())


def test_the_database_itself_keeps_no_hall_without_basis_and_lets_no_want_of_room_be_for_ever(
    branch: Hall, liaison: User, say: Any
) -> None:
    made = services.propose(by=liaison, hall=branch, proposal=say())
    for wrong in ({"way": "keep"}, {"due_on": None}, {"way": "accept", "cure_plan": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BranchDecision.objects.filter(pk=made.pk).update(**wrong)
