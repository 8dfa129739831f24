"""自查 as nouns: checklists and their versions, rounds, each department's sheet, its answers, and what data say."""

from django.db import models
from django.db.models import F, Q

from yimen.catalog.models import ItemVersion
from yimen.evidence.models import Run
from yimen.exchange.models import ImportBatch
from yimen.inspections.self_inspection.states import ROUND, SHEET
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User


class Checklist(Attested):
    """自查清单: known by its name; its questions stand in versions."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="checklists", verbose_name="所属区划")
    name = models.CharField("名称", max_length=60)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "自查清单"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="checklist_once_a_region")]

    def __str__(self) -> str:
        return self.name


class ChecklistVersion(Attested):
    """自查清单版本: the questions as they stood; never changed, a new edition is a new version."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="versions", verbose_name="自查清单")
    number = models.PositiveIntegerField("版本号")
    digest = models.CharField("内容摘要", max_length=64)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编制人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "自查清单版本"
        ordering = ["checklist", "-number"]
        constraints = [models.UniqueConstraint(fields=["checklist", "number"], name="checklist_version_once")]

    def __str__(self) -> str:
        return f"{self.checklist}（第{self.number}版）"


class Question(Attested):
    """自查问题: asked once of a department, or once of each of its items; `check` names what data can say of it."""

    class Scope(models.TextChoices):
        """提问范围."""

        DEPARTMENT = "department", "整个部门"
        ITEM = "item", "逐个事项"

    class Check(models.TextChoices):
        """核对依据."""

        ITEM_RUNS = "item_runs", "核验结论（逐个事项）"
        ALL_RUN = "all_run", "核验结论（全部事项）"
        NO_OUTSIDE = "no_outside", "台账与办件的对应"
        ALL_ENTERED = "all_entered", "进驻声明和负面清单"
        NO_BRANCH = "no_branch", "部门分厅登记"
        IN_TIME = "in_time", "数据报送核对"
        ORDERS_DONE = "orders_done", "整改单"
        NOTHING = "", "无数据可核对"

    version = models.ForeignKey(ChecklistVersion, models.PROTECT, related_name="questions", verbose_name="清单版本")
    place = models.PositiveSmallIntegerField("序号")
    code = models.CharField("问题编号", max_length=20)
    text = models.CharField("问题", max_length=300)
    basis = models.CharField("依据", max_length=200, blank=True)
    scope = models.CharField("提问范围", max_length=12, choices=Scope.choices)
    check_against = models.CharField("核对依据", max_length=12, choices=Check.choices, blank=True)
    needs_evidence = models.BooleanField("须附佐证", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "自查问题"
        ordering = ["version", "place"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="question_once_a_version")]

    def __str__(self) -> str:
        return self.text


class SelfRound(Attested, Lifecycled):
    """自查轮次: one checklist asked of every department for a period, by a deadline."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="self_rounds", verbose_name="所属区划")
    version = models.ForeignKey(ChecklistVersion, models.PROTECT, related_name="rounds", verbose_name="清单版本")
    title = models.CharField("名称", max_length=100)
    period_from = models.DateField("自查起始日期")
    period_to = models.DateField("自查截止日期")
    deadline = models.DateField("报送期限")
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人")
    opened_at = models.DateTimeField("发布时间", auto_now_add=True)

    STATES = ROUND

    class Meta:
        verbose_name = verbose_name_plural = "自查轮次"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="self_round_dates"),
        ]

    def __str__(self) -> str:
        return self.title


class SelfSheet(Attested, Lifecycled):
    """部门自查表: one department's answers in a round; `digest` is of what its head signed, `number` of the report."""

    round = models.ForeignKey(SelfRound, models.PROTECT, related_name="sheets", verbose_name="自查轮次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="self_sheets", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="self_sheets", verbose_name="部门")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    digest = models.CharField("签发内容摘要", max_length=64, blank=True)
    number = models.CharField("报告文号", max_length=60, blank=True)

    STATES = SHEET

    class Meta:
        verbose_name = verbose_name_plural = "部门自查表"
        ordering = ["round", "department"]
        constraints = [models.UniqueConstraint(fields=["round", "department"], name="self_sheet_once_a_round")]

    def __str__(self) -> str:
        return f"{self.round}：{self.department}"


class SheetReturn(Attested):
    """退回: why a sheet was sent back; the reasons are counted by department."""

    sheet = models.ForeignKey(SelfSheet, models.PROTECT, related_name="returns", verbose_name="部门自查表")
    words = models.CharField("退回原因", max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="退回人")
    recorded_at = models.DateTimeField("退回时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "退回"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words


class SelfAnswer(Attested):
    """自查答案: what the department says; `prefilled` is what data said when the round was opened, empty for 证据不足.

    Not answered until `answered_at`: a suggestion is nobody's word.
    """

    class Value(models.TextChoices):
        """答案."""

        YES = "yes", "是"
        NO = "no", "否"
        IDLE = "idle", "无业务"

    sheet = models.ForeignKey(SelfSheet, models.PROTECT, related_name="answers", verbose_name="部门自查表")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name="自查问题")
    version = models.ForeignKey(
        ItemVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项版本"
    )
    prefilled = models.CharField("系统预填", max_length=10, choices=Value.choices, blank=True)
    answer = models.CharField("答案", max_length=10, choices=Value.choices, blank=True)
    words = models.CharField("说明", max_length=500, blank=True)
    mend_by = models.DateField("整改期限", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报人"
    )
    answered_at = models.DateTimeField("填报时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自查答案"
        ordering = ["sheet", "question__place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question", "version"], name="self_answer_once_an_item"),
            models.UniqueConstraint(
                fields=["sheet", "question"], condition=Q(version__isnull=True), name="self_answer_once_a_department"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}：{self.get_answer_display() or '未填'}"


class AnswerEvidence(Attested):
    """自查佐证: a file, with the day from which what it shows holds, apart from the day on which it came."""

    answer = models.ForeignKey(SelfAnswer, models.PROTECT, related_name="evidence", verbose_name="自查答案")
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("SHA-256 摘要", max_length=64)
    size = models.PositiveIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    effective_on = models.DateField("生效日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提交人")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "自查佐证"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name


class Contradiction(Attested):
    """答案与数据不符: what the data said against an answer before it was signed, and what the department made of it."""

    class Settled(models.TextChoices):
        """部门处理."""

        CORRECTED = "corrected", "已更正"
        EXPLAINED = "explained", "坚持并说明"

    answer = models.ForeignKey(SelfAnswer, models.PROTECT, related_name="contradictions", verbose_name="自查答案")
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核验批次")
    said = models.CharField("当时的答案", max_length=10, choices=SelfAnswer.Value.choices)
    figure = models.PositiveIntegerField("不符件数")
    sentence = models.CharField("数据怎么说", max_length=500)
    settled = models.CharField("部门处理", max_length=10, choices=Settled.choices)
    explanation = models.CharField("部门说明", max_length=500, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "答案与数据不符"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sentence
