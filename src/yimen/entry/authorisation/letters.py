"""任命书、授权书, typeset: the paper that is filed, displayed at the window and kept under its number."""

from collections.abc import Callable, Collection, Sequence

from yimen.catalog.models import ItemVersion
from yimen.documents import content, glyphs, typesetting, writing
from yimen.documents.number import date_text
from yimen.entry.authorisation.models import Mandate
from yimen.entry.modes import Power

BASES = (
    "《国务院关于加快推进政务服务标准化规范化便利化的指导意见》（国发〔2022〕5号）",
    "《中华人民共和国行政许可法》第二十四条、第二十六条",
)
FILED = "本文书报县营商环境主管部门备案，在办事窗口和网上公示；事项、环节或者人员变更的，重新签发并公示。"


def title(mandate: Mandate) -> str:
    """The title, which names no person: registers of documents are read by many."""
    return f"{mandate.department.name}政务服务窗口{mandate.get_post_display()}{mandate.get_kind_display()}"


def recipients(mandate: Mandate) -> str:
    """To whom it is filed (报备)."""
    return f"{mandate.region.name}营商环境建设监督局、政务服务中心"


def pdf(mandate: Mandate, versions: Sequence[ItemVersion], powers: Collection[str]) -> bytes:
    """The letter as PDF/A; 〓 stands for a character that no font at hand has. `mandate` is stored already."""
    press = typesetting.press()
    paper = as_letter(mandate, versions, powers, lambda text: glyphs.substituted(text, press.fallback))
    return press.print(*writing.written(paper, press.fallback))


def as_letter(
    mandate: Mandate, versions: Sequence[ItemVersion], powers: Collection[str], shown: Callable[[str], str] = str
) -> content.Letter:
    """The letter as data. `shown` writes a text with the characters that can be printed."""
    office = mandate.department.name
    steps = "、".join(label for power, label in Power.choices if power in powers)
    return content.Letter(
        head=shown(office),
        number=mandate.number,
        title=title(mandate),
        recipients=shown(recipients(mandate)),
        blocks=(
            content.Paragraph(shown(_opening(mandate, len(versions), steps))),
            content.Paragraph(_term(mandate)),
            content.Paragraph(FILED),
            content.Heading(1, "依据"),
            *(content.Paragraph(f"{place}. {name}") for place, name in enumerate(BASES, start=1)),
        ),
        signature=content.Signature(shown(office), mandate.issued_on),
        attachments=(_annex(versions, steps, shown),) if versions else (),
    )


def _opening(mandate: Mandate, items: int, steps: str) -> str:
    who = f"{mandate.staff.name}（工号 {mandate.staff.code}）"
    post = mandate.get_post_display()
    if mandate.kind == Mandate.Kind.APPOINTMENT:
        return f"经研究，任命{who}为我单位派驻政务服务大厅首席事务代表（{post}），负责本单位进驻事项的现场办理和协调。"
    return f"现授权{who}在政务服务大厅（{post}）办理我单位附件所列 {items} 项政务服务事项的{steps}。"


def _term(mandate: Mandate) -> str:
    last = f"至{date_text(mandate.valid_to)}止" if mandate.valid_to else ""  # the database lets none without an end in
    return f"有效期自{date_text(mandate.valid_from)}起{last}；提前撤销的，自撤销之日起失效。"


def _annex(versions: Sequence[ItemVersion], steps: str, shown: Callable[[str], str]) -> content.Attachment:
    columns = (
        content.Column("序号", 0.5, "center"),
        content.Column("事项名称", 3),
        content.Column("实施编码", 2),
        content.Column("授权环节", 1.6),
    )
    rows = tuple((str(at), shown(each.name), each.code, steps) for at, each in enumerate(versions, start=1))
    return content.Attachment("授权事项清单", (content.Table("授权事项清单", columns, rows),))
