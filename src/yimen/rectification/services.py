"""Verbs on findings and orders: the only writers of this room."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.common.workdays import due, working_days_between
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.exchange.uploads import keep_upload
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import may
from yimen.rectification.guards import another, own, words
from yimen.rectification.hearing.services import (
    Borne,
    add_ground,
    borne_by,
    corroborate,
    explain,
    explain_on_paper,
    judge,
    raise_finding,
    withdraw,
)
from yimen.rectification.letters import letter, source_of
from yimen.rectification.models import Attachment, Finding, Order, Recheck, Reply
from yimen.rectification.pressing.services import receive
from yimen.rectification.queries import RELAPSED, covers_all, decided_from, long_enough, still_relapse
from yimen.rectification.rules import term
from yimen.rectification.states import ACCEPTED, ANSWERED, CHECKING, CLOSED, ORDER

__all__ = [
    "Borne", "add_ground", "answer", "borne_by", "check", "corroborate", "decide_objection", "explain",
    "explain_on_paper", "issue_order", "judge", "object_to", "raise_finding", "receive", "recheck",
    "register_paper_order", "send_back", "withdraw",
]  # fmt: skip

NUMBER_SERIES = "友营商改"  # 机关代字 of orders


@ledger.mutation("rectification.order_issued")
def issue_order(*, by: User, finding: Finding, demand: str, deadline: date, day: date | None = None) -> Order:
    """A new order (整改单) from an accepted finding, numbered, its notice (责令整改通知书) issued with it.

    Errors: Refused unless its deadline is later than today.
    """
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
        demand=words(demand, "整改要求"),
        deadline=deadline,
        issued_by=by,
        recheck_weeks=term("recheck_weeks"),
        **begin(ORDER, by=by),
    )
    documents.issue(
        by=by,
        number=number,
        kind=IssuedDocument.Kind.ORDER,
        title=f"责令整改通知书（{finding.title}）"[:300],
        recipients=order.department.name,
        department=order.department,
        issued_on=today,
        pdf=letter(order, today),
        source=source_of(order),
    )
    ledger.record(
        chain=order.region_id,
        kind="rectification.order_issued",
        by=by,
        changed=[order],
        facts={"number": order.number, "deadline": deadline.isoformat(), "finding": finding.pk},
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
        demand=words(demand, "整改要求"),
        deadline=deadline,
        issued_by=by,
        issued_on=issued_on,
        recheck_weeks=term("recheck_weeks"),
        **begin(ORDER, by=by, status=ANSWERED),
    )
    ledger.record(
        chain=order.region_id,
        kind="rectification.paper_order_registered",
        by=by,
        changed=[order],
        facts={
            "number": order.number,
            "deadline": deadline.isoformat(),
            "answered_on": answered.isoformat(),
            "finding": finding.pk,
        },
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


@ledger.mutation(ORDER.event("answer"))
def answer(*, by: User, order: Order, text: str, files: Sequence[UploadedFile] = ()) -> Reply:
    """The department's answer with its evidence files; the order then waits for the officer."""
    own(by, order.department, "order.answer")
    reply = _reply(by=by, order=order, kind=Reply.Kind.ANSWER, text=text, files=files)
    advance(order, "answer", by=by, chain=order.region_id, answered_at=timezone.now())
    return reply


@ledger.mutation(ORDER.event("object"))
def object_to(*, by: User, order: Order, text: str, files: Sequence[UploadedFile] = ()) -> Reply:
    """The department's objection (异议) with its evidence files."""
    own(by, order.department, "order.answer")
    reply = _reply(by=by, order=order, kind=Reply.Kind.OBJECTION, text=text, files=files)
    advance(order, "object", by=by, chain=order.region_id)
    return reply


@ledger.mutation(ORDER.event("withdraw"), ORDER.event("uphold"))
def decide_objection(*, by: User, order: Order, upheld: bool, text: str) -> Reply:
    """The decision of another officer than the one who issued the order, with his reasons.

    An objection that holds withdraws the order and what was accepted against the department; else the duty goes on.
    """
    another(by, order.issued_by, "整改单由您下达")
    reply = _reply(by=by, order=order, kind=Reply.Kind.DECISION, text=text)
    if not upheld:
        advance(order, "uphold", by=by, chain=order.region_id, extended_to=_given_back(order))
        return reply
    advance(order, "withdraw", by=by, chain=order.region_id)
    advance(order.finding, "withdraw", by=by, chain=order.region_id, withdrawal=reply.text)
    return reply


@ledger.mutation(ORDER.event("check"))
def check(*, by: User, order: Order) -> Order:
    """The order under check: it closes when a new verification of later data is clean, never by hand."""
    return advance(order, "check", by=by, chain=order.region_id, checked_at=timezone.now())


@ledger.mutation(ORDER.event("send_back"))
def send_back(*, by: User, order: Order, text: str) -> Reply:
    """The officer's reasons why the answer is not enough; the department's duty goes on."""
    reply = _reply(by=by, order=order, kind=Reply.Kind.DECISION, text=text)
    advance(order, "send_back", by=by, chain=order.region_id, extended_to=_given_back(order))
    return reply


def _given_back(order: Order) -> date | None:
    """The day up to which the order now runs: what we took to decide is given back in working days.

    None, as before, when that was nothing and no more time had been granted.
    """
    since = order.replies.exclude(kind=Reply.Kind.DECISION).order_by("-pk").first()
    ours = working_days_between(timezone.localdate(since.recorded_at), timezone.localdate()) if since else 0
    later = due(order.due, ours) if ours else None
    return later.on if later else order.extended_to


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
    elif clean and not long_enough(order, data_to):
        clean, note = False, f"{note[:200]}；期间不足，销号须有答复后满 {order.recheck_weeks} 周的数据"
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
    elif order.status == CLOSED and verdict in RELAPSED and still_relapse(order, data_from):
        advance(order, "reopen", by=None, chain=order.region_id, facts={"source": source})
    return row


def _reply(
    *,
    by: User,
    order: Order,
    kind: str,
    text: str,
    files: Sequence[UploadedFile] = (),
    declared_on: date | None = None,
) -> Reply:
    reply = Reply.objects.create(order=order, kind=kind, text=words(text, "内容"), by=by, declared_on=declared_on)
    rows: list[Any] = [reply, *(_keep(reply, each) for each in files)]
    ledger.record(chain=order.region_id, kind=f"rectification.{kind}", by=by, changed=rows, declared_at=declared_on)
    return reply


def _keep(reply: Reply, upload: UploadedFile) -> Attachment:
    kept = keep_upload(upload)
    return Attachment.objects.create(
        reply=reply, file_name=kept.name, digest=kept.digest, size=kept.size, media_type=kept.media_type
    )
