"""疑点与整改 as nouns. Low in the house: data, visits and ratings all report here by calling down."""

from datetime import date

from django.db import models

from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User
from yimen.rectification.rules import CAUSES, SEVERITIES
from yimen.rectification.states import FINDING, ORDER


class Finding(Attested, Lifecycled):
    """疑点: something seen that may be wrong. It accuses nobody until an officer has accepted it.

    `source` says where it came from (`evidence:R01:12`); `subject` is the item code that it speaks of, or the
    promise (`promise:data_in_time:D01`) that its department gave in a signed letter.
    """

    class Kind(models.TextChoices):
        HOLLOW = "hollow", "疑似明进暗不进"
        BYPASSED = "bypassed", "疑似体外循环"
        PROMISE = "promise", "疑似未履行承诺"

    region = models.ForeignKey(Region, models.PROTECT, related_name="findings", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="findings", verbose_name="部门")
    source = models.CharField("来源", max_length=60)
    subject = models.CharField("事项编码", max_length=80)
    title = models.CharField("标题", max_length=300)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    seen = models.TextField("看到了什么")
    innocent = models.TextField("最可能的正当解释")
    period_from = models.DateField("数据起始日期")
    period_to = models.DateField("数据截止日期")
    judgement = models.TextField("认定意见", blank=True)
    hear_by = models.DateField("申辩期限", null=True, blank=True)
    found_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人")
    severity = models.CharField("严重程度", max_length=10, choices=list(SEVERITIES.items()), blank=True)
    cause = models.CharField("原因", max_length=20, choices=list(CAUSES.items()), blank=True)
    judged_at = models.DateTimeField("认定时间", null=True, blank=True)
    withdrawal = models.TextField("撤回原因", blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = FINDING

    class Meta:
        verbose_name = verbose_name_plural = "疑点"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "source", "subject"], name="finding_once_a_source")]
        indexes = [models.Index(fields=["region", "status", "-id"], name="finding_by_status")]

    def __str__(self) -> str:
        return self.title


class Explanation(Attested):
    """申辩: what the department says of a finding before it counts.

    `declared_on` is empty but for words on paper: their date, as stated by the officer who registered them.
    """

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="explanations", verbose_name="疑点")
    text = models.TextField("说明")
    admits = models.BooleanField("核对属实", default=False)
    declared_on = models.DateField("书面说明日期", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="说明人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "申辩"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.finding_id}：{self.recorded_at:%Y-%m-%d}"


class Order(Attested, Lifecycled):
    """整改单: a duty of a department to put something right by a day, opened from an accepted finding.

    `issued_on` is empty but for an order of paper (纸质整改单) registered afterwards: its date, as stated. The deadline
    never changes; what a second person granted on top stands beside it, and `due` is what counts.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="orders", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="orders", verbose_name="责任部门")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="order", verbose_name="疑点")
    number = models.CharField("编号", max_length=60)
    demand = models.TextField("整改要求")
    deadline = models.DateField("整改期限")
    extended_to = models.DateField("延期至", null=True, blank=True)
    recheck_weeks = models.PositiveSmallIntegerField("复核周数", default=0)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="下达人")
    issued_on = models.DateField("纸质下达日期", null=True, blank=True)
    checked_at = models.DateTimeField("受理复核时间", null=True, blank=True)
    served_at = models.DateTimeField("签收时间", null=True, blank=True)
    answered_at = models.DateTimeField("最近答复时间", null=True, blank=True)
    clean_source = models.CharField("销号依据", max_length=60, blank=True)  # the verification that found it clean
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = ORDER

    class Meta:
        verbose_name = verbose_name_plural = "整改单"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="order_number_once_a_region")]
        indexes = [models.Index(fields=["region", "status", "deadline"], name="order_by_status")]

    def __str__(self) -> str:
        return self.number

    @property
    def due(self) -> date:
        """The last day on which it must be answered, an extension included."""
        return self.extended_to or self.deadline


class Reply(Attested):
    """答复: what the department answered to an order, or why it objects; with its evidence files.

    `declared_on` is empty but for an answer on paper: its date, as stated by the officer who registered it.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "整改答复"
        OBJECTION = "objection", "异议"
        DECISION = "decision", "复核意见"

    order = models.ForeignKey(Order, models.PROTECT, related_name="replies", verbose_name="整改单")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    text = models.TextField("内容")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    declared_on = models.DateField("纸质答复日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Attachment(Attested):
    """佐证材料: a file handed in with a reply, kept under its digest; never replaced."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="attachments", verbose_name="答复")
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    size = models.PositiveBigIntegerField("文件字节数")
    media_type = models.CharField("文件类型", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"

    def __str__(self) -> str:
        return self.file_name


class Recheck(Attested):
    """复核: a later verification's answer on an order's item, clean or not; it decides closing and relapse."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="rechecks", verbose_name="整改单")
    source = models.CharField("核验批次", max_length=60)
    found_clean = models.BooleanField("未再发现")
    verdict = models.CharField("结论", max_length=20)
    note = models.CharField("说明", max_length=300)
    data_from = models.DateField("数据起始日期")
    data_to = models.DateField("数据截止日期")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "复核"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["order", "source"], name="recheck_once_a_run")]

    def __str__(self) -> str:
        return f"{self.order}：{self.verdict}"


# The models of the rooms within the room: Django looks for a room's models here. They name ours by their labels.
from yimen.rectification.hearing.models import Ground  # noqa: E402, F401
from yimen.rectification.ladder.models import LadderChange  # noqa: E402, F401
from yimen.rectification.pressing.models import (  # noqa: E402, F401
    Assistance,
    Delivery,
    Escalation,
    MoreTime,
    RungDelivery,
)
from yimen.rectification.publishing.models import MonthlyCount  # noqa: E402, F401
from yimen.rectification.referral.models import Referral  # noqa: E402, F401
