"""成批办理 as nouns: the bundle, and what it would do, did and took back in each of its cases."""

from django.db import models

from yimen.cases.bundles.states import BUNDLE
from yimen.cases.handling.models import Dossier, Step
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import User


class Bundle(Lifecycled, Attested):
    """成批办理: one act that one person plans for many cases of his own department, and then does, or lets be."""

    STATES = BUNDLE

    class Act(models.TextChoices):
        TAKE = "take", "由我办理"
        ASSIGN = "assign", "转给同事办理"
        PASS = "pass", "通过本环节"
        ARCHIVE = "archive", "归档"

    by = models.ForeignKey(User, models.PROTECT, related_name="bundles", verbose_name="经办人")
    act = models.CharField("办理动作", max_length=10, choices=Act.choices)
    words = models.CharField("意见", max_length=1000, blank=True)
    target = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转给谁")
    planned_at = models.DateTimeField("预演时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "成批办理"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.planned_at:%Y-%m-%d}"


class BundledCase(Attested):
    """成批办件: one case in a bundle; how it stood when the plan was made, what would happen, what did.

    `status`, `step` and `holder` are compared before anything is done: a case that somebody else moved on meanwhile
    is left as it is.
    """

    class Outcome(models.TextChoices):
        WAITING = "", "未执行"
        DONE = "done", "已办"
        LEFT = "left", "未办"
        UNDONE = "undone", "已撤销"

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="cases", verbose_name="成批办理")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="bundled", verbose_name="办理卷")
    status = models.CharField("预演时的状态", max_length=20)
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="+", verbose_name="预演时的环节")
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="预演时的经办人")
    foreseen = models.CharField("预演结果", max_length=300, blank=True)
    hindrance = models.CharField("不能办理的原因", max_length=300, blank=True)
    outcome = models.CharField("执行情况", max_length=10, choices=Outcome.choices, blank=True)
    remark = models.CharField("说明", max_length=300, blank=True)
    opened = models.ForeignKey(Step, models.PROTECT, null=True, related_name="+", verbose_name="执行后的环节")

    class Meta:
        verbose_name = verbose_name_plural = "成批办件"
        ordering = ["bundle", "pk"]
        constraints = [models.UniqueConstraint(fields=["bundle", "dossier"], name="case_once_a_bundle")]

    def __str__(self) -> str:
        return str(self.dossier)
