"""培训合格证: one person's pass of one course in official layout, with a code by which anybody may check it."""

from base64 import b32encode

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from yimen.common.slips import normal
from yimen.documents.content import Check, Letter, Paragraph, Signature
from yimen.documents.number import date_text
from yimen.training.standing.models import Qualification

CODE_LENGTH = 16


def code_of(thing: Qualification) -> str:
    """The certificate's 核验码: made from what it says, and kept nowhere, so that no row can be altered behind it."""
    said = (thing.pk, thing.number, thing.staff_id, thing.version_id, thing.valid_from, thing.valid_to)
    digest = salted_hmac("yimen.training.certificate", ":".join(map(str, said)), algorithm="sha256").digest()
    return b32encode(digest).decode()[:CODE_LENGTH]


def shown_code(thing: Qualification) -> str:
    """The code in groups of four, as it is printed."""
    code = code_of(thing)
    return " ".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def found(number: str, code: str) -> Qualification | None:
    """The qualification of this number and code; counties may have the same number, each with a code of its own."""
    rows = Qualification.objects.filter(number=number.strip().upper())
    rows = rows.select_related("staff__department", "version__course__region")
    return next((each for each in rows if constant_time_compare(code_of(each), normal(code))), None)


def address_of(thing: Qualification) -> str:
    """Where the QR code on the certificate leads to."""
    asked = urlencode({"number": thing.number, "code": code_of(thing)})
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('training:check')}?{asked}"


def letter(thing: Qualification) -> Letter:
    """The certificate over the county's bureau: who passed what, from when to when, and how to check it."""
    course, paper = thing.version.course, thing.paper
    issuer = f"{course.region}营商环境建设监督局"
    return Letter(
        head=issuer,
        number=thing.number,
        title="窗口业务培训合格证",
        recipients="",
        blocks=(
            Paragraph(
                f"{thing.staff.name}（工号{thing.staff.code}，{thing.staff.department.name}）参加“{course.name}”"
                f"第{thing.version.number}版培训（{thing.version.hours}学时），在“{paper.exam.title}”中考试合格，"
                f"得分{paper.marks}分（满分{paper.full_marks}分，合格线{paper.exam.pass_share}%）。"
            ),
            Paragraph(
                f"本证自{date_text(thing.valid_from)}起有效，有效期至{date_text(thing.valid_to)}。"
                "到期前请参加续训；课程须重学或者本证被撤销的，以核验结果为准。"
            ),
            Paragraph("扫描二维码，或者在核验页输入证书编号和核验码，可以核对本证的真伪和现在是否有效。"),
        ),
        signature=Signature(issuer, thing.valid_from),
        check=Check(address_of(thing), shown_code(thing)),
    )
