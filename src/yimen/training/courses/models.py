"""课程 as nouns: courses whose words stand in versions, what each version is for, and the county's terms."""

from django.db import models
from django.db.models import Q

from yimen.catalog.models import Item
from yimen.ledger.models import Attested
from yimen.people.models import Region, User
from yimen.rectification.rules import CAUSES
from yimen.training.courses.rules import GATES, REMIND, TERMS


def _number(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(TERMS[name][0], default=TERMS[name][1])


class TrainingTerms(Attested):
    """培训参数: what a county asks of windows without valid training, and its days; without a row the usual ones."""

    region = models.OneToOneField(
        Region, models.PROTECT, primary_key=True, related_name="training_terms", verbose_name="所属区划"
    )
    gate = models.CharField("没有有效培训时", max_length=10, choices=GATES, default=REMIND)
    tries = _number("tries")
    resit_days = _number("resit_days")
    remind_days = _number("remind_days")
    effect_days = _number("effect_days")
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="设定人")
    set_at = models.DateTimeField("设定时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训参数"

    def __str__(self) -> str:
        return f"{self.region}培训参数"


class Course(Attested):
    """课程: known by its code in a county; what it teaches and whom it is for stands in versions."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="courses", verbose_name="所属区划")
    code = models.CharField("课程编号", max_length=20)
    name = models.CharField("课程名称", max_length=60)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编制人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "课程"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="course_code_once_a_region")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CourseVersion(Attested):
    """课程版本: outline, hours and validity as they hold from a day on; never changed, a new edition is a new version.

    `keeps` says that whoever passed an earlier version need not learn again because of this one. `everyone` asks the
    course of everybody at a window, whatever he accepts.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="versions", verbose_name="课程")
    number = models.PositiveSmallIntegerField("版本号")
    outline = models.TextField("讲什么")
    hours = models.PositiveSmallIntegerField("学时")
    months = models.PositiveSmallIntegerField("合格有效期（月）")
    everyone = models.BooleanField("窗口人员都要学", default=False)
    keeps = models.BooleanField("上一版合格的继续有效", default=True)
    valid_from = models.DateField("起用日期")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编制人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "课程版本"
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="course_version_once"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=60), name="course_validity"),
        ]

    def __str__(self) -> str:
        return f"{self.course}（第{self.number}版）"


class CourseItem(Attested):
    """课程对应事项: whoever accepts the item needs the course."""

    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="items", verbose_name="课程版本")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="事项")

    class Meta:
        verbose_name = verbose_name_plural = "课程对应事项"
        ordering = ["version", "item__code"]
        constraints = [models.UniqueConstraint(fields=["version", "item"], name="course_item_once")]

    def __str__(self) -> str:
        return str(self.item)


class CourseCause(Attested):
    """课程对应原因: a cause of findings (疑点认定的原因) that the course is meant to remove."""

    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="causes", verbose_name="课程版本")
    cause = models.CharField("原因", max_length=20, choices=list(CAUSES.items()))

    class Meta:
        verbose_name = verbose_name_plural = "课程对应原因"
        ordering = ["version", "cause"]
        constraints = [models.UniqueConstraint(fields=["version", "cause"], name="course_cause_once")]

    def __str__(self) -> str:
        return str(self.get_cause_display())
