"""声明进驻: a department's word on its items, one or many at a time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.authorisation.subjects import subjects_claimed
from yimen.entry.models import ENTERED, Declaration, Mode, SheetLine
from yimen.entry.readiness.conditions import barred, lacking_on, refusal
from yimen.halls.models import Hall
from yimen.ledger import services as ledger
from yimen.people.models import Department, Region, User, in_force
from yimen.people.queries import may

MOST_AT_ONCE = 20_000
ROWS_PER_QUERY = 500
_FASTER = "刚有其他人修改了这些事项的声明，本次没有保存。请刷新页面，核对后重新提交。"


@dataclass(frozen=True)
class Claim:
    """声明内容: what a department says of an item.

    `valid_from` is the day from which it is in the hall in this mode. `declared_at` is the department's own date of
    the statement (today if empty); the server's time of recording is kept beside it and cannot be typed.
    """

    mode: str
    valid_from: date
    declared_at: date | None = None
    hall: Hall | None = None
    windows: str = ""
    reason: str = ""
    line: SheetLine | None = None  # of a confirmed sheet; only `declare_confirmed` gives one

    @property
    def hall_id(self) -> int | None:
        """The key of the hall, as a declaration has it."""
        return self.hall.pk if self.hall else None


@dataclass(frozen=True)
class Declared:
    """声明结果: the new declarations, and how many items already said the same."""

    rows: list[Declaration]
    ended: list[Declaration]
    unchanged: int


@ledger.mutation("entry.declared")
def declare(*, by: User | None, item: Item, claim: Claim, seen: int | None = None) -> Declaration:
    """The item's new declaration; the one before ends on the eve and is kept.

    seen: primary key of the declaration that the user saw as the present one (0 for none, None not to check).
    Errors: Conflict when somebody declared since; Refused for items of another department or not in use, for
    `not_entered` without a reason, for a start before the present declaration's, when nothing would change, and for
    an item that would enter while a line of its checklist is missing and no condition runs for it.
    """
    claim = _checked(by, item.region_id, claim)
    declared = _declare(by, item.region_id, [item], claim, None if seen is None else {item.pk: seen})
    if not declared.rows:
        raise Refused("现行声明已是这一内容，没有需要保存的修改。")
    row = declared.rows[0]
    ledger.record(
        chain=item.region_id,
        kind="entry.declared",
        by=by,
        changed=[*declared.ended, *declared.rows],
        facts={"mode": row.mode},
        declared_at=row.declared_at,
    )
    return row


@ledger.mutation("entry.declared_many")
def declare_many(
    *,
    by: User | None,
    region: Region,
    items: Iterable[Item],
    claim: Claim,
    seen: dict[int, int] | None = None,
    expected: int | None = None,
) -> Declared:
    """The same claim for many items, all or none.

    items: ticked ones, or a query set for "all of this filter". seen: item -> declaration as in `declare`. expected:
    how many the user was shown. Errors as in `declare`, and Refused for none or more than MOST_AT_ONCE.
    """
    claim = _checked(by, region.code, claim)
    chosen = list(items)
    if expected is not None and expected != len(chosen):
        raise Conflict(f"筛选结果已由 {expected} 项变为 {len(chosen)} 项，本次没有保存。请刷新页面，核对后重新提交。")
    if not chosen:
        raise Refused("没有选中任何事项：请先勾选，或选择“本次筛选的全部事项”。")
    if len(chosen) > MOST_AT_ONCE:
        raise Refused(f"一次最多声明 {MOST_AT_ONCE} 项，本次有 {len(chosen)} 项：请先按部门或名称筛选。")
    declared = _declare(by, region.code, chosen, claim, seen)
    if not declared.rows:
        raise Refused(f"所选 {declared.unchanged} 项的现行声明已是这一内容，没有需要保存的修改。")
    ledger.record(
        chain=region.code,
        kind="entry.declared_many",
        by=by,
        changed=[*declared.ended, *declared.rows],
        facts={"mode": claim.mode, "items": len(declared.rows), "unchanged": declared.unchanged},
        declared_at=claim.declared_at,
    )
    return declared


@ledger.mutation("entry.declared_by_round")
def declare_confirmed(*, by: User | None, region: Region, claims: Sequence[tuple[Item, Claim]]) -> Declared:
    """What the lines of a confirmed sheet say, as declarations; `by` is who confirmed, each line names who said it.

    Each begins on its own day, never before today: a claim does not hold before it was recorded. Errors: Refused for
    lines of two departments or unconfirmed ones' items not in use, as `declare`.
    """
    today = timezone.localdate()
    if by is not None and not (may(by, "entry.round") and by.region_id == region.pk):
        raise Refused("只有本县（区）营商局业务人员可以确认部门的梳理表。")
    rows: list[Declaration] = []
    ended: list[Declaration] = []
    present = _present(item.pk for item, _ in claims)
    days: dict[date, list[tuple[Item, Claim]]] = {}
    for item, claim in claims:
        former = present.get(item.pk)
        first = max(claim.valid_from, today, former.valid_from if former else today)
        days.setdefault(first, []).append((item, claim))
    for first, some in days.items():
        departments = _responsible(None, region.pk, [item.pk for item, _ in some], first)
        for item, claim in some:
            rows.append(_row(region.pk, item, departments[item.pk], replace(claim, valid_from=first), by))
            if item.pk in present:
                ended.append(present[item.pk])
    declared = Declared(_replace(rows, ended), ended, 0)
    ledger.record(
        chain=region.code,
        kind="entry.declared_by_round",
        by=by,
        changed=[*declared.ended, *declared.rows],
        facts={"items": len(declared.rows)},
    )
    return declared


@ledger.mutation("entry.declarations_loaded")
def load_declarations(*, by: None, region: Region, rows: Sequence[Declaration]) -> list[Declaration]:
    """The declarations of a register, with their history, in one batch; only the system itself loads.

    Errors: Refused when two of one item overlap, for then an item would be in two modes on one day.
    """
    history: dict[int, list[Declaration]] = {}
    for row in rows:
        history.setdefault(row.item_id, []).append(row)
    for known in Declaration.objects.filter(region=region):
        if known.item_id in history:
            history[known.item_id].append(known)
    for words in history.values():
        words.sort(key=lambda row: row.valid_from)
        for earlier, later in pairwise(words):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise Refused(f"事项 {later.item.code} 自 {later.valid_from} 起的声明与前一声明重叠，请更正后再装入。")
    loaded = Declaration.objects.bulk_create(rows, batch_size=ROWS_PER_QUERY)
    ledger.record_batch(chain=region.code, kind="entry.declarations_loaded", by=by, model=Declaration, rows=loaded)
    return loaded


def tidy_windows(text: str) -> str:
    """Window codes as they are kept: separated by one comma, in the order typed, each once."""
    return ",".join(dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", tidy(text)))))


def _checked(by: User | None, region: str, claim: Claim) -> Claim:
    """The claim with its texts tidied. Errors: Refused for what no item could have."""
    if by is not None and not (may(by, "entry.declare") and by.department_id and by.region_id == region):
        raise Refused("只有部门联络员可以为本部门的事项声明进驻。")
    if claim.mode not in Mode.values:
        raise Refused("请从列表中选择进驻方式。")
    today = timezone.localdate()
    declared_at = claim.declared_at or today
    if declared_at > today:
        raise Refused(f"声明日期 {declared_at} 在今天之后：请填写已经发生的日期。")
    if claim.hall is not None and claim.hall.region_id != region:
        raise Refused("所选大厅不属于本县，请重新选择。")
    reason, windows = tidy(claim.reason), tidy_windows(claim.windows)
    if claim.mode == Mode.NOT_ENTERED:
        if not reason:
            raise Refused("未进驻的事项须标注未进厅原因，请填写后再提交。")
        return Claim(claim.mode, claim.valid_from, declared_at, None, "", reason)
    if claim.mode == Mode.BRANCH_HALL and (claim.hall is None or claim.hall.kind != Hall.Kind.BRANCH):
        raise Refused("进驻方式为“分厅统一管理”时，须选择一个部门分厅。")
    return Claim(claim.mode, claim.valid_from, declared_at, claim.hall, windows, reason)


def _declare(
    by: User | None, region: str, items: Sequence[Item], claim: Claim, seen: dict[int, int] | None
) -> Declared:
    """The new declarations with the former ones ended, unchanged ones left out; nothing recorded yet."""
    departments = _responsible(by, region, [item.pk for item in items], claim.valid_from)
    present = _present(item.pk for item in items)
    rows: list[Declaration] = []
    ended: list[Declaration] = []
    unchanged = 0
    for item in items:
        former = present.get(item.pk)
        if seen is not None and seen.get(item.pk, 0) != (former.pk if former else 0):
            raise Conflict(_FASTER)
        if former is not None:
            if _same(former, claim):
                unchanged += 1
                continue
            if claim.valid_from < former.valid_from:
                raise Refused(
                    f"事项 {item.code} 现行声明自 {former.valid_from} 起，新声明的起始日期 {claim.valid_from} "
                    "不能更早：已经登记的历史不改写。"
                )
            ended.append(former)
        rows.append(_row(region, item, departments[item.pk], claim, by))
    if by is not None and claim.mode in ENTERED:
        inside = {former.item_id for former in ended if former.mode in ENTERED}
        _check_ready([row.item_id for row in rows if row.item_id not in inside], claim)
    return Declared(_replace(rows, ended), ended, unchanged)


def _check_ready(entering: list[int], claim: Claim) -> None:
    """The move-in checklist gates entry; what is in already may be corrected, however it stands.

    Errors: Refused while one of the items lacks a line and the bureau has set no condition for it.
    """
    today = timezone.localdate()
    versions = ItemVersion.objects.filter(in_force(claim.valid_from), item__in=entering).select_related("department")
    if some := barred(today, lacking_on(today, subjects_claimed(versions, claim))):
        raise Refused(refusal(some, "请先补齐，或请营商局在该事项的就绪清单页附条件确认。"))


def _row(region: str, item: Item, department: Department, claim: Claim, by: User | None) -> Declaration:
    """The declaration of a claim, not yet stored."""
    return Declaration(
        region_id=region,
        item=item,
        department=department,
        mode=claim.mode,
        hall=claim.hall,
        windows=claim.windows,
        reason=claim.reason,
        valid_from=claim.valid_from,
        declared_by_id=claim.line.answered_by_id if claim.line else by.pk if by else None,
        declared_at=claim.declared_at or timezone.localdate(),
        line=claim.line,
    )


def _replace(rows: list[Declaration], ended: list[Declaration]) -> list[Declaration]:
    """The new declarations, stored, with the former ones ended on their eve. Errors: Conflict when one is open since.

    A correction on the day of the former's start leaves that one with an end before its start: kept, never in force.
    """
    firsts = {row.item_id: row.valid_from for row in rows}
    eves: dict[date, list[int]] = {}
    for former in ended:
        eves.setdefault(firsts[former.item_id] - timedelta(days=1), []).append(former.pk)
    stopped = sum(
        Declaration.objects.filter(pk__in=part, valid_to__isnull=True).update(valid_to=eve)
        for eve, keys in eves.items()
        for part in _parts(keys)
    )
    if stopped != len(ended):
        raise Conflict(_FASTER)
    try:
        with transaction.atomic():
            return Declaration.objects.bulk_create(rows, batch_size=ROWS_PER_QUERY)
    except IntegrityError as error:  # the database lets only one open declaration of an item in
        raise Conflict(_FASTER) from error


def _responsible(by: User | None, region: str, items: list[int], day: date) -> dict[int, Department]:
    """Each item's department on the day. Errors: Refused for items not in use then or of another department."""
    found: dict[int, Department] = {}
    for part in _parts(items):
        versions = ItemVersion.objects.filter(in_force(day), item__in=part, region=region)
        for version in versions.select_related("department").order_by("valid_from"):
            if version.initiation != ItemVersion.Initiation.ON_APPLICATION:
                raise Refused(f"事项“{version.name}”是依职权事项，不在进驻范围内，无须声明。")
            if version.state != ItemVersion.State.IN_USE:
                raise Refused(f"事项“{version.name}”已{version.get_state_display()}，不能声明进驻。")
            if by is not None and version.department_id != by.department_id:
                raise Refused(f"事项“{version.name}”不属于您的部门，不能代为声明。")
            found[version.item_id] = version.department
    missing = [item for item in items if item not in found]
    if missing:
        codes = "、".join(Item.objects.filter(pk__in=missing[:3], region=region).values_list("code", flat=True))
        raise Refused(f"有 {len(missing)} 项在 {day} 不在事项清单内（{codes or '编码不明'}），请核对起始日期。")
    return found


def _present(items: Iterable[int]) -> dict[int, Declaration]:
    """The open declaration of each item that has one, locked until the transaction ends."""
    return {
        row.item_id: row
        for part in _parts(list(items))
        for row in Declaration.objects.select_for_update().filter(item__in=part, valid_to__isnull=True)
    }


def _same(former: Declaration, claim: Claim) -> bool:
    said = (former.mode, former.hall_id, former.windows, former.reason)
    return said == (claim.mode, claim.hall.pk if claim.hall else None, claim.windows, claim.reason)


def _parts(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + ROWS_PER_QUERY] for start in range(0, len(keys), ROWS_PER_QUERY))
