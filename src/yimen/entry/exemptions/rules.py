"""不进驻理由: which there are, what each demands, how long it may last; and those that are none, with what to do.

国发〔2022〕5号 leaves two reasons beside the law's own: secrets of the state and want of room; the county's notice
(友政办发〔2023〕15号, task 3) makes the second a matter of time and of named people who accept in the hall meanwhile.
"""

from dataclasses import dataclass
from datetime import date

SECRET, LAW, SAFETY, SITE, NO_ROOM = "secret", "law", "safety", "site", "no_room"

EXPIRING_DAYS = 30
"""How many days before its end an entry counts as 即将到期."""


@dataclass(frozen=True)
class Demand:
    """佐证: a file that must lie with an entry before its department may sign."""

    code: str
    label: str


@dataclass(frozen=True)
class Reason:
    """理由: one that may hold (`instead` is empty), or one that is offered only to say what to do instead.

    longest_months: how long one entry may last; None where it may be permanent. in_hall: what must still happen in the
    hall. article: where the rule comes from, which need not be the article on which an entry rests.
    """

    code: str
    label: str
    article: str
    longest_months: int | None = None
    demands: tuple[Demand, ...] = ()
    in_hall: str = ""
    names_collectors: bool = False
    names_act: bool = False
    reference_only: bool = False
    instead: str = ""

    @property
    def may_hold(self) -> bool:
        """False for what is said often and is no reason."""
        return not self.instead

    @property
    def may_be_permanent(self) -> bool:
        """True where an entry needs no end."""
        return self.may_hold and self.longest_months is None


REASONS: dict[str, Reason] = {
    each.code: each
    for each in (
        Reason(
            SECRET,
            "涉及国家秘密",
            "国发〔2022〕5号；《中华人民共和国保守国家秘密法》",
            in_hall="只登记依据的名称、文号和条款，不存放任何涉密内容",
            reference_only=True,
        ),
        Reason(
            LAW,
            "法律法规规定须在特定场所或机构办理",
            "所引法律法规的条款",
            in_hall="厅内提供咨询和一次性告知",
            names_act=True,
        ),
        Reason(
            SAFETY,
            "涉及公共安全",
            "国发〔2022〕5号；须经县政府批准",
            demands=(Demand("risk", "风险说明"),),
            in_hall="厅内提供咨询、收件转交",
        ),
        Reason(
            SITE,
            "须特殊场地或设备",
            "国发〔2022〕5号；纳入政务服务中心统一管理",
            longest_months=36,
            demands=(Demand("equipment", "专用场地或设备清单"),),
            in_hall="厅内收件、受理和咨询，只有查验、采集等环节在厅外",
        ),
        Reason(
            NO_ROOM,
            "场地受限（临时）",
            "友政办发〔2023〕15号三之（三）：确因场地受限无法进驻的，安排专人在中心集中收件、受理",
            longest_months=12,
            in_hall="专人在政务服务中心集中收件、受理，直至进驻",
            names_collectors=True,
        ),
        Reason(
            "few_cases",
            "业务量少",
            "国发〔2022〕5号：原则上全部集中办理",
            instead="业务量少的事项委托综合窗口收件、受理，由首席事务代表到场办理，请声明“委托综合窗口”。",
        ),
        Reason(
            "no_staff",
            "人手不足",
            "国发〔2022〕5号：原则上全部集中办理",
            instead="人手不足的，与政务服务中心签订委托协议，由综合窗口收件、受理和出件，请声明“委托综合窗口”。",
        ),
        Reason(
            "own_system",
            "使用本系统专用业务系统",
            "国发〔2022〕5号：原则上全部集中办理",
            instead="系统独立的，在窗口布设业务终端，或由平台对接、定期报送办件数据，请与营商局商定对接方式后声明进驻。",
        ),
        Reason(
            "network",
            "网络未通",
            "友政办发〔2023〕15号三：本部进驻人员调配、办公网络接入由部门负责",
            instead="网络未通的，向政务服务中心提出接入电子政务外网或专线的进驻需求，接通前派人在厅内收件。",
        ),
    )
}
CHOICES = [(each.code, each.label) for each in REASONS.values() if each.may_hold]
OFFERED = [*CHOICES, *((each.code, f"{each.label}（不能作为理由）") for each in REASONS.values() if not each.may_hold)]
EVIDENCE_KINDS = [
    *((each.code, each.label) for reason in REASONS.values() for each in reason.demands),
    ("plan", "整改方案"),
    ("other", "其他佐证"),
]


def months_between(first: date, last: date) -> int:
    """Whole or begun months from the first to the last day, both included: 1 January to 31 December are 12."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(1, months + (last.day >= first.day))
