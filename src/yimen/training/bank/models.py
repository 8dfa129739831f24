"""题库 as nouns: questions known by their codes, whose words and options stand in versions."""

from django.db import models

from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.models import User
from yimen.training.courses.models import Course


class BankQuestion(Attested):
    """题目: known by its code in a course; a retired one is in no further exam."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="questions", verbose_name="课程")
    code = models.CharField("题目编号", max_length=20)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    retired_for = models.CharField("停用原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "题目"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["course", "code"], name="question_code_once_a_course")]

    def __str__(self) -> str:
        return self.code


class QuestionVersion(Attested):
    """题目版本: what is asked, of which topic and how hard; never changed, a correction is a new version."""

    class Kind(models.TextChoices):
        SINGLE = "single", "单选"
        MULTIPLE = "multiple", "多选"
        JUDGE = "judge", "判断"

    class Difficulty(models.IntegerChoices):
        EASY = 1, "易"
        MEDIUM = 2, "中"
        HARD = 3, "难"

    question = models.ForeignKey(BankQuestion, models.PROTECT, related_name="versions", verbose_name="题目")
    number = models.PositiveSmallIntegerField("版本号")
    kind = models.CharField("题型", max_length=10, choices=Kind.choices)
    topic = models.CharField("知识点", max_length=40)
    difficulty = models.PositiveSmallIntegerField("难度", choices=Difficulty.choices)
    stem = models.CharField("题目", max_length=500)
    reasons = models.CharField("解析", max_length=500, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="命题人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "题目版本"
        ordering = ["question__code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_once"),
        ]

    def __str__(self) -> str:
        return self.stem

    @property
    def key(self) -> str:
        """The letters of the right options, ascending; the options should be loaded."""
        return "".join(sorted(each.letter for each in self.options.all() if each.right))


class QuestionOption(Attested):
    """选项: one of the answers that a question offers, and whether it is right."""

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="options", verbose_name="题目版本")
    letter = models.CharField("序号", max_length=1)
    text = models.CharField("内容", max_length=200)
    right = models.BooleanField("正确")

    class Meta:
        verbose_name = verbose_name_plural = "选项"
        ordering = ["version", "letter"]
        constraints = [models.UniqueConstraint(fields=["version", "letter"], name="option_letter_once")]

    def __str__(self) -> str:
        return f"{self.letter}. {self.text}"
