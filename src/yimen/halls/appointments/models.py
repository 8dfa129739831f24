"""预约 as nouns: the desk that offers half hours, the days on which it does not, and who comes when."""

from django.db import models
from django.db.models import F, Q

from yimen.halls.appointments.rules import Hours
from yimen.halls.appointments.states import APPOINTMENT, LIVE
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Citizen, Dated, User


class AppointmentDesk(Dated):
    """预约窗口: a kind of window of a hall for which half hours are offered, and by which rules."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="desks", verbose_name="大厅")
    name = models.CharField("窗口类型", max_length=40, help_text="例如：综合窗口、不动产登记。")
    note = models.CharField("办哪些事", max_length=200, blank=True, help_text="群众选窗口时看到的说明。")
    weekdays = models.CharField("星期", max_length=7, default="12345")
    opens_at = models.TimeField("开始放号", default="08:30")
    closes_at = models.TimeField("停止放号", default="17:00")
    pause_from = models.TimeField("午休开始", null=True, blank=True)
    pause_to = models.TimeField("午休结束", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField("每半小时名额")
    lead_hours = models.PositiveSmallIntegerField("至少提前（小时）", default=2)
    ahead_days = models.PositiveSmallIntegerField("最多提前（天）", default=14)
    per_person = models.PositiveSmallIntegerField("每人同时可约（个）", default=2)

    class Meta:
        verbose_name = verbose_name_plural = "预约窗口"
        ordering = ["hall", "name"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "name"], condition=Q(valid_to__isnull=True), name="desk_name_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="desk_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.hall}{self.name}"

    @property
    def hours(self) -> Hours:
        """When it offers half hours."""
        return Hours(self.weekdays, self.opens_at, self.closes_at, self.pause_from, self.pause_to)


class AppointmentClosure(Attested):
    """停约日: a day on which a desk takes no appointments, and why."""

    desk = models.ForeignKey(AppointmentDesk, models.PROTECT, related_name="closures", verbose_name="预约窗口")
    date = models.DateField("日期")
    reason = models.CharField("原因", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "停约日"
        ordering = ["desk", "date"]
        constraints = [models.UniqueConstraint(fields=["desk", "date"], name="desk_closed_once_a_day")]

    def __str__(self) -> str:
        return f"{self.desk} {self.date}"


class Appointment(AttestedPersonal, Lifecycled):
    """预约: who comes to a desk in which half hour. Without an account it was booked by a clerk, on paper."""

    personal_fields = ("name", "phone")

    desk = models.ForeignKey(AppointmentDesk, models.PROTECT, related_name="appointments", verbose_name="预约窗口")
    starts_at = models.DateTimeField("预约时间")
    # Each half hour has places 1, 2, … up to the desk's capacity. Two who want the last one meet at the constraint.
    place = models.PositiveSmallIntegerField("席次")
    number = models.CharField("预约编号", max_length=20, unique=True)
    secret = models.CharField("查询码摘要", max_length=64)
    citizen = models.ForeignKey(
        Citizen, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name="公众账号"
    )
    name = models.CharField("姓名", max_length=100)
    phone = models.CharField("手机号码", max_length=20, blank=True)
    matter = models.CharField("办什么事", max_length=100)
    booked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代为预约"
    )
    booked_at = models.DateTimeField("预约提交时间")
    reminded_at = models.DateTimeField("提醒时间", null=True, blank=True)
    arrived_at = models.DateTimeField("到达时间", null=True, blank=True)
    reason = models.CharField("取消原因", max_length=100, blank=True)
    # The one that he missed, instead of which this is: a missed one is booked anew once, and stays missed.
    instead_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="rebooked", verbose_name="补约自"
    )

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["starts_at", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "starts_at", "place"], condition=Q(status__in=LIVE), name="place_taken_once"
            ),
            models.CheckConstraint(condition=Q(status__in=list(APPOINTMENT.states)), name="appointment_status"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "desk"], name="appointment_by_time"),
            models.Index(fields=["citizen", "starts_at"], name="appointment_by_citizen"),
        ]

    def __str__(self) -> str:
        return self.number
