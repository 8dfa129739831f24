"""移交 as a noun."""

from django.db import models

from yimen.documents.models import IssuedDocument
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Region, User
from yimen.rectification.referral.rules import AUTHORITIES
from yimen.rectification.referral.states import REFERRAL


class Referral(Attested, Lifecycled):
    """移交: one matter handed to the competent authority with its whole file. It proposes no measure against anybody.

    `contents` is the SHA-256 of the list of contents, which the ledger's event of sealing names; `kept` that of the
    content as it was then; `digest` that of the whole file with the ledger's proofs, once the ledger was signed.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="referrals", verbose_name="所属区划")
    order = models.ForeignKey("rectification.Order", models.PROTECT, related_name="referrals", verbose_name="整改单")
    reason = models.TextField("移交事由")
    authority = models.CharField("有权部门", max_length=20, choices=AUTHORITIES, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    reply_by = models.DateField("说明期限")
    reply = models.TextField("部门说明", blank=True)
    replied_at = models.DateTimeField("说明时间", null=True, blank=True)
    first_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="第一同意人"
    )
    second_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="第二同意人"
    )
    judgement = models.TextField("不移交的理由", blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移送函"
    )
    contents = models.CharField("目录摘要", max_length=64, blank=True)
    kept = models.CharField("案卷内容摘要", max_length=64, blank=True)
    digest = models.CharField("案卷摘要", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("案卷字节数", default=0)
    sent_on = models.DateField("移交日期", null=True, blank=True)
    receipt = models.CharField("接收回执", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = REFERRAL

    class Meta:
        verbose_name = verbose_name_plural = "移交"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["region", "status", "-id"], name="referral_by_status")]

    def __str__(self) -> str:
        return f"{self.order}：{self.status_label}"
