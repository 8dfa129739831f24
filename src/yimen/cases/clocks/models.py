"""时限 as nouns: the clocks that run now, derived from events, and the reminders that were given."""

from django.db import models

from yimen.cases.clocks.histories import Kind
from yimen.cases.handling.models import Dossier
from yimen.ledger.models import Attested
from yimen.people.models import Department, Region, User

KINDS = [(kind.value, kind.label) for kind in Kind]


class RunningClock(models.Model):
    """计时: one clock of a case that runs or stands still now; all of a case are written anew whenever it changes.

    `reference` is the key of the step, consultation or procedure whose clock it is, else 0; twice the same notice
    clock (材料补正后) is 0 and 1. Without `due_on` a special procedure stops it.
    """

    not_attested = "由办件的事件推算得出，可随时重算"

    # No index of their own for what begins one of those below: all clocks of a case are written anew at each step.
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="clocks", verbose_name="办理卷")
    region = models.ForeignKey(Region, models.PROTECT, db_index=False, related_name="+", verbose_name="所属区划")
    department = models.ForeignKey(
        Department, models.PROTECT, db_index=False, related_name="+", verbose_name="责任部门"
    )
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="当前经办人"
    )
    kind = models.CharField("时限种类", max_length=12, choices=KINDS)
    reference = models.PositiveBigIntegerField("所属环节", default=0)
    name = models.CharField("名称", max_length=80)
    warn_on = models.DateField("提醒日期", null=True, blank=True)
    due_on = models.DateField("到期日期", null=True, blank=True)
    provisional = models.BooleanField("暂定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "计时"
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "kind", "reference"], name="clock_once_a_dossier")]
        indexes = [
            # All that the county's page counts, so that it need not open the clocks themselves.
            models.Index(fields=["region", "due_on", "id", "warn_on", "department"], name="clock_of_county"),
            models.Index(fields=["department", "due_on", "id"], name="clock_by_department"),
            models.Index(fields=["holder", "due_on", "id"], name="clock_by_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.name}"


class Reminder(Attested):
    """时限提醒: that a clock ran out of days, told once to each level: the holder, the head, the bureau."""

    class Level(models.TextChoices):
        HOLDER = "holder", "提醒经办人"
        HEAD = "head", "报部门负责人"
        BUREAU = "bureau", "报营商局"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="reminders", verbose_name="办理卷")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="责任部门")
    holder = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="当时经办人")
    kind = models.CharField("时限种类", max_length=12, choices=KINDS)
    reference = models.PositiveBigIntegerField("所属环节", default=0)
    level = models.CharField("提醒层级", max_length=8, choices=Level.choices)
    due_on = models.DateField("到期日期")
    days = models.SmallIntegerField("剩余天数")  # of the clock's unit; negative: so many days overdue
    words = models.CharField("提醒内容", max_length=300)
    at = models.DateTimeField("提醒时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "时限提醒"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind", "reference", "due_on", "level"], name="reminder_once_a_level"
            )
        ]

    def __str__(self) -> str:
        return self.words
