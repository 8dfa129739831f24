"""大厅空间 as nouns: which plan of a hall holds when, its floors and stations, and what its queues were on a day."""

from django.db import models
from django.db.models import F, Q

from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department


class SpacePlan(Dated):
    """平面图: how a hall is laid out from a day on; a changed layout is another plan, and the former one ends."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="plans", verbose_name="大厅")
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "平面图"
        ordering = ["hall", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "valid_from"], name="one_plan_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="plan_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall}平面图（{self.valid_from}）"


class Floor(Attested):
    """楼层: one floor of a plan, with the area that is open to the public."""

    plan = models.ForeignKey(SpacePlan, models.PROTECT, related_name="floors", verbose_name="平面图")
    number = models.PositiveSmallIntegerField("次序")
    name = models.CharField("楼层", max_length=40)
    area = models.DecimalField("对外开放面积（平方米）", max_digits=8, decimal_places=1)

    class Meta:
        verbose_name = verbose_name_plural = "楼层"
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="one_floor_a_name")]

    def __str__(self) -> str:
        return self.name


class Station(Attested):
    """席位: a place for a window on a floor. Without a window in force there, it is free.

    The window is named by its code: one that gets another machine is another row of the register, and stays here.
    """

    floor = models.ForeignKey(Floor, models.PROTECT, related_name="stations", verbose_name="楼层")
    code = models.CharField("席位编号", max_length=20)
    area = models.DecimalField("席位面积（平方米）", max_digits=6, decimal_places=1)
    window = models.CharField("窗口编号", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        ordering = ["floor", "code"]
        constraints = [models.UniqueConstraint(fields=["floor", "code"], name="one_station_a_code")]

    def __str__(self) -> str:
        return self.code


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
