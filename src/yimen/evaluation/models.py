"""好差评 as nouns: ratings and the codes that give the right to one, what looks odd, and what departments are shown."""

import uuid

from django.db import models
from django.db.models import Q

from yimen.cases.models import Case, Dossier
from yimen.catalog.models import Item
from yimen.common.code_lists import Satisfaction
from yimen.evaluation.rules import TERMS, Channel, Service
from yimen.halls.models import Window
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.models import Department, Region, Staff, User


def _days(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(TERMS[name][0], default=TERMS[name][1])


class Terms(Attested):
    """评价参数: a county's days for ratings, bad ratings and what could not be done; without a row the usual ones."""

    region = models.OneToOneField(
        Region, models.PROTECT, primary_key=True, related_name="evaluation_terms", verbose_name="所属区划"
    )
    rate_days = _days("rate_days")
    call_days = _days("call_days")
    right_days = _days("right_days")
    hard_days = _days("hard_days")
    group_least = _days("group_least")
    hindrance_days = _days("hindrance_days")
    hard_hindrance_days = _days("hard_hindrance_days")
    objection_days = _days("objection_days")
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="设定人")
    set_at = models.DateTimeField("设定时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价参数"

    def __str__(self) -> str:
        return f"{self.region}评价参数"


class RatingCode(Attested):
    """评价码: what is printed on a slip or sent to a phone, and lets its holder rate one service once."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="rating_codes", verbose_name="办理卷")
    service = models.CharField("服务", max_length=10, choices=Service.choices)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices, default=Channel.DEVICE)
    digest = models.CharField("评价码摘要", max_length=64, unique=True)  # HMAC-SHA-256, hexadecimal
    issued_at = models.DateTimeField("发放时间", auto_now_add=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="发放人")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价码"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"评价码 {self.pk}"


class Rating(AttestedPersonal):
    """评价: what one person said of one service. The rated department never sees this row, only what was released.

    `turn` is 1 for the first and 2 for the one after a bad rating was put right. `default`: a machine gave it.
    """

    personal_fields = ("words", "contact", "terminal")

    class Origin(models.TextChoices):
        HERE = "here", "本系统"
        PROVINCE = "province", "省平台"
        BEFORE = "before", "原好差评系统"

    region = models.ForeignKey(Region, models.PROTECT, related_name="ratings", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="ratings", verbose_name="被评部门")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项")
    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings", verbose_name="办件")
    window = models.ForeignKey(Window, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="窗口")
    service = models.CharField("服务", max_length=10, choices=Service.choices)
    turn = models.PositiveSmallIntegerField("第几次评价", default=1)
    grade = models.CharField("评价等级", max_length=20, choices=Satisfaction.choices())
    channel = models.CharField("评价渠道", max_length=10, choices=Channel.choices)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, default=Origin.HERE)
    default = models.BooleanField("系统默认评价", default=False)
    words = models.TextField("评价文字", blank=True)
    contact = models.CharField("联系电话", max_length=30, blank=True)
    terminal = models.CharField("评价终端", max_length=60, blank=True)
    rated_at = models.DateTimeField("评价时间")
    released = models.BooleanField("已公布", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-rated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "service", "turn"], condition=Q(default=False), name="one_rating_a_service"
            ),
            models.UniqueConstraint(
                fields=["case", "service"], condition=Q(default=True), name="one_default_a_service"
            ),
            models.CheckConstraint(condition=Q(turn__in=(1, 2)), name="rated_once_more_at_most"),
        ]
        indexes = [
            models.Index(fields=["region", "-rated_at", "-id"], name="rating_by_day"),
            models.Index(fields=["department", "released", "rated_at"], name="rating_to_release"),
            models.Index(fields=["region", "terminal", "rated_at"], name="rating_by_terminal"),
        ]

    def __str__(self) -> str:
        return f"评价 {self.pk}：{self.get_grade_display()}"


class RatingIndicator(Attested):
    """评价选项: an indicator that the rater ticked."""

    rating = models.ForeignKey(Rating, models.PROTECT, related_name="indicators", verbose_name="评价")
    code = models.CharField("指标代码", max_length=3)

    class Meta:
        verbose_name = verbose_name_plural = "评价选项"
        ordering = ["rating", "code"]
        constraints = [models.UniqueConstraint(fields=["rating", "code"], name="indicator_once_a_rating")]

    def __str__(self) -> str:
        return self.code


class Suspicion(Attested):
    """可疑评价: why a rating may not be the public's own; it stays where it is and is counted apart."""

    class Kind(models.TextChoices):
        SELF = "self", "疑似工作人员自评"
        QUICK = "quick", "办结数秒内评价"
        BURST = "burst", "短时间成串评价"
        MACHINE = "machine", "同一地址多次评价"
        WORDS = "words", "文字相同"

    rating = models.ForeignKey(Rating, models.PROTECT, related_name="suspicions", verbose_name="评价")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    seen = models.CharField("看到了什么", max_length=200)
    at = models.DateTimeField("标记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "可疑评价"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["rating", "kind"], name="suspicion_once_a_rating")]

    def __str__(self) -> str:
        return self.get_kind_display()


class StaffMark(Attested):
    """工作人员比对摘要: a keyed digest of somebody's phone or identity number; the number itself is not kept (R41)."""

    class Kind(models.TextChoices):
        PHONE = "phone", "手机号码"
        IDENTITY = "identity", "公民身份号码"

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="工作人员")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    digest = models.CharField("摘要", max_length=64)  # HMAC-SHA-256, hexadecimal
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作人员比对摘要"
        constraints = [models.UniqueConstraint(fields=["staff", "kind", "digest"], name="staff_mark_once")]

    def __str__(self) -> str:
        return f"{self.staff} {self.get_kind_display()}"


class Release(Attested):
    """评价公布批次: at least as many ratings of a department as the county's smallest group, told of together."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="releases", verbose_name="部门")
    size = models.PositiveIntegerField("评价数")
    week_from = models.DateField("起始周")
    week_to = models.DateField("截止周")
    at = models.DateTimeField("公布时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价公布批次"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.department} {self.week_from}"


class ReleasedRating(Attested):
    """公布的评价: what the department is shown of one rating. It has no link to it, and its key says no order.

    `item` and `week` (its Monday) are empty where too few of the batch would show the same (`blurring`).
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="ratings", verbose_name="公布批次")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项")
    grade = models.CharField("评价等级", max_length=20, choices=Satisfaction.choices())
    week = models.DateField("所在周", null=True, blank=True)
    reasons = models.CharField("评价选项", max_length=400, blank=True)
    words = models.TextField("评价文字", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公布的评价"
        ordering = ["release", "id"]

    def __str__(self) -> str:
        return f"{self.week or '合并'} {self.get_grade_display()}"


# The models of the rooms within the room: Django looks for a room's models here. They name ours from above.
from yimen.evaluation.curing.models import BadRating, CallBack  # noqa: E402
from yimen.evaluation.followups.models import Survey, SurveyedCase  # noqa: E402
from yimen.evaluation.hindrances.models import Dispute, Hindrance  # noqa: E402

__all__ = [
    "BadRating",
    "CallBack",
    "Dispute",
    "Hindrance",
    "Rating",
    "RatingCode",
    "RatingIndicator",
    "Release",
    "ReleasedRating",
    "StaffMark",
    "Survey",
    "SurveyedCase",
    "Suspicion",
    "Terms",
]
