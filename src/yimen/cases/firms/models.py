"""单位办事 as nouns: the firm, who may act for it, in which items, and what was done in its name."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from yimen.cases.firms.states import HELD, REPRESENTATIVE
from yimen.catalog.models import Item
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Citizen, Region


class Firm(Attested):
    """单位: a firm or organisation in whose name citizens act, known by its unified social credit code."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="firms", verbose_name="所属区划")
    code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["region", "code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="firm_code_once_a_region")]

    def __str__(self) -> str:
        return self.name


class Representative(Lifecycled, AttestedPersonal):
    """单位代表: that somebody may act for a firm, as its legal representative or by a written mandate (授权委托书).

    A mandate names its agent by name, number and phone, as one on paper does; whoever signs in and is that person may
    use it. No account is made for somebody who never came.
    """

    STATES = REPRESENTATIVE
    personal_fields = ("name", "person_id", "phone", "file_name")

    class Part(models.TextChoices):
        HEAD = "head", "法定代表人（负责人）"
        AGENT = "agent", "受托人"

    class Basis(models.TextChoices):
        IDENTITY = "identity", "省统一身份认证"
        PAPERS = "papers", "窗口核对原件"
        NAMED = "named", "法定代表人网上委托"

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="representatives", verbose_name="单位")
    part = models.CharField("身份", max_length=10, choices=Part.choices)
    basis = models.CharField("依据", max_length=10, choices=Basis.choices)
    name = models.CharField("姓名", max_length=100)
    person_id = models.CharField("公民身份号码", max_length=18)
    phone = models.CharField("手机号码", max_length=20, blank=True)
    named_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="named", verbose_name="委托人"
    )
    every_item = models.BooleanField("全部事项", default=True)
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期", null=True, blank=True)
    asked_at = models.DateTimeField("提交时间")
    file_name = models.CharField("文件名", max_length=200, blank=True)
    digest = models.CharField("文件摘要", max_length=64, blank=True)  # SHA-256, hexadecimal
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位代表"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(REPRESENTATIVE.states)), name="representative_status"),
            models.CheckConstraint(
                condition=Q(part="head") | (Q(valid_to__isnull=False) & Q(valid_to__gte=F("valid_from"))),
                name="mandate_of_a_firm_ends",
            ),
            models.CheckConstraint(condition=~Q(basis="papers") | ~Q(digest=""), name="representative_by_papers"),
            models.UniqueConstraint(
                fields=["firm"], condition=Q(part="head", status=HELD), name="one_head_a_firm",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["person_id", "status"], name="representative_by_person")]

    def __str__(self) -> str:
        return f"{self.firm}：{self.get_part_display()}"

    @property
    def number(self) -> str:
        """What the mandate is called on pages and in the ledger (代表编号)."""
        return f"DB{self.pk:07}"

    @property
    def is_head(self) -> bool:
        """Whether he represents the firm by law."""
        return self.part == self.Part.HEAD

    def holds(self, day: date) -> bool:
        """Whether it lets its person act on the day."""
        return self.status == HELD and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RepresentedItem(Attested):
    """授权事项: an item in which a mandate lets its agent act; without any it must be for every item."""

    representative = models.ForeignKey(Representative, models.PROTECT, related_name="items", verbose_name="单位代表")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="事项")
    name = models.CharField("事项名称", max_length=1000)  # as the list had it when the mandate was given

    class Meta:
        verbose_name = verbose_name_plural = "授权事项"
        constraints = [models.UniqueConstraint(fields=["representative", "item"], name="represented_item_once")]

    def __str__(self) -> str:
        return self.name


class FirmAct(Attested):
    """代办行为: what somebody did in a firm's name, in which case, and by which right."""

    class Kind(models.TextChoices):
        APPLIED = "applied", "提交申请"
        SUPPLEMENTED = "supplemented", "提交补正"
        WITHDREW = "withdrew", "撤回申请"
        FETCHED = "fetched", "领取文书"

    dossier = models.ForeignKey("cases.Dossier", models.PROTECT, related_name="firm_acts", verbose_name="办理卷")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="acts", verbose_name="单位代表")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="+", verbose_name="公众账号")
    kind = models.CharField("行为", max_length=12, choices=Kind.choices)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "代办行为"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.dossier_id}"
