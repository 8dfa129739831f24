"""原系统评价 from outside: its columns, and how each reads a cell."""

import re

from yimen.common.code_lists import RatingChannel, Satisfaction
from yimen.common.text import normalise
from yimen.evaluation.rules import Service, indicators
from yimen.exchange.mapping import Field
from yimen.exchange.values import Unfit, listed, moment, words, yes_or_no

PRIVATE = frozenset({"words", "contact"})
"""Fields that no page shows before somebody has said why he looks."""
SERVICES = {
    Service.RECEPTION: ("收件", "受理", "窗口收件", "窗口受理", "reception"),
    Service.DELIVERY: ("领取", "取件", "办结", "窗口领取", "窗口办结", "领取结果", "delivery"),
    Service.MATTER: ("网上办事", "网办", "线上", "一事一评", "matter"),
}


def service(text: str) -> Service:
    """Which service was rated, by any of its wordings."""
    key = normalise(text)
    for found, wordings in SERVICES.items():
        if key in map(normalise, wordings):
            return found
    known = "、".join(each.label for each in Service)
    raise Unfit("看不出评价的是哪项服务。", f"请填{known}之一，或留空按办件的渠道认定。")


def ticked(text: str) -> tuple[str, ...]:
    """The codes of the indicators that were ticked, each once, given by code or by wording."""
    names = {normalise(each.name): code for code, each in indicators().items()}
    found: list[str] = []
    for part in filter(None, map(normalise, re.split(r"[,，;；、|\s]+", text))):
        code = part if part in indicators() else names.get(part, "")
        if not code:
            raise Unfit(f"“{part[:20]}”不是好差评指标。", "请填三位指标编码，用逗号分开；不知道的留空。")
        found.append(code)
    return tuple(dict.fromkeys(found))


FIELDS: tuple[Field, ...] = (
    Field("case_number", "办件编号", ("办件号", "业务编号", "办件流水号", "申办流水号"), True, words(50)),
    Field("grade", "评价等级", ("满意度", "评价结果", "评价", "星级"), True, listed(Satisfaction)),
    Field("channel", "评价渠道", ("渠道", "评价来源", "评价方式"), True, listed(RatingChannel)),
    Field("rated_at", "评价时间", ("评价日期", "评价时刻", "提交时间"), True, moment),
    Field("default", "系统默认评价", ("默认评价", "是否默认", "默认好评"), False, yes_or_no),
    Field("service", "服务", ("评价服务", "服务环节", "评价环节"), False, service),
    Field("window", "窗口编号", ("窗口", "窗口号"), False, words(20)),
    Field("ticked", "评价选项", ("评价指标", "评价标签", "差评原因", "指标编码"), False, ticked),
    Field("words", "评价文字", ("评价内容", "意见", "文字评价", "评语"), False, words(1000)),
    Field("contact", "联系电话", ("手机", "手机号", "电话"), False, words(30), True),
)
