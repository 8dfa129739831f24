"""进驻 as nouns: what departments claim. This room knows nothing of what was done (办件)."""

from django.db import models
from django.db.models import Q

from yimen.catalog.models import Item
from yimen.entry.modes import ENTERED, Mode
from yimen.halls.models import Hall
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


# The models of the rooms within the room: Django looks for a room's models here. They name ours by their labels.
from yimen.entry.agreements.models import Agreement, AgreementTemplate  # noqa: E402
from yimen.entry.authorisation.models import Authorisation, Mandate  # noqa: E402
from yimen.entry.branches.models import (  # noqa: E402
    BranchCheck,
    BranchCollector,
    BranchDecision,
    BranchStep,
    StepEvidence,
    WindowRequest,
)
from yimen.entry.exemptions.models import (  # noqa: E402
    Collector,
    CureStep,
    Endorsement,
    Exemption,
    ExemptionEvidence,
    Objection,
)
from yimen.entry.readiness.models import Condition, Confirmation, Preparation  # noqa: E402
from yimen.entry.rounds.models import (  # noqa: E402
    Bookmark,
    LinePower,
    ListPublication,
    PublishedLine,
    Round,
    RoundExtension,
    Sheet,
    SheetLine,
    SheetReminder,
)

__all__ = [
    "ENTERED", "Agreement", "AgreementTemplate",
    "Authorisation", "Bookmark", "BranchCheck", "BranchCollector", "BranchDecision", "BranchStep",
    "Collector", "Condition", "Confirmation", "CureStep", "Declaration", "Endorsement", "Exemption",
    "ExemptionEvidence", "LinePower", "ListPublication", "Mandate", "Mode", "Objection", "Preparation",
    "PublishedLine", "Round", "RoundExtension", "Sheet", "SheetLine", "SheetReminder", "StepEvidence", "WindowRequest",
]  # fmt: skip
