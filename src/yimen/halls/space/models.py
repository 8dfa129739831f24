"""大厅空间 as nouns: which plan of a hall holds when, its floors and stations, and what its queues were on a day."""

from django.db import models
from django.db.models import F, Q

from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department, User


class SpacePlan(Dated):
    """平面图: how a hall is laid out from a day on; a changed layout is another plan, and the former one ends."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="plans", verbose_name="大厅")
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="绘制人")
    # Redrawn on the day from which it was to hold: kept to be read, and in force on no day.
    replaced = models.BooleanField("当日被改过", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "平面图"
        ordering = ["hall", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "valid_from"], condition=Q(replaced=False), name="one_plan_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")) | Q(replaced=True),
                name="plan_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall}平面图（{self.valid_from}）"


class Placed(Attested):
    """图上位置: a rectangle on the drawing of a floor, in centimetres from the upper left corner of its ground plan."""

    x = models.PositiveIntegerField("横坐标（厘米）")
    y = models.PositiveIntegerField("纵坐标（厘米）")
    width = models.PositiveIntegerField("宽（厘米）")
    depth = models.PositiveIntegerField("深（厘米）")

    class Meta:
        abstract = True


class Floor(Attested):
    """楼层: one floor of a plan, with the area that is open to the public and the size of its ground plan."""

    plan = models.ForeignKey(SpacePlan, models.PROTECT, related_name="floors", verbose_name="平面图")
    number = models.PositiveSmallIntegerField("次序")
    name = models.CharField("楼层", max_length=40)
    area = models.DecimalField("对外开放面积（平方米）", max_digits=8, decimal_places=1)
    width = models.PositiveIntegerField("图宽（厘米）", null=True, blank=True)  # empty: nobody has drawn it yet
    depth = models.PositiveIntegerField("图深（厘米）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "楼层"
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="one_floor_a_name")]

    def __str__(self) -> str:
        return self.name


class Zone(Placed):
    """功能区: a part of a floor with a purpose. What stands within its lines belongs to it; nothing says so twice."""

    class Kind(models.TextChoices):
        RECEPTION = "reception", "咨询导办区"
        COMPREHENSIVE = "comprehensive", "综合受理区"
        PROFESSIONAL = "professional", "专业办理区"
        SELF_SERVICE = "self_service", "自助服务区"
        WAITING = "waiting", "等候区"
        ISSUING = "issuing", "统一出件区"
        INTERNAL = "internal", "后台审批区"
        OTHER = "other", "其他"

    floor = models.ForeignKey(Floor, models.PROTECT, related_name="zones", verbose_name="楼层")
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "功能区"
        ordering = ["floor", "pk"]
        constraints = [models.UniqueConstraint(fields=["floor", "name"], name="one_zone_a_name")]

    def __str__(self) -> str:
        return self.name


class Fixture(Placed):
    """固定设施: what else a floor is drawn with: walls, doors, rows of seats, stairs, machines."""

    class Kind(models.TextChoices):
        WALL = "wall", "墙"
        ENTRANCE = "entrance", "出入口"
        EXIT = "exit", "安全出口"
        SEATS = "seats", "座椅"
        DESK = "desk", "导办台"
        MACHINE = "machine", "自助设备"
        LIFT = "lift", "电梯"
        STAIRS = "stairs", "楼梯"
        TOILET = "toilet", "卫生间"
        ACCESSIBLE = "accessible", "无障碍设施"

    floor = models.ForeignKey(Floor, models.PROTECT, related_name="fixtures", verbose_name="楼层")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    name = models.CharField("名称", max_length=40, blank=True)
    seats = models.PositiveSmallIntegerField("座位（个）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "固定设施"
        ordering = ["floor", "pk"]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class Station(Attested):
    """席位: a place for a window on a floor. Without a window in force there, it is free.

    The window is named by its code: one that gets another machine is another row of the register, and stays here.
    A station from a register that knows no drawing has no place on it.
    """

    floor = models.ForeignKey(Floor, models.PROTECT, related_name="stations", verbose_name="楼层")
    code = models.CharField("席位编号", max_length=20)
    area = models.DecimalField("席位面积（平方米）", max_digits=6, decimal_places=1)
    window = models.CharField("窗口编号", max_length=20, blank=True)
    x = models.PositiveIntegerField("横坐标（厘米）", null=True, blank=True)
    y = models.PositiveIntegerField("纵坐标（厘米）", null=True, blank=True)
    width = models.PositiveIntegerField("宽（厘米）", null=True, blank=True)
    depth = models.PositiveIntegerField("深（厘米）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        ordering = ["floor", "code"]
        constraints = [
            models.UniqueConstraint(fields=["floor", "code"], name="one_station_a_code"),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True, width__isnull=True, depth__isnull=True)
                | Q(x__isnull=False, y__isnull=False, width__isnull=False, depth__isnull=False),
                name="station_placed_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_placed(self) -> bool:
        """True when it has a place on the drawing."""
        return self.x is not None


class QueueDay(Attested):
    """排队数据: a day's queue of a hall, or of one department or one window of it, as the hall's machine counted it."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="queues", verbose_name="大厅")
    date = models.DateField("日期")
    window = models.CharField("窗口编号", max_length=20, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="queues", verbose_name="部门"
    )
    called = models.PositiveIntegerField("叫号（个）")
    mean_wait = models.PositiveIntegerField("平均等候（秒）")
    longest_wait = models.PositiveIntegerField("最长等候（秒）", null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )

    class Meta:
        verbose_name = verbose_name_plural = "排队数据"
        ordering = ["hall", "date", "window", "department"]
        constraints = [
            models.CheckConstraint(condition=Q(window="") | Q(department__isnull=True), name="queue_of_one_thing"),
            models.UniqueConstraint(
                fields=["hall", "date", "window"], condition=Q(department__isnull=True), name="one_queue_a_window_a_day"
            ),
            models.UniqueConstraint(
                fields=["hall", "date", "department"],
                condition=Q(department__isnull=False),
                name="one_queue_a_department_a_day",
            ),
            models.CheckConstraint(
                condition=Q(longest_wait__isnull=True) | Q(longest_wait__gte=F("mean_wait")), name="queue_longest_wait"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.date}"
