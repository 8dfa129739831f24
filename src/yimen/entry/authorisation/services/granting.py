"""签发任命书和授权书: by the head of the department, for one item or hundreds at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.documents.number import series_text
from yimen.entry.authorisation import letters, queries
from yimen.entry.authorisation.models import Authorisation, Mandate
from yimen.entry.authorisation.states import ANNOUNCED, MANDATE
from yimen.entry.authorisation.subjects import ENTRUSTABLE
from yimen.entry.models import Declaration
from yimen.entry.modes import Mode, Power
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region, Staff, User, in_force
from yimen.people.queries import may

MOST_AT_ONCE = 2000
LONGEST = timedelta(days=3 * 366)
ROWS_PER_QUERY = 500
DOCUMENT_KINDS = {
    Mandate.Kind.APPOINTMENT: IssuedDocument.Kind.APPOINTMENT,
    Mandate.Kind.AUTHORISATION: IssuedDocument.Kind.AUTHORISATION,
}


@dataclass(frozen=True)
class Grant:
    """授权内容: who is put on which post, from when to when, and which steps are handed over."""

    kind: str
    staff: Staff
    post: str
    valid_from: date
    valid_to: date
    powers: frozenset[str] = frozenset()


@ledger.mutation("entry.mandate_granted")
def grant(
    *, by: User | None, department: Department, grant: Grant, items: Iterable[Item] = (), expected: int | None = None
) -> Mandate:
    """The letter, numbered, typeset and issued; a letter of authorisation hands over every step of every item.

    expected: how many items the head was shown, None not to check. Errors: Refused for another department's items or
    people, dates in the past or beyond three years, steps that may not be entrusted (行政许可法 24), and a person who
    holds the item on the other post; Conflict when the items are not as many as shown.
    """
    if by is not None and not (may(by, "entry.authorise") and by.department_id == department.pk):
        raise Refused("任命书和授权书只能由本部门负责人签发。")
    today = timezone.localdate()
    chosen = list(items)
    if expected is not None and expected != len(chosen):
        raise Conflict(f"筛选结果已由 {expected} 项变为 {len(chosen)} 项，本次没有签发。请核对后重新提交。")
    _check_dates(grant, today)
    _check_content(grant, chosen)
    versions = _own(department, chosen, grant.valid_from)
    _check_staff(department, grant, versions)
    mandate = _issue(by, department, grant, versions, today)
    rows = _hand_over(mandate, [(item.pk, power) for item in chosen for power in sorted(grant.powers)])
    ledger.record(
        chain=department.region_id, kind="entry.mandate_granted", by=by, changed=[mandate, *rows],
        facts={"number": mandate.number, "kind": mandate.kind, "items": len(chosen), "powers": sorted(grant.powers)},
    )  # fmt: skip
    return mandate


@ledger.mutation("entry.mandates_loaded")
def load_mandates(
    *, by: None, region: Region, letters: Sequence[tuple[Mandate, Sequence[tuple[int, str]]]]
) -> list[Mandate]:
    """The letters of paper of a register, announced, each with its (item, step); only the system itself loads.

    Errors: Refused for a letter without number or day of announcement, and for steps that may not be entrusted.
    """
    for mandate, pairs in letters:
        if not (mandate.number and mandate.announced_on):
            raise Refused(f"工号 {mandate.staff.code} 的授权书没有文号或公示日期，请补充后重新装入。")
        if mandate.staff.department_id != mandate.department_id and {power for _, power in pairs} - ENTRUSTABLE:
            raise Refused(f"{mandate.number}把不能委托的环节授予了外单位人员，请更正后重新装入。")
        for name, value in begin(MANDATE, by=by, status=ANNOUNCED).items():
            setattr(mandate, name, value)
    made = Mandate.objects.bulk_create([mandate for mandate, _ in letters], batch_size=ROWS_PER_QUERY)
    rows = Authorisation.objects.bulk_create(
        (
            Authorisation(mandate=mandate, item_id=item, power=power)
            for mandate, pairs in letters
            for item, power in pairs
        ),
        batch_size=ROWS_PER_QUERY,
    )
    ledger.record(
        chain=region.code, kind="entry.mandates_loaded", by=by, changed=[*made, *rows],
        facts={"letters": len(made), "authorisations": len(rows)},
    )  # fmt: skip
    return made


def _check_dates(grant: Grant, today: date) -> None:
    if grant.valid_from < today:
        raise Refused(f"起始日期 {grant.valid_from} 早于今天：授权从签发之后开始，不能补签过去的日期。")
    if grant.valid_to < grant.valid_from:
        raise Refused("终止日期早于起始日期，请更正。")
    if grant.valid_to - grant.valid_from > LONGEST:
        raise Refused("有效期最长三年：请缩短期限，到期前重新签发。")


def _check_content(grant: Grant, items: Sequence[Item]) -> None:
    if grant.kind not in Mandate.Kind.values or grant.post not in Mandate.Post.values:
        raise Refused("请选择文种和岗位。")
    if grant.kind == Mandate.Kind.APPOINTMENT:
        if items or grant.powers:
            raise Refused("任命书只写任职，不写事项和环节：事项授权请另行签发授权书。")
        return
    if not items:
        raise Refused("没有选中任何事项：请先勾选，或选择“本次筛选的全部事项”。")
    if len(items) > MOST_AT_ONCE:
        raise Refused(f"一份授权书最多 {MOST_AT_ONCE} 项，请分次签发。")
    if not grant.powers or not grant.powers <= set(Power.values):
        raise Refused("请至少选择一个授权环节。")


def _own(department: Department, items: Sequence[Item], day: date) -> list[ItemVersion]:
    """The items' versions on the day, by code. Errors: Refused unless all are the department's own and in use."""
    versions = list(
        ItemVersion.objects.filter(
            in_force(day), item__in=[each.pk for each in items], department=department,
            initiation=ItemVersion.Initiation.ON_APPLICATION, state=ItemVersion.State.IN_USE,
        ).defer("legal_basis").order_by("code")
    )  # fmt: skip
    missing = {each.pk for each in items} - {each.item_id for each in versions}
    if missing:
        code = Item.objects.filter(pk=min(missing), region=department.region_id).values_list("code", flat=True).first()
        raise Refused(f"有 {len(missing)} 项不是本部门在用的依申请事项（{code or '编码不明'}），不能授权，请重新选择。")
    return versions


def _check_staff(department: Department, grant: Grant, versions: Sequence[ItemVersion]) -> None:
    items = [each.item_id for each in versions]
    if grant.staff.department_id != department.pk:
        _check_entrusting(department, grant, versions)
    other = queries.held_in_other_post(grant.staff, grant.post, items, grant.valid_from, grant.valid_to)
    if other is not None:
        name = next(each.name for each in versions if each.item_id == other)
        raise Refused(f"工号 {grant.staff.code} 在“{name}”上已在另一岗位：A岗和B岗不能是同一个人，请另选一人。")


def _check_entrusting(department: Department, grant: Grant, versions: Sequence[ItemVersion]) -> None:
    """Another body's people: the centre's, for items entrusted to its window, receiving and handing out only."""
    staff = grant.staff
    centre = staff.department.kind == Department.Kind.CENTRE and staff.region_id == department.region_id
    if not centre or grant.kind == Mandate.Kind.APPOINTMENT:
        raise Refused(f"工号 {staff.code} 不是本部门人员：请改选本部门人员；委托综合窗口的事项可选政务服务中心人员。")
    kept = [Power(power).label for power in Power.values if power in grant.powers - ENTRUSTABLE]
    if kept:
        licence = next((each for each in versions if each.kind == ItemVersion.Kind.LICENCE), None)
        law = f"“{licence.name}”是行政许可，决定权不能委托（行政许可法第二十四条）。" if licence else ""
        raise Refused(f"受委托的综合窗口人员只能受理、送达，不能授予“{'、'.join(kept)}”。{law}请只勾选受理、送达。")
    entrusted = set(
        Declaration.objects.filter(
            in_force(grant.valid_from), item__in=[each.item_id for each in versions], mode=Mode.ENTRUSTED
        ).values_list("item", flat=True)
    )
    apart = [each for each in versions if each.item_id not in entrusted]
    if apart:
        raise Refused(
            f"有 {len(apart)} 项没有声明“委托综合窗口”（{apart[0].name}），不能授权中心人员：请改选本部门人员。"
        )


def _issue(
    by: User | None, department: Department, grant: Grant, versions: Sequence[ItemVersion], today: date
) -> Mandate:
    """The letter with its number and its paper, stored; nothing recorded yet."""
    region, kind = department.region, Mandate.Kind(grant.kind)
    number = documents.allocate(
        by=by,
        region=region,
        series=series_text(region.name, department.short_name, "授"),
        year=today.year,
        use=f"{kind.label}（工号 {grant.staff.code}）",
    )
    mandate = Mandate(
        region=region, department=department, staff=grant.staff, kind=kind, post=grant.post, number=number.text,
        valid_from=grant.valid_from, valid_to=grant.valid_to, issued_on=today, issued_by=by, **begin(MANDATE, by=by),
    )  # fmt: skip
    mandate.save()
    mandate.document = documents.issue(
        by=by, number=number, kind=DOCUMENT_KINDS[kind], title=letters.title(mandate), issued_on=today,
        pdf=letters.pdf(mandate, versions, grant.powers), source=f"entry:mandate:{mandate.pk}", department=department,
        recipients=letters.recipients(mandate),
    )  # fmt: skip
    mandate.save(update_fields=["document"])
    return mandate


def _hand_over(mandate: Mandate, pairs: Iterable[tuple[int, str]]) -> list[Authorisation]:
    rows = (Authorisation(mandate=mandate, item_id=item, power=power) for item, power in pairs)
    return Authorisation.objects.bulk_create(rows, batch_size=ROWS_PER_QUERY)
