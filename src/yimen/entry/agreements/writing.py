"""承诺书与委托协议 on paper: the text of its template, its annex, and the page where they sign."""

import hashlib
from collections.abc import Sequence

from yimen.documents import layout
from yimen.documents.content import Agreement as Paper
from yimen.documents.content import Attachment, Column, Paragraph, Party, Table
from yimen.documents.number import date_text
from yimen.documents.signing import pades
from yimen.entry.agreements import wordfile, words
from yimen.entry.agreements.models import Agreement, AgreementLine, Kind
from yimen.exchange import services as exchange

ANNEX = (Column("序号", 0.7, "center"), Column("事项名称", 4), Column("实施编码", 3), Column("版本", 0.7, "center"))
SIGNING_NOTE = (
    "本文件由各方按顺序以数字签名签署，不另加盖图片印章。扫描页脚的二维码可以查看文件当前是否有效，也可以上传文件核对。"
)
PARTIES = {
    Kind.COMMITMENT: ("承诺单位", "接受单位", "监督单位"),
    Kind.ENTRUSTMENT: ("委托方", "受托方", "监督方"),
}
"""种类 -> what the text calls the sides, in the order in which they sign."""
OFFICES = ("主要负责人", "中心负责人", "办公室负责人")


def annex_digest(lines: Sequence[AgreementLine]) -> str:
    """SHA-256 of the annex: place, code, version and name of every line."""
    text = "\n".join(f"{each.place}|{each.code}|{each.version.number}|{each.name}" for each in lines)
    return hashlib.sha256(text.encode()).hexdigest()


def values(agreement: Agreement, lines: Sequence[AgreementLine]) -> dict[str, str]:
    """What each placeholder becomes."""
    return {
        "县": agreement.region.name,
        "部门": agreement.department.name,
        "部门简称": agreement.department.short_name,
        "文号": agreement.number,
        "起始日期": date_text(agreement.valid_from),
        "终止日期": date_text(agreement.valid_to),
        "事项数": str(len(lines)),
        "委托环节": "、".join(each.get_power_display() for each in agreement.powers.order_by("pk")) or "（无）",
        "原文号": agreement.prior.number if agreement.prior else "（无）",
        "承诺条款": words.numbered(agreement.version.promises.values_list("text", flat=True)),
    }


def text(agreement: Agreement, lines: Sequence[AgreementLine]) -> str:
    """The filled text; of a Word template what stands in the filled Word file."""
    if agreement.version.document:
        return wordfile.text_of(word_copy(agreement, lines))
    return words.filled(agreement.version.text, values(agreement, lines))


def word_copy(agreement: Agreement, lines: Sequence[AgreementLine]) -> bytes:
    """The filled Word file of an agreement whose template is one: a copy to read, never the signed original."""
    return wordfile.filled(exchange.kept_file(agreement.version.document), values(agreement, lines))


def unsigned(agreement: Agreement, lines: Sequence[AgreementLine], address: str) -> bytes:
    """The PDF/A, ready for its signers; `address` of its check page stands in the code on every page."""
    return pades.prepare(layout.printed(as_paper(agreement, lines)), address=address)


def as_paper(agreement: Agreement, lines: Sequence[AgreementLine]) -> Paper:
    """The document as data."""
    rows = tuple((str(each.place), each.name, each.code, str(each.version.number)) for each in lines)
    note = "版本为本县事项清单中的版本号；清单变化后本附件失效，须重新签订。"
    return Paper(
        number=agreement.number,
        title=agreement.version.title,
        parties=parties(agreement),
        blocks=(*words.blocks(text(agreement, lines)), Paragraph(SIGNING_NOTE)),
        on=agreement.valid_from,
        attachments=(Attachment("政务服务事项清单", (Table("", ANNEX, rows, note=note),)),),
    )


def parties(agreement: Agreement) -> tuple[Party, ...]:
    """The three sides in the order in which they sign, each with the name of its place of signature."""
    county = agreement.region.name
    names = (agreement.department.name, f"{county}政务服务中心", f"{county}政务服务事项进驻工作领导小组办公室")
    sides = zip(PARTIES[Kind(agreement.kind)], names, OFFICES, strict=True)
    return tuple(
        Party(pades.field_name(place), role, name, office) for place, (role, name, office) in enumerate(sides, start=1)
    )
