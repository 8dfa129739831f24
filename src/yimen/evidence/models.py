"""取证 as nouns: verification runs and what they answered. Rows are written once and never changed."""

from django.db import models

from yimen.catalog.models import Item
from yimen.evidence.states import RUN
from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User


class Run(Attested, Lifecycled):
    """核验批次: one verification of a county's evidence set over a period; reproducible from its digests."""

    unattested_fields = {
        "progress": "进度随核验推进，不是证据",
        "progress_text": "进度随核验推进，不是证据",
        "holder": "谁在执行，随时变化，不是证据",
        "seen_at": "执行者的心跳，不是证据",
    }

    class Purpose(models.TextChoices):
        REGULAR = "regular", "定期核验"
        RECHECK = "recheck", "整改复核"
        FOREIGN = "foreign", "外来数据集"

    region = models.ForeignKey(Region, models.PROTECT, related_name="runs", verbose_name="所属区划")
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices, default=Purpose.REGULAR)
    period_from = models.DateField("数据起始日期")
    period_to = models.DateField("数据截止日期")
    requested_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人"
    )
    # An evidence set handed in from outside is kept apart: it answers, but it opens no findings by itself.
    handed_in = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name="外来数据集"
    )
    requested_at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    engine_version = models.CharField("引擎版本", max_length=40, blank=True)
    input_digest = models.CharField("数据摘要", max_length=64, blank=True)
    rules_digest = models.CharField("规则摘要", max_length=64, blank=True)
    report = models.JSONField("核验报告", default=dict)  # counts, rules switched off and why, seconds
    failure = models.TextField("未完成原因", blank=True)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    progress_text = models.CharField("进度说明", max_length=100, blank=True)
    # 断点续跑: whoever carries the run out gives signs of life; when they stop, another takes it up again.
    holder = models.CharField("执行者", max_length=32, blank=True)
    seen_at = models.DateTimeField("最近心跳", null=True, blank=True)
    interrupted_at = models.DateTimeField("上次中断时间", null=True, blank=True)
    resumed = models.PositiveSmallIntegerField("续跑次数", default=0)
    answer_digest = models.CharField("答案摘要", max_length=64, blank=True)

    STATES = RUN

    class Meta:
        verbose_name = verbose_name_plural = "核验批次"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["region", "status", "purpose", "-id"], name="run_by_status")]

    def __str__(self) -> str:
        return f"{self.region} {self.period_from}—{self.period_to}"


class VerdictValue(models.TextChoices):
    """核验结论 as the evidence contract defines them."""

    RUNS = "runs", "实质运行"
    HOLLOW = "hollow", "疑似明进暗不进"
    BYPASSED = "bypassed", "疑似体外循环"
    THIN = "thin", "证据不足"
    IDLE = "idle", "无业务"
    EXEMPT = "exempt", "不在应进范围"


class Verdict(Attested):
    """结论: what a run says of one item, with the share of matters handled off the hall and its 95 % interval.

    `verdict` is what counts: without the department's ledger nothing can prove that an item runs or had no business,
    so there it is `thin` 证据不足 whatever `engine_verdict` says. Without matters there is no share.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="verdicts", verbose_name="核验批次")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="verdicts", verbose_name="部门"
    )
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="verdicts", verbose_name="事项")
    item_code = models.CharField("事项编码", max_length=80)
    item_name = models.CharField("事项名称", max_length=1000)
    entry_mode = models.CharField("声明的进驻方式", max_length=20, blank=True)
    verdict = models.CharField("结论", max_length=10, choices=VerdictValue.choices)
    engine_verdict = models.CharField("引擎结论", max_length=10, choices=VerdictValue.choices)
    ledger_missing = models.BooleanField("缺部门台账", default=False)
    matters = models.PositiveIntegerField("办理事项数")
    off_matters = models.PositiveIntegerField("厅外办理数")
    off_share = models.FloatField("厅外占比", null=True, blank=True)
    off_low = models.FloatField("厅外占比下限", null=True, blank=True)
    off_high = models.FloatField("厅外占比上限", null=True, blank=True)
    reasons = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结论"
        ordering = ["-off_matters", "item_code"]
        constraints = [models.UniqueConstraint(fields=["run", "item_code"], name="one_verdict_an_item")]
        indexes = [models.Index(fields=["run", "department", "verdict"], name="verdict_by_department")]

    def __str__(self) -> str:
        return f"{self.item_code}：{self.get_verdict_display()}"


class Clue(Attested):
    """线索: one case, record or item that a rule of verification hit, with the rule's words."""

    class Subject(models.TextChoices):
        CASE = "case", "办件"
        RECORD = "record", "台账记录"
        ITEM = "item", "事项"

    class Class(models.TextChoices):
        OFF_HALL = "off_hall", "体外办理"
        BACK_FILLED = "back_filled", "事后补录"
        BRANCH_HALL = "branch_hall", "分厅受理"
        UNPOSTED = "unposted", "非派驻人员受理"
        IRREGULAR = "irregular", "其他不规范"

    OTHERWISE = "也可能是："
    """With these words the explanation goes on to the innocent one."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="clues", verbose_name="核验批次")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="clues", verbose_name="部门"
    )
    item_code = models.CharField("事项编码", max_length=80, blank=True)
    subject_kind = models.CharField("对象类别", max_length=10, choices=Subject.choices)
    subject = models.CharField("对象编号", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=Class.choices)
    rule = models.CharField("规则编号", max_length=20)
    probability = models.FloatField("可信程度")
    explanation = models.TextField("看到了什么")

    class Meta:
        verbose_name = verbose_name_plural = "线索"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["run", "item_code", "kind"], name="clue_by_item"),
            models.Index(fields=["run", "subject"], name="clue_by_subject"),
        ]

    @property
    def seen(self) -> str:
        """What was seen, without the innocent explanation, for pages that give that apart."""
        return self.explanation.partition(self.OTHERWISE)[0].strip()

    def __str__(self) -> str:
        return f"{self.rule}：{self.subject}"


class Link(Attested):
    """关联: the case that a register record belongs to, and how that was found."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="links", verbose_name="核验批次")
    record_number = models.CharField("台账编号", max_length=80)
    case_number = models.CharField("办件编号", max_length=80)
    probability = models.FloatField("可信程度")
    method = models.CharField("关联方法", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "关联"
        indexes = [
            models.Index(fields=["run", "record_number"], name="link_by_record"),
            models.Index(fields=["run", "case_number"], name="link_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.record_number} → {self.case_number}"


class Comparison(Attested):
    """逐项比对: how a record and its case, or a lone record and the case nearest to it, agree thing by thing.

    `levels` and `weights` are as `verify.explaining` keeps them: the engine's own, whatever engine comes later. The
    values compared are not kept: they stand in the record and the case.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="comparisons", verbose_name="核验批次")
    record_number = models.CharField("台账编号", max_length=80)
    case_number = models.CharField("办件编号", max_length=80)
    weight = models.FloatField("权重合计")
    levels = models.CharField("相符程度", max_length=100)
    weights = models.CharField("各项权重", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "逐项比对"
        indexes = [models.Index(fields=["run", "record_number"], name="comparison_by_record")]

    def __str__(self) -> str:
        return f"{self.record_number} ~ {self.case_number}"


# The models of the rooms within the room: Django looks for a room's models here. They name ours by their labels.
from yimen.evidence.handing_in.models import ForeignSet, SetFile, SetTable  # noqa: E402, F401
from yimen.evidence.keeping.models import PromiseCheck, PromiseRow  # noqa: E402, F401
from yimen.evidence.opening.models import OpenRelease  # noqa: E402, F401
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum  # noqa: E402, F401
from yimen.evidence.thresholds.models import ThresholdChange  # noqa: E402, F401
