"""大厅 as nouns: where items may be handled, by whom, and when the doors were open."""

from django.db import models

from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department, Region, Staff


class Hall(Attested):
    """大厅: the comprehensive hall, a department's branch hall (分厅), or a township's service point."""

    class Kind(models.TextChoices):
        MAIN = "main", "综合大厅"
        BRANCH = "branch", "部门分厅"
        TOWNSHIP = "township", "乡镇便民服务中心"

    region = models.ForeignKey(Region, models.PROTECT, related_name="halls", verbose_name="所属区划")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="halls", verbose_name="设立部门"
    )
    code = models.CharField("大厅编号", max_length=20)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    address = models.CharField("地址", max_length=200, blank=True)
    # What an old register wrote in one sentence; nothing writes it any more and nothing rests on it. Articles in force
    # stand in LegalBasis. The column stays, since the ledger's digests of halls taken in before cover it.
    legal_basis = models.CharField("旧册所载依据", max_length=300, blank=True, editable=False)
    closes_on = models.DateField("关停日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "大厅"
        ordering = ["region", "code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="hall_code_once_a_region")]

    def __str__(self) -> str:
        return self.name


class HallDay(Attested):
    """开放日: one row for each day that a hall opened, with its hours."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="days", verbose_name="大厅")
    date = models.DateField("日期")
    opens_at = models.TimeField("开门时间")
    closes_at = models.TimeField("关门时间")

    class Meta:
        verbose_name = verbose_name_plural = "开放日"
        constraints = [models.UniqueConstraint(fields=["hall", "date"], name="hall_day_once")]

    def __str__(self) -> str:
        return f"{self.hall} {self.date}"


class Window(Dated):
    """窗口: a counter of a hall and the network address of its machine."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="windows", verbose_name="大厅")
    code = models.CharField("窗口编号", max_length=20)
    terminal = models.CharField("终端地址", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        constraints = [models.UniqueConstraint(fields=["hall", "code", "valid_from"], name="window_code_once_a_day")]

    def __str__(self) -> str:
        return self.code


class Posting(Dated):
    """派驻: who is stationed at which window from when to when, and as which of AB岗 or in whose stead."""

    class Part(models.TextChoices):
        MAIN = "a", "A岗"
        DEPUTY = "b", "B岗"
        STAND_IN = "stand_in", "顶岗"

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="postings", verbose_name="工作人员")
    window = models.ForeignKey(Window, models.PROTECT, related_name="postings", verbose_name="窗口")
    part = models.CharField("岗位", max_length=10, choices=Part.choices, default=Part.MAIN)

    class Meta:
        verbose_name = verbose_name_plural = "派驻"
        constraints = [models.UniqueConstraint(fields=["staff", "window", "valid_from"], name="posting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.staff} → {self.window}"


class Attendance(Attested):
    """考勤: when somebody arrived and left on a day, as the hall's clock recorded it."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="attendance", verbose_name="工作人员")
    date = models.DateField("日期")
    arrived_at = models.TimeField("到岗时间", null=True, blank=True)
    left_at = models.TimeField("离岗时间", null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        constraints = [models.UniqueConstraint(fields=["staff", "date"], name="attendance_once_a_day")]

    def __str__(self) -> str:
        return f"{self.staff} {self.date}"


# The models of the rooms within the room: Django looks for a room's models here. They name ours by their labels.
from yimen.halls.appointments.models import Appointment, AppointmentClosure, AppointmentDesk  # noqa: E402, F401
from yimen.halls.attendance.models import ClockCheck, Correction, Punch  # noqa: E402, F401
from yimen.halls.branches.models import BranchSize, LegalBasis, StatedTraffic  # noqa: E402, F401
from yimen.halls.presence.models import IdleSpell  # noqa: E402, F401
from yimen.halls.rostering.models import Roster, RosterGap, RosterTerms, RosterTurn, Wish  # noqa: E402, F401
from yimen.halls.space.models import Floor, QueueDay, SpacePlan, Station  # noqa: E402, F401
from yimen.halls.staffing.models import (  # noqa: E402, F401
    Appraisal,
    HandedThing,
    Leave,
    ShiftHandover,
    StandIn,
)
