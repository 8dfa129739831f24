"""核验参数 as a noun: what a county changed of the thresholds that the engine and its rules bring along."""

from django.db import models
from django.db.models import F, Q

from yimen.evidence.thresholds.states import CHANGE
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Region, User


class ThresholdChange(Attested, Lifecycled):
    """参数调整: one threshold set to another value, for every verification asked for after it was confirmed.

    `scope` is a rule's number, `engine`, or `review` for what a measured precision is held against.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="threshold_changes", verbose_name="所属区划")
    scope = models.CharField("规则编号或范围", max_length=20)
    name = models.CharField("参数", max_length=40)
    before = models.FloatField("原值")
    value = models.FloatField("新值")
    reason = models.TextField("理由")
    # The run whose sample speaks for the change; none where something else does.
    run = models.ForeignKey(
        "evidence.Run", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据的核验批次"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    words = models.TextField("决定意见", blank=True)

    STATES = CHANGE

    class Meta:
        verbose_name = verbose_name_plural = "参数调整"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "scope", "name"],
                condition=Q(status="proposed"),
                name="one_open_change_a_threshold",
            ),
            # Whoever proposed it may withdraw it, and do no more.
            models.CheckConstraint(
                condition=~Q(status__in=("confirmed", "declined")) | ~Q(decided_by=F("proposed_by")),
                name="threshold_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["region", "status", "decided_at"], name="threshold_in_force")]

    def __str__(self) -> str:
        return f"{self.scope} {self.name}：{self.before:g} → {self.value:g}"

    @property
    def before_text(self) -> str:
        """The value before, as people write it."""
        return f"{self.before:g}"

    @property
    def value_text(self) -> str:
        """The new value, as people write it."""
        return f"{self.value:g}"
