"""复核与校准 as nouns: the plan of a run's sample, its strata, what was drawn, and what officers read of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yimen.evidence.review.states import PLAN
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, User


class ReviewPlan(Attested, Lifecycled):
    """抽样复核计划: which of a run's answers are read by people; its seed stands in the ledger before the draw.

    `secret` is shown to nobody before the draw. `commitment` is its SHA-256, recorded when the run was asked for.
    """

    run = models.OneToOneField("evidence.Run", models.PROTECT, related_name="review_plan", verbose_name="核验批次")
    secret = models.CharField("种子密值", max_length=64)
    commitment = models.CharField("种子承诺", max_length=64)
    committed_at = models.DateTimeField("承诺时间", auto_now_add=True)
    seed = models.CharField("抽样种子", max_length=64, blank=True)
    budget = models.PositiveIntegerField("抽样总量", null=True, blank=True)
    least = models.PositiveIntegerField("每层最少", null=True, blank=True)
    drawn_at = models.DateTimeField("抽样时间", null=True, blank=True)

    STATES = PLAN

    class Meta:
        verbose_name = verbose_name_plural = "抽样复核计划"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"批次 {self.run_id}：{self.status_label}"


class Stratum(Attested):
    """抽样层: answers of one kind that the engine believed about equally; each had the same chance to be drawn."""

    class Frame(models.TextChoices):
        FINDING = "finding", "线索"
        LINK = "link", "关联"
        LONE = "lone", "未列线索的台账记录"
        CASE = "case", "未列线索的办件"

    plan = models.ForeignKey(ReviewPlan, models.PROTECT, related_name="strata", verbose_name="抽样复核计划")
    frame = models.CharField("对象", max_length=10, choices=Frame.choices)
    kind = models.CharField("线索类别", max_length=12, blank=True)
    subject_kind = models.CharField("对象类别", max_length=10)
    low = models.FloatField("可信程度下限")
    high = models.FloatField("可信程度上限")
    convicts = models.BooleanField("达到定案门槛")
    size = models.PositiveIntegerField("总数")
    drawn = models.PositiveIntegerField("抽取数")
    digest = models.CharField("名单摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "抽样层"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "frame", "kind", "subject_kind", "low"], name="one_stratum_a_band")
        ]

    def __str__(self) -> str:
        return f"{self.get_frame_display()} {self.kind} {self.low:g}—{self.high:g}"


class Sampled(Attested):
    """复核对象: one drawn matter; readers see its rows, never what the engine believed of it before they answered."""

    plan = models.ForeignKey(ReviewPlan, models.PROTECT, related_name="sampled", verbose_name="抽样复核计划")
    stratum = models.ForeignKey(Stratum, models.PROTECT, related_name="sampled", verbose_name="抽样层")
    turn = models.PositiveIntegerField("判读次序")
    subject = models.CharField("对象编号", max_length=80)
    other = models.CharField("对应办件编号", max_length=80, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    believed = models.FloatField("引擎的可信程度", null=True, blank=True)
    twice = models.BooleanField("两人判读", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "复核对象"
        ordering = ["turn"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "turn"], name="one_sampled_a_turn"),
            models.UniqueConstraint(fields=["stratum", "subject"], name="one_sampled_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}-{self.turn}：{self.subject}"


class Reading(Attested):
    """判读: what one officer answered of one matter, blind and by himself; a matter taken is a matter answered."""

    class Answer(models.TextChoices):
        REAL = "real", "属实"
        NOT_REAL = "not_real", "不属实"
        UNCLEAR = "unclear", "无法判断"
        RECUSED = "recused", "回避"

    ANSWERS: ClassVar = (Answer.REAL, Answer.NOT_REAL, Answer.UNCLEAR)

    sampled = models.ForeignKey(Sampled, models.PROTECT, related_name="readings", verbose_name="复核对象")
    reader = models.ForeignKey(User, models.PROTECT, related_name="readings", verbose_name="判读人")
    # The first, the second, or the third whom a disagreement called; nought once the reader recused himself.
    place = models.PositiveSmallIntegerField("第几次判读")
    taken_at = models.DateTimeField("领取时间", auto_now_add=True)
    answer = models.CharField("判读", max_length=10, choices=Answer.choices, blank=True)
    words = models.TextField("依据", blank=True)
    answered_at = models.DateTimeField("判读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "判读"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sampled", "reader"], name="one_reading_a_reader"),
            models.UniqueConstraint(fields=["sampled", "place"], condition=Q(place__gt=0), name="one_reading_a_place"),
            # One thing at a time: nobody keeps two in his hand to choose from.
            models.UniqueConstraint(fields=["reader"], condition=Q(answer=""), name="one_open_reading_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.sampled_id}：{self.get_answer_display() or '未判读'}"
