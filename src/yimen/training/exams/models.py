"""考试 as nouns: an exam with its blueprint and its frame of questions, papers, and what was answered on them."""

from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Staff, User
from yimen.training.bank.models import QuestionVersion
from yimen.training.courses.models import CourseVersion
from yimen.training.exams.states import EXAM, PAPER


class Exam(Attested, Lifecycled):
    """考试: from when to when papers of a course may be written; the seed is committed to before, shown afterwards.

    `sealed_secret` opens only to the draw of a paper; `secret` is empty until the exam is closed.
    """

    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="exams", verbose_name="课程版本")
    title = models.CharField("名称", max_length=80)
    opens_at = models.DateTimeField("开考时间")
    closes_at = models.DateTimeField("结束时间")
    minutes = models.PositiveSmallIntegerField("答卷时间（分钟）")
    pass_share = models.PositiveSmallIntegerField("合格线（%）")
    sealed_secret = models.TextField("封存的密值")
    commitment = models.CharField("种子承诺", max_length=64)
    frame_digest = models.CharField("题目名单摘要", max_length=64)
    committed_at = models.DateTimeField("承诺时间")
    secret = models.CharField("密值", max_length=64, blank=True)
    reason = models.CharField("取消原因", max_length=200, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="组卷人")

    STATES = EXAM

    class Meta:
        verbose_name = verbose_name_plural = "考试"
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="exam_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(pass_share__gte=1, pass_share__lte=100), name="exam_pass_share"),
            models.CheckConstraint(condition=Q(status__in=list(EXAM.states)), name="exam_status"),
        ]

    def __str__(self) -> str:
        return self.title


class ExamPart(Attested):
    """组卷蓝图行: how many questions of a topic and a difficulty each paper has, and what each is worth."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="parts", verbose_name="考试")
    place = models.PositiveSmallIntegerField("序号")
    topic = models.CharField("知识点", max_length=40)
    difficulty = models.PositiveSmallIntegerField("难度", choices=QuestionVersion.Difficulty.choices)
    count = models.PositiveSmallIntegerField("题数")
    marks = models.PositiveSmallIntegerField("每题分值")

    class Meta:
        verbose_name = verbose_name_plural = "组卷蓝图行"
        ordering = ["exam", "place"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "place"], name="exam_part_once_a_place"),
            models.UniqueConstraint(fields=["exam", "topic", "difficulty"], name="exam_part_once_a_stratum"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.get_difficulty_display()} {self.count} 题"


class FramedQuestion(Attested):
    """入围题目: a question as it could be drawn for the exam, fixed when the seed was committed."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="frame", verbose_name="考试")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+", verbose_name="题目版本")

    class Meta:
        verbose_name = verbose_name_plural = "入围题目"
        ordering = ["exam", "version__question__code"]
        constraints = [models.UniqueConstraint(fields=["exam", "version"], name="framed_once")]

    def __str__(self) -> str:
        return str(self.version.question)


class ExamPaper(Attested, Lifecycled):
    """试卷: one candidate's paper, drawn when he began; the server holds the time. Marks stand after the exam."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="papers", verbose_name="考试")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="papers", verbose_name="考生")
    try_number = models.PositiveSmallIntegerField("第几次考")
    started_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("应交卷时间")
    handed_in_at = models.DateTimeField("交卷时间", null=True, blank=True)
    marks = models.PositiveSmallIntegerField("得分", null=True, blank=True)
    full_marks = models.PositiveSmallIntegerField("满分")
    passed = models.BooleanField("合格", null=True, blank=True)

    STATES = PAPER

    class Meta:
        verbose_name = verbose_name_plural = "试卷"
        ordering = ["exam", "staff__code"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "staff"], name="one_paper_a_candidate"),
            models.CheckConstraint(condition=Q(status__in=list(PAPER.states)), name="exam_paper_status"),
        ]

    def __str__(self) -> str:
        return f"{self.exam} {self.staff}"


class PaperQuestion(Attested):
    """卷面题: a question in its place on a paper, its options in the candidate's order, and what he answered.

    `answer` are letters of the bank, ascending, whatever the order in which the options were shown.
    """

    paper = models.ForeignKey(ExamPaper, models.PROTECT, related_name="questions", verbose_name="试卷")
    place = models.PositiveSmallIntegerField("题号")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+", verbose_name="题目版本")
    shown = models.CharField("选项次序", max_length=6)
    marks = models.PositiveSmallIntegerField("分值")
    answer = models.CharField("作答", max_length=6, blank=True)
    answered_at = models.DateTimeField("作答时间", null=True, blank=True)
    right = models.BooleanField("答对", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "卷面题"
        ordering = ["paper", "place"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "place"], name="paper_question_once_a_place"),
            models.UniqueConstraint(fields=["paper", "version"], name="paper_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}-{self.place}"
