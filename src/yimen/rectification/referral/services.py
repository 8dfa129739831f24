"""Verbs on referrals: propose, be heard, approve by two, seal, hand over. None of them proposes a measure."""

import hashlib
from datetime import date

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.services import keep_file, kept_file
from yimen.common.workdays import due
from yimen.documents import layout
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.ledger import services as ledger
from yimen.ledger.extract import extract
from yimen.ledger.models import Event
from yimen.people.lifecycle import advance, begin
from yimen.people.models import User
from yimen.people.queries import may
from yimen.rectification.guards import another, own, words
from yimen.rectification.ladder.queries import ladder_of
from yimen.rectification.models import Order
from yimen.rectification.pressing.queries import held
from yimen.rectification.referral.dossier import contents_of, files_of, packed, rows_of, unpacked
from yimen.rectification.referral.letters import letter
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.queries import addressee, in_the_way
from yimen.rectification.referral.rules import authorities
from yimen.rectification.referral.states import OPEN, REFERRAL, SEALED

NUMBER_SERIES = "友营商移"
REASON = "经提醒、督办、约谈和通报，期限已过仍未完成整改。"


@ledger.mutation("rectification.referral_proposed")
def propose(*, by: User | None, order: Order, day: date, reason: str = REASON) -> Referral:
    """A referral that the department is first heard on; proposed by the daily round or by an officer.

    Errors: Refused while one is open, and while anything of ours is.
    """
    if by is not None and not may(by, "referral.send"):
        raise Refused("只有营商局业务人员可以提出移交。")
    if Referral.objects.filter(order=order, status__in=OPEN).exists():
        raise Refused("这张整改单已有办理中的移交。")
    if waits := held(order):
        raise Refused(f"现在不能提出移交：{waits}")
    reply_by = due(day, ladder_of(order.region_id)[-1].finish_days)
    if reply_by is None:
        raise ValueError("a deadline without suspensions always has an end")
    row = Referral.objects.create(
        region=order.region, order=order, reason=words(reason, "移交事由"), proposed_by=by, reply_by=reply_by.on,
        **begin(REFERRAL, by=by),
    )  # fmt: skip
    ledger.record(
        chain=order.region_id, kind="rectification.referral_proposed", by=by, changed=[row],
        facts={"order": order.number},
    )  # fmt: skip
    return row


@ledger.mutation(REFERRAL.event("reply"))
def reply(*, by: User, referral: Referral, text: str) -> Referral:
    """What the department says of being referred; it goes into the file word for word."""
    own(by, referral.order.department, "order.answer")
    said = words(text, "说明")
    return advance(referral, "reply", by=by, chain=referral.region_id, reply=said, replied_at=timezone.now())


@ledger.mutation(REFERRAL.event("support"))
def support(*, by: User, referral: Referral, authority: str, day: date | None = None) -> Referral:
    """The first of two who agree, with the authority that is competent.

    Errors: Refused for who proposed it, before the department was heard or its time is over, while anything of ours
    is open, and for a finding that does not stand on two independent sources or an inspector's own eyes.
    """
    another(by, referral.proposed_by, "移交由您提出")
    if authority not in authorities():
        raise Refused("请从有权部门表中选择接收单位。")
    if reason := in_the_way(referral, day or timezone.localdate()):
        raise Refused(reason)
    return advance(referral, "support", by=by, chain=referral.region_id, authority=authority, first_by=by)


@ledger.mutation(REFERRAL.event("approve"))
def approve(*, by: User, referral: Referral, day: date | None = None) -> Referral:
    """The second who agrees: neither the first nor who proposed it."""
    another(by, referral.proposed_by, "移交由您提出")
    another(by, referral.first_by, "您已经同意")
    if reason := in_the_way(referral, day or timezone.localdate()):
        raise Refused(reason)
    return advance(referral, "approve", by=by, chain=referral.region_id, second_by=by)


@ledger.mutation(REFERRAL.event("drop"))
def drop(*, by: User, referral: Referral, judgement: str) -> Referral:
    """A referral that is not made, with reasons, by somebody else than who proposed it; the order goes on."""
    another(by, referral.proposed_by, "移交由您提出")
    return advance(referral, "drop", by=by, chain=referral.region_id, judgement=words(judgement, "不移交的理由"))


@ledger.mutation(REFERRAL.event("seal"))
def seal(*, by: User, referral: Referral, day: date | None = None) -> Referral:
    """The referral with its file as it stands now, kept; the ledger's event names the list of contents.

    The proofs are added by `pack`, once the ledger has been signed.
    """
    today = day or timezone.localdate()
    if not may(by, "referral.send"):
        raise Refused("只有营商局业务人员可以封存案卷。")
    if reason := in_the_way(referral, today):
        raise Refused(reason)
    use = f"移送（整改单 {referral.order.number}）"[:100]
    number = documents.allocate(by=by, region=referral.region, series=NUMBER_SERIES, year=today.year, use=use)
    names = sorted(files_of(referral, b"", today))
    paper = letter(referral, number.text, names, today)
    pdf = layout.letter(paper)
    files = files_of(referral, pdf, today)
    contents = contents_of(files, rows_of(referral.order))
    document = documents.issue(
        by=by, number=number, kind=IssuedDocument.Kind.REFERRAL, title=paper.title, recipients=addressee(referral),
        issued_on=today, pdf=pdf, source=f"rectification:referral:{referral.pk}", department=None,
    )  # fmt: skip
    digest = hashlib.sha256(contents).hexdigest()
    return advance(
        referral, "seal", by=by, chain=referral.region_id, contents=digest, document=document,
        kept=keep_file(packed({**files, "contents.json": contents})), facts={"contents": digest},
    )  # fmt: skip


@ledger.mutation("rectification.referral_packed")
def pack(*, by: User | None, referral: Referral) -> Referral:
    """The referral with its whole file: the sealed content and the ledger's proofs of it, kept under its digest.

    Errors: Refused while the ledger's head is not signed; Conflict unless it is sealed and not packed yet.
    """
    if referral.status != SEALED or referral.digest:
        raise Conflict("案卷还没有封存，或者已经装订完成。请刷新页面查看最新状态。")
    proofs = extract(rows_of(referral.order), chain=referral.region_id, upto=sealing(referral))
    content = packed({**unpacked(kept_file(referral.kept)), **proofs})
    found = {"digest": keep_file(content), "size": len(content)}
    if Referral.objects.filter(pk=referral.pk, digest="").update(**found) != 1:
        raise Conflict("案卷刚由他人装订完成。请刷新页面查看最新状态。")
    referral.refresh_from_db()
    ledger.record(
        chain=referral.region_id, kind="rectification.referral_packed", by=by, changed=[referral], facts=found
    )
    return referral


def sealing(referral: Referral) -> Event:
    """The ledger's event that sealed the file."""
    rows = Event.objects.filter(chain=referral.region_id, kind=REFERRAL.event("seal")).order_by("-seq")
    return next(each for each in rows if referral.contents.encode() in bytes(each.meta))


def close_file(*, by: User, referral: Referral, day: date | None = None) -> Referral:
    """The referral with its whole file: sealed, the ledger signed, packed. May be repeated after an interruption."""
    if referral.status != SEALED:
        referral = seal(by=by, referral=referral, day=day)
    ledger.seal(chain=referral.region_id)
    return pack(by=by, referral=referral)


@ledger.mutation(REFERRAL.event("send"))
def send(*, by: User, referral: Referral, sent_on: date, receipt: str, day: date | None = None) -> Referral:
    """The referral, handed over on a day, with the receipt of the authority.

    Errors: Refused before the file is whole, for a day before its letter or to come.
    """
    if not referral.digest or referral.document is None:
        raise Refused("案卷还没有装订完成，请先封存案卷。")
    if not referral.document.issued_on <= sent_on <= (day or timezone.localdate()):
        raise Refused("移交日期须在移送函成文之后、今天或者以前。")
    return advance(
        referral, "send", by=by, chain=referral.region_id, sent_on=sent_on, receipt=words(receipt, "接收回执")[:200]
    )
