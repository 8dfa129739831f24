"""会议、参会职务和议定事项 as nouns."""

from django.db import models

from yimen.documents.models import IssuedDocument
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import LeadingGroupMember, User
from yimen.programme.meetings.states import MEETING


class Meeting(Attested, Lifecycled):
    """会议: the leading group of a special action meets; `serial` counts the meetings under one notice."""

    STATES = MEETING

    notice = models.ForeignKey("programme.Notice", models.PROTECT, related_name="meetings", verbose_name="通知")
    serial = models.PositiveSmallIntegerField("第几次会议")
    held_on = models.DateField("开会日期")
    begins_at = models.TimeField("开会时间")
    place = models.CharField("地点", max_length=60)
    agenda = models.TextField("议题")
    minutes = models.TextField("会议情况", blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="纪要"
    )
    reason = models.CharField("取消原因", max_length=200, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="通知人")
    recorded_at = models.DateTimeField("通知时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-held_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "serial"], name="meeting_serial_once_a_notice")]

    def __str__(self) -> str:
        return f"第{self.serial}次会议"


class Attendee(Attested):
    """参会职务: a position of the leading group at one meeting, as it was held on that very day.

    The dated row of the group is named, which nobody rewrites: who succeeds later changes no old minutes.
    """

    class Standing(models.TextChoices):
        PRESENT = "present", "出席"
        SUBSTITUTE = "substitute", "委托他人出席"
        EXCUSED = "excused", "请假"
        ABSENT = "absent", "缺席"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendees", verbose_name="会议")
    member = models.ForeignKey(LeadingGroupMember, models.PROTECT, related_name="+", verbose_name="职务")
    standing = models.CharField("出席情况", max_length=10, choices=Standing.choices)

    class Meta:
        verbose_name = verbose_name_plural = "参会职务"
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendee_once_a_meeting")]

    def __str__(self) -> str:
        return f"{self.member.position}：{self.get_standing_display()}"


class Decision(Attested):
    """议定事项: what a meeting settled, with the task that it became."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions", verbose_name="会议")
    number = models.PositiveSmallIntegerField("序号")
    task = models.OneToOneField("programme.Task", models.PROTECT, related_name="decision", verbose_name="任务")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["meeting", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once_a_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting}议定事项 {self.number}"
