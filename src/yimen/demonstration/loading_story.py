"""What follows in the demonstration: the notice, the verification, and what becomes of its findings.

Everything here is recorded now, under the server's own time. Only data later than a department's answer, all of them
to the newest, can close an order (整改单), and the data end with 2023: one that is answered today cannot be closed.
Those of September 2023 were of paper; the officer registers them afterwards, marked as such, and later data decide.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.evidence import execution, tasks
from yimen.evidence import services as evidence
from yimen.evidence.models import Run
from yimen.evidence.states import DONE
from yimen.people.models import Region, User
from yimen.programme import services as programme
from yimen.programme.imports import load_notice
from yimen.programme.models import Task
from yimen.rectification import services as rectification
from yimen.rectification.models import Finding, Order

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
SERVED_ON, HANDED_IN_ON = date(2023, 5, 31), date(2023, 6, 8)
DAYS_TO_MEND = timedelta(days=30)
ORDERS_TO_OTHERS = 6
ORDERED_ON, MENDED_ON, MEND_BY = date(2023, 9, 15), date(2023, 9, 20), date(2023, 10, 15)
RECHECKED = ((date(2023, 9, 21), date(2023, 11, 14)), (date(2023, 9, 21), LAST))
"""Periods after the paper answers: the first ends before a relapse and closes nothing, the second decides."""
DEMAND = "自即日起在政务服务中心受理本事项，停止在本部门收件；整改期内逐件核对厅外办理的清单，结果报营商局。"
ACCEPTED = "清单已逐件核对，部门未能提出正当理由，认定。"
HEARD = "已逐件核对清单，除系统录入时间有出入外，对所列情况没有异议。"
LOOKED = "抽调原始收件材料逐件核对：申请人签字的收件日期、地点与台账一致，均不在大厅。"
CAUSES = ("habit", "no_space", "untrained", "no_staff", "no_power", "system")
DISMISSED = "经调阅原始凭证逐件核对，所列办件有正当解释，排除。"


def serve_notice(officer: User, reporting: list[User]) -> None:
    """The notice with its tasks, served on everybody; some departments have handed in their self-inspection."""
    notice = load_notice(by=officer, region=officer.region)
    for task in Task.objects.filter(notice=notice).order_by("number"):
        programme.serve(by=officer, task=task, declared_on=SERVED_ON)
        if "自查" in task.title:
            for user in reporting:
                text = f"{user.department}已对照清单逐项自查：进驻事项由窗口受理，个别事项仍在部门收件，已列入整改。"
                programme.submit(by=user, task=task, text=text, declared_on=HANDED_IN_ON)


def verify_year(officer: User, tell: Callable[[str, int, int], None]) -> Run:
    """The finished verification of the whole year; Refused with its reason when it did not finish."""
    run = evidence.request_run(by=officer, region=officer.region, period_from=FIRST, period_to=LAST)
    run = execution.execute_run(run=run, progress=tell)
    if run.status != DONE:
        raise Refused(f"{officer.region}的核验没有完成：{run.failure}")
    return run


def rectify(
    officer: User, police: User, tax: User, tobacco: User, truly_guilty: set[str], ordered_on_paper: set[str]
) -> None:
    """Findings and orders in each state in which they can honestly stand on the day of loading.

    `truly_guilty`: codes of items of which the truth beside the data says so; a finding on any other is dismissed.
    `ordered_on_paper`: codes of those that were ordered to mend in September 2023.
    """
    waiting = _findings(officer.region)
    for finding in [each for each in waiting if each.subject not in truly_guilty]:
        rectification.judge(by=officer, finding=finding, accept=False, judgement=DISMISSED)
    waiting = [each for each in waiting if each.subject in truly_guilty]
    _on_paper(officer, [each for each in waiting if each.subject in ordered_on_paper])
    waiting = [each for each in waiting if each.subject not in ordered_on_paper]
    own = {
        user.pk: [each for each in waiting if each.department_id == user.department_id]
        for user in (police, tax, tobacco)
    }
    _through_checking(officer, police, own[police.pk])
    _with_objection(officer, tax, own[tax.pk])
    _answered(officer, tobacco, own[tobacco.pk])
    whose = {user.department_id for user in (police, tax, tobacco)}
    for finding in [each for each in waiting if each.department_id not in whose][:ORDERS_TO_OTHERS]:
        _order(officer, finding)


def _findings(region: Region) -> list[Finding]:
    return list(
        Finding.objects.filter(region=region, status="raised").select_related("department", "region").order_by("pk")
    )


def accept(officer: User, finding: Finding) -> Finding:
    """The finding, accepted after its department was heard, on paper at least, and on two sources."""
    if finding.status == "raised":
        today = timezone.localdate()
        finding = rectification.explain_on_paper(by=officer, finding=finding, text=HEARD, declared_on=today)
    if not finding.grounds.filter(reads="voucher").exists():
        rectification.add_ground(by=officer, finding=finding, witness="voucher", says=LOOKED)
    cause = CAUSES[finding.pk % len(CAUSES)]
    return rectification.judge(by=officer, finding=finding, accept=True, judgement=ACCEPTED, cause=cause)


def _order(officer: User, finding: Finding) -> Order:
    finding = accept(officer, finding)
    return rectification.issue_order(
        by=officer, finding=finding, demand=DEMAND, deadline=timezone.localdate() + DAYS_TO_MEND
    )


def _on_paper(officer: User, findings: list[Finding]) -> None:
    """Orders of paper of last September, registered now and under check."""
    for serial, finding in enumerate(findings, start=1):
        finding = accept(officer, finding)
        number = f"友营商改〔{ORDERED_ON.year}〕{serial}号"
        scan = f"演示数据：此处应为纸质整改单{number}和{finding.department}书面答复的扫描件。"
        order = rectification.register_paper_order(
            by=officer,
            finding=finding,
            number=number,
            issued_on=ORDERED_ON,
            demand=DEMAND,
            deadline=MEND_BY,
            answered=MENDED_ON,
            answer="已停止在本部门收件，全部申请改由政务服务中心窗口受理，厅外办理清单已逐件核对。",
            files=[SimpleUploadedFile("纸质整改单及答复.txt", scan.encode())],
        )
        rectification.check(by=officer, order=order)


def ask_for_rechecks(officer: User) -> None:
    """Queues the verifications that decide the orders of paper; the worker carries them out one after the other."""
    for first, last in RECHECKED:
        run = evidence.request_run(
            by=officer, region=officer.region, period_from=first, period_to=last, purpose=Run.Purpose.RECHECK
        )
        tasks.execute.enqueue(run.pk)


def _through_checking(officer: User, police: User, findings: list[Finding]) -> None:
    """公安局: one order answered and under check, which only data to come can close; one finding explained."""
    if findings:
        text = "该事项此前由业务大队直接收件，窗口人员不足时未移交；现已与政务服务中心商定移交。"
        explained = rectification.explain(by=police, finding=findings[0], text=text, admits=True)
        order = rectification.receive(by=police, order=_order(officer, explained))
        text = "已停止业务大队收件，全部申请由大厅公安窗口受理；厅外办理清单已核对，附于本部门案卷。"
        rectification.answer(by=police, order=order, text=text)
        order.refresh_from_db()
        rectification.check(by=officer, order=order)
    for finding in findings[1:2]:
        text = "所列办件在公安办证分厅受理，分厅与大厅使用同一系统；请核对是否应按分厅统一管理认定。"
        rectification.explain(by=police, finding=finding, text=text)


def _with_objection(officer: User, tax: User, findings: list[Finding]) -> None:
    """税务局: one order objected to, one signed for and under way."""
    for finding in findings[:1]:
        order = rectification.receive(by=tax, order=_order(officer, finding))
        text = "清单中部分办件由征管系统批量生成，受理时间并非实际办理时间，请营商局复核。"
        rectification.object_to(by=tax, order=order, text=text)
    for finding in findings[1:2]:
        rectification.receive(by=tax, order=_order(officer, finding))


def _answered(officer: User, tobacco: User, findings: list[Finding]) -> None:
    """烟草局: one order answered, which waits for the officer; one sent back as not enough."""
    for place, finding in enumerate(findings[:2]):
        order = rectification.receive(by=tobacco, order=_order(officer, finding))
        text = "烟草专卖分厅已停止受理，窗口和设备正在迁入政务服务中心。"
        rectification.answer(by=tobacco, order=order, text=text)
        if place:
            order.refresh_from_db()
            text = "答复未说明分厅停止受理的日期和迁入窗口的编号，请补充后重新答复。"
            rectification.send_back(by=officer, order=order, text=text)
