"""进驻 as nouns: what departments claim. This room knows nothing of what was done (办件)."""

from django.db import models
from django.db.models import F, Q

from yimen.catalog.models import Item
from yimen.entry.modes import ENTERED, Mode
from yimen.entry.states import EXEMPTION
from yimen.halls.models import Hall
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Dated, Department, Region, User


class Declaration(Dated):
    """进驻声明: a department's word on one item, in force from a day until the next word."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="declarations", verbose_name="所属区划")
    item = models.ForeignKey(Item, models.PROTECT, related_name="declarations", verbose_name="事项")
    department = models.ForeignKey(Department, models.PROTECT, related_name="declarations", verbose_name="声明部门")
    mode = models.CharField("进驻方式", max_length=20, choices=Mode.choices)
    hall = models.ForeignKey(
        Hall, models.PROTECT, null=True, blank=True, related_name="declarations", verbose_name="大厅"
    )
    windows = models.CharField("窗口编号", max_length=200, blank=True)
    reason = models.CharField("未进厅原因", max_length=500, blank=True)
    declared_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="声明人"
    )
    declared_at = models.DateField("声明日期")  # what the department says; recorded_at is when the server wrote it
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    # The confirmed line of a round behind it, with both posts and the powers handed over; none outside a round.
    line = models.OneToOneField(
        "entry.SheetLine", models.PROTECT, null=True, blank=True, related_name="declaration", verbose_name="梳理行"
    )

    class Meta:
        verbose_name = verbose_name_plural = "进驻声明"
        ordering = ["item", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(valid_to__isnull=True), name="one_open_declaration"),
        ]
        indexes = [models.Index(fields=["region", "mode"], name="declaration_by_mode")]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_mode_display()}"


class Exemption(Dated, Lifecycled):
    """负面清单条目: a reason that keeps an item out of the hall for a time, approved by the government."""

    class Reason(models.TextChoices):
        """未进驻理由. 场地受限 is temporary, never permanent (notice, task 3); few cases or no staff is no reason."""

        SECRET = "secret", "涉及国家秘密"
        LAW = "law", "法律法规规定须在特定场所或机构办理"
        SAFETY = "safety", "涉及公共安全"
        SITE = "site", "须特殊场地或设备"
        NO_ROOM = "no_room", "场地受限（临时）"

    region = models.ForeignKey(Region, models.PROTECT, related_name="exemptions", verbose_name="所属区划")
    item = models.ForeignKey(Item, models.PROTECT, related_name="exemptions", verbose_name="事项")
    department = models.ForeignKey(Department, models.PROTECT, related_name="exemptions", verbose_name="部门")
    reason = models.CharField("理由", max_length=20, choices=Reason.choices)
    basis = models.CharField("依据", max_length=300)  # a reference only; secret content is never stored
    meanwhile = models.CharField("厅内收件受理安排", max_length=300, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)  # from this day on it no longer holds
    withdrawal = models.CharField("撤回原因", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = EXEMPTION

    class Meta:
        verbose_name = verbose_name_plural = "负面清单条目"
        ordering = ["item", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="no_room") | Q(valid_to__isnull=False), name="no_room_is_temporary"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="exemption_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_reason_display()}"


# The models of the room within the room: Django looks for a room's models here. They name ours by their labels.
from yimen.entry.rounds.models import (  # noqa: E402
    Bookmark,
    LinePower,
    ListPublication,
    PublishedLine,
    Round,
    Sheet,
    SheetLine,
)

__all__ = [
    "ENTERED", "Bookmark", "Declaration", "Exemption", "LinePower", "ListPublication", "Mode", "PublishedLine", "Round",
    "Sheet", "SheetLine",
]  # fmt: skip
