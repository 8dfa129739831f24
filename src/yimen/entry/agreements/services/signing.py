"""签署: a challenge shown for the very bytes, the signature, and what else a signer or the officer may do."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.documents.signing import queries as certificates
from yimen.documents.signing import services as signatures
from yimen.documents.signing.models import Certificate
from yimen.documents.signing.statement import Document, Statement
from yimen.entry.agreements import queries
from yimen.entry.agreements.models import (
    Agreement,
    AgreementFile,
    Delegation,
    Reminder,
    SigningChallenge,
    SigningStep,
)
from yimen.entry.agreements.rules import CHALLENGE_MINUTES
from yimen.entry.agreements.services import register
from yimen.entry.agreements.services.drafting import fresh_code
from yimen.entry.agreements.services.shared import allow_keeping, keep, words
from yimen.entry.agreements.states import AGREEMENT, SIGNED, SIGNING
from yimen.exchange import services as exchange
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import Region, User
from yimen.people.queries import may

REMIND_AGAIN = timedelta(hours=20)


def _own_turn(by: User, agreement: Agreement) -> SigningStep:
    """The step at which the account signs now. Errors: Refused when it is not its turn."""
    step = queries.current_step(agreement)
    if agreement.status != SIGNING or step is None:
        raise Refused(f"这份文件现在是“{agreement.status_label}”，不能签署。")
    if step.signer_id != by.pk or not may(by, "agreement.sign"):
        who = step.signer or "尚未指定的签署人"
        raise Refused(f"现在轮到{step.get_role_display()}（{who}）签署，请等前一方签署后再办理。")
    return step


def _certificate(by: User, at: datetime) -> Certificate:
    found = certificates.in_use(by, at)
    if found is None:
        raise Refused("您还没有可用的签名证书（未发放、已到期或已吊销）：请联系本县安全管理员。")
    return found


@ledger.mutation("entry.challenge_issued")
def challenge(*, by: User, agreement: Agreement, at: datetime | None = None) -> SigningChallenge:
    """A new one-time challenge for the bytes as they stand; one that was shown before is no longer good.

    Errors: Refused when it is not the account's turn, without a certificate, and when the annex has gone stale.
    """
    moment = at or timezone.now()
    step = _own_turn(by, agreement)
    _certificate(by, moment)
    _check_fresh(agreement, moment)
    earlier = list(step.challenges.filter(used_at__isnull=True, expires_at__gt=moment))
    step.challenges.filter(pk__in=[each.pk for each in earlier]).update(expires_at=moment)
    row = SigningChallenge.objects.create(
        step=step,
        user=by,
        code=fresh_code(),
        digest=queries.newest_file(agreement).digest,
        issued_at=moment,
        expires_at=moment + timedelta(minutes=CHALLENGE_MINUTES),
    )
    facts = {"number": agreement.number, "digest": row.digest}
    ledger.record(chain=agreement.region_id, kind="entry.challenge_issued", by=by, changed=[row, *earlier], facts=facts)
    return row


def _check_fresh(agreement: Agreement, at: datetime) -> None:
    found = queries.changes(agreement, timezone.localdate(at))
    if found:
        raise Refused(
            f"附件清单已经过时（{len(found)} 处变化，例如“{found[0].name}”{found[0].what}），不能再签："
            "请营商局作废后按新清单重新拟制。"
        )


@ledger.mutation("entry.agreement_signed")
def sign(*, by: User, agreement: Agreement, code: str, at: datetime | None = None) -> Agreement:
    """The agreement with the account's signature; the last one completes it, and replaces what it renews.

    code: the challenge that was shown. Errors: Refused when it is not the account's turn, for a challenge that was
    used, has run out, was shown to somebody else or for other bytes, and as `documents.signing.services.sign`.
    """
    now = at or timezone.now()
    moment = now.replace(microsecond=0)  # the finest that a certificate and a list of revocations can say
    step = _own_turn(by, agreement)
    file = queries.newest_file(agreement)
    shown = _spend(by, step, file, code, now)
    certificate = _certificate(by, moment)
    statement = _statement(agreement, step, shown, moment)
    signed = signatures.sign(
        pdf=exchange.kept_file(file.digest),
        certificate=certificate,
        statement=statement,
        mark=_mark(agreement, step, certificate, shown, moment),
        at=moment,
    )
    changes = {"signed_at": moment, "certificate": certificate, "challenge": shown.code}
    if SigningStep.objects.filter(pk=step.pk, signed_at__isnull=True, signer=by).update(**changes) != 1:
        raise Conflict("这一步刚刚已经签署，请刷新页面查看。")
    kept = keep(agreement, step.place, signed)
    ledger.record(
        chain=agreement.region_id,
        kind="entry.agreement_signed",
        by=by,
        changed=[step, shown, kept],
        facts={"number": agreement.number, "place": step.place, "digest": kept.digest, "sm3": kept.digest_sm3},
    )
    if queries.current_step(agreement) is None:
        _complete(by, agreement, moment)
    return agreement


def _spend(by: User, step: SigningStep, file: AgreementFile, code: str, at: datetime) -> SigningChallenge:
    """The challenge, used up. Errors: Refused, each reason in its own sentence."""
    row = SigningChallenge.objects.filter(code=code.strip().upper()).first()
    again = "请重新打开签署页，核对文件后再签。"
    if row is None or row.step_id != step.pk or row.user_id != by.pk:
        raise Refused(f"挑战码不是为这份文件和您本人给出的，没有签署。{again}")
    if row.used_at is not None:
        raise Refused(f"这个挑战码已经用过，一次确认只能签一次。{again}")
    if row.expires_at <= at:
        raise Refused(f"挑战码已经失效（有效 {CHALLENGE_MINUTES} 分钟），没有签署。{again}")
    if row.digest != file.digest:
        raise Refused(f"给出挑战码之后文件有了变化，没有签署。{again}")
    if SigningChallenge.objects.filter(pk=row.pk, used_at__isnull=True).update(used_at=at) != 1:
        raise Refused(f"这个挑战码刚刚被用过。{again}")
    row.refresh_from_db()
    return row


def _statement(agreement: Agreement, step: SigningStep, shown: SigningChallenge, at: datetime) -> Statement:
    return Statement(
        document=document_of(agreement),
        role=step.role,
        place=step.place,
        places=agreement.steps.count(),
        signer=str(step.signer),
        challenge=shown.code,
        at=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def document_of(agreement: Agreement) -> Document:
    """What every signature says of the agreement."""
    base = agreement.files.get(place=0)
    return Document(
        number=agreement.number,
        kind=agreement.kind,
        region=agreement.region_id,
        department=agreement.department.code,
        valid_from=agreement.valid_from.isoformat(),
        valid_to=agreement.valid_to.isoformat(),
        template=agreement.version.digest,
        annex=agreement.annex_digest,
        prior=agreement.prior_digest,
        base_size=base.size,
        base_sha256=base.digest,
        base_sm3=base.digest_sm3,
    )


def _mark(
    agreement: Agreement, step: SigningStep, certificate: Certificate, shown: SigningChallenge, at: datetime
) -> signatures.Mark:
    local = timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
    return signatures.Mark(
        f"电子签名　{step.get_role_display()}",
        [str(step.signer), f"{local}　{certificate.get_provider_display()}",
         f"证书 {certificate.serial[:16].upper()}　挑战码 {shown.code}", agreement.number],
    )  # fmt: skip


def _complete(by: User, agreement: Agreement, at: datetime) -> None:
    done = advance(agreement, "complete", by=by, chain=agreement.region_id, signed_on=timezone.localdate(at))
    register.issue(by, done)
    replace_prior(done)


def replace_prior(agreement: Agreement) -> None:
    """Makes the signed agreement that this one renews a superseded one; it stays with its file."""
    prior = agreement.prior
    if prior is not None and prior.status == SIGNED:
        advance(prior, "supersede", by=None, chain=agreement.region_id, facts={"by": agreement.number})


@ledger.mutation(AGREEMENT.event("decline"))
def decline(*, by: User, agreement: Agreement, reason: str) -> Agreement:
    """The agreement, declined by whose turn it is; the officer then makes it void and drafts another."""
    step = _own_turn(by, agreement)
    return advance(
        agreement,
        "decline",
        by=by,
        chain=agreement.region_id,
        facts={"place": step.place},
        declined_reason=words(reason, "拒签原因"),
    )


@ledger.mutation("entry.signing_delegated")
def delegate(*, by: User, agreement: Agreement, to: User, reason: str) -> Delegation:
    """The present step, handed to another account of the same side; by its signer, or by an officer who names one.

    Errors: Refused for an account of another side, for somebody who signs at another step, and for anybody else.
    """
    step = queries.current_step(agreement)
    if agreement.status != SIGNING or step is None:
        raise Refused(f"这份文件现在是“{agreement.status_label}”，不能转签。")
    if step.signer_id != by.pk:
        allow_keeping(by, agreement.region_id)
    today = timezone.localdate()
    if to not in queries.candidates(step.role, agreement.region, today, agreement.department):
        raise Refused(f"“{to}”不能代表{step.get_role_display()}签署：请从列表中选择。")
    if to.pk == step.signer_id or agreement.steps.filter(signer=to).exists():
        raise Refused(f"“{to}”已是这份文件的签署人，请另选一人。")
    row = Delegation.objects.create(step=step, origin=step.signer, to=to, reason=words(reason, "转签原因"), by=by)
    if SigningStep.objects.filter(pk=step.pk, signed_at__isnull=True).update(signer=to) != 1:
        raise Conflict("这一步刚刚已经签署，请刷新页面查看。")
    ledger.record(chain=agreement.region_id, kind="entry.signing_delegated", by=by, changed=[row, step])
    return row


@ledger.mutation("entry.signer_reminded")
def remind(*, by: User | None, agreement: Agreement, at: datetime | None = None) -> Reminder:
    """A reminder to whose turn it is. Errors: Refused when nobody is named, or within the day of the last one."""
    allow_keeping(by, agreement.region_id)
    moment = at or timezone.now()
    step = queries.current_step(agreement)
    if agreement.status != SIGNING or step is None:
        raise Refused(f"这份文件现在是“{agreement.status_label}”，无须催签。")
    if step.signer is None:
        raise Refused("这一步还没有指定签署人：请先指定。")
    if step.reminders.filter(user=step.signer, recorded_at__gt=moment - REMIND_AGAIN).exists():
        raise Refused(f"今天已经催过“{step.signer}”，请明天再催。")
    row = Reminder.objects.create(step=step, user=step.signer, by=by)
    ledger.record(chain=agreement.region_id, kind="entry.signer_reminded", by=by, changed=[row])
    return row


@ledger.mutation("entry.signers_reminded")
def remind_all(*, by: User, region: Region, at: datetime | None = None) -> int:
    """How many signers of waiting agreements were reminded; those reminded within the day are left alone."""
    allow_keeping(by, region.pk)
    moment = at or timezone.now()
    waiting = SigningStep.objects.filter(agreement__region=region, agreement__status=SIGNING, signed_at__isnull=True)
    turns = {step.agreement_id: step for step in waiting.select_related("signer").order_by("-place")}
    named = [step for step in turns.values() if step.signer_id]
    fresh = set(
        Reminder.objects.filter(step__in=named, recorded_at__gt=moment - REMIND_AGAIN).values_list("step", "user")
    )
    rows = Reminder.objects.bulk_create(
        Reminder(step=step, user=step.signer, by=by) for step in named if (step.pk, step.signer_id) not in fresh
    )
    if not rows:
        raise Refused("没有需要催签的人：都已签署、尚未指定，或今天已经催过。")
    ledger.record(chain=region.pk, kind="entry.signers_reminded", by=by, changed=rows, facts={"count": len(rows)})
    return len(rows)
