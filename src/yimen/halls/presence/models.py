"""在岗核对 as nouns: a spell in which a window was to be open and nothing was seen of it, and what was said of it."""

from django.db import models
from django.db.models import F, Q

from yimen.halls.presence.states import SPELL
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, User


class IdleSpell(Attested, Lifecycled):
    """空窗时段: a window was to be open and nothing was seen of it; its department is asked before it counts."""

    class Cause(models.TextChoices):
        LEAVE = "leave", "请假或公出，未及时登记"
        OUTAGE = "outage", "停电、断网或系统故障"
        NO_VISITORS = "no_visitors", "没有群众来办"
        CLOCK = "clock", "考勤机时钟不准或漏打卡"
        ELSEWHERE = "elsewhere", "在其他窗口或现场办理"
        OTHER = "other", "其他"

    window = models.ForeignKey("halls.Window", models.PROTECT, related_name="spells", verbose_name="窗口")
    department = models.ForeignKey(Department, models.PROTECT, related_name="spells", verbose_name="部门")
    date = models.DateField("日期")
    starts_at = models.TimeField("起")
    ends_at = models.TimeField("止")
    seen = models.CharField("系统所见", max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    due_on = models.DateField("说明期限")
    cause = models.CharField("原因", max_length=12, choices=Cause.choices, blank=True)
    answer = models.CharField("部门说明", max_length=300, blank=True)
    ruling = models.CharField("认定理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "空窗时段"
        ordering = ["-date", "starts_at", "window__code"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="spell_times"),
            models.UniqueConstraint(fields=["window", "date", "starts_at"], name="spell_once"),
            models.CheckConstraint(condition=Q(status__in=list(SPELL.states)), name="spell_status"),
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.date} {self.starts_at:%H:%M}"
