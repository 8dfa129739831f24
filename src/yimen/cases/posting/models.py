"""邮寄 as nouns: a posted letter as its carrier tells of it, and each thing that it told."""

from django.db import models

from yimen.cases.handling.models import Dossier
from yimen.exchange.express import CARRIERS, ENDED, SIGNED, STATES
from yimen.ledger.models import Attested


class Parcel(Attested):
    """邮件: what was posted in a case under a tracking number, and its state as the carrier last told it.

    The day of service is the one on which it was signed for (`signed_at`), which the carrier alone can say.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parcels", verbose_name="办理卷")
    tracking = models.CharField("邮寄单号", max_length=40)
    carrier = models.CharField("承运方", max_length=20, choices=list(CARRIERS.items()))
    state = models.CharField("状态", max_length=2, choices=list(STATES.items()), blank=True)
    asked_at = models.DateTimeField("最近查询时间")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件"
        ordering = ["dossier_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "tracking"], name="parcel_once_a_case")]

    def __str__(self) -> str:
        return self.tracking

    @property
    def is_signed(self) -> bool:
        """Whether the carrier says that it was signed for."""
        return self.state == SIGNED

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED


class ParcelStop(Attested):
    """邮件进度: what the carrier said when, without telephones and names of persons."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="stops", verbose_name="邮件")
    at = models.DateTimeField("时间")
    words = models.CharField("承运方的说法", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "邮件进度"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["parcel", "at", "words"], name="parcel_stop_once")]

    def __str__(self) -> str:
        return self.words
