"""专项行动 as nouns: a notice, its tasks, and each department's duty in them."""

from datetime import date

from django.db import models

from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, DepartmentSet, Region, User


class Notice(Attested):
    """通知: an official document that orders a special action (专项行动)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="notices", verbose_name="所属区划")
    number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=300)
    issuer = models.CharField("发文机关", max_length=100)
    issued_on = models.DateField("发文日期")
    basis = models.TextField("依据", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="notice_number_once_a_region")]

    def __str__(self) -> str:
        return self.number


class NoticeDraft(Attested, Lifecycled):
    """通知草稿: the words of a notice as handed in, until a person has confirmed what was read in them."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="notice_drafts", verbose_name="所属区划")
    text = models.TextField("全文")
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_digest = models.CharField("文件摘要（SHA-256）", max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    recorded_at = models.DateTimeField("录入时间", auto_now_add=True)
    notice = models.OneToOneField(
        Notice, models.PROTECT, null=True, blank=True, related_name="draft", verbose_name="登记为"
    )

    class Meta:
        verbose_name = verbose_name_plural = "通知草稿"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name or f"粘贴的通知 {self.pk}"


class Task(Attested):
    """任务: one measure of a notice, or what a meeting under it settled (`decided_on`).

    Its deadline may lie before the notice's own date ("逾期登记").
    """

    class Gauge(models.TextChoices):
        ENTERED = "entered", "进驻声明"
        SIGNED = "signed", "承诺书签订"
        RUNNING = "running", "实质运行"
        SETTLED = "settled", "分厅处置"
        INSPECTED = "inspected", "自查报告"
        VISITS = "visits", "最多跑一次"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="tasks", verbose_name="通知")
    number = models.CharField("序号", max_length=20)
    title = models.CharField("任务", max_length=200)
    content = models.TextField("内容")
    due = models.DateField("完成时限")
    product = models.CharField("应交成果", max_length=200, blank=True)
    gauge = models.CharField("用什么数据衡量", max_length=10, choices=Gauge.choices, blank=True)
    decided_on = models.DateField("议定日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["notice", "number"]
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="task_number_once_a_notice")]

    def __str__(self) -> str:
        return self.title

    @property
    def ordered_on(self) -> date:
        """The day on which it was ordered: the meeting's, or that of the notice itself."""
        return self.decided_on or self.notice.issued_on

    @property
    def overdue_at_registration(self) -> bool:
        """True when the deadline had passed before the task was ordered: that is nobody's fault (逾期登记)."""
        return self.due < self.ordered_on


class Duty(Attested):
    """职责: a department's or a dated set of departments' part in a task; a set is expanded by date."""

    class Part(models.TextChoices):
        LEAD = "lead", "牵头"
        COOPERATING = "cooperating", "配合"

    task = models.ForeignKey(Task, models.PROTECT, related_name="duties", verbose_name="任务")
    part = models.CharField("分工", max_length=12, choices=Part.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name="部门"
    )
    department_set = models.ForeignKey(
        DepartmentSet, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name="部门集合"
    )

    class Meta:
        verbose_name = verbose_name_plural = "职责"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(department__isnull=False, department_set__isnull=True)
                | models.Q(department__isnull=True, department_set__isnull=False),
                name="duty_of_one_or_a_set",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}：{self.department or self.department_set}"


class Service(Attested):
    """送达: when a department was told of a task; before that no delay is held against it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="services", verbose_name="任务")
    department = models.ForeignKey(Department, models.PROTECT, related_name="services", verbose_name="部门")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送达人")
    declared_on = models.DateField("送达日期")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        constraints = [models.UniqueConstraint(fields=["task", "department"], name="served_once")]

    def __str__(self) -> str:
        return f"{self.task} → {self.department}"


class Submission(Attested):
    """上报: what a department handed in for a task, such as the self-inspection report (自查报告)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="submissions", verbose_name="任务")
    department = models.ForeignKey(Department, models.PROTECT, related_name="submissions", verbose_name="部门")
    text = models.TextField("内容")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上报人")
    declared_on = models.DateField("上报日期")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "上报"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.department}：{self.task}"


# The models of the rooms within the room: Django looks for a room's models here.
from yimen.programme.digests.models import Digest, DigestLine  # noqa: E402, F401
from yimen.programme.letters.models import LetterAnswer, LetterTask, SupervisionLetter  # noqa: E402, F401
from yimen.programme.meetings.models import Attendee, Decision, Meeting  # noqa: E402, F401
from yimen.programme.reporting.models import ProgrammeReport  # noqa: E402, F401
from yimen.programme.terms.models import ProgrammeTerms  # noqa: E402, F401
