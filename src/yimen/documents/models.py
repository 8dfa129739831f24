"""公文 as nouns: the register of document numbers, and what was issued under them."""

from django.db import models
from django.db.models import Q

from yimen.documents.number import number_text
from yimen.ledger.models import Attested
from yimen.people.models import Department, Region, User


class DocumentNumber(Attested):
    """文号: one number that was given out. Every one stays in the register, also one that was then abandoned (作废).

    A number is used once: an abandoned one is not given out again, so that no two papers can bear it. One taken for a
    thing of another room can be abandoned only there; one for a paper written `outside` the system, in the register.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="document_numbers", verbose_name="所属区划")
    series = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    use = models.CharField("用途", max_length=100)
    outside = models.BooleanField("用于系统外起草的文件", default=False)
    allocated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取号人"
    )
    allocated_at = models.DateTimeField("取号时间", auto_now_add=True)
    abandoned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废经办"
    )
    abandoned_at = models.DateTimeField("作废时间", null=True, blank=True)
    abandoned_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文号"
        ordering = ["region", "series", "year", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["region", "series", "year", "serial"], name="document_number_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="document_number_from_one"),
            models.CheckConstraint(
                condition=Q(abandoned_at__isnull=True, abandoned_reason="")
                | (Q(abandoned_at__isnull=False) & ~Q(abandoned_reason="")),
                name="document_number_abandoned_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """As it is printed, e.g. 友政办发〔2023〕15号."""
        return number_text(self.series, self.year, self.serial)


class IssuedDocument(Attested):
    """发文: a document as it was issued under its number; its file is kept under its digest and never replaced.

    `source` says what it came from as a short code (`rectification:order:7`). Without `department` it is to the whole
    county. `word_digest` names the editable copy (DOCX), empty where none was kept.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", "通知"
        LETTER = "letter", "函"
        SUPERVISION = "supervision", "督办函"
        ORDER = "order", "责令整改通知书"
        REMINDER = "reminder", "提醒函"
        TALK = "talk", "约谈通知书"
        CIRCULAR = "circular", "通报"
        REFERRAL = "referral", "移送函"
        COMMITMENT = "commitment", "承诺书"
        ENTRUSTMENT = "entrustment", "委托协议"
        APPOINTMENT = "appointment", "任命书"
        AUTHORISATION = "authorisation", "授权书"
        SELF_INSPECTION = "self_inspection", "自查报告"
        MONTHLY_REPORT = "monthly_report", "月报"
        PROGRAMME_REPORT = "programme_report", "专项行动报告"
        MINUTES = "minutes", "纪要"
        VERDICT = "verdict", "核验结论书"
        CASE_ACCEPTED = "case_accepted", "受理通知书"
        CASE_ASKED = "case_asked", "一次性告知书"
        CASE_DECLINED = "case_declined", "不予受理决定书"
        CASE_PAUSED = "case_paused", "特别程序告知书"
        CASE_EXTENDED = "case_extended", "延长期限告知书"
        CASE_GRANTED = "case_granted", "准予决定书"
        CASE_REFUSED = "case_refused", "不予决定书"
        CASE_ENDED = "case_ended", "终止办理通知书"
        CASE_WITHDRAWN = "case_withdrawn", "撤回申请确认书"
        CASE_RECEIPT = "case_receipt", "送达回证"
        CASE_HANDOVER = "case_handover", "办件交接单"

    PERSONAL = tuple(kind for kind in Kind.values if kind.startswith("case_"))
    """Kinds that name an applicant: they are shown on the page of their case, where who looks is recorded."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="issued_documents", verbose_name="所属区划")
    number = models.OneToOneField(DocumentNumber, models.PROTECT, related_name="issued", verbose_name="文号")
    kind = models.CharField("文种", max_length=20, choices=Kind.choices)
    title = models.CharField("标题", max_length=300)
    recipients = models.CharField("主送机关", max_length=1000, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="issued_documents", verbose_name="所涉部门"
    )
    source = models.CharField("来源", max_length=60)
    issued_on = models.DateField("成文日期")
    digest = models.CharField("PDF 摘要", max_length=64)
    size = models.PositiveBigIntegerField("PDF 字节数")
    word_digest = models.CharField("DOCX 摘要", max_length=64, blank=True)
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发文经办"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "发文"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["region", "kind", "-id"], name="issued_by_kind"),
            models.Index(fields=["source"], name="issued_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.number}　{self.title}"

    @property
    def is_personal(self) -> bool:
        """Whether it names an applicant, so that it is shown with its case only."""
        return self.kind in self.PERSONAL


# The models of the room within the room: Django looks for a room's models here.
from yimen.documents.signing.models import Certificate, SigningAuthority  # noqa: E402, F401
