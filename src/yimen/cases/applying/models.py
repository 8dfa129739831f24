"""网上申请 as nouns: the draft, what stands in it, what is offered again, and what was handed in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yimen.cases.firms.models import Representative
from yimen.catalog.models import Guide, ItemVersion
from yimen.ledger.models import Attested
from yimen.people.models import Citizen, Region

OWN = "提交前只属于申请人自己，提交后由办件存证"


class Behalf(models.TextChoices):
    """为谁申请."""

    SELF = "self", "为自己"
    PERSON = "person", "替别人"
    FIRM = "firm", "为单位"


class Mandate(models.TextChoices):
    """委托凭据: what shows that the principal wants it (T38)."""

    NONE = "", "没有"
    CODE = "code", "被代办人短信确认"
    PAPER = "paper", "授权委托书"
    REGISTERED = "registered", "登记的单位代表资格"


class Draft(models.Model):
    """申请草稿: an application that is being filled in; only its citizen sees it, and it goes after 90 days."""

    not_attested: ClassVar[str] = OWN

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="drafts", verbose_name="公众账号")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name="事项版本")
    # The guide at the beginning: what is asked does not change while somebody answers.
    guide = models.ForeignKey(Guide, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办事指南")
    behalf = models.CharField("为谁申请", max_length=10, choices=Behalf.choices, default=Behalf.SELF)
    principal_name = models.CharField("被代办人或单位名称", max_length=100, blank=True)
    principal_id = models.CharField("被代办人或单位证件号", max_length=18, blank=True)
    principal_phone = models.CharField("被代办人或法定代表人手机", max_length=20, blank=True)
    mandate = models.CharField("委托凭据", max_length=10, choices=Mandate.choices, blank=True)
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位代表"
    )
    made_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最后填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "申请草稿"
        ordering = ["-touched_at"]
        indexes = [
            models.Index(fields=["citizen", "-touched_at"], name="draft_by_citizen"),
            models.Index(fields=["touched_at"], name="draft_by_age"),
        ]

    def __str__(self) -> str:
        return f"草稿 {self.pk}"


class DraftAnswer(models.Model):
    """草稿内容: what was put into one field, or the option chosen for a situation (`q.` before its key)."""

    not_attested: ClassVar[str] = OWN

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="answers", verbose_name="申请草稿")
    field = models.CharField("字段", max_length=30)
    value = models.CharField("内容", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "草稿内容"
        constraints = [models.UniqueConstraint(fields=["draft", "field"], name="draft_answer_once_a_field")]

    def __str__(self) -> str:
        return self.field


class DraftPaper(models.Model):
    """草稿附件: a file for a material, a field of the form, or the mandate; kept under its digest."""

    not_attested: ClassVar[str] = OWN

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="papers", verbose_name="申请草稿")
    key = models.CharField("材料或字段", max_length=30)
    name = models.CharField("材料名称", max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    original = models.CharField("原文件摘要", max_length=64, blank=True)  # SHA-256; empty where nothing was changed
    size = models.PositiveIntegerField("字节数")
    at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "草稿附件"
        ordering = ["draft", "pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "key", "digest"], name="draft_paper_once")]

    def __str__(self) -> str:
        return self.name


class Remembered(models.Model):
    """常用信息: what a citizen gave under a reuse key last, offered again in the next form."""

    not_attested: ClassVar[str] = "本人填过的内容，只为下次少填，可随时删去"

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="remembered", verbose_name="公众账号")
    key = models.CharField("复用键", max_length=40)
    value = models.CharField("内容", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "常用信息"
        constraints = [models.UniqueConstraint(fields=["citizen", "key"], name="remembered_once_a_key")]

    def __str__(self) -> str:
        return self.key


class OnlineApplication(Attested):
    """网上申请: a dossier that a citizen handed in, for whom, and by what mandate."""

    dossier = models.OneToOneField(
        "cases.Dossier", models.PROTECT, primary_key=True, related_name="online", verbose_name="办理卷"
    )
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="applications", verbose_name="公众账号")
    behalf = models.CharField("为谁申请", max_length=10, choices=Behalf.choices)
    mandate = models.CharField("委托凭据", max_length=10, choices=Mandate.choices, blank=True)
    # By what right for a firm that is registered here; none: for himself, or by a mandate for this application alone.
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="单位代表"
    )
    receipt = models.CharField("存证回执", max_length=12)
    at = models.DateTimeField("提交时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "网上申请"
        ordering = ["-dossier"]
        indexes = [models.Index(fields=["citizen", "-dossier"], name="application_by_citizen")]
        constraints = [
            models.CheckConstraint(condition=Q(behalf="self") | ~Q(mandate=""), name="nobody_applies_without_mandate")
        ]

    def __str__(self) -> str:
        return str(self.dossier)
