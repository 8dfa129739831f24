"""The pages of branch halls: each role's face, refusals in their place, queries that do not grow with the halls."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry.branches import services
from yimen.entry.branches.models import BranchDecision, StepEvidence
from yimen.entry.branches.services import Proposal, Step
from yimen.entry.branches.tests.conftest import CLOSES_ON, finish, proof, seen
from yimen.halls import services as halls
from yimen.halls.models import Hall
from yimen.people.models import Department, Staff, User

pytestmark = pytest.mark.django_db
BOARD = "/entry/branches/"


def page_of(client: Client, hall: Hall) -> str:
    return client.get(f"{BOARD}{hall.pk}/").content.decode()


def form(staff: Staff, **otherwise: Any) -> dict[str, Any]:
    """What the browser sends of a proposal."""
    plain = {
        "way": "merge", "reason": "没有法律法规要求单独设立分厅", "due_on": "2023-05-13", "mode": "own_window",
        "windows": "2", "staff": "3", "network": "government", "step_1": "停止受理并公告", "who_1": staff.pk,
        "due_1": "2023-05-12",
    }  # fmt: skip
    return {**plain, **otherwise}


def test_a_department_proposes_and_lays_it_before_the_bureau(
    branch: Hall, liaison: User, staff: dict[str, Staff], client_of: Any
) -> None:
    client = client_of(liaison)
    assert "拟报处置" in page_of(client, branch)
    address = f"{BOARD}{branch.pk}/propose/"
    assert client.post(address, form(staff["P1"])).url == f"{BOARD}{branch.pk}/"
    decision = BranchDecision.objects.get()
    assert "停止受理并公告" in client.get(address).content.decode()  # is there to be written anew
    client.post(f"/entry/branch-decisions/{decision.pk}/submit/")
    page = page_of(client, branch)
    assert "待营商局审核" in page
    assert "修改拟报" not in page
    assert "欧阳＊" in page
    assert "欧阳修" not in page


def test_a_refusal_stands_in_the_form(branch: Hall, liaison: User, staff: dict[str, Staff], client_of: Any) -> None:
    client, address = client_of(liaison), f"{BOARD}{branch.pk}/propose/"
    answer = client.post(address, form(staff["P1"], way="keep"))
    assert answer.status_code == 422
    assert "没有现行有效的法律依据，不能纳入统一管理" in answer.content.decode()
    half = client.post(address, form(staff["P1"], step_2="只写了内容"))
    assert half.status_code == 422
    assert "请写全这一步" in half.content.decode()
    assert not BranchDecision.objects.exists()


def test_each_role_is_offered_its_own_act(
    way_to: Any, branch: Hall, liaison: User, officer: User, leader: User, inspector: User, client_of: Any
) -> None:
    way_to("submitted")
    assert "审核通过" in page_of(client_of(officer), branch)
    for other in (liaison, leader, inspector):
        assert "审核通过" not in page_of(client_of(other), branch)


def test_the_bureau_examines_and_the_leader_registers_the_decision(
    way_to: Any, branch: Hall, officer: User, leader: User, client_of: Any
) -> None:
    decision = way_to("submitted")
    act = f"/entry/branch-decisions/{decision.pk}/"
    client = client_of(officer)
    assert client.post(f"{act}examine/", {"opinion": ""}).status_code == 422
    client.post(f"{act}examine/", {"opinion": "方案可行"})
    told = {"decided_on": "2023-04-20", "decision_number": "友政复〔2023〕8号"}
    refused = client.post(f"{act}decide/", told)
    assert refused.status_code == 422
    assert "审核人不能同时登记" in refused.content.decode()
    client_of(leader).post(f"{act}decide/", told)
    assert "友政复〔2023〕8号" in page_of(client, branch)


def test_a_step_is_reported_with_its_file_and_the_file_comes_back(
    way_to: Any, branch: Hall, liaison: User, officer: User, tax_liaison: User, client_of: Any
) -> None:
    decision, client = way_to("executing"), client_of(liaison)
    step = decision.steps.get()
    address = f"/entry/branch-steps/{step.pk}/report/"
    wrong = client.post(address, {"done_on": "2023-05-13", "words": "已停止受理", "material": proof("程序.exe")})
    assert wrong.status_code == 422
    assert "类型不能接收" in wrong.content.decode()
    client.post(address, {"done_on": "2023-05-13", "words": "已停止受理", "material": proof()})
    row = StepEvidence.objects.get()
    file = f"/entry/branch-evidence/{row.pk}/"
    assert b"".join(client_of(officer).get(file).streaming_content) == b"%PDF-1.7 " + "公告.pdf".encode()
    assert client_of(tax_liaison).get(file).status_code == 404
    client.post(f"/entry/branch-decisions/{decision.pk}/finish/")
    assert "部门报完成，待核验" in page_of(client, branch)


def test_what_data_contradicted_stands_out_and_gets_a_further_step(
    way_to: Any, branch: Hall, officer: User, staff: dict[str, Staff], client_of: Any
) -> None:
    decision = way_to("finished")
    services.record_check(by=officer, decision=decision, seen=seen("still"))
    client = client_of(officer)
    assert "数据不符，已重开" in page_of(client, branch)
    steps = f"/entry/branch-decisions/{decision.pk}/steps/"
    late = {"content": "拆除受理终端", "responsible": staff["P1"].pk, "due": "2023-05-20"}
    assert client.post(steps, late).status_code == 422
    client.post(steps, {**late, "due": f"{timezone.localdate():%Y-%m-%d}"})
    assert "2. 拆除受理终端" in page_of(client, branch)


def test_the_hall_manager_arranges_windows(way_to: Any, branch: Hall, hall_manager: User, client_of: Any) -> None:
    decision, client = way_to("executing"), client_of(hall_manager)
    assert "尚未安排" in page_of(client, branch)
    address = f"/entry/branch-decisions/{decision.pk}/arrange/"
    assert client.post(address, {"windows": "1", "arranged": "东"}).status_code == 422
    client.post(address, {"windows": "1", "arranged": "一楼东侧窗口"})
    assert "1 个窗口：一楼东侧窗口" in page_of(client, branch)


def test_items_of_the_hall_are_listed_with_how_many_there_are(
    passport: Item, branch: Hall, officer: User, client_of: Any
) -> None:
    page = page_of(client_of(officer), branch)
    assert "普通护照签发" in page
    assert "分厅统一管理" in page
    assert "现行声明在本分厅的 1 项" in page


def test_the_board_counts_what_it_lists(
    way_to: Any, branch: Hall, tax: Department, officer: User, client_of: Any
) -> None:
    halls.add_hall(by=None, region=branch.region, code="B2", name="办税分厅", kind="branch", department=tax)
    way_to("executing")
    client = client_of(officer)
    for key, names in {
        "": {"办证分厅", "办税分厅"}, "undecided": {"办税分厅"}, "executing": {"办证分厅"}, "overdue": {"办证分厅"},
        "closed": set(), "deciding": set(),
    }.items():  # fmt: skip
        page = client.get(f"{BOARD}?show={key}").content.decode()
        assert {name for name in ("办证分厅", "办税分厅") if f">{name}</a>" in page} == names


def test_a_department_sees_its_own_hall_alone(
    branch: Hall, tax: Department, liaison: User, tax_liaison: User, neighbour_officer: User, client_of: Any
) -> None:
    assert ">办证分厅</a>" in client_of(liaison).get(BOARD).content.decode()
    assert "没有部门分厅" in client_of(tax_liaison).get(BOARD).content.decode()
    for stranger in (tax_liaison, neighbour_officer):
        assert client_of(stranger).get(f"{BOARD}{branch.pk}/").status_code == 404


def test_a_temporary_one_names_its_people_masked(
    way_to: Any, for_want_of_room: Proposal, branch: Hall, officer: User, client_of: Any
) -> None:
    way_to("executing", for_want_of_room, timezone.localdate())
    page = page_of(client_of(officer), branch)
    assert "P1 欧阳＊" in page
    assert "二楼档案室迁出" in page


def test_the_board_asks_no_more_for_many_halls(
    branch: Hall, police: Department, liaison: User, officer: User, staff: dict[str, Staff], say: Any, client_of: Any
) -> None:
    client = client_of(officer)

    def asked() -> int:
        client.get(BOARD)
        with CaptureQueriesContext(connection) as found:
            assert client.get(BOARD).status_code == 200
        return len(found)

    services.propose(by=liaison, hall=branch, proposal=say())
    few = asked()
    for number in range(8):
        hall = halls.add_hall(
            by=None, region=branch.region, code=f"C{number}", name=f"分厅{number}", kind="branch", department=police
        )
        steps = [Step(f"第 {step} 步工作", staff["P1"], CLOSES_ON) for step in range(4)]
        services.propose(by=liaison, hall=hall, proposal=say(steps=steps))
    assert asked() == few


def test_a_finished_one_is_kept_beside_the_next(
    way_to: Any, branch: Hall, officer: User, liaison: User, say: Any, client_of: Any
) -> None:
    decision = way_to("executing")
    finish(decision, liaison)
    decision.refresh_from_db()
    services.record_check(by=officer, decision=decision, seen=seen("moved"))
    services.propose(by=liaison, hall=branch, proposal=say())
    assert "以前的处置" in page_of(client_of(officer), branch)
