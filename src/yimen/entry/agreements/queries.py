"""Questions about agreements: who has not signed, what the annex was made of, and where it has gone stale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Refused
from yimen.entry.agreements.models import (
    Agreement,
    AgreementFile,
    AgreementLine,
    AgreementTemplate,
    Kind,
    SigningStep,
    TemplateVersion,
)
from yimen.entry.agreements.rules import SOON_DAYS
from yimen.entry.agreements.states import COMPLETED, DRAFT, SIGNED, SIGNING, SUPERSEDED, TERMINATED, VOID
from yimen.entry.models import Declaration, Mode
from yimen.people.models import Department, Region, User, in_force
from yimen.people.queries import Somebody, of_departments, of_regions, roles_of
from yimen.people.rules import APPROVER, HALL_MANAGER, HEAD, LEADER, OFFICER

Role = SigningStep.Role
SIGNERS = {
    Role.DEPARTMENT_HEAD: (HEAD, APPROVER),
    Role.CENTRE: (HALL_MANAGER,),
    Role.LEADING_GROUP: (LEADER, OFFICER),
}
"""签署方 -> the roles that may sign for it, the first before the others."""

FIGURES = ("signed", "waiting", "declined", "stale", "ending", "none")


def visible_to(user: Somebody) -> QuerySet[Agreement]:
    """The agreements that the user may see, with what lists show of them."""
    rows = Agreement.objects.filter(of_departments(user))
    return rows.select_related("department", "version__template", "region", "prior")


def visible_templates(user: Somebody) -> QuerySet[AgreementTemplate]:
    """The templates of the user's own county and those below."""
    if not roles_of(user) or not isinstance(user, User):
        return AgreementTemplate.objects.none()
    return AgreementTemplate.objects.filter(of_regions(user))


def newest_versions(templates: QuerySet[AgreementTemplate]) -> QuerySet[TemplateVersion]:
    """The newest version of each template."""
    newest = TemplateVersion.objects.filter(template=OuterRef("pk")).order_by("-number")
    found = templates.annotate(newest=Subquery(newest.values("pk")[:1]))
    return TemplateVersion.objects.filter(pk__in=found.values("newest")).select_related("template")


def candidates(role: str, region: Region, day: date, department: Department | None = None) -> list[User]:
    """The accounts that may sign for a side, the preferred role first."""
    roles = SIGNERS[Role(role)]
    rows = User.objects.filter(in_force(day, "grants__"), region=region, is_active=True, grants__role__in=roles)
    if role == Role.DEPARTMENT_HEAD:
        rows = rows.filter(department=department)
    order = Case(
        *(When(grants__role=each, then=Value(str(place))) for place, each in enumerate(roles)),
        default=Value("9"),
        output_field=CharField(),
    )
    found = rows.annotate(order=order).order_by("order", "username").select_related("department")
    return list(dict.fromkeys(found))


def items_for(department: Department, kind: str, day: date) -> QuerySet[ItemVersion]:
    """What the annex of a new agreement lists: the department's on-application items in use on the day.

    Of an entrustment only those that are declared as entrusted to the comprehensive window (委托综合窗口).
    """
    rows = ItemVersion.objects.filter(
        in_force(day),
        department=department,
        initiation=ItemVersion.Initiation.ON_APPLICATION,
        state=ItemVersion.State.IN_USE,
    )
    if kind == Kind.ENTRUSTMENT:
        declared = Declaration.objects.filter(in_force(day), item=OuterRef("item"), mode=Mode.ENTRUSTED)
        rows = rows.filter(Exists(declared))
    return rows.select_related("item").order_by("code")


def current_step(agreement: Agreement) -> SigningStep | None:
    """Whose turn it is; None when all have signed."""
    rows = agreement.steps.filter(signed_at__isnull=True).select_related("signer__department", "signer__region")
    return rows.order_by("place").first()


def newest_file(agreement: Agreement) -> AgreementFile:
    """The bytes as they stand now."""
    found = agreement.files.order_by("-place").first()
    if found is None:
        raise Refused("这份文件还没有生成：请作废后重新拟制。")
    return found


def _stale_lines(day: date) -> QuerySet[AgreementLine]:
    """Lines of the agreement outside whose item the list now says otherwise, or no longer has."""
    current = ItemVersion.objects.filter(
        in_force(day),
        pk=OuterRef("version"),
        state=ItemVersion.State.IN_USE,
        department=OuterRef("agreement__department"),
    )
    return AgreementLine.objects.filter(~Exists(current), agreement=OuterRef("pk"))


def _missing_items(day: date) -> QuerySet[ItemVersion]:
    """Items of the department of the agreement outside that a commitment's annex lacks."""
    listed = AgreementLine.objects.filter(agreement=OuterRef(OuterRef("pk")), item=OuterRef("item"))
    return ItemVersion.objects.filter(
        in_force(day),
        ~Exists(listed),
        department=OuterRef("department"),
        initiation=ItemVersion.Initiation.ON_APPLICATION,
        state=ItemVersion.State.IN_USE,
    )


def with_state(rows: QuerySet[Agreement], day: date) -> QuerySet[Agreement]:
    """The agreements with `stale` (the annex is not what the list says), `turn` (whose it is) and `signatures`."""
    living = Q(status__in=(DRAFT, SIGNING, SIGNED))
    turn = SigningStep.objects.filter(agreement=OuterRef("pk"), signed_at__isnull=True).order_by("place")
    return rows.annotate(
        stale=Case(
            When(living & Exists(_stale_lines(day)), then=Value(True)),
            When(living & Q(kind=Kind.COMMITMENT) & Exists(_missing_items(day)), then=Value(True)),
            default=Value(False),
        ),
        turn=Case(When(status=SIGNING, then=Subquery(turn.values("role")[:1])), default=Value("")),
        turn_user=Case(When(status=SIGNING, then=Subquery(turn.values("signer")[:1]))),
        signatures=Count("steps", filter=Q(steps__signed_at__isnull=False), distinct=True),
        lines_count=Subquery(
            AgreementLine.objects.filter(agreement=OuterRef("pk"))
            .order_by()
            .values("agreement")
            .annotate(count=Count("pk"))
            .values("count")
        ),
    )


@dataclass(frozen=True)
class Change:
    """清单变化: a line of the annex against the list of today."""

    code: str
    name: str
    what: str


def changes(agreement: Agreement, day: date) -> list[Change]:
    """What makes the annex stale, line by line: gone or altered items, and for a commitment those that came."""
    found = []
    now = {
        version.item_id: version
        for version in ItemVersion.objects.filter(in_force(day), item__agreement_lines__agreement=agreement)
    }
    for line in agreement.lines.all():
        version = now.get(line.item_id)
        if version is None or version.state != ItemVersion.State.IN_USE:
            found.append(Change(line.code, line.name, "已不在事项清单内"))
        elif version.department_id != agreement.department_id:
            found.append(Change(line.code, line.name, "已划给其他部门"))
        elif version.pk != line.version_id:
            found.append(Change(line.code, version.name, f"清单已更新为第{version.number}版"))
    if agreement.kind == Kind.COMMITMENT:
        listed = agreement.lines.values("item")
        for version in items_for(agreement.department, agreement.kind, day).exclude(item__in=listed):
            found.append(Change(version.code, version.name, "清单新增，附件没有"))
    return found


def standing(agreement: Agreement, day: date) -> str:
    """效力 on a day: valid, not_yet, expired, superseded, terminated, void or unsigned.

    A terminated one still held before the day from which it was ended.
    """
    if agreement.status == TERMINATED and agreement.ended_on is not None and day >= agreement.ended_on:
        return "terminated"
    if agreement.status in (SUPERSEDED, VOID):
        return agreement.status
    if agreement.status not in (SIGNED, TERMINATED):
        return "unsigned"
    if day < agreement.valid_from:
        return "not_yet"
    return "expired" if day > agreement.valid_to else "valid"


STANDINGS = {
    "valid": ("有效", "good"),
    "not_yet": ("尚未开始生效", "calm"),
    "expired": ("已到期", "warn"),
    "superseded": ("已由续签文件替代", "warn"),
    "terminated": ("已终止", "wrong"),
    "void": ("已作废", "wrong"),
    "unsigned": ("尚未签署完毕", "warn"),
}


def holds_on(day: date) -> Q:
    """The condition for agreements that are signed and within their term on a day.

    One that was ended holds until the day before; one that is renewed holds until its renewal begins.
    """
    renewed = Agreement.objects.filter(prior=OuterRef("pk"), status__in=COMPLETED, valid_from__lte=day)
    ended = Q(status=TERMINATED, ended_on__gt=day)
    before_renewal = Q(status=SUPERSEDED) & ~Exists(renewed)
    return (Q(status=SIGNED) | ended | before_renewal) & Q(valid_from__lte=day, valid_to__gte=day)


def covered(day: date, item: str = "item") -> Exists:
    """The condition for rows of items that an entrustment agreement covers on the day. item: the row's own field."""
    holding = Agreement.objects.filter(holds_on(day), kind=Kind.ENTRUSTMENT)
    return Exists(AgreementLine.objects.filter(item=OuterRef(item), agreement__in=holding))


def run_out(day: date, item: str = "item") -> Q:
    """The condition for rows of items that an agreement covered once and none covers on the day any more.

    Derived from the dates each time, so that nobody has to be there on the day on which a term ends.
    """
    over = Q(agreement__valid_to__lt=day) | Q(agreement__status=TERMINATED, agreement__ended_on__lte=day)
    once = AgreementLine.objects.filter(
        over, item=OuterRef(item), agreement__kind=Kind.ENTRUSTMENT, agreement__status__in=COMPLETED
    )
    return Q(Exists(once)) & ~Q(covered(day, item))


def without_agreement(region: Region, day: date) -> QuerySet[Declaration]:
    """Declarations of items as entrusted (委托综合窗口) behind which no entrustment agreement stands on the day."""
    rows = Declaration.objects.filter(in_force(day), ~covered(day), region=region, mode=Mode.ENTRUSTED)
    names = ItemVersion.objects.filter(in_force(day), item=OuterRef("item")).order_by("-valid_from")
    return rows.annotate(name=Subquery(names.values("name")[:1])).select_related("department", "item")


def fallen_back(agreement: Agreement, day: date) -> QuerySet[Item]:
    """The items of an entrustment that its end, by date or by termination, gives back to the duty by the day."""
    said = Declaration.objects.filter(in_force(day), item=OuterRef("pk"))
    given_back = Q(Exists(said.filter(mode=Mode.NOT_ENTERED, reason__contains=agreement.number)))
    lapsed = Q(Exists(said.filter(mode=Mode.ENTRUSTED))) & run_out(day, "pk")
    mine = Item.objects.filter(Exists(agreement.lines.filter(item=OuterRef("pk"))))
    return mine.filter(given_back | lapsed) if agreement.kind == Kind.ENTRUSTMENT else mine.none()


@dataclass(frozen=True)
class Figures:
    """签署情况 of what a user may see, each with the filter that lists its rows."""

    signed: int
    waiting: int
    declined: int
    stale: int
    ending: int
    departments: int
    without: int


def units(region: Region, day: date) -> QuerySet[Department]:
    """The departments that have on-application items in use on a day: those who have to sign."""
    mine = ItemVersion.objects.filter(
        in_force(day),
        department=OuterRef("pk"),
        initiation=ItemVersion.Initiation.ON_APPLICATION,
        state=ItemVersion.State.IN_USE,
    )
    return Department.objects.filter(Exists(mine), region=region)


def filtered(
    rows: QuerySet[Any], *, day: date, state: str = "", kind: str = "", department: str = "", text: str = ""
) -> QuerySet[Agreement]:
    """Rows from `with_state` narrowed down; an unknown value narrows to nothing rather than to everything."""
    if state == "stale":
        rows = rows.filter(stale=True)
    elif state == "ending":
        rows = rows.filter(status=SIGNED, valid_to__lte=day + timedelta(days=SOON_DAYS))
    elif state:
        rows = rows.filter(status=state)
    if kind:
        rows = rows.filter(kind=kind)
    if department:
        rows = rows.filter(department=department) if department.isdecimal() else rows.none()
    for word in text.split():
        rows = rows.filter(Q(number__contains=word) | Q(department__name__contains=word))
    return rows


def figures(rows: QuerySet[Any], departments: QuerySet[Department], day: date) -> Figures:
    """The figures of rows from `with_state`, in two queries; `without`: units without a signed commitment in force."""
    signed = _standing_commitment(day)
    counted = departments.aggregate(all=Count("pk"), without=Count("pk", filter=~Exists(signed)))
    found = rows.order_by().aggregate(
        signed=Count("pk", filter=Q(status=SIGNED), distinct=True),
        waiting=Count("pk", filter=Q(status=SIGNING), distinct=True),
        declined=Count("pk", filter=Q(status="declined"), distinct=True),
        ending=Count("pk", filter=Q(status=SIGNED, valid_to__lte=day + timedelta(days=SOON_DAYS)), distinct=True),
    )
    return Figures(
        **found, stale=rows.filter(stale=True).count(), departments=counted["all"], without=counted["without"]
    )


def my_turn(user: User) -> QuerySet[Agreement]:
    """The agreements that wait for the user's own signature now."""
    turn = SigningStep.objects.filter(agreement=OuterRef("pk"), signed_at__isnull=True).order_by("place")
    rows = Agreement.objects.filter(status=SIGNING, region=user.region_id)
    return rows.annotate(turn_user=Subquery(turn.values("signer")[:1])).filter(turn_user=user.pk)


def steps_of(agreements: Iterable[Agreement]) -> dict[int, list[SigningStep]]:
    """The steps of some agreements, in order, by the agreement's key; one query."""
    found: dict[int, list[SigningStep]] = {}
    rows = SigningStep.objects.filter(agreement__in=list(agreements)).select_related("signer").order_by("place")
    for step in rows:
        found.setdefault(step.agreement_id, []).append(step)
    return found


def _standing_commitment(day: date) -> QuerySet[Agreement]:
    """Signed commitments of the department outside whose term is not over on the day, be it yet to come."""
    rows = Agreement.objects.filter(kind=Kind.COMMITMENT, department=OuterRef("pk"))
    return rows.filter(Q(status=SIGNED, valid_to__gte=day) | holds_on(day))


def unsigned_units(units: QuerySet[Department], day: date) -> QuerySet[Department]:
    """The units without a commitment in force, each with `agreement_id`, `agreement_status` of the newest one."""
    signed = _standing_commitment(day)
    begun = Agreement.objects.filter(kind=Kind.COMMITMENT, department=OuterRef("pk")).exclude(
        status__in=(VOID, TERMINATED)
    )
    begun = begun.order_by("-pk")
    return (
        units.filter(~Exists(signed))
        .annotate(agreement_id=Subquery(begun.values("pk")[:1]), agreement_status=Subquery(begun.values("status")[:1]))
        .order_by("code")
    )
