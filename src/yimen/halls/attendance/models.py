"""考勤 as nouns: each punch of a machine, how far its clock was off, and corrections by two people."""

from django.db import models
from django.db.models import Q

from yimen.exchange.models import AccessToken, ImportBatch
from yimen.halls.attendance.states import CORRECTION
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Region, Staff, User


class Punch(Attested):
    """打卡记录: that somebody was at a machine at a moment; a day's attendance is made of its first and its last."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="punches", verbose_name="工作人员")
    at = models.DateTimeField("打卡时间")
    machine = models.CharField("考勤机", max_length=40, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )
    token = models.ForeignKey(
        AccessToken, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接口令牌"
    )
    recorded_at = models.DateTimeField("入库时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "打卡记录"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["staff", "at"], name="punch_once_a_moment")]
        indexes = [models.Index(fields=["at"], name="punch_by_time")]

    def __str__(self) -> str:
        return f"{self.staff} {self.at}"


class ClockCheck(Attested):
    """考勤机校时: by how many seconds a machine's clock was fast (above nought) or slow when it was looked at."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="clock_checks", verbose_name="所属区划")
    machine = models.CharField("考勤机", max_length=40)
    checked_at = models.DateTimeField("校时时间")
    seconds = models.IntegerField("快（秒）")

    class Meta:
        verbose_name = verbose_name_plural = "考勤机校时"
        ordering = ["-checked_at"]
        constraints = [models.UniqueConstraint(fields=["region", "machine", "checked_at"], name="clock_checked_once")]

    def __str__(self) -> str:
        return f"{self.machine} {self.seconds} 秒"


class Correction(AttestedPersonal, Lifecycled):
    """考勤更正: what a day's attendance should say, why, and what it said before; confirmed by a second person."""

    personal_fields = ("reason",)

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="corrections", verbose_name="工作人员")
    date = models.DateField("日期")
    arrived_at = models.TimeField("应为到岗", null=True, blank=True)
    left_at = models.TimeField("应为离岗", null=True, blank=True)
    was_arrived_at = models.TimeField("原到岗", null=True, blank=True)
    was_left_at = models.TimeField("原离岗", null=True, blank=True)
    reason = models.CharField("理由", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    answer = models.CharField("不采纳的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考勤更正"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "date"], condition=Q(status="asked"), name="one_open_correction_a_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(condition=Q(status__in=list(CORRECTION.states)), name="correction_status"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.date}"
