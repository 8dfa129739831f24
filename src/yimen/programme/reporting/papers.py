"""专项行动报告 as an official document: made from the kept figures alone, so that equal figures give equal papers."""

from datetime import date
from typing import Any

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
)
from yimen.documents.number import date_text
from yimen.documents.reports import Rate
from yimen.evidence.models import VerdictValue
from yimen.programme.reporting.figures import Figures

MOST_BARS, MOST_OPEN = 15, 40
RATE_NAMES = {
    "declared": ("声明进驻率", "已声明进驻的事项 ÷ 应进事项"),
    "staffed": ("有人值守率", "当日有在岗派驻的事项 ÷ 已声明进驻且须设窗口的事项"),
    "running": ("实质运行率", "结论为实质运行的事项 ÷ 可以下结论的事项"),
}


def as_document(kept: Figures, number: str, digest: str) -> OfficialDocument:
    """The report: what was done, what the data show, what stays open and why, and from which ledger state all is."""
    region, final = kept["region"], kept["kind"] == "final"
    issuer, day = f"{region}营商环境建设监督局", date.fromisoformat(kept["to"])
    made_on = date.fromisoformat(kept["made_on"])
    return OfficialDocument(
        head=f"{issuer}文件",
        number=number,
        title=f"{region}政务服务问题整改专项行动\n{'总结报告' if final else f'{day.year}年{day.month}月月报'}",
        recipients="县政府办公室，专项行动领导小组各成员单位",
        blocks=(
            *_summary(kept),
            *_tasks(kept),
            *_verdicts(kept),
            *_course(kept),
            *_left(kept),
            *_source(kept, digest),
        ),
        signature=Signature(issuer, made_on),
        attachments=(
            Attachment("各部门任务完成情况", (_departments(kept),)),
            Attachment("尚未完成的任务和原因", (_open(kept),)),
        ),
        colophon=Colophon(issuer, made_on),
    )


def rate_rows(kept: Figures) -> list[Rate]:
    """The three rates side by side, each with what it counts."""
    found = kept["rates"]
    return [Rate(title, found[key][0], found[key][1], basis) for key, (title, basis) in RATE_NAMES.items()]


def _summary(kept: Figures) -> tuple[Block, ...]:
    parts = sum(each["departments"] for each in kept["tasks"])
    done = sum(each["handed_in"] for each in kept["tasks"])
    late = sum(each["overdue"] for each in kept["tasks"])
    rates = rate_rows(kept)
    spoken = "，".join(f"{rate.title}{rate.fraction}" for rate in rates)
    columns = (
        Column("指标", 2.4), Column("分子", 1, "right"), Column("分母", 1, "right"), Column("比率", 1.3, "right"),
        Column("口径", 6.3),
    )  # fmt: skip
    return (
        Heading(1, "总体情况"),
        Paragraph(
            f"根据《{kept['title']}》（{kept['notice']}），专项行动自{date_text(date.fromisoformat(kept['from']))}开展，"
            f"本报告截至{date_text(date.fromisoformat(kept['to']))}。任务{len(kept['tasks'])}项，涉及部门{parts}个次，"
            f"已上报{done}个次，逾期未上报{late}个次。"
        ),
        Paragraph(f"{spoken}。三率口径不同，一并列示，不相互替代。"),
        Table(
            "三率及口径",
            columns,
            tuple((r.title, str(r.numerator), str(r.denominator), r.percent, r.basis) for r in rates),
        ),
    )


def _tasks(kept: Figures) -> tuple[Block, ...]:
    columns = (
        Column("序号", 1.2, "center"), Column("任务", 5), Column("时限", 2.6), Column("部门", 1, "right"),
        Column("按期", 1, "right"), Column("上报", 1, "right"), Column("逾期", 1, "right"),
    )  # fmt: skip
    rows = tuple(
        (
            each["number"], each["title"], date_text(date.fromisoformat(each["due"])), str(each["departments"]),
            str(each["in_time"]), str(each["handed_in"]), str(each["overdue"]),
        )
        for each in kept["tasks"]
    )  # fmt: skip
    bars = tuple(
        Bar(f"任务{each['number']}", _share(each["handed_in"], each["departments"]),
            f"{each['handed_in']}/{each['departments']}")
        for each in kept["tasks"]
    )  # fmt: skip
    note = "时限早于通知印发或者会议日期的，送达之前不归责于任何部门。"
    return (
        Heading(1, "任务完成情况"),
        Table("各项任务（单位：部门个次）", columns, rows, note=note),
        Bars("各项任务已上报部门", bars[:MOST_BARS]),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _verdicts(kept: Figures) -> tuple[Block, ...]:
    found = kept["verdicts"]
    if not found["run"]:
        return (Heading(1, "核验结论"), Paragraph("截至本报告没有完成过核验，实质运行情况证据不足。"))
    period = f"{date_text(date.fromisoformat(found['from']))}至{date_text(date.fromisoformat(found['to']))}"
    spoken = "，".join(f"{label}{found['counts'].get(value, 0)}项" for value, label in VerdictValue.choices)
    judged = sorted(found["departments"], key=lambda each: each["runs"] - each["judged"])
    bars = tuple(
        Bar(each["name"], _share(each["runs"], each["judged"]), f"{each['runs']}/{each['judged']}")
        for each in judged
        if each["judged"]
    )
    return (
        Heading(1, "核验结论"),
        Paragraph(
            f"核验批次{found['run']}，数据期间{period}：{spoken}。证据不足和无业务的不视为正常，也不视为有问题。"
        ),
        Bars("各部门实质运行的事项", bars[:MOST_BARS], "列疑似问题事项较多的部门，不是排名。"),
    )


def _course(kept: Figures) -> tuple[Block, ...]:
    finding, order, branch = kept["findings"], kept["orders"], kept["branches"]
    visit, sheet, meeting, letter = kept["visits"], kept["self_inspection"], kept["meetings"], kept["letters"]
    kinds = "，".join(f"{name}{number}件" for name, number in finding["kinds"].items())
    return (
        Heading(1, "疑点和整改"),
        Paragraph(
            f"累计提出疑点{finding['raised']}件{f'（{kinds}）' if kinds else ''}：待认定{finding['unjudged']}件，"
            f"已认定、整改未完成{finding['accepted']}件，已销号{finding['closed']}件，已排除{finding['dismissed']}件，已撤回{finding['withdrawn']}件。"
        ),
        Paragraph(
            f"下达整改单{order['issued']}件，凭此后新数据核验销号{order['closed']}件，撤销{order['withdrawn']}件，"
            f"在办{order['open']}件。"
        ),
        Heading(1, "分厅、自查和督查"),
        Paragraph(
            f"部门分厅处置{branch['all']}件，县政府已决定{branch['decided']}件，已办结{branch['closed']}件。部门自查表{sheet['all']}份，"
            f"负责人已签发{sheet['signed']}份。明察暗访抽定{visit['all']}次，两人签字完成{visit['signed']}次。"
        ),
        Heading(1, "会议和督办"),
        Paragraph(
            f"领导小组召开会议{meeting['held']}次，议定事项{meeting['decisions']}项，各部门均已上报的{meeting['answered']}项。"
            f"发督办函{letter['sent']}份，已答复{letter['answered']}份，已办结{letter['settled']}份。"
        ),
    )


def _left(kept: Figures) -> tuple[Block, ...]:
    left = kept["open"]
    if not left:
        return (Heading(1, "尚未完成的事项"), Paragraph("各项任务均已上报。上报不等于到位，是否到位以核验结论为准。"))
    late = sum(each["days_late"] > 0 for each in left)
    told = sum(bool(each["why"]) for each in left)
    return (
        Heading(1, "尚未完成的事项"),
        Paragraph(
            f"尚有{len(left)}个部门个次没有上报，其中逾期{late}个次，部门说明了原因的{told}个次，见附件2。"
            "没有说明的，不推定原因。"
        ),
    )


def _departments(kept: Figures) -> Table:
    columns = (
        Column("部门", 4), Column("承担任务", 2, "right"), Column("已上报", 2, "right"), Column("逾期", 2, "right"),
    )  # fmt: skip
    rows = tuple(
        (each["name"], str(each["parts"]), str(each["handed_in"]), str(each["overdue"])) for each in kept["departments"]
    )
    return Table("各部门任务完成情况（单位：项）", columns, rows)


def _open(kept: Figures) -> Table:
    columns = (
        Column("任务", 4.4), Column("部门", 2), Column("情况", 2.4), Column("部门说明的原因", 4.4),
    )  # fmt: skip
    rows = tuple(
        (each["task"], each["department"], _standing(each), each["why"] or "没有说明") for each in kept["open"]
    )
    more = len(rows) - MOST_OPEN
    note = f"列{MOST_OPEN}个次，其余{more}个次见系统“专项行动”页面。" if more > 0 else ""
    return Table("尚未完成的任务", columns, rows[:MOST_OPEN], note=note, empty="各项任务均已上报")


def _standing(each: dict[str, Any]) -> str:
    return f"{each['light']}{each['days_late']}天" if each["days_late"] else str(each["light"])


def _source(kept: Figures, digest: str) -> tuple[Block, ...]:
    head = kept["ledger"]["head"]
    rows = (
        ("账本事件数", str(kept["ledger"]["events"])),
        ("链上摘要", "\n".join(head[start : start + 32] for start in (0, 32))),
        ("数字摘要", "\n".join(digest[start : start + 32] for start in (0, 32))),
    )
    return (
        Heading(1, "数字的出处"),
        Paragraph(
            f"本报告的数字均据存证账本第{kept['ledger']['events']}个事件时的状态清点，任何时候可在系统中按这一状态重算核对；"
            f"此后登记的不计入。声明进驻率和有人值守率由编制时（账本第{kept['register']['ledger']['events']}个事件）台账的"
            f"{len(kept['register']['items'])}个事项逐项清点，明细随数字一并留存，可凭明细重算；事后补报使同一天的数变化的，另行列明。"
            "账本只能证明何时何人记录了什么，不能证明所记为真。"
        ),
        Table("账本状态", (Column("要素", 1.4), Column("内容", 5)), rows),
    )
