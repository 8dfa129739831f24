"""督办函、所督任务和答复 as nouns."""

from django.db import models

from yimen.documents.models import IssuedDocument
from yimen.documents.serving.models import Served
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, User
from yimen.programme.letters.states import LETTER


class SupervisionLetter(Attested, Lifecycled):
    """督办函: to one department, on all tasks of a notice that it let go by; `answer_by` is the day to answer."""

    STATES = LETTER

    notice = models.ForeignKey("programme.Notice", models.PROTECT, related_name="letters", verbose_name="通知")
    department = models.ForeignKey(Department, models.PROTECT, related_name="supervision_letters", verbose_name="部门")
    document = models.OneToOneField(IssuedDocument, models.PROTECT, related_name="+", verbose_name="发文")
    issued_on = models.DateField("发函日期")
    answer_by = models.DateField("答复期限")
    demand = models.TextField("办理要求")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    decision = models.CharField("审查意见", max_length=500, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发函经办")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办函"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.document.number.text


class LetterDelivery(Served):
    """督办函送达: how and when a letter reached its department on paper, with the receipt that was signed."""

    letter = models.OneToOneField(SupervisionLetter, models.PROTECT, related_name="delivery", verbose_name="督办函")

    class Meta:
        verbose_name = verbose_name_plural = "督办函送达"

    def __str__(self) -> str:
        return f"{self.letter}：{self.get_way_display()}"


class LetterTask(Attested):
    """所督任务: a task that a letter demands, the day that went by, and what was seen of it then."""

    letter = models.ForeignKey(SupervisionLetter, models.PROTECT, related_name="lines", verbose_name="督办函")
    task = models.ForeignKey("programme.Task", models.PROTECT, related_name="letter_lines", verbose_name="任务")
    missed_on = models.DateField("错过的期限")
    seen = models.CharField("发函时的情况", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "所督任务"
        constraints = [models.UniqueConstraint(fields=["letter", "task"], name="task_once_a_letter")]

    def __str__(self) -> str:
        return f"{self.letter}：{self.task}"


class LetterAnswer(Attested):
    """督办函答复: what the department answered; each one stays, also where it was sent back."""

    letter = models.ForeignKey(SupervisionLetter, models.PROTECT, related_name="answers", verbose_name="督办函")
    text = models.TextField("答复")
    file_name = models.CharField("佐证材料文件名", max_length=200, blank=True)
    digest = models.CharField("佐证材料摘要（SHA-256）", max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="答复人")
    recorded_at = models.DateTimeField("答复时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办函答复"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.letter}：{self.recorded_at:%Y-%m-%d}"
