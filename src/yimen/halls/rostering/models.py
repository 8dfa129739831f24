"""排班 as nouns: a hall's terms, what people wish, rosters and their turns, and what could not be covered."""

from django.db import models
from django.db.models import F, Q

from yimen.halls.rostering.rules import Turn
from yimen.halls.rostering.states import ROSTER
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Staff, User


class RosterTerms(Attested):
    """排班参数: how many windows a hall keeps open at noon and at weekends, and how many days running one works."""

    hall = models.OneToOneField(
        "halls.Hall", models.PROTECT, primary_key=True, related_name="roster_terms", verbose_name="大厅"
    )
    noon_windows = models.PositiveSmallIntegerField("午间值班窗口（个）", default=2)
    weekend_windows = models.PositiveSmallIntegerField("周末值班窗口（个）", default=4)
    days_running = models.PositiveSmallIntegerField("最多连续上班（天）", default=6)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = verbose_name_plural = "排班参数"

    def __str__(self) -> str:
        return f"{self.hall}排班参数"


class Wish(Attested):
    """排班意愿: on which day (or part of it) somebody would rather not work, or rather would, and how much."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="wishes", verbose_name="工作人员")
    date = models.DateField("日期")
    turn = models.CharField("班次", max_length=10, choices=Turn.choices)
    wanted = models.BooleanField("愿意上班", default=False)
    weight = models.PositiveSmallIntegerField("程度", default=3)
    wished_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "排班意愿"
        ordering = ["date", "staff__code"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "date", "turn"], name="one_wish_a_turn"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="wish_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.date}"


class Roster(Attested, Lifecycled):
    """排班表: who is to stand where on the days of a period, how it was made, and how good it is.

    `cost` is what the solver weighed (wishes, fairness, B before A, changes); `bound` is what no roster can undercut.
    """

    class Way(models.TextChoices):
        RULE = "rule", "按规则"
        SOLVER = "solver", "求解"

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="rosters", verbose_name="大厅")
    first_on = models.DateField("第一天")
    last_on = models.DateField("最后一天")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    frozen_to = models.DateField("不动至", null=True, blank=True)
    cost = models.PositiveIntegerField("代价", default=0)
    bound = models.PositiveIntegerField("代价下界", default=0)
    milliseconds = models.PositiveIntegerField("求解用时（毫秒）", default=0)
    failure = models.CharField("没有排成的原因", max_length=200, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="编排人")
    made_at = models.DateTimeField("编排时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "排班表"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="roster_dates"),
            models.CheckConstraint(condition=Q(status__in=list(ROSTER.states)), name="roster_status"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.first_on} 至 {self.last_on}"


class RosterTurn(Attested):
    """班次: one person at one window for one part of a day."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="turns", verbose_name="排班表")
    date = models.DateField("日期")
    turn = models.CharField("班次", max_length=10, choices=Turn.choices)
    window = models.ForeignKey("halls.Window", models.PROTECT, related_name="turns", verbose_name="窗口")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="turns", verbose_name="工作人员")

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["date", "turn", "window__code"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "date", "turn", "window"], name="one_person_a_window_a_turn"),
            models.UniqueConstraint(fields=["roster", "date", "turn", "staff"], name="one_window_a_person_a_turn"),
        ]
        indexes = [models.Index(fields=["window", "date"], name="turn_by_window")]

    def __str__(self) -> str:
        return f"{self.date} {self.get_turn_display()} {self.window} {self.staff}"


class RosterGap(Attested):
    """排班缺口: a window, or a duty of the hall, that nobody can cover, and what binds."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="gaps", verbose_name="排班表")
    date = models.DateField("日期")
    turn = models.CharField("班次", max_length=10, choices=Turn.choices)
    window = models.ForeignKey(
        "halls.Window", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="窗口"
    )
    missing = models.PositiveSmallIntegerField("缺（人）", default=1)
    binds = models.CharField("原因", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "排班缺口"
        ordering = ["date", "turn", "window__code"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_turn_display()} {self.window or '值班'}"
