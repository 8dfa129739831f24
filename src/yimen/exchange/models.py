"""数据交换 as nouns: what came in from outside, and what of it was refused."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yimen.exchange.states import BATCH
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Dated, Department, Region, User


class Feed(models.TextChoices):
    """报送种类: what a department hands in again and again. Part of the kinds of batches."""

    CASES = "cases.cases", "办件"
    REGISTER = "cases.register", "部门台账"


class Way(models.TextChoices):
    """报送方式: by which door a file came."""

    UPLOAD = "upload", "页面上传"
    FOLDER = "folder", "监测文件夹"
    API = "api", "接口"


class MappingRecipe(Attested):
    """映射方案: how one department words one kind of file, settled by a person once; never changed, only replaced.

    Without a department it is for files of the whole county. Files whose headings are those of `columns` are read by it
    without a question.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="recipes", verbose_name="所属区划")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="recipes", verbose_name="部门"
    )
    kind = models.CharField("报送种类", max_length=20, choices=Feed.choices)
    headings = models.CharField("表头摘要", max_length=64)  # SHA-256 of the sorted headings, to find it by
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="制定人")
    made_at = models.DateTimeField("制定时间", auto_now_add=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用人")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "映射方案"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "kind", "headings"],
                condition=Q(retired_at__isnull=True),
                name="one_recipe_a_department_for_the_same_headings",
            ),
            models.UniqueConstraint(
                fields=["region", "kind", "headings"],
                condition=Q(retired_at__isnull=True, department__isnull=True),
                name="one_recipe_a_county_for_the_same_headings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department or '全县'}·{self.get_kind_display()}"


class RecipeColumn(Attested):
    """映射列: one heading of the file and the field that takes it; a heading that nothing takes has no field."""

    class DateWriting(models.TextChoices):
        USUAL = "", "常见写法（2023-05-31、2023年5月31日等）"
        DAY_FIRST = "day_first", "日/月/年（31/05/2023）"
        MONTH_FIRST = "month_first", "月/日/年（05/31/2023）"
        SHORT_YEAR = "short_year", "两位年份（23-05-31）"
        COMPACT = "compact", "连写（20230531 或 20230531093000）"
        SERIAL = "serial", "电子表格日期序号（45077）"

    recipe = models.ForeignKey(MappingRecipe, models.PROTECT, related_name="columns", verbose_name="映射方案")
    place = models.PositiveIntegerField("列次")
    heading = models.CharField("表头", max_length=100)
    field = models.CharField("字段", max_length=40, blank=True)
    dates = models.CharField("日期写法", max_length=12, choices=DateWriting.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "映射列"
        ordering = ["recipe", "place"]
        constraints = [models.UniqueConstraint(fields=["recipe", "heading"], name="heading_once_a_recipe")]

    def __str__(self) -> str:
        return self.heading


class RecipeWord(Attested):
    """映射词: what a department writes in a column, and the word of ours that it means."""

    column = models.ForeignKey(RecipeColumn, models.PROTECT, related_name="words", verbose_name="映射列")
    written = models.CharField("部门写法", max_length=100)
    meaning = models.CharField("含义", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "映射词"
        ordering = ["column", "pk"]
        constraints = [models.UniqueConstraint(fields=["column", "written"], name="word_once_a_column")]

    def __str__(self) -> str:
        return f"{self.written} → {self.meaning}"


class AccessToken(Attested):
    """接口令牌: lets one department's system hand in data. Only its digest is kept; the token is shown once."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="tokens", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="tokens", verbose_name="部门")
    purpose = models.CharField("使用系统", max_length=60)
    digest = models.CharField("令牌摘要", max_length=64, unique=True)  # SHA-256, hexadecimal
    hint = models.CharField("令牌开头", max_length=12)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发放人")
    made_at = models.DateTimeField("发放时间", auto_now_add=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收回人")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.department}·{self.purpose}"


class TokenUse(models.Model):
    """令牌用量: how often a token was used in the minute that it was last used in, over all processes."""

    not_attested: ClassVar[str] = "一分钟内的计数，不是凭据"

    token = models.OneToOneField(AccessToken, models.CASCADE, related_name="use", verbose_name="接口令牌")
    minute = models.DateTimeField("分钟")
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "令牌用量"

    def __str__(self) -> str:
        return f"{self.token}：{self.times} 次"


class FeedPromise(Dated):
    """报送约定: how often a department has agreed to hand in a kind of data, from when to when."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", "每个工作日"
        WEEKLY = "weekly", "每周"
        MONTHLY = "monthly", "每月"

    department = models.ForeignKey(Department, models.PROTECT, related_name="promises", verbose_name="部门")
    kind = models.CharField("报送种类", max_length=20, choices=Feed.choices)
    rhythm = models.CharField("报送周期", max_length=10, choices=Rhythm.choices)
    grace = models.PositiveSmallIntegerField("宽限工作日", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "报送约定"
        ordering = ["department", "kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "kind"], condition=Q(valid_to__isnull=True), name="one_open_promise_a_feed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department}·{self.get_kind_display()}·{self.get_rhythm_display()}"


class ImportBatch(Attested, Lifecycled):
    """导入批次: one file (or paste) read once; its bytes are kept under their digest.

    A large file is read in the background, chunk by chunk: `rows_read` says how many of `rows_total` are settled, and
    whoever goes on after a break goes on behind them.
    """

    unattested_fields = {
        "rows_total": "读入时的进度，只供显示，不是证据",
        "seen_at": "执行者的心跳，不是证据",
    }

    class Kind(models.TextChoices):
        ITEMS = "catalog.items", "事项清单"
        PROVINCE_ITEMS = "catalog.province", "省级事项清单"
        GUIDES = "catalog.guides", "办事指南"
        CASES = "cases.cases", "办件"
        REGISTER = "cases.register", "部门台账"
        ATTENDANCE = "halls.attendance", "考勤"
        SPACE = "halls.space", "大厅平面图"
        QUEUE = "halls.queue", "排队数据"
        WINDOWS = "halls.windows", "窗口"
        HALL_DAYS = "halls.days", "开放日"
        ASSETS = "halls.assets", "设备与资产"
        DEMANDS = "halls.demands", "空间需求"
        EVIDENCE_SET = "evidence.set", "取证数据集"
        CHECKLIST = "inspections.list", "自查清单"
        RATINGS = "evaluation.past", "原系统评价"
        QUESTIONS = "training.bank", "题库"

    region = models.ForeignKey(Region, models.PROTECT, related_name="batches", verbose_name="所属区划")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="batches", verbose_name="部门"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)  # SHA-256, hexadecimal; also the name in the file store
    size = models.PositiveBigIntegerField("文件字节数")
    encoding = models.CharField("字符编码", max_length=20, blank=True)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    heading_line = models.PositiveIntegerField("表头行号", default=1)
    mapping = models.JSONField("列对应", default=dict)  # field name -> heading
    plan = models.JSONField("导入计划", default=dict)  # counts of new, changed, same, gone, refused; the plan's digest
    effective_on = models.DateField("生效日期", null=True, blank=True)
    rows_total = models.PositiveIntegerField("文件行数", default=0)  # 0 while nobody has counted them
    rows_read = models.PositiveIntegerField("读入行数", default=0)
    rows_accepted = models.PositiveIntegerField("接收行数", default=0)
    rows_refused = models.PositiveIntegerField("退回行数", default=0)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正的批次"
    )
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人"
    )
    way = models.CharField("报送方式", max_length=10, choices=Way.choices, default=Way.UPLOAD)
    recipe = models.ForeignKey(
        MappingRecipe, models.PROTECT, null=True, blank=True, related_name="batches", verbose_name="映射方案"
    )
    token = models.ForeignKey(
        AccessToken, models.PROTECT, null=True, blank=True, related_name="batches", verbose_name="接口令牌"
    )
    # What tells one handing-in from the next, where a machine may repeat it; empty for a person's.
    handed_in_as = models.CharField("报送标识", max_length=100, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    failure = models.CharField("中断原因", max_length=300, blank=True)
    seen_at = models.DateTimeField("最近心跳", null=True, blank=True)
    resumed = models.PositiveSmallIntegerField("续读次数", default=0)

    STATES = BATCH

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["region", "kind", "-id"]),
            models.Index(fields=["digest"], name="batch_by_digest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "kind", "handed_in_as"],
                condition=~Q(handed_in_as=""),
                name="handed_in_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.file_name}"


class RefusedRow(AttestedPersonal):
    """退回行: a row that was not taken in, whole, with what is wrong and what to do; it can be handed in again."""

    personal_fields = ("cells", "value")

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="refused_rows", verbose_name="导入批次")
    line = models.PositiveIntegerField("行号")
    column = models.CharField("列名", max_length=100, blank=True)
    value = models.CharField("原值", max_length=500, blank=True)
    reason = models.CharField("退回原因", max_length=300)
    remedy = models.CharField("处理办法", max_length=300)
    cells = models.JSONField("整行内容", default=dict)  # heading -> text as read
    corrected_in = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="corrected_rows", verbose_name="更正批次"
    )

    class Meta:
        verbose_name = verbose_name_plural = "退回行"
        ordering = ["batch", "line"]

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.reason}"


# The models of the room within the room: Django looks for a room's models here. They name ours by their labels.
from yimen.exchange.platform.models import (  # noqa: E402, F401
    Contact,
    Difference,
    InboxMessage,
    OutboxMessage,
    Package,
    PullCursor,
    Reconciliation,
    Rejection,
    UsedNonce,
)
