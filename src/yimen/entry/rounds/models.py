"""清单梳理 as nouns: the round, each department's sheet, its lines, and the list as it was published."""

from django.db import models
from django.db.models import F, Q

from yimen.catalog.models import Item, ItemVersion
from yimen.entry.modes import AT_A_COUNTER, Mode, Power
from yimen.entry.rounds.states import OPEN, ROUND, SHEET
from yimen.halls.models import Hall
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, Staff, User


class Round(Attested, Lifecycled):
    """梳理轮次: the county's list of a day, laid before every department to go through by a deadline."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="rounds", verbose_name="所属区划")
    number = models.PositiveIntegerField("轮次")
    title = models.CharField("名称", max_length=100)
    as_of = models.DateField("清单基准日")
    deadline = models.DateField("截止日期")
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人")
    opened_at = models.DateTimeField("发布时间", auto_now_add=True)
    closing_words = models.CharField("撤销原因", max_length=300, blank=True)

    STATES = ROUND

    class Meta:
        verbose_name = verbose_name_plural = "梳理轮次"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="round_number_once_a_region"),
            models.UniqueConstraint(fields=["region"], condition=Q(status=OPEN), name="one_open_round_a_region"),
            models.CheckConstraint(condition=Q(deadline__gte=F("as_of")), name="round_dates"),
        ]

    def __str__(self) -> str:
        return self.title


class Sheet(Attested, Lifecycled):
    """部门梳理表: one department's items of a round; signed by its head, confirmed by the bureau."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets", verbose_name="梳理轮次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="sheets", verbose_name="部门")
    words = models.CharField("退回意见", max_length=500, blank=True)
    # What was signed: it binds the very lines, and stays when the sheet is returned.
    digest = models.CharField("签发内容摘要", max_length=64, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)

    STATES = SHEET

    class Meta:
        verbose_name = verbose_name_plural = "部门梳理表"
        ordering = ["round", "department__code"]
        constraints = [models.UniqueConstraint(fields=["round", "department"], name="one_sheet_a_department")]

    def __str__(self) -> str:
        return f"{self.round}：{self.department}"


class SheetLine(Attested):
    """梳理行: what a department says of one item in a round; becomes a declaration when its sheet is confirmed."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="lines", verbose_name="部门梳理表")
    item = models.ForeignKey(Item, models.PROTECT, related_name="sheet_lines", verbose_name="事项")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name="事项版本")
    number = models.PositiveIntegerField("序号")
    mode = models.CharField("进驻方式", max_length=20, choices=Mode.choices, blank=True)  # empty: not gone through yet
    hall = models.ForeignKey(Hall, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="大厅")
    windows = models.CharField("窗口编号", max_length=200, blank=True)
    staff_a = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="A岗")
    staff_b = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="B岗")
    reason = models.CharField("未进厅原因或备注", max_length=500, blank=True)
    starts_on = models.DateField("起始日期", null=True, blank=True)  # never before the confirmation
    former = models.ForeignKey(
        "entry.Declaration", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="梳理时的现行声明"
    )
    revision = models.PositiveIntegerField("修改次数", default=0)
    returned = models.CharField("退回该项的原因", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报人"
    )
    answered_at = models.DateTimeField("填报时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "梳理行"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_line_a_number"),
            models.UniqueConstraint(fields=["sheet", "item"], name="one_line_an_item"),
            models.CheckConstraint(
                condition=Q(staff_a__isnull=True) | Q(staff_b__isnull=True) | ~Q(staff_a=F("staff_b")),
                name="two_posts_two_people",
            ),
            models.CheckConstraint(condition=~Q(mode=Mode.NOT_ENTERED) | ~Q(reason=""), name="not_entered_has_reason"),
        ]
        indexes = [models.Index(fields=["sheet", "mode"], name="line_by_mode")]

    @property
    def owed(self) -> bool:
        """Whether the department still has to answer it: for the first time, or again after it was returned."""
        return not self.mode or bool(self.returned)

    @property
    def at_a_counter(self) -> bool:
        """Whether somebody has to stand at a counter for it."""
        return self.mode in AT_A_COUNTER

    def __str__(self) -> str:
        return f"{self.number} {self.version}"


class RoundExtension(Attested):
    """延期: a round's deadline put off, with the reason; all of them stay to be read."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="extensions", verbose_name="梳理轮次")
    former = models.DateField("原截止日期")
    deadline = models.DateField("新截止日期")
    reason = models.CharField("延期原因", max_length=300)
    extended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="延期人"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "梳理延期"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(deadline__gt=F("former")) & ~Q(reason=""), name="extension_is_later")
        ]

    def __str__(self) -> str:
        return f"{self.round}：{self.deadline}"


class SheetReminder(Attested):
    """催报: the bureau's reminder to a department whose sheet is late."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="reminders", verbose_name="部门梳理表")
    reminded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="催报人"
    )
    recorded_at = models.DateTimeField("催报时间")

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.sheet} {self.recorded_at:%Y-%m-%d}"


class LinePower(Attested):
    """环节授权: whether a department hands one step of an item over to its window, or why it does not."""

    class Answer(models.TextChoices):
        YES = "yes", "授权"
        NO = "no", "不授权"
        NONE = "none", "不适用"  # nobody stands at a counter

    line = models.ForeignKey(SheetLine, models.PROTECT, related_name="powers", verbose_name="梳理行")
    power = models.CharField("办理环节", max_length=10, choices=Power.choices)
    answer = models.CharField("是否授权", max_length=5, choices=Answer.choices)
    why = models.CharField("不授权的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "环节授权"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "power"], name="one_answer_a_power"),
            models.CheckConstraint(condition=~Q(answer="no") | ~Q(why=""), name="power_kept_back_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_power_display()}：{self.get_answer_display()}"


class Bookmark(models.Model):
    """阅读位置: the line at which an account left a sheet, so that it goes on there, on whatever machine."""

    not_attested = "只是个人的阅读位置，不是业务事实"

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="账号")
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="+", verbose_name="部门梳理表")
    line = models.ForeignKey(SheetLine, models.CASCADE, related_name="+", verbose_name="梳理行")

    class Meta:
        verbose_name = verbose_name_plural = "阅读位置"
        constraints = [models.UniqueConstraint(fields=["user", "sheet"], name="one_bookmark_a_sheet")]

    def __str__(self) -> str:
        return f"{self.user} {self.line_id}"


class ListPublication(Attested):
    """清单公布: the county's list of entry as it was made public; never changed, only followed by the next."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="publications", verbose_name="所属区划")
    number = models.PositiveIntegerField("期次")
    title = models.CharField("名称", max_length=100)
    # None for a list of before there were rounds, taken in from the register.
    round = models.OneToOneField(
        Round, models.PROTECT, null=True, blank=True, related_name="publication", verbose_name="梳理轮次"
    )
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name="上一期"
    )
    published_on = models.DateField("公布日期")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    digest = models.CharField("内容摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "清单公布"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="publication_number_once_a_region")]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 期）"


class PublishedLine(Attested):
    """公布事项: one item of a published list in the words of that day; names no person."""

    publication = models.ForeignKey(ListPublication, models.PROTECT, related_name="lines", verbose_name="清单公布")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="事项")
    code = models.CharField("实施编码", max_length=80)
    name = models.CharField("事项名称", max_length=1000)
    department = models.CharField("部门", max_length=80)
    mode = models.CharField("进驻方式", max_length=20, choices=Mode.choices, blank=True)  # empty: nothing was said
    place = models.CharField("办理地点", max_length=80, blank=True)
    windows = models.CharField("窗口编号", max_length=200, blank=True)
    powers = models.CharField("授权环节", max_length=100, blank=True)
    kept_back = models.CharField("未授权环节及原因", max_length=1100, blank=True)
    posts = models.CharField("A、B岗", max_length=20, blank=True)
    reason = models.CharField("未进厅原因", max_length=500, blank=True)
    listed = models.CharField("负面清单理由", max_length=60, blank=True)
    condition = models.CharField("附条件", max_length=300, blank=True)
    search_text = models.CharField("检索文本", max_length=1500)

    class Meta:
        verbose_name = verbose_name_plural = "公布事项"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["publication", "code"], name="one_published_line_a_code")]
        indexes = [models.Index(fields=["publication", "mode"], name="published_by_mode")]

    def __str__(self) -> str:
        return self.name
