"""交接 as nouns: the slip, and the cases on it."""

from django.db import models
from django.db.models import F, Q

from yimen.cases.handling.models import Dossier
from yimen.cases.handovers.states import HANDOVER
from yimen.documents.models import IssuedDocument
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User


class Handover(Lifecycled, Attested):
    """交接单: cases and papers that one department's desk hands to another; both confirm, the server writes when.

    The clock of the leg ends on `due_on`; the applicant's clocks run on whatever happens here.
    """

    STATES = HANDOVER

    region = models.ForeignKey(Region, models.PROTECT, related_name="handovers", verbose_name="所属区划")
    number = models.CharField("交接单号", max_length=60)
    giver = models.ForeignKey(Department, models.PROTECT, related_name="handovers_given", verbose_name="移交部门")
    taker = models.ForeignKey(Department, models.PROTECT, related_name="handovers_taken", verbose_name="接收部门")
    handed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="移交人")
    handed_at = models.DateTimeField("移交时间")
    due_on = models.DateField("应接收日期")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收人")
    taken_at = models.DateTimeField("接收时间", null=True, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发文"
    )

    class Meta:
        verbose_name = verbose_name_plural = "交接单"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="handover_number_once_a_region"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_between_two"),
        ]
        indexes = [
            models.Index(fields=["taker", "status", "due_on", "-id"], name="handover_to_take"),
            models.Index(fields=["giver", "status", "-id"], name="handover_given"),
            models.Index(fields=["region", "status", "due_on", "-id"], name="handover_by_county"),
        ]

    def __str__(self) -> str:
        return self.number


class HandedCase(Attested):
    """交接办件: one case on a slip, with what papers went along; sent back alone it says why."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="cases", verbose_name="交接单")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="handovers", verbose_name="办理卷")
    papers = models.CharField("随附材料", max_length=300)
    returned_reason = models.CharField("退回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接办件"
        ordering = ["handover", "pk"]
        constraints = [models.UniqueConstraint(fields=["handover", "dossier"], name="case_once_a_handover")]

    def __str__(self) -> str:
        return str(self.dossier)
