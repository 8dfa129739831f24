"""就绪 as nouns: what a department has to prepare at a place, and who confirmed that it is there."""

from django.db import models
from django.db.models import Q

from yimen.catalog.models import Item
from yimen.entry.readiness.rules import Check
from yimen.halls.models import Hall
from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department, Region, User


class Preparation(Attested):
    """进驻准备: one line of the move-in checklist for a department at a window, with who sees to it and by when."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="preparations", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="preparations", verbose_name="部门")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="preparations", verbose_name="大厅")
    window = models.CharField("窗口编号", max_length=20, blank=True)  # empty: the declaration names no window
    check_code = models.CharField("准备事项", max_length=20, choices=Check.choices)
    owner = models.CharField("责任岗位", max_length=60, blank=True)  # a position, never a person's name
    due_on = models.DateField("完成期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "进驻准备"
        ordering = ["department", "hall", "window", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "hall", "window", "check_code"], name="one_preparation_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.hall} {self.window} {self.get_check_code_display()}"


class Confirmation(Dated):
    """就绪确认: a person's word, with evidence, that a preparation is there from a day on; ended, never deleted."""

    preparation = models.ForeignKey(Preparation, models.PROTECT, related_name="confirmations", verbose_name="进驻准备")
    evidence = models.CharField("依据", max_length=300)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人")
    ending = models.CharField("撤回原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "就绪确认"
        ordering = ["preparation", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["preparation"], condition=Q(valid_to__isnull=True), name="one_open_confirmation"
            ),
            # The day before its first: undone on the day on which it was given.
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | ~Q(ending=""), name="confirmation_ended_for_a_reason"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="confirmation_proven"),
        ]

    def __str__(self) -> str:
        return f"{self.preparation}：{self.valid_from}"


class Condition(Attested):
    """附条件确认: the bureau lets an item count as entered that lacks something, for a reason and until a day.

    Whether it was met is derived from the checklist; of several for one item the newest counts, and all can be read.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="conditions", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="conditions", verbose_name="部门")
    item = models.ForeignKey(Item, models.PROTECT, related_name="conditions", verbose_name="事项")
    wanting = models.CharField("当时缺项", max_length=200, blank=True)  # empty: the item had not entered yet
    reason = models.CharField("附条件的原因", max_length=300)
    due_on = models.DateField("补齐期限")
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "附条件确认"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["item", "-id"], name="condition_by_item")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="condition_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.item}：{self.due_on} 前补齐"
