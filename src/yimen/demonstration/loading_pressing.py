"""督促与移交 in the demonstration: a finding contested and withdrawn, one pressed twice, one referred with its file.

What was late before this system came is an order of paper, sent back as not enough; the rungs bear the days on which
the daily round would have sent them, and everything is recorded now. The sealed file is packed when the ledger has
been signed, after the load itself (`hand_over`).
"""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.demonstration.loading_story import DEMAND, MEND_BY, MENDED_ON, ORDERED_ON, accept
from yimen.people.models import Department, Region, User
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding, Order
from yimen.rectification.pressing import services as pressing
from yimen.rectification.publishing import services as publishing
from yimen.rectification.referral import services as referral
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.states import APPROVED

LIAISONS = ("liaison_police", "liaison_tax", "liaison_tobacco", "liaison_health", "liaison_culture")
PRESSED_SINCE = timedelta(days=30)
REFERRED_SINCE = timedelta(days=130)


def load_pressing(users: dict[str, User]) -> None:
    """One of each, as far as the county has findings of departments with a liaison here; then last month's count."""
    officer, second = users["officer"], users["second_officer"]
    liaisons = {users[name].department_id: users[name] for name in LIAISONS}
    rows = Finding.objects.filter(region=officer.region, status="raised", department__in=liaisons, kind="bypassed")
    waiting = list(rows.select_related("department", "region").order_by("-pk")[:3])
    steps = (_withdrawn, _pressed, _referred)
    for step, finding in zip(steps, waiting, strict=False):
        step(officer, second, users["leader"], liaisons[finding.department_id], finding)
    publishing.publish_counts(by=officer, region=officer.region)


def hand_over(region: Region, officer: User) -> None:
    """Seals and packs what two have agreed to; the ledger is signed for it."""
    for each in Referral.objects.filter(region=region, status=APPROVED):
        referral.close_file(by=officer, referral=each)


def _withdrawn(officer: User, second: User, _: User, liaison: User, finding: Finding) -> None:
    """An order that its department objects to, and that another officer withdraws with what it rests on."""
    finding = rectification.explain(by=liaison, finding=finding, text="清单所列均由上级机关发证，本局只代为送达。")
    order = rectification.issue_order(
        by=officer, finding=accept(officer, finding), demand=DEMAND, deadline=timezone.localdate() + timedelta(days=30)
    )
    order = rectification.receive(by=liaison, order=order)
    rectification.object_to(by=liaison, order=order, text="附上级机关的发证目录，所列证照均不由本局制发。")
    order.refresh_from_db()
    text = "经向上级机关核实，所列证照确由其制发，异议成立。"
    rectification.decide_objection(by=second, order=order, upheld=True, text=text)


def _late(officer: User, liaison: User, finding: Finding, serial: int) -> Order:
    """An order of paper of before this system, whose answer was not enough: long past its day."""
    number = f"友营商改〔{ORDERED_ON.year}〕{serial}号"
    scan = f"演示数据：此处应为纸质整改单{number}和{finding.department}书面答复的扫描件。"
    order = rectification.register_paper_order(
        by=officer, finding=accept(officer, finding), number=number, issued_on=ORDERED_ON, demand=DEMAND,
        deadline=MEND_BY, answered=MENDED_ON, answer="正在研究将该事项移入政务服务中心的办法。",
        files=[SimpleUploadedFile("纸质整改单及答复.txt", scan.encode())],
    )  # fmt: skip
    text = "答复没有写明何时停止在本部门收件，请完成整改后重新答复。"
    rectification.send_back(by=officer, order=order, text=text)
    order.refresh_from_db()
    pressing.ask_assistance(
        by=liaison, order=order, department=_centre(order), text="请在大厅安排一个受理席位并接通业务专网。"
    )
    return order


def _centre(order: Order) -> Department:
    return Department.objects.get(region=order.region, kind=Department.Kind.CENTRE)


def _climb(order: Order, day: date, rungs: int) -> date:
    """The day of the last of so many rungs, each on the day after the one before it was missed."""
    for _ in range(rungs):
        step = pressing.escalate(by=None, order=order, day=day)
        day = step.finish_by + timedelta(days=1)
    return day


def _pressed(officer: User, _: User, __: User, liaison: User, finding: Finding) -> None:
    _climb(_late(officer, liaison, finding, 101), timezone.localdate() - PRESSED_SINCE, 2)


def _referred(officer: User, second: User, leader: User, liaison: User, finding: Finding) -> None:
    order = _late(officer, liaison, finding, 102)
    proposed_on = _climb(order, timezone.localdate() - REFERRED_SINCE, 5)
    thing = referral.propose(by=None, order=order, day=proposed_on - timedelta(days=20))
    thing = referral.reply(by=liaison, referral=thing, text="受理席位和业务专网尚未落实，请一并考虑。")
    thing = referral.support(by=second, referral=thing, authority="discipline")
    referral.approve(by=leader, referral=thing)
