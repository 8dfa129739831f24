"""与省级事项清单比对 as nouns: the province's list, a comparison, its lines, and what people decided about pairs."""

from django.db import models
from django.db.models import Q

from yimen.catalog.comparison.rules import ELEMENTS
from yimen.catalog.comparison.states import DOUBTFUL, EXTRA, LINE
from yimen.catalog.models import Item, ItemVersion
from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User


class ProvinceList(Attested):
    """省级清单: one version of the province's list, as taken in; the file is kept under the digest of its batch."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="province_lists", verbose_name="所属区划")
    version = models.CharField("清单版本", max_length=60)
    source = models.CharField("来源", max_length=200)
    batch = models.OneToOneField(ImportBatch, models.PROTECT, related_name="province_list", verbose_name="导入批次")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入人")
    taken_at = models.DateTimeField("导入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "省级清单"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "version"], name="province_list_version_once")]

    def __str__(self) -> str:
        return f"省级事项清单 {self.version}"


class ProvinceItem(Attested):
    """省级事项: one row of the province's list."""

    province_list = models.ForeignKey(ProvinceList, models.PROTECT, related_name="items", verbose_name="省级清单")
    number = models.PositiveIntegerField("原行号")
    code = models.CharField("编码", max_length=80, blank=True)
    base_code = models.CharField("基本编码", max_length=40, blank=True)
    name = models.CharField("事项名称", max_length=1000)
    parent_name = models.CharField("主项名称", max_length=1000, blank=True)
    kind = models.CharField("事项类型", max_length=2, choices=ItemVersion.Kind.choices, blank=True)
    body = models.CharField("实施主体", max_length=80, blank=True)
    level = models.CharField("行使层级", max_length=60, blank=True)
    for_county = models.BooleanField("县级行使", default=True)
    handling = models.CharField("办件类型", max_length=10, choices=ItemVersion.Handling.choices, blank=True)
    promised_days = models.PositiveIntegerField("承诺办结时限", null=True, blank=True)
    promised_unit = models.CharField("承诺时限单位", max_length=10, choices=ItemVersion.DayUnit.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "省级事项"
        ordering = ["province_list", "number"]
        constraints = [models.UniqueConstraint(fields=["province_list", "number"], name="one_province_item_a_line")]

    def __str__(self) -> str:
        return self.name


class PushedItem(Attested):
    """省平台推送的事项: one item in one version as the platform sent it; the newest version of a code is what holds.

    It changes no list. Officers make a list of what was pushed, and take that in as any other.
    """

    class State(models.TextChoices):
        IN_USE = "在用", "在用"
        PAUSED = "暂停", "暂停"
        CANCELLED = "取消", "取消"

    region = models.ForeignKey(Region, models.PROTECT, related_name="pushed_items", verbose_name="所属区划")
    base_code = models.CharField("基本编码", max_length=40)
    name = models.CharField("事项名称", max_length=1000)
    version = models.PositiveIntegerField("版本")
    state = models.CharField("事项状态", max_length=2, choices=State.choices)
    message = models.CharField("省平台消息号", max_length=120)
    received_at = models.DateTimeField("收到时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "省平台推送的事项"
        ordering = ["base_code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["region", "base_code", "version"], name="pushed_item_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} 第 {self.version} 版"


class ListComparison(Attested):
    """比对: the county's list of a day beside one of the province's; never changed, only followed by the next."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="comparisons", verbose_name="所属区划")
    number = models.PositiveIntegerField("比对次数")
    province_list = models.ForeignKey(ProvinceList, models.PROTECT, related_name="comparisons", verbose_name="省级清单")
    as_of = models.DateField("县级清单基准日")
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name="上一次比对"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="比对人")
    made_at = models.DateTimeField("比对时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "与省级清单比对"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="comparison_number_once_a_region")]

    def __str__(self) -> str:
        return f"第 {self.number} 次比对"


class ComparedLine(Attested, Lifecycled):
    """比对行: one of the province's items, one of ours, or both as a pair, with what told so."""

    class Way(models.TextChoices):
        CODE = "code", "编码相同"
        BASE_CODE = "base_code", "基本编码相同"
        NAME = "name", "名称相近"
        PERSON = "person", "人工确认"
        SPLIT = "split", "人工确认（一拆多）"
        NONE = "", "没有配对"

    comparison = models.ForeignKey(ListComparison, models.PROTECT, related_name="lines", verbose_name="比对")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    # Whose it is; of an item that only the province has, the department that its body's name points to, if one.
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    theirs = models.ForeignKey(
        ProvinceItem, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="省级事项"
    )
    ours = models.ForeignKey(
        ItemVersion, models.PROTECT, null=True, blank=True, related_name="compared", verbose_name="县级事项版本"
    )
    way = models.CharField("配对依据", max_length=10, choices=Way.choices, blank=True)
    percent = models.PositiveSmallIntegerField("把握（%）", null=True, blank=True)

    STATES = LINE

    class Meta:
        verbose_name = verbose_name_plural = "比对行"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "ours", "theirs"], name="one_line_a_pair"),
            models.CheckConstraint(
                condition=Q(theirs__isnull=False) | Q(ours__isnull=False), name="line_speaks_of_something"
            ),
            models.CheckConstraint(condition=~Q(status=EXTRA) | Q(theirs__isnull=True), name="extra_is_only_ours"),
            models.CheckConstraint(condition=~Q(status=DOUBTFUL) | Q(ours__isnull=True), name="doubtful_is_unpaired"),
        ]
        indexes = [models.Index(fields=["comparison", "status", "department"], name="line_by_status")]

    def __str__(self) -> str:
        return str(self.theirs or self.ours)


class LineCandidate(Attested):
    """候选事项: one of ours that a doubtful item of the province's may be."""

    line = models.ForeignKey(ComparedLine, models.PROTECT, related_name="candidates", verbose_name="比对行")
    ours = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name="县级事项版本")
    place = models.PositiveSmallIntegerField("次序")
    percent = models.PositiveSmallIntegerField("把握（%）")

    class Meta:
        verbose_name = verbose_name_plural = "候选事项"
        ordering = ["line", "place"]
        constraints = [models.UniqueConstraint(fields=["line", "place"], name="one_candidate_a_place")]

    def __str__(self) -> str:
        return str(self.ours)


class LineDifference(Attested):
    """要素差异: an element that both lists give of a pair, and give differently."""

    line = models.ForeignKey(ComparedLine, models.PROTECT, related_name="differences", verbose_name="比对行")
    field = models.CharField("要素", max_length=12, choices=[(name, each.label) for name, each in ELEMENTS.items()])
    ours = models.CharField("县级清单", max_length=1000)
    theirs = models.CharField("省级清单", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "要素差异"
        ordering = ["line", "pk"]
        constraints = [models.UniqueConstraint(fields=["line", "field"], name="one_difference_a_field")]

    def __str__(self) -> str:
        return f"{self.get_field_display()}：{self.ours} / {self.theirs}"


class PairDecision(Attested):
    """配对决定: whether two items are one, as a person said; holds while both keep these very names."""

    class Answer(models.TextChoices):
        SAME = "same", "同一事项"
        PART = "part", "省级一项，县里拆成多项"
        OTHER = "other", "不是同一事项"

    region = models.ForeignKey(Region, models.PROTECT, related_name="pair_decisions", verbose_name="所属区划")
    line = models.ForeignKey(ComparedLine, models.PROTECT, related_name="decisions", verbose_name="比对行")
    item = models.ForeignKey(Item, models.PROTECT, related_name="pair_decisions", verbose_name="县级事项")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    our_name = models.CharField("县级事项名称", max_length=1000)
    their_name = models.CharField("省级事项名称", max_length=1000)
    answer = models.CharField("决定", max_length=5, choices=Answer.choices)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "配对决定"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "item", "our_name", "their_name"], condition=Q(withdrawn_at__isnull=True),
                name="one_decision_a_pair",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.their_name} / {self.our_name}：{self.get_answer_display()}"
