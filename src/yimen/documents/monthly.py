"""月报: the official document that a monthly report becomes; a few pages for a leader, what they rest on attached."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from yimen.documents.content import (
    Attachment,
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
from yimen.documents.reports import THIN, DepartmentVerdicts, FindingCount, MonthlyReport, NewFinding

LIMIT = "账本只能证明何时何人记录了什么，不能证明所记为真。"
LOCAL = ZoneInfo("Asia/Shanghai")
MOST_FINDINGS = 30  # 附件 lists the weightiest; a leader reads no longer table
MOST_LATE = 20
MOST_BARS = 10
MOST_NAMES = 5  # departments named in a sentence


def as_document(report: MonthlyReport) -> OfficialDocument:
    """The report as an official document: conclusions first, in a few pages; what they rest on is attached."""
    period = f"{report.year}年{report.month}月"
    return OfficialDocument(
        head=f"{report.issuer}文件",
        number=report.number,
        title=f"{report.county}政务服务事项进驻\n和实质运行情况月报\n（{period}）",
        recipients=report.recipients,
        blocks=(
            *_summary(report),
            *_departments(report),
            *_trend(report),
            *_findings(report),
            *_orders(report),
            *_limits(report),
        ),
        signature=Signature(report.issuer, report.issued_on),
        attachments=(
            Attachment("各部门事项核验结论", (_verdict_table(report),)),
            Attachment("主要疑点", _finding_tables(report)),
            Attachment("数据来源和账本封存头", (_source_table(report), *_ledger_head(report))),
        ),
        colophon=Colophon(report.issuer, report.issued_on, report.copies),
        remark=report.contact,
    )


def _total(report: MonthlyReport) -> DepartmentVerdicts:
    names = ("runs", "hollow", "bypassed", "thin", "idle", "exempt")
    return DepartmentVerdicts("合计", *(sum(getattr(row, name) for row in report.departments) for name in names))


def _summary(report: MonthlyReport) -> tuple[Block, ...]:
    rates = (report.declared, report.staffed, report.running)
    spoken = "，".join(f"{rate.title}{rate.fraction}" for rate in rates)
    total, orders = _total(report), report.orders
    verified = total.runs + total.suspected + total.thin + total.idle
    return (
        Heading(1, "总体情况"),
        Paragraph(
            f"本期数据为{date_text(report.data_from)}至{date_text(report.data_to)}。{report.county}{spoken}。"
            "三率口径不同，一并列示，不相互替代。"
        ),
        Paragraph(
            f"本期核验应进事项{verified}项：实质运行{total.runs}项，疑似明进暗不进{total.hollow}项，"
            f"疑似体外循环{total.bypassed}项，证据不足{total.thin}项，无业务{total.idle}项。"
            f"{_named('疑似问题事项', report.departments, 'suspected')}疑似问题以认定为准。"
        ),
        Paragraph(
            f"本月新增疑点{len(report.findings)}件，下达整改单{orders.issued}件，销号{orders.closed}件；"
            f"月末在办整改单{orders.open}件，其中逾期{len(orders.late)}件。"
        ),
        Table(
            "三率及口径",
            (Column("指标", 2.4), Column("分子", 1, "right"), Column("分母", 1, "right"), Column("比率", 1.3, "right"),
             Column("口径", 6.3)),
            tuple((r.title, str(r.numerator), str(r.denominator), r.percent, r.basis) for r in rates),
        ),
    )  # fmt: skip


def _named(what: str, departments: tuple[DepartmentVerdicts, ...], name: str) -> str:
    """A sentence on which departments have the most of something; empty when none has any."""
    having = sorted((row for row in departments if getattr(row, name)), key=lambda row: -getattr(row, name))
    if not having:
        return ""
    shown = "、".join(f"{row.department}{getattr(row, name)}项" for row in having[:MOST_NAMES])
    total = sum(getattr(row, name) for row in having)
    if len(having) <= MOST_NAMES:
        return f"{what}共{total}项：{shown}。"
    return f"{what}共{total}项，分布在{len(having)}个部门，较多的有{shown}，其余见附件1。"


def _departments(report: MonthlyReport) -> tuple[Block, ...]:
    rows = report.departments
    if len(rows) > MOST_BARS:
        rows = tuple(sorted(rows, key=lambda row: -row.suspected)[:MOST_BARS])
    caption = "各部门实质运行率"
    note = (
        f"列疑似问题事项较多的{MOST_BARS}个部门，不是比率排名；其余见附件1。"
        if len(report.departments) > len(rows)
        else ""
    )
    return (
        Heading(1, "各部门核验结论"),
        Paragraph(
            "结论按事项作出，各部门情况见附件1。实质运行率为实质运行事项数除以有结论事项数；证据不足、无业务的事项"
            "不计入，单独列示，不视为正常，也不视为有问题。事项少的部门比率起伏大，不作排名。"
        ),
        Paragraph(_thin_sentence(report.departments)),
        Bars(caption, tuple(Bar(row.department, row.rate.share, row.rate.fraction) for row in rows), note),
    )


def _thin_sentence(rows: tuple[DepartmentVerdicts, ...]) -> str:
    thin = _named("证据不足的事项", rows, "thin")
    return f"{thin}请有关部门补报台账后再行核验。" if thin else "本期没有证据不足的事项。"


def _verdict_table(report: MonthlyReport) -> Table:
    names = ("runs", "hollow", "bypassed", "thin", "idle", "exempt")
    rows = (*report.departments, _total(report)) if report.departments else ()
    heads = ("实质\n运行", "疑似\n明进\n暗不进", "疑似\n体外\n循环", "证据\n不足", "无业务", "不在\n应进\n范围")
    return Table(
        "各部门事项核验结论（单位：项）",
        (Column("部门", 3.6), *(Column(head, 1.4, "right") for head in heads), Column("实质\n运行率", 1.8, "right")),
        tuple((row.department, *(str(getattr(row, name)) for name in names), row.rate.percent) for row in rows),
    )


def _trend(report: MonthlyReport) -> tuple[Block, ...]:
    bars = tuple(
        Bar(f"{point.month}月", point.rate.share if point.rate else None, point.rate.percent if point.rate else THIN)
        for point in report.trend
    )
    if not bars:
        return (Heading(1, "按月趋势"), Paragraph("此前没有可比的核验，本期不作比较。"))
    first, last = report.trend[0], report.trend[-1]
    title = next((point.rate.title for point in report.trend if point.rate), report.running.title)
    span = f"{first.year}年{first.month}月至{last.year}年{last.month}月"
    return (Heading(1, "按月趋势"), *_extremes(report, title, span), Trend(f"{title}（{span}）", bars))


def _extremes(report: MonthlyReport, title: str, span: str) -> tuple[Block, ...]:
    """The lowest and the highest month in words; nothing when fewer than two months have a rate."""
    known = [(point.rate.share, point) for point in report.trend if point.rate and point.rate.share is not None]
    if len(known) < 2:
        return ()
    (_, low), (_, high) = min(known, key=lambda each: each[0]), max(known, key=lambda each: each[0])
    lowest, highest = (f"{each.year}年{each.month}月{each.rate.percent}" for each in (low, high) if each.rate)
    thin = len(report.trend) - len(known)
    return (Paragraph(f"{span}，{title}最低为{lowest}，最高为{highest}{f'，另有{thin}个月{THIN}' if thin else ''}。"),)


def _weightiest(report: MonthlyReport) -> tuple[NewFinding, ...]:
    """The findings that are listed: those that somebody saw himself first, then by matters off the hall."""
    ordered = sorted(report.findings, key=lambda each: -each.off.numerator if each.off else float("-inf"))
    return tuple(ordered[:MOST_FINDINGS])


def _findings(report: MonthlyReport) -> tuple[Block, ...]:
    count, more = len(report.findings), len(report.findings) - MOST_FINDINGS
    where = "，见附件2" if count else ""
    if more > 0:
        where = f"，其中厅外办理最多的{MOST_FINDINGS}件见附件2，其余{more}件见系统“疑点”页面"
    return (
        Heading(1, "新增疑点"),
        Paragraph(
            f"本期新增疑点{count}件{where}。"
            "疑点只说明数据中看到了什么，认定之前不作为对部门或者个人的结论；每件都列明可能的正当解释，先听部门说明再认定。"
        ),
    )


def _finding_tables(report: MonthlyReport) -> tuple[Block, ...]:
    """The weightiest findings, and once each the innocent explanations that they refer to by number."""
    shown = _weightiest(report)
    explanations: dict[str, int] = {}
    rows = []
    for each in shown:
        lines = [line.strip() for line in each.innocent.split("\n") if line.strip()]
        numbers = [explanations.setdefault(line, len(explanations) + 1) for line in lines]
        rows.append(
            (each.department, each.item_name, each.brief, "、".join(map(str, numbers)) or "—",
             f"{each.kind}\n{each.status}")
        )  # fmt: skip
    more = len(report.findings) - len(shown)
    tables = [
        Table(
            "新增疑点",
            (Column("部门", 3), Column("事项", 5.4), Column("看到的情况", 4.3), Column("解释", 1.5, "center"),
             Column("类别和状态", 4)),
            tuple(rows),
            note=f"按厅外办理件数列出{len(shown)}件，其余{more}件见系统“疑点”页面。" if more else "",
            empty="本期没有新增疑点",
        )
    ]  # fmt: skip
    if explanations:
        columns = (Column("序号", 1, "center"), Column("可能的正当解释", 12))
        lines_of = tuple((str(number), line) for line, number in explanations.items())
        tables.append(Table("上表“解释”一栏的说明", columns, lines_of))
    return tuple(tables)


def _orders(report: MonthlyReport) -> tuple[Block, ...]:
    orders = report.orders
    more = len(orders.late) - MOST_LATE
    blocks: tuple[Block, ...] = (
        Heading(1, "整改情况"),
        Paragraph(
            f"本月下达整改单{orders.issued}件，销号{orders.closed}件，反弹重开{orders.reopened}件；"
            f"月末在办{orders.open}件，其中逾期{len(orders.late)}件。"
            "整改单凭此后新数据的核验结果销号，不凭书面答复销号。"
        ),
        *_counted(report.counted),
    )
    if not orders.late:
        return (*blocks, Paragraph("月末没有逾期的整改单。"))
    return (
        *blocks,
        Table(
            "月末逾期的整改单",
            (Column("文号", 4.5), Column("部门", 2.4), Column("事项", 3.1), Column("期限", 3),
             Column("逾期\n天数", 1.1, "right")),
            tuple(
                (o.number, o.department, o.item_name, date_text(o.deadline), str(o.days_late))
                for o in sorted(orders.late, key=lambda each: -each.days_late)[:MOST_LATE]
            ),
            note=f"列逾期最久的{MOST_LATE}件，其余{more}件见系统“整改单”页面。" if more > 0 else "",
        ),
    )  # fmt: skip


def _counted(count: FindingCount | None) -> tuple[Block, ...]:
    """The count as it was published, so that the paper and the ledger say the same."""
    if count is None:
        return ()
    return (
        Paragraph(
            f"按本月公布数，累计提出疑点{count.raised}个，未办结{count.unsettled}个，已销号{count.closed}个，"
            f"已排除或者撤回{count.set_aside}个，其中已移交{count.referred}个。公布数记入存证账本，可以重新清点。"
        ),
    )


def _source_table(report: MonthlyReport) -> Table:
    rows = tuple(
        (s.name, s.provider, "未报送" if s.rows is None else str(s.rows), "—" if s.rows is None else str(s.refused),
         s.note or (f"{THIN}：相关事项不作结论" if s.rows is None else ""))
        for s in report.sources
    )  # fmt: skip
    return Table(
        "本期数据来源（单位：行）",
        (Column("数据", 3), Column("提供单位", 2.4), Column("接收", 1.2, "right"), Column("退回", 1.2, "right"),
         Column("说明", 4)),
        rows,
        empty="本期没有收到数据",
    )  # fmt: skip


def _moment(at: datetime) -> str:
    local = at.astimezone(LOCAL)
    return f"{date_text(local.date())}{local:%H:%M:%S}（北京时间）"


def _limits(report: MonthlyReport) -> tuple[Block, ...]:
    lacking = "、".join(f"{each.provider}的{each.name}" for each in report.sources if each.rows is None)
    return (
        Heading(1, "数据来源和本报告不能证明的事项"),
        Paragraph(
            f"本报告的结论限于附件3所列已接收的数据；没有报送的，一律列为{THIN}，不推定为正常，也不推定为有问题。"
            + (f"本期没有收到{lacking}。" if lacking else "")
            + LIMIT
        ),
    )


def _ledger_head(report: MonthlyReport) -> tuple[Block, ...]:
    if report.ledger is None:
        return (Paragraph("编制本报告时账本尚未封存，本报告的数据暂不能据账本核对。"),)
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
    return (Table("账本封存头", (Column("要素", 1.4), Column("内容", 4)), tuple(rows)),)
