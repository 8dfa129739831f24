"""步骤方案 as nouns: a plan from a day on, its steps, and the special procedures that a step may begin."""

from django.db import models
from django.db.models import Q

from yimen.catalog.models import Item
from yimen.ledger.models import Attested
from yimen.people.models import User
from yimen.people.rules import APPROVER, HEAD, ROLES


class StepKind(models.TextChoices):
    """环节种类."""

    REVIEW = "review", "审查"
    SITE = "site", "现场核查"
    JOINT = "joint", "联合审查"
    DECIDE = "decide", "决定"


class ProcedureKind(models.TextChoices):
    """特别程序种类 (行政许可法 45)."""

    HEARING = "hearing", "听证"
    BIDDING = "bidding", "招标、拍卖"
    INSPECTION = "inspection", "检验、检测、检疫"
    APPRAISAL = "appraisal", "鉴定"
    EXPERTS = "experts", "专家评审"


class StepPlan(Attested):
    """步骤方案: the steps of an item's cases, for those that are accepted from a day on; never changed, only followed.

    A case goes on by the plan of the day on which it was accepted. Of two plans from one day the later written counts.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="plans", verbose_name="事项")
    valid_from = models.DateField("生效日期")
    retention_years = models.PositiveSmallIntegerField("保管期限（年）", default=10)  # 0: for ever (永久)
    set_at = models.DateTimeField("设置时间", auto_now_add=True)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="设置人")

    class Meta:
        verbose_name = verbose_name_plural = "步骤方案"
        ordering = ["item", "-valid_from", "-pk"]
        indexes = [models.Index(fields=["item", "-valid_from", "-id"], name="plan_of_a_day")]

    def __str__(self) -> str:
        return f"{self.item} {self.valid_from}"


class PlannedStep(Attested):
    """方案环节: one step of a plan, in the order of `place`; without a role whoever may examine does it."""

    plan = models.ForeignKey(StepPlan, models.PROTECT, related_name="steps", verbose_name="步骤方案")
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("环节种类", max_length=10, choices=StepKind.choices)
    name = models.CharField("环节名称", max_length=40)
    role = models.CharField(
        "由谁办理", max_length=20, blank=True, choices=[(each, ROLES[each]) for each in (APPROVER, HEAD)]
    )
    days = models.PositiveSmallIntegerField("环节时限（工作日）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "方案环节"
        ordering = ["plan", "place"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="step_place_once_a_plan"),
            models.CheckConstraint(condition=Q(place__gte=1), name="planned_steps_from_one"),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedProcedure(Attested):
    """可启动的特别程序: a procedure that may be begun in a step of a plan."""

    step = models.ForeignKey(PlannedStep, models.PROTECT, related_name="procedures", verbose_name="方案环节")
    kind = models.CharField("特别程序种类", max_length=12, choices=ProcedureKind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "可启动的特别程序"
        ordering = ["step", "pk"]
        constraints = [models.UniqueConstraint(fields=["step", "kind"], name="procedure_once_a_step")]

    def __str__(self) -> str:
        return self.get_kind_display()
