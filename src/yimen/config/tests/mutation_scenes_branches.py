"""Scenes of branch halls, of what is known of them and what is decided; see `mutation_scenes`."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.config.tests.mutation_scenes import DAY, Arguments, Cast, given, scene, unsaved_staff
from yimen.entry.branches import services as branches
from yimen.entry.branches.models import BranchDecision
from yimen.entry.branches.services import Proposal, Request, Seen, Step
from yimen.halls import services as halls
from yimen.halls.branches import services as register
from yimen.halls.models import Hall
from yimen.people import services as people
from yimen.people.models import Staff

CLOSED_ON = date(2023, 5, 13)
ARTICLE: dict[str, Any] = {"act": "某条例", "article": "第七条", "version": "2019 年修订", "says": "由登记机构办理。"}


def a_branch(the: Cast) -> Hall:
    return halls.add_hall(by=None, region=the.county, code="B1", name="办证分厅", kind="branch", department=the.police)


def somebody(the: Cast) -> Staff:
    people.register_staff(by=None, region=the.county, staff=[unsaved_staff(the)])
    return Staff.objects.get(code="OP1")


def to_propose(the: Cast, way: str = "close") -> Arguments:
    hall = a_branch(the)
    basis = register.state_basis(by=None, hall=hall, valid_from=DAY, **ARTICLE) if way == "keep" else None
    proposal = Proposal(
        way=way, reason="没有法律法规要求单独设立分厅", steps=[Step("停止受理并公告", somebody(the), CLOSED_ON)],
        basis=basis, due_on=CLOSED_ON, request=Request("own_window", 1, 1, "government"),
    )  # fmt: skip
    return given(by=the.liaison, hall=hall, proposal=proposal)


def proposed(the: Cast, way: str = "close") -> BranchDecision:
    return branches.propose(**to_propose(the, way))


def submitted(the: Cast, way: str = "close") -> BranchDecision:
    return branches.submit(by=the.liaison, decision=proposed(the, way))


def to_decide(the: Cast, way: str = "close") -> Arguments:
    decision = branches.examine(by=the.officer, decision=submitted(the, way), opinion="同意报县政府")
    day = timezone.localdate() if way == "keep" else date(2023, 4, 20)
    return given(by=the.leader, decision=decision, decided_on=day, decision_number="友政复〔2023〕8号")


def decided(the: Cast, way: str = "close") -> BranchDecision:
    return branches.decide(**to_decide(the, way))


def to_report(the: Cast, way: str = "close") -> Arguments:
    step = decided(the, way).steps.get()
    upload = SimpleUploadedFile("公告.pdf", b"%PDF-1.7")
    return given(by=the.liaison, step=step, done_on=CLOSED_ON, words="已停止受理", upload=upload)


def reported(the: Cast, way: str = "close") -> BranchDecision:
    return branches.report_step(**to_report(the, way)).step.decision


def finished(the: Cast, way: str = "close") -> BranchDecision:
    return branches.finish(by=the.liaison, decision=reported(the, way))


def to_add_step(the: Cast) -> Arguments:
    decision, due = decided(the), timezone.localdate() + timedelta(days=5)
    return given(
        by=the.officer, decision=decision, content="拆除受理终端", responsible=decision.steps.get().responsible, due=due
    )  # fmt: skip


def to_check(the: Cast, verdict: str = "moved") -> Arguments:
    seen = Seen(
        verdict=verdict, words="综合大厅 9 件。", data_from=CLOSED_ON + timedelta(days=1), data_to=date(2023, 12, 31),
        in_hall=9, in_branch=0, in_own_place=0, elsewhere=0, unknown=0,
    )  # fmt: skip
    return given(by=the.officer, decision=finished(the), seen=seen)


def to_close(the: Cast) -> Arguments:
    return given(by=the.leader, hall=a_branch(the), closes_on=CLOSED_ON, number="友政复〔2023〕8号")


def about(the: Cast, **more: object) -> Arguments:
    return given(by=the.liaison, hall=a_branch(the), **more)


scene(register.state_basis, lambda the: about(the, valid_from=DAY, **ARTICLE))
scene(register.state_size, lambda the: about(the, as_of=DAY, source="现场清点", staff=4))
scene(register.state_traffic, lambda the: about(the, month=DAY, matters=60, source="业务系统统计"))
scene(register.set_closing, to_close)
scene(branches.propose, to_propose)
scene(branches.submit, lambda the: given(by=the.liaison, decision=proposed(the)))
scene(branches.return_decision, lambda the: given(by=the.officer, decision=submitted(the), words="请写明窗口"))
scene(branches.examine, lambda the: given(by=the.officer, decision=submitted(the), opinion="同意报县政府"))
scene(branches.decide, to_decide)
scene(branches.arrange, lambda the: given(by=the.officer, decision=proposed(the), windows=1, arranged="一楼东侧窗口"))
scene(branches.report_step, to_report)
scene(branches.add_step, to_add_step)
scene(branches.finish, lambda the: given(by=the.liaison, decision=reported(the)))
scene(branches.confirm, lambda the: given(by=the.officer, decision=finished(the, "keep"), opinion="已由中心统一管理"))
scene(branches.record_check, to_check)
