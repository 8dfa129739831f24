"""办件文书 as nouns: the official paper of a notice, and how a notice reached the applicant."""

from django.db import models
from django.db.models import Q

from yimen.cases.handling.models import Arriving, Dossier, Notice
from yimen.documents.models import Certificate, IssuedDocument
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.models import User


class CaseDocument(Attested):
    """办件文书: the official paper of a notice, issued under its number; its check code leads to a public page.

    Nothing is ever replaced in place: a paper that was wrong is superseded by the next one, or withdrawn.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="documents", verbose_name="告知")
    document = models.OneToOneField(IssuedDocument, models.PROTECT, related_name="case_document", verbose_name="发文")
    check_code = models.CharField("核验码", max_length=16, unique=True)
    # By whose key the PDF is signed (PAdES); none where whoever decided had no certificate.
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签名证书"
    )
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="替代文书"
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    withdrawn_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办件文书"
        ordering = ["notice", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(replaced_by__isnull=True, withdrawn_at__isnull=True),
                name="one_paper_in_force_a_notice",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="paper_withdrawn_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)


class Served(Arriving, AttestedPersonal):
    """文书送达: how and when a notice reached the applicant; `by` is empty when he fetched it himself, online."""

    personal_fields = ("receiver",)

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="served", verbose_name="告知")
    way = models.CharField("送达方式", max_length=10, choices=Dossier.Way.choices)
    receiver = models.CharField("签收人", max_length=100, blank=True)
    tracking = models.CharField("邮寄单号", max_length=40, blank=True)
    # The receipt of service of this paper; a decision's is that of the result.
    receipt = models.OneToOneField(
        Notice, models.PROTECT, null=True, blank=True, related_name="receipt_of", verbose_name="送达回证"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)
    signed_at = models.DateTimeField("承运方签收时间", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送达人")

    class Meta:
        verbose_name = verbose_name_plural = "文书送达"
        ordering = ["notice"]
        constraints = [
            models.CheckConstraint(condition=~Q(way="post") | ~Q(tracking=""), name="paper_posted_with_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_way_display()}"
