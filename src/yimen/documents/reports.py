"""月报: the monthly report as data. Whoever fills it counts from events."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

THIN = "证据不足"


@dataclass(frozen=True)
class Rate:
    """率: a title, numerator and denominator, and in words what is counted. Without a denominator it is 证据不足."""

    title: str
    numerator: int
    denominator: int
    basis: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"“{self.title}”的分子 {self.numerator} 不在 0 与分母 {self.denominator} 之间。")

    @property
    def share(self) -> float | None:
        """From 0 to 1; None without a denominator."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def percent(self) -> str:
        """With one decimal, half up; never 100.0% while one is missing, nor 0.0% while there is one."""
        if not self.denominator:
            return THIN
        tenths = (self.numerator * 2000 + self.denominator) // (2 * self.denominator)
        if self.numerator < self.denominator:
            tenths = min(tenths, 999)
        if self.numerator:
            tenths = max(tenths, 1)
        return f"{tenths // 10}.{tenths % 10}%"

    @property
    def fraction(self) -> str:
        """The percentage with what it was made of, since a share alone hides how few they are."""
        return f"{self.percent}（{self.numerator}/{self.denominator}）" if self.denominator else THIN


@dataclass(frozen=True)
class DepartmentVerdicts:
    """各部门核验结论: how many entered items of one department had which verdict in the period."""

    department: str
    runs: int
    hollow: int
    bypassed: int
    thin: int
    idle: int
    exempt: int = 0

    @property
    def rate(self) -> Rate:
        """实质运行率: items with verdict 实质运行 ÷ items with a verdict; 证据不足 and 无业务 are not in it."""
        return Rate(self.department, self.runs, self.runs + self.suspected)

    @property
    def suspected(self) -> int:
        """疑似问题事项: items with verdict 疑似明进暗不进 or 疑似体外循环."""
        return self.hollow + self.bypassed


@dataclass(frozen=True)
class MonthPoint:
    """按月趋势的一点: the rate of a month; `rate` None or without a denominator is 证据不足."""

    year: int
    month: int
    rate: Rate | None


@dataclass(frozen=True)
class NewFinding:
    """新增疑点: what was seen of an item, with the innocent explanation; it accuses nobody yet.

    `off` is the matters off the hall of all of the item, where a verification counted them: the finding's weight.
    """

    department: str
    item_name: str
    kind: str
    seen: str
    innocent: str
    status: str
    off: Rate | None = None

    @property
    def brief(self) -> str:
        """What was seen, in one line: the count where there is one, else the first line of what was seen."""
        if self.off:
            return f"{self.off.denominator}件中{self.off.numerator}件在厅外办理（{self.off.percent}）"
        return self.seen.split("\n")[0]


@dataclass(frozen=True)
class LateOrder:
    """逾期整改单: an order past its deadline at the month's end."""

    number: str
    department: str
    item_name: str
    deadline: date
    days_late: int


@dataclass(frozen=True)
class Orders:
    """整改单: counts at the month's end. `late` are among the open ones; `closed` and `issued` fell in the month."""

    issued: int
    open: int
    closed: int
    reopened: int
    late: tuple[LateOrder, ...]


@dataclass(frozen=True)
class FindingCount:
    """疑点公布数: where every finding ever raised stood when the month's count was published; `unsettled` are open."""

    raised: int
    unsettled: int
    closed: int
    set_aside: int
    referred: int


@dataclass(frozen=True)
class SourceNote:
    """数据来源: a feed and its rows in the period; `rows` None means that it was not handed in."""

    name: str
    provider: str
    rows: int | None
    refused: int = 0
    note: str = ""


@dataclass(frozen=True)
class LedgerHead:
    """封存头: how long the county's ledger was and its Merkle root (64 hexadecimal digits)."""

    size: int
    root: str
    sealed_at: datetime
    witnessed_at: datetime | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.root):
            raise ValueError("账本根应为 64 位小写十六进制数字。")
        if self.sealed_at.tzinfo is None or (self.witnessed_at and self.witnessed_at.tzinfo is None):
            raise ValueError("封存时间必须带时区。")

    @property
    def groups(self) -> str:
        """The root in 16 groups of 4, eight a line, so that two people can compare it aloud."""
        groups = [self.root[start : start + 4] for start in range(0, 64, 4)]
        return " ".join(groups[:8]) + "\n" + " ".join(groups[8:])


@dataclass(frozen=True)
class MonthlyReport:
    """政务服务事项进驻和实质运行情况月报. `declared`, `staffed`, `running` are the three rates side by side."""

    county: str
    year: int
    month: int
    issuer: str
    recipients: str
    number: str
    issued_on: date
    data_from: date
    data_to: date
    declared: Rate
    staffed: Rate
    running: Rate
    departments: tuple[DepartmentVerdicts, ...]
    trend: tuple[MonthPoint, ...]
    findings: tuple[NewFinding, ...]
    orders: Orders
    sources: tuple[SourceNote, ...]
    ledger: LedgerHead | None
    engine: str = ""
    counted: FindingCount | None = None
    contact: str = ""
    copies: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"月报的月份应为 1 至 12，现为 {self.month}。")
        if self.data_to < self.data_from:
            raise ValueError("月报的数据截止日期早于起始日期。")
