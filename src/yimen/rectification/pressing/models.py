"""送达、延期申请、协办和督促措施 as nouns."""

from django.db import models

from yimen.documents.models import IssuedDocument
from yimen.documents.serving.models import Served
from yimen.documents.serving.rules import Way
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User
from yimen.rectification.pressing.rules import RUNGS
from yimen.rectification.pressing.states import ESCALATION, MORE_TIME


class Delivery(Served):
    """送达: how and when an order reached its department."""

    Way = Way

    order = models.OneToOneField("rectification.Order", models.PROTECT, related_name="delivery", verbose_name="整改单")

    class Meta:
        verbose_name = verbose_name_plural = "送达"

    def __str__(self) -> str:
        return f"{self.order}：{self.get_way_display()}"


class MoreTime(Attested, Lifecycled):
    """延期申请: a department's request for a later day; another than who issued the order decides."""

    order = models.ForeignKey("rectification.Order", models.PROTECT, related_name="more_time", verbose_name="整改单")
    until = models.DateField("申请延至")
    reason = models.CharField("理由", max_length=500)
    decision = models.CharField("决定理由", max_length=500, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = MORE_TIME

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.order}：延至 {self.until}"


class Assistance(Attested):
    """协办: what the lead department needs of another one or of the centre to mend; the waiting on it is measured."""

    order = models.ForeignKey("rectification.Order", models.PROTECT, related_name="assistance", verbose_name="整改单")
    department = models.ForeignKey(Department, models.PROTECT, related_name="assistance", verbose_name="协办单位")
    words = models.CharField("请求协办的事项", max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="请求人")
    answer = models.CharField("协办答复", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "协办"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.order}：{self.department}"


class Escalation(Attested, Lifecycled):
    """督促措施: one rung of the ladder for one missed day, with its letter; the department may speak on each.

    `missed_on` is the day that went by; `finish_by` the new one. `document` is empty for the last rung, which sends
    no letter but proposes to refer.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="escalations", verbose_name="所属区划")
    order = models.ForeignKey("rectification.Order", models.PROTECT, related_name="escalations", verbose_name="整改单")
    rung = models.CharField("措施", max_length=20, choices=RUNGS)
    missed_on = models.DateField("错过的期限")
    finish_by = models.DateField("新的期限")
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发文"
    )
    reply = models.TextField("部门说明", blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="说明人")
    replied_at = models.DateTimeField("说明时间", null=True, blank=True)
    decision = models.TextField("处理意见", blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = ESCALATION

    class Meta:
        verbose_name = verbose_name_plural = "督促措施"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "missed_on"], name="one_rung_a_missed_day"),
        ]
        indexes = [models.Index(fields=["region", "rung", "-id"], name="escalation_by_rung")]

    def __str__(self) -> str:
        return f"{self.order}：{self.get_rung_display()}"


class RungDelivery(Served):
    """督促文书送达: how and when the letter of a rung reached its department on paper; its days run as they are."""

    step = models.OneToOneField(Escalation, models.PROTECT, related_name="delivery", verbose_name="督促措施")

    class Meta:
        verbose_name = verbose_name_plural = "督促文书送达"

    def __str__(self) -> str:
        return f"{self.step}：{self.get_way_display()}"
