"""逐项梳理: a department's word on its lines, one or many at a time, and the sheet handed to its head."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import F
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.models import Declaration, Mode
from yimen.entry.modes import AT_A_COUNTER, Power
from yimen.entry.rounds.models import Bookmark, LinePower, Sheet, SheetLine
from yimen.entry.rounds.services.opening import ROWS_PER_QUERY, check_open
from yimen.entry.rounds.states import FILLING, RETURNED, SHEET
from yimen.entry.services.declaring import tidy_windows
from yimen.halls.models import Hall
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import Department, Staff, User
from yimen.people.queries import may

# 行政许可法 第二十四条: only another administrative organ may be entrusted to carry out a licence.
NOT_ENTRUSTED = (Power.EXAMINE, Power.DECIDE, Power.ISSUE)
_FASTER = "刚有其他人改了所选的 {count} 项，本次没有保存。请核对页面上的现有内容后重新提交。"


@dataclass(frozen=True)
class Answer:
    """填报内容: what is said of an item. powers: step -> why it is kept back, empty where it is handed over."""

    mode: str
    hall: Hall | None = None
    windows: str = ""
    staff_a: Staff | None = None
    staff_b: Staff | None = None
    reason: str = ""
    starts_on: date | None = None
    powers: Mapping[str, str] = field(default_factory=dict)


@ledger.mutation("entry.lines_answered")
def answer_lines(
    *,
    by: User | None,
    sheet: Sheet,
    lines: Iterable[SheetLine],
    answer: Answer,
    seen: Mapping[int, int] | None = None,
    expected: int | None = None,
) -> list[SheetLine]:
    """The lines with the answer, all or none; what was returned of them counts as answered again.

    seen: line -> the revision that the user saw, None not to check. expected: how many the user was shown.
    Errors: Conflict when somebody else was faster; Refused for another department's sheet, one that is not being
    filled in, no lines at all, and an answer that no item of them could have.
    """
    sheet = own_sheet(by, sheet, "entry.declare")
    if sheet.status not in (FILLING, RETURNED):
        raise Refused(f"梳理表“{sheet.status_label}”，不能修改：须由负责人或营商局退回后再改。")
    chosen = list(SheetLine.objects.select_for_update(of=("self",)).filter(sheet=sheet, pk__in=[x.pk for x in lines]))
    if expected is not None and expected != len(chosen):
        raise Conflict(f"筛选结果已由 {expected} 项变为 {len(chosen)} 项，本次没有保存。请核对后重新提交。")
    if not chosen:
        raise Refused("没有选中任何事项：请先勾选，或选择“本次筛选的全部事项”。")
    if seen is not None and (moved := [line for line in chosen if seen.get(line.pk) != line.revision]):
        raise Conflict(_FASTER.format(count=len(moved)))
    answer = _checked(sheet, answer)
    _check_entrusting(chosen, answer)
    _write(by, chosen, answer)
    powers = _write_powers(chosen, answer)
    ledger.record(
        chain=sheet.region_id, kind="entry.lines_answered", by=by, changed=[*chosen, *powers],
        facts={"sheet": sheet.pk, "items": len(chosen), "mode": answer.mode},
    )  # fmt: skip
    return chosen


def remember(*, by: User, line: SheetLine) -> None:
    """Keeps the line as the place at which the account goes on; nothing of business, so nothing in the ledger."""
    Bookmark.objects.update_or_create(user=by, sheet_id=line.sheet_id, defaults={"line": line})


@ledger.mutation(SHEET.event("submit"))
def submit(*, by: User | None, sheet: Sheet) -> Sheet:
    """The sheet before the department's head. Errors: Refused while items are open, or returned and not put right."""
    sheet = own_sheet(by, sheet, "entry.declare")
    rows = SheetLine.objects.filter(sheet=sheet)
    still_open, returned = rows.filter(mode="").count(), rows.exclude(returned="").count()
    if still_open:
        raise Refused(f"还有 {still_open} 项没有梳理：请筛选“未梳理”逐项填报后再提交。")
    if returned:
        raise Refused(f"还有 {returned} 项被退回后没有重新填报：请筛选“被退回”逐项更正后再提交。")
    return advance(sheet, "submit", by=by, chain=sheet.region_id, words="")


def own_sheet(by: User | None, sheet: Sheet, act: str) -> Sheet:
    """The sheet as it is now, locked; its round is under way and the user's department is its own.

    Errors: Refused for another department's or without the right, Conflict when the round is over.
    """
    if by is not None and not (may(by, act) and by.department_id == sheet.department_id):
        raise Refused("只能办理本部门的梳理表。")
    locked = Sheet.objects.select_for_update(of=("self",)).select_related("round", "department").get(pk=sheet.pk)
    check_open(locked.round)
    return locked


def _checked(sheet: Sheet, answer: Answer) -> Answer:
    """The answer with its texts tidied and without what its mode has no use for. Errors: Refused."""
    if answer.mode not in Mode.values:
        raise Refused("请选择进驻方式。")
    reason = tidy(answer.reason)
    if answer.mode == Mode.NOT_ENTERED and not reason:
        raise Refused("未进驻的事项须标注未进厅原因，请填写后再提交。")
    if answer.mode not in AT_A_COUNTER:
        return Answer(answer.mode, reason=reason, starts_on=answer.starts_on)
    _check_place(sheet, answer)
    _check_posts(sheet, answer)
    powers = {power: tidy(answer.powers.get(power, "")) for power in Power.values if power in answer.powers}
    missing = [label for power, label in Power.choices if power not in powers]
    if missing:
        raise Refused(f"请说明“{'、'.join(missing)}”是否授权窗口；不授权的须写明原因。")
    return replace(answer, windows=tidy_windows(answer.windows), reason=reason, powers=powers)


def _check_place(sheet: Sheet, answer: Answer) -> None:
    if answer.hall is not None and answer.hall.region_id != sheet.region_id:
        raise Refused("所选大厅不属于本县，请重新选择。")
    if answer.mode == Mode.BRANCH_HALL and (answer.hall is None or answer.hall.kind != Hall.Kind.BRANCH):
        raise Refused("进驻方式为“分厅统一管理”时，须选择一个部门分厅。")
    if answer.mode == Mode.TOWNSHIP and answer.hall is not None and answer.hall.kind == Hall.Kind.BRANCH:
        raise Refused("进驻方式为“乡镇便民服务中心”时，不能选择部门分厅。")


def _check_posts(sheet: Sheet, answer: Answer) -> None:
    for label, staff in (("A", answer.staff_a), ("B", answer.staff_b)):
        if staff is None:
            continue
        centre = staff.department.kind == Department.Kind.CENTRE and staff.region_id == sheet.region_id
        if staff.department_id != sheet.department_id and not (answer.mode == Mode.ENTRUSTED and centre):
            raise Refused(
                f"{label}岗 {staff.code} 不是本部门人员：委托综合窗口的可选政务服务中心人员，其余须选本部门人员。"
            )
    if answer.staff_a is not None and answer.staff_a == answer.staff_b:
        raise Refused("A岗和B岗不能是同一个人，请另选一人。")


def _check_entrusting(lines: list[SheetLine], answer: Answer) -> None:
    """Receiving, accepting and handing out may be entrusted; a licence is decided by its own organ (行政许可法 24)."""
    if answer.mode != Mode.ENTRUSTED:
        return
    handed = [Power(power).label for power in NOT_ENTRUSTED if answer.powers.get(power) == ""]
    versions = ItemVersion.objects.filter(
        pk__in=[line.version_id for line in lines], kind=ItemVersion.Kind.LICENCE
    ).order_by("code")
    licence = versions.first() if handed else None
    if licence is not None:
        raise Refused(
            f"“{licence.name}”是行政许可，“{'、'.join(handed)}”不能委托综合窗口（行政许可法第二十四条）："
            "请改为不授权并写明由谁办理，或改用自设窗口、首席事务代表。"
        )


def _write(by: User | None, lines: list[SheetLine], answer: Answer) -> None:
    """The lines' columns; the declaration in force now is kept as what the department had before it."""
    now = timezone.now()
    items = [line.item_id for line in lines]
    present = dict(
        Declaration.objects.filter(item__in=items, valid_to__isnull=True).order_by().values_list("item", "pk")
    )
    rows = SheetLine.objects.filter(pk__in=[line.pk for line in lines])
    rows.update(
        mode=answer.mode, hall=answer.hall, windows=answer.windows, staff_a=answer.staff_a, staff_b=answer.staff_b,
        reason=answer.reason, starts_on=answer.starts_on, returned="", answered_by=by, answered_at=now,
        revision=F("revision") + 1,
    )  # fmt: skip
    outdated = [line for line in lines if line.former_id != present.get(line.item_id)]
    for line in outdated:
        line.former_id = present.get(line.item_id)
    SheetLine.objects.bulk_update(outdated, ["former"], batch_size=ROWS_PER_QUERY)


def _write_powers(lines: list[SheetLine], answer: Answer) -> list[LinePower]:
    """Each line's answer for every step; 不适用 where nobody stands at a counter."""

    def one(line: SheetLine, power: str) -> LinePower:
        if answer.mode not in AT_A_COUNTER:
            return LinePower(line=line, power=power, answer=LinePower.Answer.NONE)
        why = answer.powers[power]
        return LinePower(
            line=line, power=power, why=why, answer=LinePower.Answer.NO if why else LinePower.Answer.YES
        )  # fmt: skip

    LinePower.objects.bulk_create(
        [one(line, power) for line in lines for power in Power.values],
        batch_size=ROWS_PER_QUERY, update_conflicts=True, unique_fields=["line", "power"],
        update_fields=["answer", "why"],
    )  # fmt: skip
    return list(LinePower.objects.filter(line__in=[line.pk for line in lines]))
