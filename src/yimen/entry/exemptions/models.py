"""负面清单 as nouns: an entry, who signed what text, what was promised meanwhile, and what the public objects to."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from yimen.catalog.models import Item
from yimen.entry.exemptions import rules
from yimen.entry.exemptions.states import EXEMPTION, OBJECTION
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Dated, Department, Region, Staff, User


class Exemption(Dated, Lifecycled):
    """负面清单条目: a reason that keeps an item out of the hall for a time, approved by the government and published.

    `valid_from` and `valid_to` are what was applied for; `holds_from` is the first whole day after the server wrote
    the publication, never before `valid_from`. An entry of a register of before this system (`registered`) holds by
    its paper's own date and is marked everywhere.
    """

    class Reason(models.TextChoices):
        """未进驻理由 that may hold; what each demands stands in `rules.REASONS`."""

        SECRET = rules.SECRET, rules.REASONS[rules.SECRET].label
        LAW = rules.LAW, rules.REASONS[rules.LAW].label
        SAFETY = rules.SAFETY, rules.REASONS[rules.SAFETY].label
        SITE = rules.SITE, rules.REASONS[rules.SITE].label
        NO_ROOM = rules.NO_ROOM, rules.REASONS[rules.NO_ROOM].label

    region = models.ForeignKey(Region, models.PROTECT, related_name="exemptions", verbose_name="所属区划")
    item = models.ForeignKey(Item, models.PROTECT, related_name="exemptions", verbose_name="事项")
    department = models.ForeignKey(Department, models.PROTECT, related_name="exemptions", verbose_name="部门")
    reason = models.CharField("理由", max_length=20, choices=Reason.choices)
    basis = models.CharField("依据", max_length=300)  # a reference only; secret content is never stored
    act = models.CharField("法律法规名称", max_length=100, blank=True)
    article = models.CharField("条款", max_length=60, blank=True)
    act_version = models.CharField("版本", max_length=60, blank=True)
    meanwhile = models.CharField("厅内收件受理安排", max_length=300, blank=True)
    version = models.PositiveIntegerField("文本版次", default=1)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="续自"
    )
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="起草人")
    approved_on = models.DateField("批准日期", null=True, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    approved_at = models.DateTimeField("批准登记时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    holds_from = models.DateField("生效日期", null=True, blank=True)
    registered = models.BooleanField("旧册补登", default=False)
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
            models.CheckConstraint(
                condition=Q(holds_from__isnull=True) | Q(holds_from__gte=F("valid_from")), name="holds_within_its_dates"
            ),
            models.CheckConstraint(
                condition=Q(holds_from__isnull=True)
                | Q(registered=True)
                | Q(approved_at__isnull=False, published_at__gte=F("approved_at")),
                name="holds_when_approved_and_published",
            ),
        ]
        indexes = [models.Index(fields=["region", "status", "valid_to"], name="exemption_by_status")]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_reason_display()}"

    @property
    def rule(self) -> rules.Reason:
        """What its reason demands and allows."""
        return rules.REASONS[self.reason]

    def holds(self, day: date) -> bool:
        """True when the entry exempts on that day; the same as `holds_on` asks of the database."""
        began = self.holds_from is not None and self.holds_from <= day
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        return began and not withdrawn and (self.valid_to is None or day <= self.valid_to)


def holds_on(day: date) -> Q:
    """The condition for entries that exempt on a day: published before it, not yet withdrawn, within their dates.

    A withdrawn one still held on the days before it was withdrawn: the past is not rewritten.
    """
    ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Q(holds_from__lte=day) & ended & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day))


class Collector(Attested):
    """厅内收件专人: who receives and accepts in the hall while want of room keeps the rest of the item out."""

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="collectors", verbose_name="负面清单条目")
    version = models.PositiveIntegerField("文本版次", default=1)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="collects", verbose_name="工作人员")

    class Meta:
        verbose_name = verbose_name_plural = "厅内收件专人"
        ordering = ["exemption", "staff__code"]
        constraints = [models.UniqueConstraint(fields=["exemption", "version", "staff"], name="collector_once_a_text")]

    def __str__(self) -> str:
        return f"{self.exemption}：{self.staff}"


class CureStep(Attested):
    """整改步骤: what will be done by when, so that the reason ceases; done when the department says so, with a note."""

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="steps", verbose_name="负面清单条目")
    version = models.PositiveIntegerField("文本版次", default=1)
    due = models.DateField("完成期限")
    text = models.CharField("步骤", max_length=200)
    done_at = models.DateTimeField("完成登记时间", null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    note = models.CharField("完成情况", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改步骤"
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return f"{self.due}：{self.text}"


class ExemptionEvidence(Attested):
    """清单佐证: a file that supports an entry, kept under its digest; never replaced."""

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="evidence", verbose_name="负面清单条目")
    kind = models.CharField("类别", max_length=20, choices=rules.EVIDENCE_KINDS)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    size = models.PositiveBigIntegerField("文件字节数")
    media_type = models.CharField("文件类型", max_length=100)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "清单佐证"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name


class Endorsement(Attested):
    """签批记录: who signed, reviewed, approved or published which text; it binds that digest and no other."""

    class Part(models.TextChoices):
        SIGN = "sign", "部门签署"
        PASS = "pass", "合法性审查通过"
        RETURN = "return", "合法性审查退回"
        APPROVE = "approve", "政府批准"
        PUBLISH = "publish", "公布"

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="endorsements", verbose_name="负面清单条目")
    part = models.CharField("环节", max_length=10, choices=Part.choices)
    digest = models.CharField("文本摘要", max_length=64)
    words = models.CharField("意见", max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "签批记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.digest[:8]}"


class Objection(AttestedPersonal, Lifecycled):
    """对负面清单的异议: what somebody says against a published entry; answered by a deadline, the answer published."""

    personal_fields = ("words", "contact")

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="objections", verbose_name="负面清单条目")
    reference = models.CharField("异议编号", max_length=20, unique=True)
    words = models.TextField("异议内容")
    contact = models.CharField("联系方式", max_length=60, blank=True)
    case_number = models.CharField("办件编号", max_length=50, blank=True)
    due = models.DateField("答复期限")
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    recorded_at = models.DateTimeField("收到时间", auto_now_add=True)

    STATES = OBJECTION

    class Meta:
        verbose_name = verbose_name_plural = "对负面清单的异议"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "due"], name="objection_by_due")]

    def __str__(self) -> str:
        return self.reference
