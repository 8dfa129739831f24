"""回访抽样 as nouns: the survey, and each case that was drawn for it."""

from django.db import models
from django.db.models import F, Q

from yimen.cases.models import Dossier
from yimen.common.code_lists import Satisfaction
from yimen.ledger.models import Attested
from yimen.people.models import Region, User


class Survey(Attested):
    """回访抽样: so many cases drawn by lot out of all that were closed in a period; the seed draws them again."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="surveys", verbose_name="所属区划")
    closed_from = models.DateField("办结起始日期")
    closed_to = models.DateField("办结截止日期")
    frame = models.PositiveIntegerField("总体件数")
    size = models.PositiveIntegerField("抽取件数")
    seed = models.CharField("随机种子", max_length=64)
    drawn_at = models.DateTimeField("抽取时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="抽取人")

    class Meta:
        verbose_name = verbose_name_plural = "回访抽样"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__lte=F("frame")) & Q(size__gt=0), name="survey_within_its_frame"),
            models.CheckConstraint(condition=Q(closed_to__gte=F("closed_from")), name="survey_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_from} 至 {self.closed_to}"


class SurveyedCase(Attested):
    """抽中办件: one drawn case; whether its applicant had rated by then, and what he said when he was called."""

    class Outcome(models.TextChoices):
        WAITING = "", "待回访"
        ANSWERED = "answered", "已答复"
        DECLINED = "declined", "不愿答复"
        AWAY = "away", "联系不上"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="cases", verbose_name="回访抽样")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", verbose_name="办理卷")
    place = models.PositiveIntegerField("抽取次序")
    rated = models.BooleanField("此前评价过")
    outcome = models.CharField("回访结果", max_length=10, choices=Outcome.choices, blank=True)
    grade = models.CharField("满意程度", max_length=20, choices=Satisfaction.choices(), blank=True)
    missed_on = models.DateField("上次未接通日期", null=True, blank=True)
    called_at = models.DateTimeField("回访时间", null=True, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回访人")

    class Meta:
        verbose_name = verbose_name_plural = "抽中办件"
        ordering = ["survey", "place"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "dossier"], name="case_once_a_survey"),
            models.CheckConstraint(
                condition=Q(outcome="answered", grade__gt="") | (~Q(outcome="answered") & Q(grade="")),
                name="who_answered_gave_a_grade",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier)
