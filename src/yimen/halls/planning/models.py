"""空间规划 as nouns: what departments need, what each part of a hall offers, and plans with all that they rest on."""

from django.db import models
from django.db.models import Q

from yimen.halls.planning.engine.rules import HARD, SOFT
from yimen.halls.planning.rules import LINES
from yimen.halls.planning.states import ARRANGEMENT, DEMAND, FILED
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, User

RULES = [*((each.code, each.title) for each in HARD.values()), *((each.code, each.title) for each in SOFT.values())]


class PlaceTraits(Attested):
    """分区条件: what the stations of a floor, or of one zone of it, offer: lines, safety, quiet, a way without steps.

    Named by floor and zone, so that a layout that is drawn anew keeps them; an empty zone means the whole floor.
    """

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="traits", verbose_name="大厅")
    floor = models.CharField("楼层", max_length=40)
    zone = models.CharField("功能区", max_length=40, blank=True)
    safe = models.BooleanField("安全区", default=False, help_text="有监控和防护，可以收现金、存空白证照。")
    quiet = models.BooleanField("安静区", default=False, help_text="隔间或独立房间，可以谈隐私。")
    step_free = models.BooleanField("无障碍可达", default=False, help_text="一楼，或者有电梯、坡道。")
    walk = models.PositiveSmallIntegerField("距主入口（米）", default=20)
    stated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "分区条件"
        ordering = ["hall", "floor", "zone"]
        constraints = [models.UniqueConstraint(fields=["hall", "floor", "zone"], name="traits_once_a_place")]

    def __str__(self) -> str:
        return f"{self.floor}{self.zone}"


class PlaceLine(Attested):
    """分区专线: a special line that reaches the stations of a floor or zone."""

    traits = models.ForeignKey(PlaceTraits, models.CASCADE, related_name="lines", verbose_name="分区条件")
    line = models.CharField("专线", max_length=10, choices=list(LINES.items()))

    class Meta:
        verbose_name = verbose_name_plural = "分区专线"
        ordering = ["traits", "line"]
        constraints = [models.UniqueConstraint(fields=["traits", "line"], name="line_once_a_place")]

    def __str__(self) -> str:
        return self.get_line_display()


class SpaceDemand(Attested, Lifecycled):
    """空间需求: what a department files that it needs in a hall: room for its matters, lines, quiet, safety."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="demands", verbose_name="大厅")
    department = models.ForeignKey(Department, models.PROTECT, related_name="demands", verbose_name="部门")
    line = models.CharField("所需专线", max_length=10, choices=list(LINES.items()), blank=True)
    safe = models.BooleanField("收现金或存证照", default=False)
    quiet = models.BooleanField("涉及隐私", default=False)
    noisy = models.BooleanField("有噪声", default=False)
    step_free = models.BooleanField("老年人、残疾人常办", default=False)
    fixed = models.BooleanField("有固定设备不能搬", default=False)
    equipment = models.CharField("设备", max_length=200, blank=True)
    wish = models.CharField("希望在哪层楼或哪个功能区", max_length=40, blank=True)
    wish_weight = models.PositiveSmallIntegerField("意愿强度", default=1)
    near = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="希望相邻的联办部门"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    words = models.CharField("退回理由", max_length=300, blank=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申报人")
    filed_at = models.DateTimeField("申报时间", auto_now_add=True)

    STATES = DEMAND

    class Meta:
        verbose_name = verbose_name_plural = "空间需求"
        ordering = ["hall", "department", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "department"],
                condition=Q(status__in=("filed", "checked", "agreed")),
                name="one_demand_a_department",
            ),
            models.CheckConstraint(condition=Q(wish_weight__range=(1, 5)), name="wish_from_one_to_five"),
            models.CheckConstraint(condition=~Q(quiet=True, noisy=True), name="not_quiet_and_noisy"),
        ]

    def __str__(self) -> str:
        return f"{self.department}空间需求"

    @property
    def is_open(self) -> bool:
        """True while nobody has looked at it."""
        return self.status == FILED


class DemandItem(Attested):
    """需求事项: one item of a demand: how many cases a month, how long one takes, and from where that is known.

    Named by its code: the catalogue is another room. An interval is there only for what was measured.
    """

    class Source(models.TextChoices):
        MEASURED = "measured", "实测"
        TYPED = "typed", "部门填报"

    demand = models.ForeignKey(SpaceDemand, models.PROTECT, related_name="items", verbose_name="空间需求")
    item_code = models.CharField("事项编码", max_length=80, blank=True)
    item_name = models.CharField("事项", max_length=200)
    cases_a_month = models.DecimalField("每月件数", max_digits=8, decimal_places=1)
    minutes = models.DecimalField("每件用时（分钟）", max_digits=6, decimal_places=1)
    low = models.DecimalField("区间下限（分钟）", max_digits=6, decimal_places=1, null=True, blank=True)
    high = models.DecimalField("区间上限（分钟）", max_digits=6, decimal_places=1, null=True, blank=True)
    sample = models.PositiveIntegerField("样本（件）", default=0)
    source = models.CharField("来源", max_length=10, choices=Source.choices)

    class Meta:
        verbose_name = verbose_name_plural = "需求事项"
        ordering = ["demand", "-cases_a_month", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="typed", low__isnull=True, high__isnull=True, sample=0)
                | Q(source="measured", sample__gte=1),
                name="an_interval_only_of_what_was_measured",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0, cases_a_month__gte=0), name="demand_is_work"),
        ]

    def __str__(self) -> str:
        return self.item_name


class Arrangement(Attested, Lifecycled):
    """规划方案: one run of the planner over a hall: asked with what, and what came of it. Costs are in tenths."""

    class Purpose(models.TextChoices):
        REGULAR = "regular", "本厅布局"
        MERGE = "merge", "分厅并入"

    class Sizing(models.TextChoices):
        NEED = "need", "按测算的窗口数"
        KEEP = "keep", "不少于现有窗口数"

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="arrangements", verbose_name="大厅")
    title = models.CharField("名称", max_length=80)
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)
    day = models.DateField("以哪一天的平面图为准")
    first = models.DateField("办件数据起始日期")
    last = models.DateField("办件数据截止日期")
    sizing = models.CharField("窗口数", max_length=10, choices=Sizing.choices)
    limit_minutes = models.PositiveSmallIntegerField("等候目标（分钟）")
    limit_percent = models.PositiveSmallIntegerField("达到目标的人数（%）")
    seconds = models.PositiveSmallIntegerField("求解时限（秒）")
    days = models.PositiveSmallIntegerField("模拟天数")
    seed = models.PositiveIntegerField("随机种子")
    requested_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人"
    )
    requested_at = models.DateTimeField("发起时间", auto_now_add=True)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    progress_text = models.CharField("进行到", max_length=100, blank=True)
    failure = models.CharField("未完成原因", max_length=300, blank=True)
    outcome = models.CharField("结果", max_length=10, blank=True)
    stations = models.PositiveSmallIntegerField("席位", null=True, blank=True)
    windows = models.PositiveSmallIntegerField("需要窗口", null=True, blank=True)
    cost = models.PositiveIntegerField("代价", null=True, blank=True)
    bound = models.PositiveIntegerField("代价下界", null=True, blank=True)
    took = models.FloatField("求解用时（秒）", null=True, blank=True)
    # Day against the same simulated day: negative where one waits less than today.
    change = models.FloatField("平均等候变化（分钟）", null=True, blank=True)
    change_low = models.FloatField("变化区间下限", null=True, blank=True)
    change_high = models.FloatField("变化区间上限", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    STATES = ARRANGEMENT

    class Meta:
        verbose_name = verbose_name_plural = "规划方案"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class ArrangementBranch(Attested):
    """并入分厅: a branch hall whose work the plan takes in."""

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="branches", verbose_name="规划方案")
    branch = models.ForeignKey("halls.Hall", models.PROTECT, related_name="+", verbose_name="分厅")

    class Meta:
        verbose_name = verbose_name_plural = "并入分厅"
        constraints = [models.UniqueConstraint(fields=["arrangement", "branch"], name="branch_once_an_arrangement")]

    def __str__(self) -> str:
        return f"{self.branch}"


class ArrangementWeight(Attested):
    """规则权重: what a unit of a soft rule's breach costs in this plan."""

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="weights", verbose_name="规划方案")
    rule = models.CharField("规则", max_length=10, choices=RULES)
    weight = models.PositiveSmallIntegerField("权重")

    class Meta:
        verbose_name = verbose_name_plural = "规则权重"
        constraints = [models.UniqueConstraint(fields=["arrangement", "rule"], name="rule_once_an_arrangement")]

    def __str__(self) -> str:
        return f"{self.rule}：{self.weight}"


class ArrangementNeed(Attested):
    """方案假定: what the plan took each department to need, and from where: every figure that it rests on."""

    class Source(models.TextChoices):
        DEMAND = "demand", "空间需求与办件"
        CASES = "cases", "现有办件"
        TODAY = "today", "只有现有窗口数"

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="needs", verbose_name="规划方案")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    demand = models.ForeignKey(
        SpaceDemand, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="空间需求"
    )
    source = models.CharField("依据", max_length=10, choices=Source.choices)
    windows_today = models.PositiveSmallIntegerField("现有窗口")
    windows = models.PositiveSmallIntegerField("需要窗口")
    arrivals = models.FloatField("每日人次")
    busiest = models.FloatField("最忙半小时人次")
    minutes = models.FloatField("每件用时（分钟）", null=True, blank=True)
    low = models.FloatField("区间下限（分钟）", null=True, blank=True)
    high = models.FloatField("区间上限（分钟）", null=True, blank=True)
    sample = models.PositiveIntegerField("样本（件）", default=0)
    typed = models.FloatField("其中填报的每日人次", default=0)
    branch_arrivals = models.FloatField("其中并入的每日人次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "方案假定"
        ordering = ["arrangement", "-windows", "department"]
        constraints = [models.UniqueConstraint(fields=["arrangement", "department"], name="need_once_an_arrangement")]

    def __str__(self) -> str:
        return f"{self.department}：{self.windows}"


class ArrangementStation(Attested):
    """方案席位: who stands at a station now and in the plan, and where it is on the drawing."""

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="places", verbose_name="规划方案")
    number = models.PositiveSmallIntegerField("楼层次序")
    floor = models.CharField("楼层", max_length=40)
    zone = models.CharField("分区", max_length=60)
    code = models.CharField("席位编号", max_length=20)
    x = models.PositiveIntegerField("横坐标（厘米）")
    y = models.PositiveIntegerField("纵坐标（厘米）")
    before = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="现在的部门"
    )
    after = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="方案中的部门"
    )

    class Meta:
        verbose_name = verbose_name_plural = "方案席位"
        ordering = ["arrangement", "number", "zone", "pk"]
        constraints = [models.UniqueConstraint(fields=["arrangement", "floor", "code"], name="place_once")]

    def __str__(self) -> str:
        return self.code


class ArrangementFinding(Attested):
    """约束说明: a soft rule broken and its price, demands that clash, or what would help."""

    class Kind(models.TextChoices):
        BREACH = "breach", "突破的软规则"
        CLASH = "clash", "互相冲突的要求"
        RELIEF = "relief", "可行的出路"

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="findings", verbose_name="规划方案")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    rule = models.CharField("规则", max_length=10, choices=RULES)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    price = models.PositiveIntegerField("代价", default=0)
    words = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "约束说明"
        ordering = ["arrangement", "-price", "pk"]

    def __str__(self) -> str:
        return self.words


class ArrangementWait(Attested):
    """模拟等候: mean wait in minutes over simulated days, with its 95 % interval: of a day, or of those of one hour.

    Without a department of the whole hall; without an hour of the whole day. `before`: with today's windows.
    """

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="waits", verbose_name="规划方案")
    before = models.BooleanField("按现有窗口")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    hour = models.PositiveSmallIntegerField("时段", null=True, blank=True)
    mean = models.FloatField("平均等候（分钟）")
    low = models.FloatField("区间下限（分钟）")
    high = models.FloatField("区间上限（分钟）")
    days = models.PositiveSmallIntegerField("模拟天数")

    class Meta:
        verbose_name = verbose_name_plural = "模拟等候"
        ordering = ["arrangement", "before", "department", "hour", "pk"]

    def __str__(self) -> str:
        return f"{self.mean:.1f} 分钟"
