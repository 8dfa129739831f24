"""阶梯调整 as a noun."""

from django.db import models
from django.db.models import Q

from yimen.people.models import Region
from yimen.people.tuning.models import ParameterChange, decided_by_another
from yimen.rectification.ladder.rules import DAYS
from yimen.rectification.pressing.rules import RUNGS


class LadderChange(ParameterChange):
    """阶梯调整: the days of one rung set otherwise, for every measure that is taken after it was confirmed."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="ladder_changes", verbose_name="所属区划")
    rung = models.CharField("措施", max_length=20, choices=RUNGS)
    name = models.CharField("天数", max_length=20, choices=[(each.name, each.label) for each in DAYS.values()])
    before = models.PositiveSmallIntegerField("原值")
    value = models.PositiveSmallIntegerField("新值")

    class Meta:
        verbose_name = verbose_name_plural = "阶梯调整"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "rung", "name"], condition=Q(status="proposed"), name="one_open_change_a_rung"
            ),
            decided_by_another("ladder_decided_by_another"),
        ]
        indexes = [models.Index(fields=["region", "status", "decided_at"], name="ladder_in_force")]

    def __str__(self) -> str:
        return f"{self.get_rung_display()}{self.get_name_display()}：{self.before} → {self.value}"
