"""Verbs on findings and orders: the only writers of this room."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.documents import services as documents
from yimen.exchange.uploads import keep_upload
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may
from yimen.rectification.models import Attachment, Explanation, Finding, Order, Recheck, Reply
from yimen.rectification.queries import RELAPSED, covers_all, decided_from, open_finding
from yimen.rectification.states import ACCEPTED, ANSWERED, CHECKING, CLOSED, FINDING, ORDER

NUMBER_SERIES = "友营商改"  # 机关代字 of orders


def _own(user: User, department: Department, act: str) -> None:
    if not may(user, act) or user.department_id != department.pk:
        raise Refused("只有责任部门的联络员可以办理。")


@ledger.mutation("rectification.finding_raised")
def raise_finding(
    *,
    by: User | None,
    region: Region,
    department: Department,
    source: str,
    subject: str,
    title: str,
    kind: str,
    seen: str,
    innocent: str,
    period_from: date,
    period_to: date,
) -> Finding:
    """A new finding (疑点), told but not yet held against anybody.

    Errors: Refused while an earlier finding on the same item is not settled, so that one wrong is not counted twice.
    """
    earlier = open_finding(region, subject)
    if earlier is not None:
        raise Refused(f"该事项已有未办结的疑点“{earlier.title}”，请在原疑点中办理。")
    finding = Finding.objects.create(
        region=region,
        department=department,
        source=source,
        subject=subject,
        title=title,
        kind=kind,
        seen=seen,
        innocent=innocent,
        period_from=period_from,
        period_to=period_to,
        **begin(FINDING, by=by),
    )
    ledger.record(
        chain=region.pk, kind="rectification.finding_raised", by=by, changed=[finding], facts={"source": source}
    )
    return finding


@ledger.mutation("rectification.finding_explained")
def explain(*, by: User, finding: Finding, text: str) -> Finding:
    """The finding with what the department says of it (申辩)."""
    _own(by, finding.department, "finding.explain")
    row = Explanation.objects.create(finding=finding, text=_words(text, "说明"), by=by)
    ledger.record(chain=finding.region_id, kind="rectification.finding_explained", by=by, changed=[row])
    return advance(finding, "explain", by=by, chain=finding.region_id)


@ledger.mutation(FINDING.event("accept"), FINDING.event("dismiss"))
def judge(*, by: User, finding: Finding, accept: bool, judgement: str) -> Finding:
    """The finding, accepted (认定) or dismissed (排除) by an officer with his reasons."""
    move = "accept" if accept else "dismiss"
    return advance(finding, move, by=by, chain=finding.region_id, judgement=_words(judgement, "认定意见"))


@ledger.mutation("rectification.order_issued")
def issue_order(*, by: User, finding: Finding, demand: str, deadline: date, day: date | None = None) -> Order:
    """A new order (整改单) from an accepted finding, numbered; its deadline is later than today."""
    today = day or timezone.localdate()
    _may_order(by, finding)
    if deadline <= today:
        raise Refused("整改期限须晚于今天，给部门留出整改时间。")
    number = documents.allocate(by=by, region=finding.region, series=NUMBER_SERIES, year=today.year, use="整改单")
    order = Order.objects.create(
        region=finding.region,
        department=finding.department,
        finding=finding,
        number=number.text,
        demand=_words(demand, "整改要求"),
        deadline=deadline,
        issued_by=by,
        **begin(ORDER, by=by),
    )
    ledger.record(
        chain=order.region_id,
        kind="rectification.order_issued",
        by=by,
        changed=[order],
        facts={"number": order.number, "deadline": deadline.isoformat()},
    )
    return order


@ledger.mutation("rectification.paper_order_registered")
def register_paper_order(
    *,
    by: User,
    finding: Finding,
    number: str,
    issued_on: date,
    demand: str,
    deadline: date,
    answered: date,
    answer: str,
    files: Sequence[UploadedFile],
    day: date | None = None,
) -> Order:
    """An order of paper (纸质整改单) of before this system, with the department's answer on paper, from `answered`.

    The officer states the past dates, never the department; both are kept beside the time of recording. It waits for
    the officer as any answered order does, and closes as any does: when data later than the answer are clean.
    Errors: Refused without the right or the scanned papers, for dates out of their order or to come, for a number that
    is taken or that this system itself gives out, and for a finding that speaks only of what came after the order.
    """
    today = day or timezone.localdate()
    _may_order(by, finding)
    if not issued_on <= answered <= today:
        raise Refused("日期须依次为：下达日期、答复日期、今天。尚未答复的，请直接在系统中下达整改单。")
    if deadline < issued_on:
        raise Refused("整改期限早于下达日期，请核对纸质整改单。")
    if issued_on < finding.period_from:
        raise Refused(f"疑点所依据的数据自 {finding.period_from} 起，在这份整改单之后，不是它所指的问题。")
    if not files:
        raise Refused("补登纸质整改单须附整改单和部门答复的扫描件。")
    order = Order.objects.create(
        region=finding.region,
        department=finding.department,
        finding=finding,
        number=_paper_number(finding.region, number, today.year),
        demand=_words(demand, "整改要求"),
        deadline=deadline,
        issued_by=by,
        issued_on=issued_on,
        **begin(ORDER, by=by, status=ANSWERED),
    )
    ledger.record(
        chain=order.region_id,
        kind="rectification.paper_order_registered",
        by=by,
        changed=[order],
        facts={"number": order.number, "deadline": deadline.isoformat(), "answered_on": answered.isoformat()},
        declared_at=issued_on,
    )
    _reply(by=by, order=order, kind=Reply.Kind.ANSWER, text=answer, files=files, declared_on=answered)
    return order


def _may_order(by: User, finding: Finding) -> None:
    if not may(by, "order.issue") or by.region_id != finding.region_id:
        raise Refused("只有本县营商局业务人员可以下达整改单。")
    if finding.status != ACCEPTED:
        raise Refused("疑点认定后才能下达整改单：请先听取部门说明，再认定或排除。")
    if Order.objects.filter(finding=finding).exists():
        raise Refused("该疑点已经下达过整改单。")


def _paper_number(region: Region, number: str, year: int) -> str:
    number = tidy(number)
    if not 1 <= len(number) <= 60:
        raise Refused("请照纸质整改单填写编号，最多 60 个字。")
    if NUMBER_SERIES in number and str(year) in number:
        raise Refused(f"{NUMBER_SERIES}今年的文号由本系统编排：请直接在系统中下达整改单。")
    if Order.objects.filter(region=region, number=number).exists():
        raise Refused(f"整改单 {number} 已登记，不能重复登记。")
    return number


@ledger.mutation(ORDER.event("receive"))
def receive(*, by: User, order: Order) -> Order:
    """The order, signed for by the department: from now on its time counts."""
    _own(by, order.department, "order.receive")
    return advance(order, "receive", by=by, chain=order.region_id, served_at=timezone.now())


@ledger.mutation(ORDER.event("answer"))
def answer(*, by: User, order: Order, text: str, files: Sequence[UploadedFile] = ()) -> Reply:
    """The department's answer with its evidence files; the order then waits for the officer."""
    _own(by, order.department, "order.answer")
    reply = _reply(by=by, order=order, kind=Reply.Kind.ANSWER, text=text, files=files)
    advance(order, "answer", by=by, chain=order.region_id, answered_at=timezone.now())
    return reply


@ledger.mutation(ORDER.event("object"))
def object_to(*, by: User, order: Order, text: str, files: Sequence[UploadedFile] = ()) -> Reply:
    """The department's objection (异议) with its evidence files."""
    _own(by, order.department, "order.answer")
    reply = _reply(by=by, order=order, kind=Reply.Kind.OBJECTION, text=text, files=files)
    advance(order, "object", by=by, chain=order.region_id)
    return reply


@ledger.mutation(ORDER.event("withdraw"), ORDER.event("uphold"))
def decide_objection(*, by: User, order: Order, upheld: bool, text: str) -> Reply:
    """The officer's decision: an objection that holds withdraws the order, else the duty goes on."""
    reply = _reply(by=by, order=order, kind=Reply.Kind.DECISION, text=text)
    advance(order, "withdraw" if upheld else "uphold", by=by, chain=order.region_id)
    return reply


@ledger.mutation(ORDER.event("check"))
def check(*, by: User, order: Order) -> Order:
    """The order under check: it closes when a new verification of later data is clean, never by hand."""
    return advance(order, "check", by=by, chain=order.region_id)


@ledger.mutation(ORDER.event("send_back"))
def send_back(*, by: User, order: Order, text: str) -> Reply:
    """The officer's reasons why the answer is not enough; the department's duty goes on."""
    reply = _reply(by=by, order=order, kind=Reply.Kind.DECISION, text=text)
    advance(order, "send_back", by=by, chain=order.region_id)
    return reply


@ledger.mutation("rectification.order_rechecked")
def recheck(
    *,
    by: User | None,
    order: Order,
    source: str,
    clean: bool,
    verdict: str,
    note: str,
    data_from: date,
    data_to: date,
    newest: date,
) -> Recheck:
    """What a new verification says of an order: clean and whole closes it, a wrong seen again reopens a closed one.

    newest: the last day for which the county has handed in data. Clean data that leave out a day between the answer
    and that one say 尚不能销号, and are not kept as clean. Errors: Refused for data that begin before the department's
    last answer, which can prove nothing about the cure.
    """
    if by is not None and not may(by, "order.check"):
        raise Refused("您的角色不能复核整改单。")
    first = decided_from(order)
    if first is None or data_from < first:
        raise Refused("复核须用部门答复之后产生的数据：数据起始日期须晚于答复日期。")
    if clean and not covers_all(order, data_from, data_to, newest):
        clean, note = False, f"{note[:200]}；期间不足，须核验 {first} 至 {newest} 的全部数据，尚不能销号"
    row = Recheck.objects.create(
        order=order, source=source, found_clean=clean, verdict=verdict, note=note, data_from=data_from, data_to=data_to
    )
    ledger.record(
        chain=order.region_id,
        kind="rectification.order_rechecked",
        by=by,
        changed=[row],
        facts={"source": source, "clean": clean, "verdict": verdict, "from": first, "newest": newest},
    )
    # The verification moves the order, not whoever started it.
    if order.status == CHECKING and clean:
        advance(order, "close", by=None, chain=order.region_id, clean_source=source)
    elif order.status == CLOSED and verdict in RELAPSED:
        advance(order, "reopen", by=None, chain=order.region_id, facts={"source": source})
    return row


def _words(text: str, what: str) -> str:
    cleaned = text.strip()
    if len(cleaned) < 4:
        raise Refused(f"{what}请写清楚，至少四个字。")
    return cleaned


def _reply(
    *,
    by: User,
    order: Order,
    kind: str,
    text: str,
    files: Sequence[UploadedFile] = (),
    declared_on: date | None = None,
) -> Reply:
    reply = Reply.objects.create(order=order, kind=kind, text=_words(text, "内容"), by=by, declared_on=declared_on)
    rows: list[Any] = [reply, *(_keep(reply, each) for each in files)]
    ledger.record(chain=order.region_id, kind=f"rectification.{kind}", by=by, changed=rows, declared_at=declared_on)
    return reply


def _keep(reply: Reply, upload: UploadedFile) -> Attachment:
    kept = keep_upload(upload)
    return Attachment.objects.create(
        reply=reply, file_name=kept.name, digest=kept.digest, size=kept.size, media_type=kept.media_type
    )
