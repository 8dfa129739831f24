"""大厅 as nouns: where items may be handled, by whom, and when the doors were open."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department, Region, Staff, User


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
    phone = models.CharField("咨询电话", max_length=40, blank=True)
    # What an old register wrote in one sentence; nothing writes it any more and nothing rests on it. Articles in force
    # stand in LegalBasis. The column stays, since the ledger's digests of halls taken in before cover it.
    legal_basis = models.CharField("旧册所载依据", max_length=300, blank=True, editable=False)
    opens_on = models.DateField("启用日期", null=True, blank=True)
    closes_on = models.DateField("关停日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "大厅"
        ordering = ["region", "code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="hall_code_once_a_region")]

    def __str__(self) -> str:
        return self.name


class HallDay(Attested):
    """开放日: one row for each day that a hall opened, with its hours; overtime is within them."""

    class Kind(models.TextChoices):
        REGULAR = "regular", "正常开放"
        OVERTIME = "overtime", "延时服务"
        WEEKEND = "weekend", "周末服务"
        SHIFTED = "shifted", "调休上班"

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="days", verbose_name="大厅")
    date = models.DateField("日期")
    opens_at = models.TimeField("开门时间")
    closes_at = models.TimeField("关门时间")
    kind = models.CharField("开放类别", max_length=10, choices=Kind.choices, default=Kind.REGULAR)

    class Meta:
        verbose_name = verbose_name_plural = "开放日"
        constraints = [models.UniqueConstraint(fields=["hall", "date"], name="hall_day_once")]

    def __str__(self) -> str:
        return f"{self.hall} {self.date}"


class Window(Dated):
    """窗口: a counter of a hall and the network address of its machine. What changes of it makes another row."""

    class Kind(models.TextChoices):
        COMPREHENSIVE = "comprehensive", "综合窗口"
        PROFESSIONAL = "professional", "专业窗口"
        TIDE = "tide", "潮汐窗口"
        HINDRANCE = "hindrance", "“办不成事”反映窗口"
        ASSISTED = "assisted", "帮办代办窗口"
        CROSS_PROVINCE = "cross_province", "跨省通办窗口"
        SELF_SERVICE = "self_service", "24小时自助"

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="windows", verbose_name="大厅")
    code = models.CharField("窗口编号", max_length=20)
    name = models.CharField("窗口名称", max_length=40, blank=True)
    kind = models.CharField("窗口类别", max_length=20, choices=Kind.choices, blank=True)  # empty: nobody has said
    terminal = models.CharField("终端地址", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        constraints = [models.UniqueConstraint(fields=["hall", "code", "valid_from"], name="window_code_once_a_day")]

    def __str__(self) -> str:
        return self.code


class Closure(Attested):
    """停开停机登记: from when to when a hall, or one window of it, was shut or its machines were down, and why.

    `recorded_at` is the server's. What was recorded long after it began is 事后登记: it explains less, for by then
    somebody may have known what there was to explain. One made by mistake is withdrawn, never deleted.
    """

    class Kind(models.TextChoices):
        NETWORK = "network", "网络中断"
        POWER = "power", "停电"
        SYSTEM = "system", "系统故障"
        MACHINE = "machine", "设备故障"
        WORKS = "works", "施工改造"
        WEATHER = "weather", "天气灾害"
        HOLIDAY = "holiday", "节假日调整"
        OTHER = "other", "其他原因"

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="closures", verbose_name="大厅")
    window = models.CharField("窗口编号", max_length=20, blank=True)  # empty: the whole hall
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("恢复时间", null=True, blank=True)
    reason = models.CharField("情况说明", max_length=200)
    declared_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_for = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "停开停机登记"
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["hall", "starts_at"], name="closure_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="closure_times"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="closure_has_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_for=""), name="closure_withdrawn_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall}{self.window} {self.get_kind_display()}"

    @property
    def is_outage(self) -> bool:
        """True when machines were down while the doors may have been open."""
        return self.kind in OUTAGES

    @property
    def is_late(self) -> bool:
        """True for 事后登记."""
        return self.recorded_at > self.starts_at + DECLARED_WITHIN


OUTAGES = (Closure.Kind.NETWORK, Closure.Kind.POWER, Closure.Kind.SYSTEM, Closure.Kind.MACHINE)
DECLARED_WITHIN = timedelta(hours=24)
"""So long after it began a closure is still told as it happens: whoever has no network may need until the morning."""


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
from yimen.halls.checking.models import CheckPoint, CheckResult, CheckRound, Defect  # noqa: E402, F401
from yimen.halls.equipment.models import Asset, AssetPlace, DeviceKey  # noqa: E402, F401
from yimen.halls.planning.models import (  # noqa: E402, F401
    Arrangement,
    ArrangementBranch,
    ArrangementFinding,
    ArrangementNeed,
    ArrangementStation,
    ArrangementWait,
    ArrangementWeight,
    DemandItem,
    PlaceLine,
    PlaceTraits,
    SpaceDemand,
)
from yimen.halls.presence.models import IdleSpell  # noqa: E402, F401
from yimen.halls.queue.models import (  # noqa: E402, F401
    LineDay,
    LineItem,
    PaperBlock,
    QueueLine,
    QueueRules,
    QueueVersion,
    Serving,
    Sitting,
    Ticket,
    TicketCall,
    Visit,
    WaitForecast,
)
from yimen.halls.rostering.models import Roster, RosterGap, RosterTerms, RosterTurn, Wish  # noqa: E402, F401
from yimen.halls.space.models import Fixture, Floor, QueueDay, SpacePlan, Station, Zone  # noqa: E402, F401
from yimen.halls.staffing.models import (  # noqa: E402, F401
    Appraisal,
    HandedThing,
    Leave,
    ShiftHandover,
    StandIn,
)
