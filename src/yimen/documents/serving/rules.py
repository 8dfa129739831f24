"""送达方式, and what a receipt on paper must say to be registered."""

from datetime import date

from django.db import models

from yimen.common.errors import Refused


class Way(models.TextChoices):
    """送达方式."""

    SYSTEM = "system", "系统内签收"
    DIRECT = "direct", "直接送达"
    POST = "post", "邮寄送达"
    LEFT = "left", "留置送达"


PAPER_WAYS = [(way.value, way.label) for way in Way if way != Way.SYSTEM]
"""Those for which a receipt is signed on paper."""


def check_receipt(*, way: str, served_on: date, receiver: str, first: date, today: date) -> str:
    """The receiver's position without blanks around it.

    Errors: Refused for a way that needs no paper, a day before `first` (when the paper was issued) or to come, and
    without a receiver.
    """
    if way not in dict(PAPER_WAYS):
        raise Refused("请选择纸质送达的方式：直接送达、邮寄送达或者留置送达。")
    if not first <= served_on <= today:
        raise Refused(f"送达日期须在文书发出（{first}）之后、今天或者以前，请照送达回证填写。")
    said = receiver.strip()
    if not 2 <= len(said) <= 60:
        raise Refused("请照送达回证填写收件人的职务（2 至 60 个字），不写姓名。")
    return said
