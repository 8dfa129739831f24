"""Verbs between the issue of an order and its answer: serve, grant more time, assist, press."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import due
from yimen.documents import layout
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.documents.serving.rules import check_receipt
from yimen.exchange.uploads import keep_upload
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, User
from yimen.people.queries import may
from yimen.rectification.guards import another, own, words
from yimen.rectification.letters import source_of
from yimen.rectification.models import Order
from yimen.rectification.pressing.letters import letter, rung_paper
from yimen.rectification.pressing.models import Assistance, Delivery, Escalation, MoreTime, RungDelivery
from yimen.rectification.pressing.queries import next_step
from yimen.rectification.pressing.rules import Rung
from yimen.rectification.pressing.states import ASKED, ESCALATION, MORE_TIME
from yimen.rectification.queries import OWED
from yimen.rectification.states import ORDER


@ledger.mutation(ORDER.event("receive"))
def receive(*, by: User, order: Order) -> Order:
    """The order, signed for by the department in this system: from now on its time counts."""
    own(by, order.department, "order.receive")
    now = timezone.now()
    row = Delivery.objects.create(
        order=order, way=Delivery.Way.SYSTEM, served_on=timezone.localdate(now), receiver=by.display_name, by=by
    )
    return advance(order, "receive", by=by, chain=order.region_id, served_at=now, also=[row])


@ledger.mutation(ORDER.event("serve"))
def serve(
    *, by: User, order: Order, way: str, served_on: date, receiver: str, scan: UploadedFile, day: date | None = None
) -> Order:
    """The order, served on paper, with the scan of the receipt (送达回证) that the department signed.

    Errors: Refused for a day before the order or to come, or for a way that needs no paper.
    """
    first, today = timezone.localdate(order.recorded_at), day or timezone.localdate()
    said = check_receipt(way=way, served_on=served_on, receiver=receiver, first=first, today=today)
    kept = keep_upload(scan)
    row = Delivery.objects.create(
        order=order, way=way, served_on=served_on, receiver=said, file_name=kept.name, digest=kept.digest, by=by
    )
    return advance(order, "serve", by=by, chain=order.region_id, served_at=timezone.now(), also=[row],
                   facts={"served_on": served_on.isoformat(), "way": way})  # fmt: skip


@ledger.mutation("rectification.rung_served")
def serve_rung(
    *, by: User, step: Escalation, way: str, served_on: date, receiver: str, scan: UploadedFile, day: date | None = None
) -> RungDelivery:
    """The receipt (送达回证) of a rung's letter that was served on paper; it says nothing of the rung's days.

    Errors: Refused without the right, for a rung without a letter, a day before the letter or to come; Conflict when it
    is registered already.
    """
    if not (may(by, "order.issue") and by.region_id == step.region_id):
        raise Refused("只有本县营商局业务人员可以登记送达回证。")
    first, today = rung_paper(step).issued_on, day or timezone.localdate()
    said = check_receipt(way=way, served_on=served_on, receiver=receiver, first=first, today=today)
    locked_head(step.region_id, "default")
    if RungDelivery.objects.filter(step=step).exists():
        raise Conflict("这份文书的送达回证已经登记。")
    kept = keep_upload(scan)
    row = RungDelivery.objects.create(
        step=step, way=way, served_on=served_on, receiver=said, file_name=kept.name, digest=kept.digest, by=by
    )
    facts = {"served_on": served_on.isoformat(), "way": way}
    ledger.record(chain=step.region_id, kind="rectification.rung_served", by=by, changed=[row], facts=facts)
    return row


@ledger.mutation("rectification.more_time_asked")
def ask_more_time(*, by: User, order: Order, until: date, reason: str) -> MoreTime:
    """A request for a later day; nothing presses while it is open.

    Errors: Refused unless the department owes an answer, for a day not later than the present one, or a second request.
    """
    own(by, order.department, "order.answer")
    if order.status not in OWED:
        raise Refused("整改单签收之后、答复之前才能申请延期。")
    if until <= order.due:
        raise Refused(f"申请的日期须晚于现在的期限 {order.due}。")
    if order.more_time.filter(status=ASKED).exists():
        raise Refused("已有一份延期申请待决定，请等决定后再申请。")
    row = MoreTime.objects.create(
        order=order, until=until, reason=words(reason, "延期理由")[:500], asked_by=by, **begin(MORE_TIME, by=by)
    )
    ledger.record(chain=order.region_id, kind="rectification.more_time_asked", by=by, changed=[row])
    return row


@ledger.mutation(MORE_TIME.event("grant"), MORE_TIME.event("decline"))
def settle_more_time(*, by: User, request: MoreTime, granted: bool, decision: str) -> MoreTime:
    """The request, granted or not by somebody else than who issued the order; the order's deadline itself stays."""
    order = request.order
    another(by, order.issued_by, "整改单由您下达")
    said, also = words(decision, "决定理由")[:500], []
    if granted:
        Order.objects.filter(pk=order.pk).update(extended_to=request.until)
        order.refresh_from_db()
        also = [order]
    return advance(
        request, "grant" if granted else "decline", by=by, chain=order.region_id, decision=said, also=also,
        facts={"order": order.number, "until": request.until.isoformat()},
    )  # fmt: skip


@ledger.mutation("rectification.assistance_asked")
def ask_assistance(*, by: User, order: Order, department: Department, text: str) -> Assistance:
    """What the lead department needs of another one, or of the centre, to mend; from now on that one is waited for."""
    own(by, order.department, "order.answer")
    if order.status not in OWED:
        raise Refused("整改单签收之后、答复之前才能请求协办。")
    if department.region_id != order.region_id or department.pk == order.department_id:
        raise Refused("请选择本县的另一个单位协办。")
    if order.assistance.filter(department=department, answered_at__isnull=True).exists():
        raise Refused(f"{department}还有一项协办没有答复。")
    row = Assistance.objects.create(order=order, department=department, words=words(text, "请求")[:500], asked_by=by)
    ledger.record(chain=order.region_id, kind="rectification.assistance_asked", by=by, changed=[row])
    return row


@ledger.mutation("rectification.assistance_answered")
def answer_assistance(*, by: User, assistance: Assistance, text: str) -> Assistance:
    """The assistance, given or refused with reasons by the department that was asked; it is no longer waited for."""
    own(by, assistance.department, "order.assist")
    said = {"answer": words(text, "协办答复")[:500], "answered_by": by, "answered_at": timezone.now()}
    if Assistance.objects.filter(pk=assistance.pk, answered_at__isnull=True).update(**said) != 1:
        raise Refused("这项协办已经答复。")
    assistance.refresh_from_db()
    chain = assistance.order.region_id
    ledger.record(chain=chain, kind="rectification.assistance_answered", by=by, changed=[assistance])
    return assistance


@ledger.mutation("rectification.escalated")
def escalate(*, by: User | None, order: Order, day: date) -> Escalation:
    """The next rung for the day that an order missed, its letter issued under a number. One rung a missed day.

    Errors: Refused with the reason while nothing follows: heard, waited for by us, cooling down, or not late.
    """
    if by is not None and not may(by, "order.issue"):
        raise Refused("只有营商局业务人员可以发出督促措施。")
    locked_head(order.region_id, "default")  # so that of two rounds at once only one finds the day missed
    order = Order.objects.select_related("finding", "department", "region").get(pk=order.pk)
    step = next_step(order, day)
    if step.rung is None or step.missed_on is None:
        raise Refused(step.why)
    finish = due(day, step.rung.finish_days)
    if finish is None:
        raise ValueError("a deadline without suspensions always has an end")
    row = Escalation.objects.create(
        region=order.region, order=order, rung=step.rung.code, missed_on=step.missed_on, finish_by=finish.on,
        document=_issued(order, step.rung, step.missed_on, finish.on, day, by), **begin(ESCALATION, by=by),
    )  # fmt: skip
    ledger.record(
        chain=order.region_id,
        kind="rectification.escalated",
        by=by,
        changed=[row],
        facts={"order": order.number, "rung": row.rung, "missed": row.missed_on.isoformat(), "why": step.why},
    )
    return row


def _issued(
    order: Order, rung: Rung, missed_on: date, finish_by: date, day: date, by: User | None
) -> IssuedDocument | None:
    """The letter of the rung, issued; None for the last one, which sends none."""
    if not rung.kind:
        return None
    use = f"{rung.title}（整改单 {order.number}）"[:100]
    number = documents.allocate(by=by, region=order.region, series=rung.series, year=day.year, use=use)
    paper = letter(order, rung, number.text, missed_on, finish_by, day)
    return documents.issue(
        by=by,
        number=number,
        kind=rung.kind,
        title=f"{rung.title}（{order.finding.title}）"[:300],
        recipients=paper.recipients,
        department=order.department,
        issued_on=day,
        pdf=layout.letter(paper),
        source=source_of(order),
    )


@ledger.mutation(ESCALATION.event("dispute"))
def dispute(*, by: User, step: Escalation, text: str) -> Escalation:
    """What the department says of a rung; nothing follows until it is decided."""
    own(by, step.order.department, "order.answer")
    return advance(
        step, "dispute", by=by, chain=step.region_id, reply=words(text, "说明"), replied_by=by,
        replied_at=timezone.now(),
    )  # fmt: skip


@ledger.mutation(ESCALATION.event("uphold"), ESCALATION.event("lift"))
def settle_dispute(*, by: User, step: Escalation, lifted: bool, decision: str) -> Escalation:
    """The rung, taken back (撤回) or upheld with reasons, by somebody else than who issued the order."""
    another(by, step.order.issued_by, "整改单由您下达")
    said = words(decision, "处理意见")
    return advance(step, "lift" if lifted else "uphold", by=by, chain=step.region_id, decision=said)
