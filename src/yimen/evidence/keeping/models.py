"""履约核对 as nouns: what a verification said of each promise, and the rows behind its figures. Never changed."""

from django.db import models

from yimen.entry.agreements.models import Agreement
from yimen.ledger.models import Attested
from yimen.rectification.models import Finding


class PromiseCheck(Attested):
    """履约核对: what one verification says of one promise of a letter in force.

    `against` of `known` units speak against it, `unknown` ones cannot be judged; what a unit is, `rules` says.
    A promise not kept is a lead: it counts only after the department was heard and an officer accepted a finding.
    """

    class Outcome(models.TextChoices):
        """核对结果."""

        KEPT = "kept", "履行"
        BROKEN = "broken", "未履行"
        THIN = "thin", "证据不足"

    run = models.ForeignKey("evidence.Run", models.PROTECT, related_name="promise_checks", verbose_name="核验批次")
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="promise_checks", verbose_name="承诺书或委托协议"
    )
    code = models.CharField("条款代码", max_length=40)
    outcome = models.CharField("核对结果", max_length=10, choices=Outcome.choices)
    against = models.PositiveIntegerField("不符数")
    known = models.PositiveIntegerField("可核对数")
    unknown = models.PositiveIntegerField("不能核对数")
    words = models.CharField("说明", max_length=300)
    period_from = models.DateField("核对起始日期")
    period_to = models.DateField("核对截止日期")

    class Meta:
        verbose_name = verbose_name_plural = "履约核对"
        ordering = ["agreement", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "agreement", "code"], name="promise_checked_once_a_run")]
        indexes = [models.Index(fields=["run", "outcome"], name="promise_check_by_outcome")]

    def __str__(self) -> str:
        return f"{self.agreement}：{self.code} {self.get_outcome_display()}"


class PromiseRow(Attested):
    """履约核对明细: what stands behind a figure: an item, a period of reporting, or a window from day to day.

    `finding` is where the department is heard about it; several rows may share one.
    """

    class Kind(models.TextChoices):
        """明细类别."""

        AGAINST = "against", "不符"
        UNKNOWN = "unknown", "不能核对"

    check_of = models.ForeignKey(PromiseCheck, models.PROTECT, related_name="rows", verbose_name="履约核对")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    subject = models.CharField("对象", max_length=80)
    first = models.DateField("自")
    last = models.DateField("至")
    weight = models.PositiveIntegerField("数量")
    words = models.CharField("说明", max_length=300)
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="promise_rows", verbose_name="疑点"
    )

    class Meta:
        verbose_name = verbose_name_plural = "履约核对明细"
        ordering = ["check_of", "kind", "first", "subject"]
        indexes = [models.Index(fields=["check_of", "kind"], name="promise_row_by_kind")]

    def __str__(self) -> str:
        return f"{self.subject} {self.first}—{self.last}"
