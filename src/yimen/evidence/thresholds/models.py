"""核验参数 as a noun: what a county changed of the thresholds that the engine and its rules bring along."""

from django.db import models
from django.db.models import Q

from yimen.evidence.thresholds.states import CHANGE
from yimen.people.models import Region
from yimen.people.tuning.models import ParameterChange, decided_by_another


class ThresholdChange(ParameterChange):
    """参数调整: one threshold set to another value, for every verification asked for after it was confirmed.

    `scope` is a rule's number, `engine`, or `review` for what a measured precision is held against.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="threshold_changes", verbose_name="所属区划")
    scope = models.CharField("规则编号或范围", max_length=20)
    name = models.CharField("参数", max_length=40)
    before = models.FloatField("原值")
    value = models.FloatField("新值")
    # The run whose sample speaks for the change; none where something else does.
    run = models.ForeignKey(
        "evidence.Run", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据的核验批次"
    )

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
            decided_by_another("threshold_decided_by_another"),
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
