"""部门分厅 in the demonstration: the halls of the four departments that the notice names, each at another point.

公安 waits for the bureau, 司法 moved and the data agree, 烟草 says that it closed and the data do not, 税务 accepts in
the hall for want of room with a step overdue. 不动产登记 has said nothing yet. The articles quoted are real; that a
department would rest its hall on them is invented, and so is every number.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.demonstration.places import ENTERED_ON
from yimen.entry.branches import services as entry
from yimen.entry.branches.models import BranchDecision
from yimen.entry.branches.services import Proposal, Request, Step
from yimen.evidence.branches import services as evidence
from yimen.halls.branches import services as register
from yimen.halls.branches.models import LegalBasis
from yimen.halls.models import Hall
from yimen.people.models import Region, Staff, User

POLICE, JUSTICE, TAX, TOBACCO = "B03", "B04", "B05", "B06"
SOURCE = "演示数据：部门自报"
COUNTED_ON = date(2023, 4, 3)
Way = BranchDecision.Way

# Hall -> area, staff, machines; None where nobody has counted.
SIZES = {
    POLICE: (Decimal("420"), 9, 14),
    JUSTICE: (Decimal("85.5"), 3, 4),
    TAX: (Decimal("610"), 12, 21),
    TOBACCO: (Decimal("60"), 2, None),
}
TRAFFIC = {TAX: (62, 55, 71, 64), TOBACCO: (61, 48, 70, 66)}
"""Hall -> matters of January to April 2023 as its department states them."""
PASSPORTS: dict[str, Any] = {
    "act": "中华人民共和国护照法", "article": "第四条", "version": "2006 年通过", "valid_from": date(2007, 1, 1),
    "says": "普通护照由公安部出入境管理机构或者公安部委托的县级以上地方人民政府公安机关出入境管理机构以及中华人民共和国"
    "驻外使馆、领馆和外交部委托的其他驻外机构签发。",
    "source": "演示：部门引用的条文，是否足以单设分厅待审核",
}  # fmt: skip
TAXES: dict[str, Any] = {
    "act": "中华人民共和国税收征收管理法", "article": "第十四条", "version": "2015 年修正",
    "valid_from": date(2015, 4, 24),
    "says": "本法所称税务机关是指各级税务局、税务分局、税务所和按照国务院规定设立的并向社会公告的税务机构。",
    "source": "演示：部门引用的条文，是否足以单设分厅待审核",
}  # fmt: skip


def load_branches(region: Region, users: Mapping[str, User]) -> None:
    """What is known and decided of the county's branch halls."""
    halls = {hall.code: hall for hall in Hall.objects.filter(region=region, kind=Hall.Kind.BRANCH)}
    for code, (area, staff, machines) in SIZES.items():
        register.state_size(
            by=None, hall=halls[code], as_of=COUNTED_ON, source=SOURCE, area=area, staff=staff, machines=machines
        )
    for code, figures in TRAFFIC.items():
        for number, matters in enumerate(figures, 1):
            register.state_traffic(
                by=None, hall=halls[code], month=date(2023, number, 1), matters=matters, source="演示数据"
            )
    for code in (JUSTICE, TOBACCO):
        register.state_basis(by=None, hall=halls[code], none=True, valid_from=COUNTED_ON)
    passports = register.state_basis(by=users["liaison_police"], hall=halls[POLICE], **PASSPORTS)
    register.state_basis(by=users["liaison_tax"], hall=halls[TAX], **TAXES)
    _wait(halls[POLICE], users["liaison_police"], passports)
    _moved(halls[JUSTICE], users)
    _contradicted(halls[TOBACCO], users)
    _for_want_of_room(halls[TAX], users)


def _staff(hall: Hall) -> list[Staff]:
    """Two people of the hall's department, twice the same where it has one only."""
    found = list(Staff.objects.filter(department=hall.department_id).order_by("code")[:2])
    return [*found, *found][:2]


def _wait(hall: Hall, liaison: User, basis: LegalBasis) -> None:
    """Proposed and laid before the bureau: whoever tries the demonstration goes on from here."""
    first, second = _staff(hall)
    soon = timezone.localdate() + timedelta(days=20)
    steps = [
        Step("分厅窗口、人员、叫号接入政务服务中心统一管理", first, soon),
        Step("分厅办件全部接入省一体化平台和好差评", second, soon + timedelta(days=10)),
    ]
    reason = "出入境证件受理须用专用采集设备和公安网，拟保留分厅，由政务服务中心统一管理、统一考核。"
    decision = entry.propose(by=liaison, hall=hall, proposal=Proposal(Way.KEEP, reason, steps, basis=basis))
    entry.submit(by=liaison, decision=decision)


def _moved(hall: Hall, users: Mapping[str, User]) -> None:
    """Merged on the day of the notice; the cases of its items are in the hall since."""
    reason = "没有法律法规要求单设，事项和人员整体并入综合大厅。"
    decision = _decided(hall, users, Way.MERGE, reason, Request("own_window", 2, 3, "government", "高拍仪 2 台"))
    _reported(decision)
    entry.finish(by=None, decision=decision)
    evidence.check(by=users["officer"], decision=decision)


def _contradicted(hall: Hall, users: Mapping[str, User]) -> None:
    """Reported as closed; the cases say otherwise, so it is open again, with a further step that is overdue."""
    reason = "没有法律法规要求单设，分厅关停，事项由综合大厅窗口办理。"
    decision = _decided(hall, users, Way.CLOSE, reason, Request("own_window", 1, 1, "own_line", "专卖系统终端 1 台"))
    _reported(decision)
    entry.finish(by=users["liaison_tobacco"], decision=decision)
    evidence.check(by=users["officer"], decision=decision)
    late = timezone.localdate() - timedelta(days=6)
    entry.add_step(
        by=None, decision=decision, content="拆除分厅受理终端，事项受理权限只开给大厅窗口",
        responsible=_staff(hall)[0], due=late,
    )  # fmt: skip


def _for_want_of_room(hall: Hall, users: Mapping[str, User]) -> None:
    """Accepting in the hall for a time: one step done, one overdue, one to come."""
    today = timezone.localdate()
    first, second = _staff(hall)
    steps = [
        Step("两名专人进驻综合大厅收件、受理", first, today - timedelta(days=30)),
        Step("税务专线接入综合大厅", second, today - timedelta(days=8)),
        Step("综合大厅二楼腾出办税区，分厅整体并入", first, today + timedelta(days=80)),
    ]
    proposal = Proposal(
        Way.ACCEPT, "综合大厅现有面积放不下办税分厅的窗口和自助设备，腾出场地以前由专人在大厅收件、受理。", steps,
        due_on=today + timedelta(days=90), cure_plan="综合大厅二楼档案室迁出，改为办税区，到期前分厅整体并入。",
        collectors=list(dict.fromkeys((first, second))),
        request=Request("accept_in_hall", 2, 2, "both", "办税终端 2 台、打印机 1 台"),
    )  # fmt: skip
    decision = entry.propose(by=users["liaison_tax"], hall=hall, proposal=proposal)
    _approve(decision, users, today - timedelta(days=45), f"友政复〔{today.year}〕演示3号")
    entry.arrange(by=users["hall_manager"], decision=decision, windows=2, arranged="一楼综合受理区靠东两个窗口")
    step = decision.steps.get(number=1)
    entry.report_step(
        by=users["liaison_tax"], step=step, done_on=step.due, words="两名专人已到岗收件、受理。",
        upload=_proof("到岗照片说明"),
    )  # fmt: skip


def _decided(hall: Hall, users: Mapping[str, User], way: str, reason: str, request: Request) -> BranchDecision:
    """A decision of April 2023 with two steps, as the register of paper has it."""
    first, second = _staff(hall)
    steps = [
        Step("事项、人员、设备清点，编制转入方案", first, date(2023, 4, 28)),
        Step("窗口开通，分厅停止受理并公告", second, ENTERED_ON),
    ]
    proposal = Proposal(way, reason, steps, due_on=ENTERED_ON, request=request)
    decision = entry.propose(by=None, hall=hall, proposal=proposal, day=COUNTED_ON)
    _approve(decision, users, date(2023, 4, 20), f"友政复〔2023〕演示{hall.code[-1]}号")
    entry.arrange(by=users["hall_manager"], decision=decision, windows=request.windows, arranged="一楼专业窗口区")
    return decision


def _approve(decision: BranchDecision, users: Mapping[str, User], day: date, number: str) -> None:
    entry.submit(by=None, decision=decision)
    entry.examine(by=users["officer"], decision=decision, opinion="演示数据：方案可行，同意报县政府决定。")
    entry.decide(by=users["second_officer"], decision=decision, decided_on=day, decision_number=number)


def _reported(decision: BranchDecision) -> None:
    for step in decision.steps.all():
        entry.report_step(
            by=None, step=step, done_on=step.due, words="演示数据：已按时完成。",
            upload=_proof(f"步骤{step.number}说明"),
        )  # fmt: skip


def _proof(title: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{title}.txt", f"演示数据：{title}。\n".encode(), "text/plain")
