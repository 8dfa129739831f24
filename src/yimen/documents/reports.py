"""月报: the monthly report as data, and the official document that it becomes. Whoever fills it counts from events."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from yimen.documents.content import (
    Bar,
    Bars,
    Block,
    Colophon,
    Column,
    Heading,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    Trend,
)
from yimen.documents.number import date_text

THIN = "证据不足"
LIMIT = "账本只能证明何时何人记录了什么，不能证明所记为真。"
LOCAL = ZoneInfo("Asia/Shanghai")


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
        return Rate(self.department, self.runs, self.runs + self.hollow + self.bypassed)


@dataclass(frozen=True)
class MonthPoint:
    """按月趋势的一点: the rate of a month; `rate` None or without a denominator is 证据不足."""

    year: int
    month: int
    rate: Rate | None


@dataclass(frozen=True)
class NewFinding:
    """新增疑点: what was seen of an item, with the innocent explanation; it accuses nobody yet."""

    source: str
    department: str
    item_name: str
    kind: str
    seen: str
    innocent: str
    status: str


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
    contact: str = ""
    copies: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"月报的月份应为 1 至 12，现为 {self.month}。")
        if self.data_to < self.data_from:
            raise ValueError("月报的数据截止日期早于起始日期。")


def as_document(report: MonthlyReport) -> OfficialDocument:
    """The report as an official document: conclusions first, then what they rest on and what they do not prove."""
    period = f"{report.year}年{report.month}月"
    return OfficialDocument(
        head=f"{report.issuer}文件",
        number=report.number,
        title=f"{report.county}政务服务事项进驻\n和实质运行情况月报\n（{period}）",
        recipients=report.recipients,
        blocks=(
            *_rates(report),
            *_departments(report),
            *_trend(report),
            *_findings(report),
            *_orders(report),
            *_sources(report),
            *_limits(report),
        ),
        signature=Signature(report.issuer, report.issued_on),
        colophon=Colophon(report.issuer, report.issued_on, report.copies),
        remark=report.contact,
    )


def _rates(report: MonthlyReport) -> tuple[Block, ...]:
    rates = (report.declared, report.staffed, report.running)
    spoken = "，".join(f"{rate.title}{rate.fraction}" for rate in rates)
    return (
        Heading(1, "总体情况"),
        Paragraph(
            f"本期数据为{date_text(report.data_from)}至{date_text(report.data_to)}。{report.county}{spoken}。"
            "三率口径不同，一并列示，不相互替代。"
        ),
        Table(
            "三率及口径",
            (Column("指标", 3), Column("分子", 1, "right"), Column("分母", 1, "right"), Column("比率", 1.4, "right"),
             Column("口径", 5)),
            tuple((r.title, str(r.numerator), str(r.denominator), r.percent, r.basis) for r in rates),
        ),
    )  # fmt: skip


def _departments(report: MonthlyReport) -> tuple[Block, ...]:
    rows = report.departments
    names = ("runs", "hollow", "bypassed", "thin", "idle", "exempt")
    cells = [
        (row.department, *(str(getattr(row, name)) for name in names), row.rate.percent)
        for row in rows
    ]  # fmt: skip
    if rows:
        total = DepartmentVerdicts("合计", *(sum(getattr(row, name) for row in rows) for name in names))
        cells.append(("合计", *(str(getattr(total, name)) for name in names), total.rate.percent))
    heads = ("实质\n运行", "疑似\n明进\n暗不进", "疑似\n体外\n循环", "证据\n不足", "无业务", "不在\n应进\n范围")
    return (
        Heading(1, "各部门核验结论"),
        Paragraph(
            "结论按事项作出。实质运行率为实质运行事项数除以有结论事项数；证据不足、无业务的事项不计入，单独列示，"
            "不视为正常，也不视为有问题。事项少的部门比率起伏大，不作排名。"
        ),
        Table(
            "各部门事项核验结论（单位：项）",
            (Column("部门", 3.4), *(Column(head, 1.4, "right") for head in heads),
             Column("实质\n运行率", 1.8, "right")),
            tuple(cells),
        ),
        Bars(
            "各部门实质运行率",
            tuple(Bar(row.department, row.rate.share, row.rate.fraction) for row in rows),
        ),
        Paragraph(_thin_sentence(rows)),
    )  # fmt: skip


def _thin_sentence(rows: tuple[DepartmentVerdicts, ...]) -> str:
    thin = [f"{row.department}{row.thin}项" for row in rows if row.thin]
    if not thin:
        return "本期没有证据不足的事项。"
    return f"证据不足的事项共{sum(row.thin for row in rows)}项：{'、'.join(thin)}。请有关部门补报台账后再行核验。"


def _trend(report: MonthlyReport) -> tuple[Block, ...]:
    bars = tuple(
        Bar(f"{point.month}月", point.rate.share if point.rate else None, point.rate.percent if point.rate else THIN)
        for point in report.trend
    )
    if not bars:
        return (Heading(1, "按月趋势"), Paragraph("此前没有可比的核验，本期不作比较。"))
    first, last = report.trend[0], report.trend[-1]
    span = f"{first.year}年{first.month}月至{last.year}年{last.month}月"
    return (Heading(1, "按月趋势"), Trend(f"{report.running.title}（{span}）", bars))


def _findings(report: MonthlyReport) -> tuple[Block, ...]:
    return (
        Heading(1, "新增疑点"),
        Paragraph(
            f"本期新增疑点{len(report.findings)}件。疑点只说明数据中看到了什么，认定之前不作为对部门或者个人的结论。"
        ),
        Table(
            "新增疑点",
            (Column("部门和事项", 3.4), Column("看到的情况", 5), Column("可能的正当解释", 4),
             Column("类别和状态", 3.3)),
            tuple(
                (f"{f.department}\n{f.item_name}", f.seen, f.innocent, f"{f.kind}\n{f.status}\n{f.source}")
                for f in report.findings
            ),
            empty="本期没有新增疑点",
        ),
    )  # fmt: skip


def _orders(report: MonthlyReport) -> tuple[Block, ...]:
    orders = report.orders
    return (
        Heading(1, "整改情况"),
        Paragraph(
            f"本月下达整改单{orders.issued}件，销号{orders.closed}件，反弹重开{orders.reopened}件；"
            f"月末在办{orders.open}件，其中逾期{len(orders.late)}件。"
            "整改单凭此后新数据的核验结果销号，不凭书面答复销号。"
        ),
        Table(
            "月末逾期的整改单",
            (Column("文号", 4), Column("部门", 2.4), Column("事项", 3.4), Column("期限", 3),
             Column("逾期\n天数", 1.1, "right")),
            tuple((o.number, o.department, o.item_name, date_text(o.deadline), str(o.days_late)) for o in orders.late),
            empty="月末没有逾期的整改单",
        ),
    )  # fmt: skip


def _sources(report: MonthlyReport) -> tuple[Block, ...]:
    rows = tuple(
        (s.name, s.provider, "未报送" if s.rows is None else str(s.rows), "—" if s.rows is None else str(s.refused),
         s.note or (f"{THIN}：相关事项不作结论" if s.rows is None else ""))
        for s in report.sources
    )  # fmt: skip
    return (
        Heading(1, "数据来源"),
        Table(
            "本期数据来源（单位：行）",
            (Column("数据", 3), Column("提供单位", 2.4), Column("接收", 1.2, "right"), Column("退回", 1.2, "right"),
             Column("说明", 4)),
            rows,
            empty="本期没有收到数据",
        ),
    )  # fmt: skip


def _moment(at: datetime) -> str:
    local = at.astimezone(LOCAL)
    return f"{date_text(local.date())}{local:%H:%M:%S}（北京时间）"


def _limits(report: MonthlyReport) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Heading(1, "存证和本报告不能证明的事项"),
        Paragraph(
            f"{LIMIT}本报告的结论限于上列已接收的数据；没有报送的，一律列为{THIN}，不推定为正常，也不推定为有问题。"
        ),
    ]
    if report.ledger is None:
        return (*blocks, Paragraph("编制本报告时账本尚未封存，本报告的数据暂不能据账本核对。"))
    head = report.ledger
    witnessed = _moment(head.witnessed_at) if head.witnessed_at else "尚无县外见证"
    rows = [
        ("事件数", str(head.size)),
        ("账本根", head.groups),
        ("封存时间", _moment(head.sealed_at)),
        ("最近一次县外见证", witnessed),
    ]
    if report.engine:
        rows.append(("核验引擎", report.engine))
    return (*blocks, Table("账本封存头", (Column("要素", 1.4), Column("内容", 4)), tuple(rows)))
