"""依据 as a noun: what a finding stands on."""

from django.db import models

from yimen.ledger.models import Attested
from yimen.people.models import User
from yimen.rectification.rules import witnesses


class Ground(Attested):
    """依据: one source that bears a finding, with the rule and its version where a rule of verification said so.

    `reads` are the witnesses behind it (`rules.witnesses`), separated by commas: two grounds that share one, or one's
    origin, are one source. `by` is empty where data themselves said it.
    """

    finding = models.ForeignKey("rectification.Finding", models.PROTECT, related_name="grounds", verbose_name="疑点")
    source = models.CharField("来源编号", max_length=60)
    reads = models.CharField("所据来源", max_length=60)
    hard = models.BooleanField("硬证据")
    says = models.CharField("说明什么", max_length=500)
    rule = models.CharField("规则编号", max_length=20, blank=True)
    rule_digest = models.CharField("规则摘要", max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="补充人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "依据"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["finding", "source"], name="ground_once_a_source")]

    def __str__(self) -> str:
        return f"{self.titles}：{self.says}"

    @property
    def titles(self) -> str:
        """The official words for what bears it."""
        return "、".join(witnesses()[code].title for code in self.reads.split(","))
