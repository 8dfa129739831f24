"""环境与设备检查 as nouns: what is looked at, each look, what was found, and the defect that somebody sees to."""

from django.db import models
from django.db.models import Q

from yimen.halls.checking.states import DEFECT
from yimen.halls.equipment.models import Asset
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Dated, Region, User


class CheckPoint(Dated):
    """检查项目: one line of the county's checklist; with a kind of machine it is asked of each such machine."""

    class Area(models.TextChoices):
        ROOM = "room", "环境"
        SAFETY = "safety", "安全"
        ACCESS = "access", "无障碍"
        MACHINE = "machine", "设备"

    region = models.ForeignKey(Region, models.PROTECT, related_name="check_points", verbose_name="所属区划")
    area = models.CharField("类别", max_length=10, choices=Area.choices)
    asset_kind = models.CharField("设备类别", max_length=10, choices=Asset.Kind.choices, blank=True)
    words = models.CharField("怎样才算正常", max_length=120)
    every_days = models.PositiveSmallIntegerField("几天查一次", default=7)

    class Meta:
        verbose_name = verbose_name_plural = "检查项目"
        ordering = ["area", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "words"], condition=Q(valid_to__isnull=True), name="check_point_once_a_region"
            ),
            models.CheckConstraint(condition=Q(every_days__gte=1), name="check_point_interval"),
            models.CheckConstraint(
                condition=Q(area="machine") | Q(asset_kind=""), name="check_point_of_machines_is_of_that_area"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class CheckRound(Attested):
    """检查: somebody went through a hall by the checklist on a day; what was not looked at is in no row."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="check_rounds", verbose_name="大厅")
    day = models.DateField("检查日期")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "环境与设备检查"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["hall", "-day", "-id"], name="check_round_by_day")]

    def __str__(self) -> str:
        return f"{self.hall} {self.day}"


class CheckResult(Attested):
    """检查结果: how one thing of the checklist was found."""

    class Value(models.TextChoices):
        FINE = "fine", "正常"
        DEFECT = "defect", "有缺陷"

    round = models.ForeignKey(CheckRound, models.PROTECT, related_name="results", verbose_name="检查")
    point = models.ForeignKey(CheckPoint, models.PROTECT, related_name="results", verbose_name="检查项目")
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="check_results", verbose_name="设备"
    )
    value = models.CharField("结果", max_length=10, choices=Value.choices)
    note = models.CharField("情况", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查结果"
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "point", "asset"], name="machine_once_a_round"),
            models.UniqueConstraint(
                fields=["round", "point"], condition=Q(asset__isnull=True), name="point_once_a_round"
            ),
            models.CheckConstraint(condition=Q(value="fine") | ~Q(note=""), name="defect_is_described"),
        ]

    def __str__(self) -> str:
        return f"{self.point}：{self.get_value_display()}"


class Defect(Attested, Lifecycled):
    """检查缺陷: something that was found wrong, with the position that sees to it and the day by which.

    A machine's defect explains no late entry by itself: only the outage that was declared for it (停开停机登记) does.
    """

    result = models.OneToOneField(CheckResult, models.PROTECT, related_name="defect", verbose_name="检查结果")
    owner = models.CharField("责任岗位", max_length=60)  # a position, never a person's name
    due_on = models.DateField("整改期限")
    remedy = models.CharField("整改情况", max_length=200, blank=True)
    outage = models.OneToOneField(
        "halls.Closure", models.PROTECT, null=True, blank=True, related_name="defect", verbose_name="停机登记"
    )

    class Meta:
        verbose_name = verbose_name_plural = "检查缺陷"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(DEFECT.states)), name="defect_status"),
            models.CheckConstraint(condition=~Q(owner=""), name="defect_has_an_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.result.point}：{self.result.note}"
