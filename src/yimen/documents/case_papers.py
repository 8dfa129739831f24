"""办件文书: what an applicant is told in writing about his case, from typed data; the layouts know no case.

What a paper must say comes from 行政许可法 32, 38, 42, 44 and 45, 行政复议法 20 and 24, 行政诉讼法 46.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimen.documents.content import Block, Check, Column, Letter, Paragraph, Signature, Table
from yimen.documents.number import date_text

REVIEW_DAYS, SUIT_MONTHS = 60, 6  # 行政复议法 20, 行政诉讼法 46


@dataclass(frozen=True)
class Matter:
    """文书所涉办件: who tells whom about what. `licence` says that it is a 行政许可, whose law then applies.

    `review` is the office that reviews the department's decisions (行政复议机关).
    """

    issuer: str
    number: str
    applicant: str
    item_name: str
    case_number: str
    licence: bool
    received_on: date
    issued_on: date
    review: str
    check: Check | None = None

    @property
    def about(self) -> str:
        """The application in one clause."""
        return f"你（单位）于{date_text(self.received_on)}提出的“{self.item_name}”申请（办件编号{self.case_number}）"


@dataclass(frozen=True)
class Limit:
    """期限: its name, its last day (None while it stands still), and whether the day may still move."""

    name: str
    last: date | None
    provisional: bool = False

    @property
    def words(self) -> str:
        """The limit in one clause."""
        if self.last is None:
            return f"{self.name}暂停计算"
        return f"{self.name}为{date_text(self.last)}{'（节假日安排公布前暂定）' if self.provisional else ''}"


def acceptance(matter: Matter, *, accepted_on: date, deemed: bool, limits: tuple[Limit, ...]) -> Letter:
    """受理通知书 (行政许可法 32): since when it is accepted, and by when it will be decided."""
    since = date_text(accepted_on)
    how = (
        f"{matter.about}，本机关没有在五个工作日内告知需要补正的内容，自{since}起即为受理（行政许可法第三十二条）。"
        if deemed
        else f"{matter.about}，材料齐全、符合法定形式，本机关于{since}予以受理。"
    )
    until = "，".join(limit.words for limit in limits)
    blocks = [Paragraph(how)]
    if until:
        blocks.append(Paragraph(f"{until}。依法需要听证、检验、检测、检疫、鉴定和专家评审的，所需时间另行书面告知。"))
    blocks.append(Paragraph("办理进度可凭办件编号和查询码在政务服务网查询。"))
    return _letter(matter, "受理通知书", *blocks)


def one_time_notice(matter: Matter, *, missing: str) -> Letter:
    """一次性告知书 (行政许可法 32): everything that is missing, told once."""
    return _letter(
        matter,
        "一次性告知书",
        Paragraph(f"{matter.about}收悉。经审查，申请材料不齐全或者不符合法定形式，需要补正的全部内容如下："),
        *_lines(missing),
        Paragraph("请补正后到收件窗口或者在“我的办件”中一次提交。材料补齐之日即为重新收到申请之日。"),
        Paragraph("本告知书已列明需要补正的全部内容，本机关不再要求补正其他材料。"),
    )


def declining(matter: Matter, *, reason: str) -> Letter:
    """不予受理决定书 (行政许可法 32): the reason, and how to have the decision reviewed."""
    return _letter(
        matter,
        "不予受理决定书",
        Paragraph(f"{matter.about}收悉。经审查，本机关决定不予受理。理由和依据如下："),
        *_lines(reason),
        _remedies(matter),
    )


def procedure(matter: Matter, *, kind: str, days: int, told: str) -> Letter:
    """特别程序告知书 (行政许可法 45): which procedure, how long, and that the time is not counted once it is served."""
    return _letter(
        matter,
        "特别程序告知书",
        Paragraph(f"{matter.about}，依法需要进行{kind}，所需时间为{days}日（自然日）。"),
        *_lines(told),
        Paragraph(
            "依照行政许可法第四十五条，上述时间不计入办理期限；自本告知书送达之日起停止计算，程序结束后继续计算。"
        ),
    )


def extension(matter: Matter, *, days: int, reason: str, limits: tuple[Limit, ...]) -> Letter:
    """延长期限告知书 (行政许可法 42): by how long, why, and that the head approved it."""
    until = "，".join(limit.words for limit in limits)
    return _letter(
        matter,
        "延长办理期限告知书",
        Paragraph(f"{matter.about}，不能在规定期限内办结，经本机关负责人批准，延长{days}个工作日。理由如下："),
        *_lines(reason),
        *([Paragraph(f"延长后，{until}。")] if until else []),
    )


def grant(matter: Matter, *, outcome: str, document: str) -> Letter:
    """准予（行政许可）决定书 (行政许可法 38, 44)."""
    blocks: list[Block] = [
        Paragraph(f"{matter.about}，经审查符合法定条件、标准，本机关决定准予{_licence(matter)}。"),
        *_lines(outcome),
    ]
    if document:
        blocks.append(Paragraph(f"证照或者批准文书编号：{document}。"))
    if matter.licence:
        blocks.append(Paragraph("证照自本决定作出之日起十个工作日内颁发、送达（行政许可法第四十四条）。"))
    return _letter(matter, f"准予{_licence(matter)}决定书", *blocks)


def refusal(matter: Matter, *, reason: str) -> Letter:
    """不予（行政许可）决定书 (行政许可法 38): the reason, and the right to review and suit."""
    return _letter(
        matter,
        f"不予{_licence(matter)}决定书",
        Paragraph(f"{matter.about}，经审查不符合法定条件、标准，本机关决定不予{_licence(matter)}。理由和依据如下："),
        *_lines(reason),
        _remedies(matter),
    )


def ending(matter: Matter, *, reason: str) -> Letter:
    """终止办理通知书: without a decision, and why."""
    return _letter(
        matter,
        "终止办理通知书",
        Paragraph(f"{matter.about}，现终止办理。理由和依据如下："),
        *_lines(reason),
        _remedies(matter),
    )


def withdrawal(matter: Matter, *, reason: str) -> Letter:
    """撤回申请确认书: that the applicant took it back, which he may do until it is decided."""
    return _letter(
        matter,
        "撤回申请确认书",
        Paragraph(f"{matter.about}，已按你（单位）的要求撤回，本机关不再办理。撤回的原因：{reason.rstrip('。')}。"),
        Paragraph("撤回不影响再次申请。需要取回已提交材料原件的，请到收件窗口办理。"),
    )


@dataclass(frozen=True)
class Service:
    """送达情况: which papers reached whom, how, when, by whose hand."""

    papers: tuple[str, ...]
    receiver: str
    way: str
    tracking: str
    served_on: date
    by: str


def receipt(matter: Matter, service: Service) -> Letter:
    """送达回证: one row for each thing that a receipt states, with room to sign."""
    tracking = f"（邮寄单号{service.tracking}）" if service.tracking else ""
    rows = (
        ("受送达人", matter.applicant),
        ("事项", f"{matter.item_name}\n办件编号{matter.case_number}"),
        ("送达的文书", "\n".join(service.papers) or "办理结果"),
        ("方式和日期", f"{date_text(service.served_on)}{service.way}{tracking}"),
        ("送达人", service.by),
        ("收件人签名", f"{service.receiver}\n　"),
    )
    columns = (Column("项目", 1, "center"), Column("内容", 4))
    how = "请受送达人在“收件人签名”栏签名并写明日期；拒签的，由送达人在此栏写明。"
    return _letter(matter, "送达回证", Paragraph(how), Table("", columns, rows), sealed=False)


@dataclass(frozen=True)
class Handed:
    """交接清单一行: the case, its item, its applicant as masked, and what papers went with it."""

    case_number: str
    item: str
    applicant: str
    papers: str


def handover(*, giver: str, number: str, taker: str, handed: tuple[Handed, ...], by: str, to: str, on: date) -> Letter:
    """办件交接单: the cases that one side gave and the other took, with the names of both."""
    rows = tuple(
        (str(place), each.case_number, each.item, each.applicant, each.papers)
        for place, each in enumerate(handed, start=1)
    )
    columns = (
        Column("序号", 0.6, "center"), Column("办件编号", 2.4), Column("事项", 2.4), Column("申请人", 1, "center"),
        Column("材料", 1.8),
    )  # fmt: skip
    return Letter(
        head=giver,
        number=number,
        title="办件交接单",
        recipients=taker,
        blocks=(
            Paragraph(f"下列{len(handed)}件办件及其材料已当面清点，由{by}移交，{to}接收。"),
            Table("", columns, rows),
            Paragraph("自接收时起由接收部门经办；申请人的办理期限不因交接而停止计算。"),
        ),
        signature=Signature(giver, on, sealed=False),
    )


def contents_list(
    *, office: str, case_number: str, item: str, retention: str, rows: tuple[tuple[str, ...], ...], pages: int, on: date
) -> Letter:
    """卷内目录: place, number, title, day and pages of everything in an archived file."""
    columns = (
        Column("顺序号", 0.7, "center"), Column("文号", 2.2), Column("题名", 3.2), Column("日期", 1.2, "center"),
        Column("页数", 0.6, "right"),
    )  # fmt: skip
    return Letter(
        head=office,
        number=case_number,
        title="卷内目录",
        recipients="",
        blocks=(
            Paragraph(f"{item}，共{len(rows)}件{pages}页，保管期限{retention}。页数为“—”的没有电子文件。"),
            Table("", columns, rows),
        ),
        signature=Signature(office, on, sealed=False),
    )


def _licence(matter: Matter) -> str:
    return "行政许可" if matter.licence else ""


def _lines(text: str) -> list[Paragraph]:
    return [Paragraph(line) for line in text.splitlines() if line.strip()]


def _remedies(matter: Matter) -> Paragraph:
    return Paragraph(
        f"如不服本决定，可以自收到本文书之日起{REVIEW_DAYS}日内向{matter.review}申请行政复议，"
        f"也可以自收到本文书之日起{SUIT_MONTHS}个月内依法向有管辖权的人民法院提起行政诉讼。"
    )


def _letter(matter: Matter, title: str, *blocks: Block, sealed: bool = True) -> Letter:
    return Letter(
        head=matter.issuer,
        number=matter.number,
        title=title,
        recipients=matter.applicant,
        blocks=blocks,
        signature=Signature(matter.issuer, matter.issued_on, sealed=sealed),
        check=matter.check,
    )
