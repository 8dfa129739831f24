"""负面清单: how an item gets onto the negative list, and off it again."""

import re
from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.entry.models import Exemption
from yimen.entry.states import APPROVED, EXEMPTION, WITHDRAWN
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User, in_force
from yimen.people.queries import may

LONGEST_WANT_OF_ROOM = 12  # months
# A reference is titles, document numbers and articles, nothing else: what is secret must not get in beside it.
_REFERENCE = re.compile(
    r"(?:《[^《》]{2,80}》|[\u4e00-\u9fff]{1,20}[〔\[(（][12][0-9]{3}[〕\])）]第?[0-9]{1,5}号"
    r"|第[一二三四五六七八九十百千〇零0-9]{1,8}[章节条款项目](?:之[一二三四五六七八九十])?|第?[（(][一二三四五六七八九十]{1,3}[）)]项?"
    r"|[、，,；;和及与 ])+"
)


@ledger.mutation("entry.exemption_drafted")
def draft_exemption(
    *,
    by: User | None,
    item: Item,
    reason: str,
    basis: str,
    valid_from: date,
    valid_to: date | None = None,
    meanwhile: str = "",
) -> Exemption:
    """The entry of the negative list, waiting for the government's approval.

    Errors: Refused for a reason that the list does not know, a basis that is no reference where secrets are concerned,
    want of room without an end within twelve months and without staff who accept in the hall (notice, task 3), an item
    not in use or ex officio, and a second entry for the same time.
    """
    _allow(by, item.region_id)
    exemption = Exemption(
        region_id=item.region_id,
        item=item,
        reason=reason,
        basis=tidy(basis),
        meanwhile=tidy(meanwhile),
        valid_from=valid_from,
        valid_to=valid_to,
        **begin(EXEMPTION, by=by),
    )
    _check_content(exemption)
    exemption.department = _version(item, valid_from).department
    _check_alone(exemption)
    exemption.save()
    ledger.record(
        chain=item.region_id, kind="entry.exemption_drafted", by=by, changed=[exemption], facts={"reason": reason}
    )
    return exemption


@ledger.mutation(EXEMPTION.event("approve"))
def approve_exemption(
    *, by: User | None, exemption: Exemption, approved_on: date | None, approval_number: str
) -> Exemption:
    """The entry, approved by the government under that document; it holds from the approval on, not before.

    Errors: Refused without date or document number, for a date to come, for an approval after the entry's end, and
    when another entry of the item was approved for the same time; Conflict when it was approved or withdrawn already.
    """
    _allow(by, exemption.region_id)
    number = tidy(approval_number)
    if approved_on is not None and approved_on > timezone.localdate():
        raise Refused(f"批准日期 {approved_on} 在今天之后：请在政府批准之后登记。")
    if approved_on is not None and exemption.valid_to is not None and approved_on > exemption.valid_to:
        raise Refused(f"批准日期 {approved_on} 晚于条目的终止日期 {exemption.valid_to}，这一条目不会生效。")
    _check_alone(exemption)
    return advance(
        exemption,
        "approve",
        by=by,
        chain=exemption.region_id,
        approved_on=approved_on,
        approval_number=number,
    )


@ledger.mutation(EXEMPTION.event("withdraw"))
def withdraw_exemption(
    *, by: User | None, exemption: Exemption, withdrawal: str, withdrawn_on: date | None = None
) -> Exemption:
    """The entry, withdrawn from that day (today if empty) on; on the days before it held and goes on having held.

    Errors: Refused without a reason and for a day before today: a past in which it held is not taken back.
    """
    _allow(by, exemption.region_id)
    today = timezone.localdate()
    day = withdrawn_on or today
    if by is not None and day < today:
        raise Refused(f"撤回日期 {day} 早于今天：撤回只对今后生效，已经过去的日期不改写。")
    return advance(
        exemption, "withdraw", by=by, chain=exemption.region_id, withdrawn_on=day, withdrawal=tidy(withdrawal)
    )


@ledger.mutation("entry.exemptions_loaded")
def load_exemptions(*, by: None, region: Region, rows: Sequence[Exemption]) -> list[Exemption]:
    """The approved entries of a register, in one batch; only the system itself loads.

    rows: unsaved, with approval and department. Errors: Refused as in `draft_exemption`, and without approval.
    """
    for row in rows:
        _check_content(row)
        if row.approved_on is None or not row.approval_number:
            raise Refused(f"事项 {row.item.code} 的负面清单条目没有批准日期或批准文号，请补充后重新装入。")
        for name, value in begin(EXEMPTION, by=by, status=APPROVED).items():
            setattr(row, name, value)
    loaded = Exemption.objects.bulk_create(rows, batch_size=500)
    ledger.record_batch(chain=region.code, kind="entry.exemptions_loaded", by=by, model=Exemption, rows=loaded)
    return loaded


def _allow(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "entry.exempt") and by.region_id == region):
        raise Refused("只有本县营商局业务人员可以登记负面清单条目。")


def _check_content(exemption: Exemption) -> None:
    if exemption.reason not in Exemption.Reason.values:
        raise Refused("请从列表中选择理由。业务量少、人手不足、系统独立都不是可以不进驻的理由。")
    if not exemption.basis:
        raise Refused("请填写依据：法律法规名称及条款，或批准文件的文号。")
    if exemption.valid_to is not None and exemption.valid_to < exemption.valid_from:
        raise Refused("终止日期早于起始日期，请更正。")
    if exemption.reason == Exemption.Reason.SECRET:
        _check_reference(exemption)
    if exemption.reason == Exemption.Reason.NO_ROOM:
        _check_want_of_room(exemption)


def _check_reference(exemption: Exemption) -> None:
    if not _REFERENCE.fullmatch(exemption.basis):
        raise Refused(
            "涉及国家秘密的条目，依据只能写文件名称（用书名号）、文号和条款，例如“《中华人民共和国保守国家秘密法》第十三条”；"
            "不得写入任何涉密内容。刚才填写的内容没有保存。"
        )
    if exemption.meanwhile:
        raise Refused("涉及国家秘密的条目不填写厅内安排，以免写入涉密内容。刚才填写的内容没有保存。")


def _check_want_of_room(exemption: Exemption) -> None:
    if exemption.valid_to is None:
        raise Refused("场地受限只是临时理由，须填写终止日期（最长十二个月）。")
    if exemption.valid_to > months_after(exemption.valid_from, LONGEST_WANT_OF_ROOM):
        raise Refused("场地受限最长十二个月：请缩短期限，到期前整改进驻。")
    if not exemption.meanwhile:
        raise Refused("场地受限期间须安排专人在政务服务中心收件、受理，请填写安排（岗位、窗口）。")


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def _version(item: Item, day: date) -> ItemVersion:
    version = ItemVersion.objects.filter(in_force(day), item=item).select_related("department").last()
    if version is None:
        raise Refused(f"事项 {item.code} 在 {day} 不在事项清单内，请核对起始日期。")
    if version.initiation != ItemVersion.Initiation.ON_APPLICATION:
        raise Refused(f"事项“{version.name}”是依职权事项，不在进驻范围内，无须列入负面清单。")
    return version


def _check_alone(exemption: Exemption) -> None:
    others = Exemption.objects.filter(item_id=exemption.item_id).exclude(pk=exemption.pk).exclude(status=WITHDRAWN)
    if exemption.valid_to is not None:
        others = others.filter(valid_from__lte=exemption.valid_to)
    others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=exemption.valid_from))
    if other := others.first():
        until = other.valid_to or "长期"
        raise Refused(
            f"该事项在同一时间已有负面清单条目（{other.get_reason_display()}，{other.valid_from} 至 {until}），"
            "请先撤回或等其到期。"
        )
