"""专项行动报告 as a noun."""

from django.db import models

from yimen.documents.models import IssuedDocument
from yimen.ledger.models import Attested
from yimen.people.models import User


class ProgrammeReport(Attested):
    """专项行动报告: a monthly or the final report of a notice; its figures are kept as JSON under their digest.

    `events` and `head` name the state of the ledger from which they were counted, and can be counted again.
    """

    class Kind(models.TextChoices):
        MONTHLY = "monthly", "月报"
        FINAL = "final", "总结报告"

    notice = models.ForeignKey("programme.Notice", models.PROTECT, related_name="reports", verbose_name="通知")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    period_from = models.DateField("起始日期")
    period_to = models.DateField("截止日期")
    events = models.PositiveBigIntegerField("账本事件数")
    head = models.CharField("账本链上摘要", max_length=64)
    digest = models.CharField("数字摘要（SHA-256）", max_length=64)
    document = models.OneToOneField(IssuedDocument, models.PROTECT, related_name="+", verbose_name="发文")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="编制人")
    recorded_at = models.DateTimeField("编制时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "专项行动报告"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "kind", "period_to"], name="report_once_a_notice_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（截至 {self.period_to}）"
