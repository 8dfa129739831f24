"""办不成事 as nouns: the report with its number, deadline and answer, and each time somebody was not content."""

from django.db import models
from django.db.models import Q

from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.evaluation.hindrances.states import HINDRANCE
from yimen.ledger.models import AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User


class Kind(models.TextChoices):
    """类别."""

    HINDRANCE = "hindrance", "办不成事"
    OBJECTION = "objection", "对办件的异议"


class Cause(models.TextChoices):
    """原因: why it could not be done."""

    OFF_HALL = "off_hall", "被要求到大厅以外办理"
    PAPERS = "papers", "要求指南以外的材料"
    PINGPONG = "pingpong", "部门之间推诿"
    CLERK = "clerk", "窗口不会办或不能办"
    SYSTEM = "system", "系统故障或数据不通"
    POLICY = "policy", "政策不清或不符合条件"
    HISTORY = "history", "历史遗留问题"
    OTHER = "other", "其他"


class Outcome(models.TextChoices):
    """结果."""

    DONE = "done", "已经办成"
    UNDER_WAY = "under_way", "已启动办理"
    EXPLAINED = "explained", "依法不能办，已说明"
    CORRECTED = "corrected", "异议成立，已纠正"
    UPHELD = "upheld", "维持原处理"


class Hindrance(AttestedPersonal, Lifecycled):
    """办不成事反映: what somebody could not get done, or what he objects to in the handling of his case.

    The secret is kept only as a digest. `cause` is first what the person says, then what the answer finds.
    """

    STATES = HINDRANCE
    personal_fields = ("name", "contact", "words")

    class Channel(models.TextChoices):
        WINDOW = "window", "窗口"
        ONLINE = "online", "网上"
        PHONE = "phone", "电话"

    region = models.ForeignKey(Region, models.PROTECT, related_name="hindrances", verbose_name="所属区划")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.HINDRANCE)
    number = models.CharField("编号", max_length=30)
    secret = models.CharField("查询码摘要", max_length=64)  # HMAC-SHA-256, hexadecimal
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    name = models.CharField("称呼", max_length=60, blank=True)
    contact = models.CharField("联系电话", max_length=30, blank=True)
    words = models.TextField("反映内容")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="hindrances", verbose_name="事项"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name="办件"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="hindrances", verbose_name="承办部门"
    )
    cause = models.CharField("原因", max_length=10, choices=Cause.choices, blank=True)
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    hard = models.BooleanField("情况复杂", default=False)
    due_on = models.DateField("答复期限")
    answer = models.TextField("答复", blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    closing = models.CharField("办结说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办不成事反映"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="hindrance_number_once_a_region"),
            models.CheckConstraint(
                condition=~Q(kind="objection") | Q(case__isnull=False), name="objection_names_its_case"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "status", "due_on"], name="hindrance_by_county"),
            models.Index(fields=["department", "status", "due_on"], name="hindrance_by_department"),
            models.Index(fields=["region", "received_at"], name="hindrance_by_day"),
        ]

    def __str__(self) -> str:
        return self.number


class Dispute(AttestedPersonal):
    """不满意: what the person says of an answer that did not help."""

    personal_fields = ("words",)

    hindrance = models.ForeignKey(Hindrance, models.PROTECT, related_name="disputes", verbose_name="办不成事反映")
    words = models.TextField("本人意见")
    answer_then = models.TextField("当时的答复")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "不满意"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.hindrance} {self.at:%Y-%m-%d}"
