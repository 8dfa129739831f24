"""数据交换 as nouns: what came in from outside, and what of it was refused."""

from django.db import models

from yimen.exchange.states import BATCH
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User


class ImportBatch(Attested, Lifecycled):
    """导入批次: one file (or paste) read once; its bytes are kept under their digest."""

    class Kind(models.TextChoices):
        ITEMS = "catalog.items", "事项清单"
        CASES = "cases.cases", "办件"
        REGISTER = "cases.register", "部门台账"
        ATTENDANCE = "halls.attendance", "考勤"
        EVIDENCE_SET = "evidence.set", "取证数据集"

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
    rows_read = models.PositiveIntegerField("读入行数", default=0)
    rows_accepted = models.PositiveIntegerField("接收行数", default=0)
    rows_refused = models.PositiveIntegerField("退回行数", default=0)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正的批次"
    )
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = BATCH

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["region", "kind", "-id"])]

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
