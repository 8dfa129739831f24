"""期次 as nouns: a course held on a day at a place, and who enrolled and was there."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Staff, User
from yimen.training.courses.models import CourseVersion
from yimen.training.sessions.states import SESSION, shown


class CourseSession(Attested, Lifecycled):
    """培训期次: when and where a version of a course is held, by whom, and for how many."""

    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="sessions", verbose_name="课程版本")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=100)
    teacher = models.CharField("授课人", max_length=60)
    seats = models.PositiveSmallIntegerField("座位数")
    reason = models.CharField("取消原因", max_length=200, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="排定人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = SESSION

    class Meta:
        verbose_name = verbose_name_plural = "培训期次"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="session_has_a_seat"),
            models.CheckConstraint(condition=Q(status__in=list(SESSION.states)), name="session_status"),
        ]

    def __str__(self) -> str:
        return f"{self.version.course.name} {self.starts_at:%Y-%m-%d}"

    def shown_at(self, now: datetime) -> tuple[str, str]:
        """What it is called on pages, and its tone."""
        return shown(self.status, self.starts_at, self.ends_at, now)


class Enrolment(Attested):
    """报名: a person's seat in a session, and when the server wrote that he was there."""

    class Way(models.TextChoices):
        CODE = "code", "本人输入签到码"
        LIST = "list", "组织者按名单"

    session = models.ForeignKey(CourseSession, models.PROTECT, related_name="enrolments", verbose_name="培训期次")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="enrolments", verbose_name="工作人员")
    enrolled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报名人"
    )
    enrolled_at = models.DateTimeField("报名时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("退出时间", null=True, blank=True)
    signed_at = models.DateTimeField("签到时间", null=True, blank=True)
    signed_way = models.CharField("签到方式", max_length=10, choices=Way.choices, blank=True)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签到经办"
    )

    class Meta:
        verbose_name = verbose_name_plural = "报名"
        ordering = ["staff__department__code", "staff__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "staff"], condition=Q(withdrawn_at__isnull=True), name="one_seat_a_person"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="who_was_there_did_not_withdraw",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} → {self.session}"
