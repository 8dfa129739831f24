"""月度公布数 as a noun."""

from django.db import models
from django.db.models import F

from yimen.ledger.models import Attested
from yimen.people.models import Region, User


class MonthlyCount(Attested):
    """月度公布数: how all findings of a county stood when a month's count was published; never changed afterwards.

    Every finding that was ever raised is in exactly one column, so none can be left out unseen. The ledger's event of
    the publication holds the same figures; `standalone/recount.py` counts them again from an exported ledger.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="monthly_counts", verbose_name="所属区划")
    month = models.DateField("月份（首日）")
    raised = models.PositiveIntegerField("累计提出")
    unjudged = models.PositiveIntegerField("待认定")
    accepted = models.PositiveIntegerField("已认定、整改未完成")
    closed = models.PositiveIntegerField("已销号")
    dismissed = models.PositiveIntegerField("已排除")
    withdrawn = models.PositiveIntegerField("已撤回")
    referred = models.PositiveIntegerField("其中已移交")
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公布人"
    )
    recorded_at = models.DateTimeField("公布时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "月度公布数"
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["region", "month"], name="count_once_a_month"),
            models.CheckConstraint(
                condition=models.Q(
                    raised=F("unjudged") + F("accepted") + F("closed") + F("dismissed") + F("withdrawn")
                ),
                name="count_leaves_none_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.month:%Y-%m}"

    @property
    def set_aside(self) -> int:
        """How many are held against nobody: dismissed after the department was heard, or taken back."""
        return self.dismissed + self.withdrawn

    @property
    def open(self) -> int:
        """How many are not settled: waiting to be judged, or accepted and not mended."""
        return self.unjudged + self.accepted
