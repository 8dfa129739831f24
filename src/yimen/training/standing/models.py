"""上岗条件 as nouns: who passed which course, from when to when."""

from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.models import Staff, User
from yimen.training.courses.models import CourseVersion
from yimen.training.exams.models import ExamPaper


class Qualification(Attested):
    """培训合格: somebody passed a version of a course; it holds from a day to a day, unless it is ended before."""

    number = models.CharField("合格证编号", max_length=40)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="qualifications", verbose_name="工作人员")
    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="qualifications", verbose_name="课程版本")
    paper = models.OneToOneField(ExamPaper, models.PROTECT, related_name="qualification", verbose_name="试卷")
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("有效期至")
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    ended_for = models.CharField("撤销原因", max_length=200, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训合格"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="qualification_number_once"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="qualification_dates"),
        ]
        indexes = [models.Index(fields=["staff", "valid_to"], name="qualification_by_staff")]

    def __str__(self) -> str:
        return self.number
