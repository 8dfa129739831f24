"""差评处置 as nouns: the bad rating on its way to being put right, and each call to its rater."""

from django.db import models

from yimen.catalog.models import Item
from yimen.evaluation.curing.states import BAD_RATING
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User
from yimen.rectification.models import Finding


class BadRating(Attested, Lifecycled):
    """差评处置: what is done about one bad rating. `demand` is what the department is told, without the rater.

    `item` is named to the department only where enough people had that item handled to hide one among them.
    """

    STATES = BAD_RATING

    rating = models.OneToOneField("evaluation.Rating", models.PROTECT, related_name="cure", verbose_name="评价")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="bad_ratings", verbose_name="责任部门")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="告知的事项")
    handler = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回访责任人"
    )
    call_due = models.DateField("回访期限")
    called_at = models.DateTimeField("回访时间", null=True, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回访人")
    hard = models.BooleanField("情况复杂", default=False)
    judged_at = models.DateTimeField("核实时间", null=True, blank=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人")
    judgement = models.TextField("核实意见", blank=True)
    demand = models.TextField("整改要求", blank=True)
    right_due = models.DateField("整改期限", null=True, blank=True)
    righted = models.TextField("整改结果", blank=True)
    righted_at = models.DateTimeField("整改提交时间", null=True, blank=True)
    righted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="整改人")
    fed_back = models.TextField("反馈内容", blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    again = models.OneToOneField(
        "evaluation.Rating", models.PROTECT, null=True, blank=True, related_name="cured", verbose_name="再次评价"
    )
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="疑点")
    finding_held = models.CharField("未提出疑点的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "差评处置"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["region", "status", "call_due"], name="bad_rating_by_county"),
            models.Index(fields=["department", "status", "right_due"], name="bad_rating_by_department"),
        ]

    def __str__(self) -> str:
        return f"差评 {self.pk}"


class CallBack(AttestedPersonal):
    """回访记录: one call to the rater, whether he was reached, and what he said."""

    personal_fields = ("words",)

    bad_rating = models.ForeignKey(BadRating, models.PROTECT, related_name="calls", verbose_name="差评处置")
    at = models.DateTimeField("回访时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="回访人")
    reached = models.BooleanField("联系上")
    words = models.TextField("回访情况")

    class Meta:
        verbose_name = verbose_name_plural = "回访记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {'联系上' if self.reached else '未联系上'}"
