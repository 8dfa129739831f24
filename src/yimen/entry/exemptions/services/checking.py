"""What an entry may say: the demands of its reason, and that it stands alone for its time."""

import re
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Refused
from yimen.common.workdays import months_after
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.rules import REASONS
from yimen.entry.exemptions.states import WITHDRAWN
from yimen.people.models import in_force

# A reference is titles, document numbers and articles, nothing else: what is secret must not get in beside it.
_REFERENCE = re.compile(
    r"(?:《[^《》]{2,80}》|[\u4e00-\u9fff]{1,20}[〔\[(（][12][0-9]{3}[〕\])）]第?[0-9]{1,5}号"
    r"|第[一二三四五六七八九十百千〇零0-9]{1,8}[章节条款项目](?:之[一二三四五六七八九十])?|第?[（(][一二三四五六七八九十]{1,3}[）)]项?"
    r"|[、，,；;和及与 ])+"
)
_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百千〇零0-9]{1,8}条(?:之[一二三四五六七八九十])?(?:第[一二三四五六七八九十0-9]{1,4}款)?(?:第?[（(][一二三四五六七八九十]{1,3}[）)]项?)?"
)


def check_content(exemption: Exemption) -> None:
    """Nothing. Errors: Refused for a reason that is none, and for what the reason does not allow to be said."""
    rule = REASONS.get(exemption.reason)
    if rule is None:
        raise Refused("请从列表中选择理由。")
    if not rule.may_hold:
        raise Refused(f"“{rule.label}”不能作为不进驻的理由：{rule.instead}")
    if exemption.valid_to is not None and exemption.valid_to < exemption.valid_from:
        raise Refused("终止日期早于起始日期，请更正。")
    if rule.longest_months is not None:
        _check_term(exemption, rule.longest_months)
    if rule.reference_only:
        _check_reference(exemption)
    if not exemption.basis and not (rule.names_act and exemption.act):
        raise Refused("请填写依据：法律法规名称及条款，或文件名称和文号。")


def check_act(exemption: Exemption) -> None:
    """Nothing. Errors: Refused where the law is the reason and act, article or version is wanting."""
    if not exemption.rule.names_act:
        return
    if not (exemption.act and exemption.article and exemption.act_version):
        raise Refused("请分别填写法律法规名称、条款和版本（公布或修订年份），以便核对现行有效的条文。")
    if not _ARTICLE.fullmatch(exemption.article):
        raise Refused(f"条款“{exemption.article}”无法识别：请写成“第二十八条”或“第二十八条第一款”。")


def check_measures(exemption: Exemption, collectors: Sequence[object], steps: Sequence[tuple[date, str]]) -> None:
    """Nothing. Errors: Refused where want of room comes without named people in the hall or a plan with dates."""
    if not exemption.rule.names_collectors:
        return
    if not exemption.meanwhile:
        raise Refused("场地受限期间须安排专人在政务服务中心收件、受理，请填写安排（岗位、窗口）。")
    if not collectors:
        raise Refused("场地受限期间须指定厅内收件、受理的专人：请填写其工号，可填多人。")
    if not steps:
        raise Refused("场地受限须有整改方案：请逐步写明完成期限和内容，至少一步。")
    if late := [due for due, _ in steps if exemption.valid_to is not None and due > exemption.valid_to]:
        raise Refused(f"整改步骤的期限 {late[0]} 晚于终止日期 {exemption.valid_to}：到期前须完成整改。")


def check_alone(exemption: Exemption) -> None:
    """Nothing. Errors: Refused while another entry of the item stands or is under way for the same time."""
    others = Exemption.objects.filter(item_id=exemption.item_id).exclude(pk=exemption.pk).exclude(status=WITHDRAWN)
    others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=exemption.valid_from))
    if exemption.valid_to is not None:
        others = others.filter(valid_from__lte=exemption.valid_to)
    if other := others.first():
        until = other.valid_to or "长期"
        raise Refused(
            f"该事项在同一时间已有负面清单条目（{other.get_reason_display()}，{other.valid_from} 至 {until}，"
            f"{other.status_label}），请先撤回或等其到期；到期后仍不能进驻的，从该条目续期。"
        )


def version_on(item: Item, day: date) -> ItemVersion:
    """The item's version on a day. Errors: Refused when it is not in the list then, or ex officio."""
    version = ItemVersion.objects.filter(in_force(day), item=item).select_related("department").last()
    if version is None:
        raise Refused(f"事项 {item.code} 在 {day} 不在事项清单内，请核对起始日期。")
    if version.initiation != ItemVersion.Initiation.ON_APPLICATION:
        raise Refused(f"事项“{version.name}”是依职权事项，不在进驻范围内，无须列入负面清单。")
    return version


def _check_term(exemption: Exemption, longest: int) -> None:
    label = exemption.rule.label
    if exemption.valid_to is None:
        raise Refused(f"“{label}”只是一段时间的理由，须填写终止日期（最长 {longest} 个月）。")
    if exemption.valid_to > months_after(exemption.valid_from, longest):
        raise Refused(f"“{label}”最长 {longest} 个月：请缩短期限，到期前整改进驻。")


def _check_reference(exemption: Exemption) -> None:
    if not _REFERENCE.fullmatch(exemption.basis):
        raise Refused(
            "涉及国家秘密的条目，依据只能写文件名称（用书名号）、文号和条款，例如“《中华人民共和国保守国家秘密法》第十三条”；"
            "不得写入任何涉密内容。刚才填写的内容没有保存。"
        )
    if exemption.meanwhile or exemption.act:
        raise Refused(
            "涉及国家秘密的条目只填依据，不填写厅内安排和其他说明，以免写入涉密内容。刚才填写的内容没有保存。"
        )
