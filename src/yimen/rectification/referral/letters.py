"""移送函: the letter with which a file goes to the competent authority."""

from datetime import date

from yimen.documents.content import Attachment, Column, Heading, Letter, Paragraph, Signature, Table
from yimen.documents.number import date_text
from yimen.rectification.letters import BASES, issuer_of
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.queries import addressee
from yimen.rectification.referral.rules import authorities, title_of


def letter(referral: Referral, number: str, names: list[str], day: date) -> Letter:
    """The letter: what is handed over and why to this authority, the department's answer, how the file is checked."""
    order, authority = referral.order, authorities()[referral.authority]
    finding = order.finding
    contents = Table("", (Column("序号", 1, "center"), Column("内容", 4), Column("文件", 4)),
                     tuple((str(at), title_of(name), name) for at, name in enumerate(names, start=1)))  # fmt: skip
    return Letter(
        head=issuer_of(order),
        number=number,
        title="关于移送有关情况和材料的函",
        recipients=addressee(referral),
        blocks=(
            Paragraph(f"现将{order.department.name}“{finding.title}”一事的有关情况和全部材料移送贵单位，请依法处理。"),
            Heading(1, "基本情况"),
            Paragraph(finding.seen),
            Paragraph(f"整改单 {order.number}，整改期限{date_text(order.due)}。{referral.reason}"),
            Heading(1, "责任单位的说明"),
            Paragraph(referral.reply or "责任单位在规定期限内没有说明；此前的说明和答复见案卷。"),
            Heading(1, "移送的依据"),
            Paragraph(f"{authority.competence}；{authority.basis}。"),
            *(Paragraph(f"{place}. {name}") for place, name in enumerate(BASES, start=1)),
            Heading(1, "案卷及其核验"),
            Paragraph("案卷是一个压缩包，打开其中的 index.html 即可阅读。案卷内附独立核验程序，不需要本系统："
                      "运行 python3 verify_evidence.py 加案卷文件名和公布的公钥，可以核对全部文件与存证账本是否一致。"),
            Paragraph("本函只移送情况和材料，不含对任何单位和个人的处理意见。"),
        ),
        signature=Signature(issuer_of(order), day),
        attachments=(Attachment("案卷目录", (contents,)),),
    )  # fmt: skip
