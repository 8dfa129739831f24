"""拟制和送签: an agreement with its annex from the catalogue, one at a time or for many departments in one run."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.documents import services as documents
from yimen.entry.agreements import queries, writing
from yimen.entry.agreements.models import (
    Agreement,
    AgreementLine,
    BulkDrafting,
    BulkMember,
    EntrustedPower,
    Kind,
    SigningStep,
    TemplateVersion,
)
from yimen.entry.agreements.rules import LEAST_DAYS_OF_A_TERM, LICENSING_LAW, LONGEST_TERM_DAYS, SERIES
from yimen.entry.agreements.services.shared import allow_keeping, keep
from yimen.entry.agreements.states import AGREEMENT, SIGNED
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, User

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
ALL_POWERS = tuple(EntrustedPower.Power.values)
Role = SigningStep.Role


@dataclass(frozen=True)
class Term:
    """期限: from a day to a day, both included."""

    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Signers:
    """签署人 in their order; a side without an account that may sign, or that signs on paper, has nobody named."""

    department_head: User | None
    centre: User | None
    leading_group: User | None


def fresh_code(length: int = 12) -> str:
    """A code that nobody guesses, of letters and digits that are not taken for each other."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


@ledger.mutation("entry.agreement_drafted")
def draft(
    *,
    by: User | None,
    department: Department,
    version: TemplateVersion,
    term: Term,
    signers: Signers,
    powers: Sequence[str] = ALL_POWERS,
    items: Sequence[ItemVersion] | None = None,
    prior: Agreement | None = None,
    day: date | None = None,
) -> Agreement:
    """A new agreement, numbered, with its annex and its PDF, not yet sent.

    items: of the annex (all of the department's that the kind lists, if None). powers: of an entrustment. prior: the
    one that this renews. Errors: Refused for a term out of order, for deciding among the powers (行政许可法第二十四条),
    for no items, for a second one of the kind for the same time, and for signers who may not sign for their side.
    """
    allow_keeping(by, department.region_id)
    today = day or timezone.localdate()
    kind = version.template.kind
    _check_term(term)
    chosen = list(queries.items_for(department, kind, today)) if items is None else list(items)
    if kind == Kind.ENTRUSTMENT:
        _check_powers(powers, chosen)
    _check_items(department, kind, chosen, today)
    _check_alone(department, kind, term, prior)
    _check_signers(department, signers, today)
    number = documents.allocate(
        by=by, region=department.region, series=SERIES[kind], year=today.year, use=Kind(kind).label
    )
    agreement = Agreement.objects.create(
        region=department.region,
        department=department,
        kind=kind,
        version=version,
        number=number.text,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        prior=prior,
        prior_digest=queries.newest_file(prior).digest if prior else "",
        check_code=fresh_code(),
        drafted_by=by,
        **begin(AGREEMENT, by=by),
    )
    rows = _annexed(agreement, chosen, powers if kind == Kind.ENTRUSTMENT else (), signers)
    ledger.record(
        chain=agreement.region_id,
        kind="entry.agreement_drafted",
        by=by,
        changed=[agreement, *rows],
        facts={"number": agreement.number, "items": len(chosen), "annex": agreement.annex_digest},
    )
    return agreement


def _annexed(agreement: Agreement, items: Sequence[ItemVersion], powers: Sequence[str], signers: Signers) -> list[Any]:
    """Lines, powers, steps and the first file of the agreement, stored; its digest of the annex is set."""
    lines = AgreementLine.objects.bulk_create(
        AgreementLine(agreement=agreement, place=place, item=each.item, version=each, code=each.code, name=each.name)
        for place, each in enumerate(items, start=1)
    )
    handed = EntrustedPower.objects.bulk_create(EntrustedPower(agreement=agreement, power=each) for each in powers)
    named = ((Role.DEPARTMENT_HEAD, signers.department_head), (Role.CENTRE, signers.centre),
             (Role.LEADING_GROUP, signers.leading_group))  # fmt: skip
    steps = SigningStep.objects.bulk_create(
        SigningStep(agreement=agreement, place=place, role=role, signer=signer)
        for place, (role, signer) in enumerate(named, start=1)
    )
    agreement.annex_digest = writing.annex_digest(lines)
    agreement.save(update_fields=["annex_digest"])
    file = keep(agreement, 0, writing.unsigned(agreement, lines, check_address(agreement)))
    return [*lines, *handed, *steps, file]


def check_address(agreement: Agreement) -> str:
    """The address of the public check page, as it stands in the code on the paper."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('agreements:check', args=[agreement.check_code])}"


def _check_term(term: Term) -> None:
    days = (term.valid_to - term.valid_from).days + 1
    if not LEAST_DAYS_OF_A_TERM <= days <= LONGEST_TERM_DAYS:
        raise Refused(f"期限须在 {LEAST_DAYS_OF_A_TERM} 天以上、三年以内：请核对起始日期和终止日期。")


def _check_powers(powers: Sequence[str], items: Sequence[ItemVersion]) -> None:
    beyond = [each for each in powers if each not in EntrustedPower.Power.values]
    if beyond:
        licences = sum(each.kind == ItemVersion.Kind.LICENCE for each in items)
        law = f"其中 {licences} 项是行政许可，依{LICENSING_LAW}，许可决定须由行政机关作出，" if licences else ""
        raise Refused(f"委托只限于收件、受理和送达，审查和决定不能委托：{law}请去掉“审查、决定”后重新拟制。")
    if not powers:
        raise Refused("委托协议须至少写明一个委托环节：收件、受理或者送达。")


def _check_items(department: Department, kind: str, items: Sequence[ItemVersion], day: date) -> None:
    if not items and kind == Kind.ENTRUSTMENT:
        raise Refused(f"{department}没有声明为“委托综合窗口”的事项：请部门先声明进驻方式，再拟制委托协议。")
    if not items:
        raise Refused(f"{department}在 {day} 没有在用的依申请事项，无须签订。")
    if any(each.department_id != department.pk or not each.in_force(day) for each in items):
        raise Refused("附件里有不属于该部门或已经不在用的事项，请刷新清单后重新拟制。")


def _check_alone(department: Department, kind: str, term: Term, prior: Agreement | None) -> None:
    if prior is not None and (prior.status != SIGNED or prior.department_id != department.pk or prior.kind != kind):
        raise Refused("只能续签本部门同一种类、已经签署的文件。")
    if prior is not None and prior.renewals.exclude(status__in=["void", "declined"]).exists():
        raise Refused(f"{prior.number}已有续签文件，不能重复续签。")
    others = Agreement.objects.filter(
        department=department,
        kind=kind,
        status__in=["draft", "signing", "signed"],
        valid_from__lte=term.valid_to,
        valid_to__gte=term.valid_from,
    ).exclude(pk=prior.pk if prior else 0)
    if other := others.first():
        raise Refused(
            f"{department}在同一时间已有{other.get_kind_display()}{other.number}（{other.status_label}），"
            "请续签或者先终止、作废原文件。"
        )


def _check_signers(department: Department, signers: Signers, day: date) -> None:
    named = (
        (Role.DEPARTMENT_HEAD, signers.department_head),
        (Role.CENTRE, signers.centre),
        (Role.LEADING_GROUP, signers.leading_group),
    )
    for role, user in named:
        if user is not None and user not in queries.candidates(role, department.region, day, department):
            raise Refused(f"“{user}”不能代表{Role(role).label}签署：请从列表中选择。")
    known = [user.pk for _, user in named if user is not None]
    if len(set(known)) != len(known):
        raise Refused("同一个账号不能代表两方签署，请另选签署人。")


@ledger.mutation(AGREEMENT.event("send"))
def send(*, by: User | None, agreement: Agreement) -> Agreement:
    """The agreement, now waiting for its first signer."""
    allow_keeping(by, agreement.region_id)
    return advance(agreement, "send", by=by, chain=agreement.region_id)


@ledger.mutation("entry.bulk_started")
def start_bulk(
    *,
    by: User,
    version: TemplateVersion,
    departments: Sequence[Department],
    term: Term,
    centre: User,
    leading_group: User,
    powers: Sequence[str] = ALL_POWERS,
    send: bool = True,
) -> BulkDrafting:
    """A run that will make one agreement for each of the departments; `draft_member` then makes them one by one.

    powers: what entrustments hand over; of commitments nothing. Errors: Refused as `draft` for the term and the powers.
    """
    region, kind = version.template.region, version.template.kind
    allow_keeping(by, region.pk)
    _check_term(term)
    if kind == Kind.ENTRUSTMENT:
        _check_powers(powers, ())
    if not departments or any(each.region_id != region.pk for each in departments):
        raise Refused("请至少选择一个本县部门。")
    run = BulkDrafting.objects.create(
        region=region,
        version=version,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        powers=",".join(powers) if kind == Kind.ENTRUSTMENT else "",
        send=send,
        centre_signer=centre,
        group_signer=leading_group,
        started_by=by,
    )
    members = BulkMember.objects.bulk_create(BulkMember(drafting=run, department=each) for each in departments)
    facts = {"departments": len(members), "template": version.digest}
    ledger.record(chain=region.pk, kind="entry.bulk_started", by=by, changed=[run, *members], facts=facts)
    return run


@ledger.mutation("entry.bulk_member_done")
def draft_member(*, member: BulkMember, day: date | None = None) -> BulkMember:
    """The department of a run with its agreement, or with the sentence why there is none. Errors: Conflict if done."""
    run, today = member.drafting, day or timezone.localdate()
    if BulkMember.objects.filter(pk=member.pk, done_at__isnull=True).update(done_at=timezone.now()) != 1:
        raise Conflict("该部门已经办过。")
    heads = queries.candidates(Role.DEPARTMENT_HEAD, run.region, today, member.department)
    signers = Signers(heads[0] if heads else None, run.centre_signer, run.group_signer)
    agreement, refusal = None, ""
    try:
        with transaction.atomic():
            agreement = draft(
                by=run.started_by,
                department=member.department,
                version=run.version,
                term=Term(run.valid_from, run.valid_to),
                signers=signers,
                powers=run.powers.split(",") if run.powers else (),
                day=today,
            )
            if run.send:
                send(by=run.started_by, agreement=agreement)
    except Refused as refused:
        agreement, refusal = None, str(refused)[:300]
    BulkMember.objects.filter(pk=member.pk).update(agreement=agreement, refusal=refusal, failure="", failed_at=None)
    member.refresh_from_db()
    facts = {"made": agreement is not None}
    ledger.record(chain=run.region_id, kind="entry.bulk_member_done", by=run.started_by, changed=[member], facts=facts)
    return member


@ledger.mutation("entry.bulk_member_failed")
def note_failure(*, member: BulkMember, reason: str) -> BulkMember:
    """The department of a run with why its last try broke off; it stays to be done. Errors: Conflict if it is done."""
    run, rows = member.drafting, BulkMember.objects.filter(pk=member.pk, done_at__isnull=True)
    if rows.update(failure=reason[:300], failed_at=timezone.now()) != 1:
        raise Conflict("该部门已经办过。")
    member.refresh_from_db()
    ledger.record(chain=run.region_id, kind="entry.bulk_member_failed", by=run.started_by, changed=[member])
    return member


@ledger.mutation("entry.bulk_finished")
def finish_bulk(*, run: BulkDrafting) -> BulkDrafting:
    """The run, finished. Errors: Refused while a department is not done; Conflict when it was finished before."""
    if run.members.filter(done_at__isnull=True).exists():
        raise Refused("还有部门没有办完。")
    if BulkDrafting.objects.filter(pk=run.pk, finished_at__isnull=True).update(finished_at=timezone.now()) != 1:
        raise Conflict("这一批已经办完。")
    run.refresh_from_db()
    made = run.members.filter(agreement__isnull=False).count()
    ledger.record(
        chain=run.region_id, kind="entry.bulk_finished", by=run.started_by, changed=[run], facts={"made": made}
    )
    return run
