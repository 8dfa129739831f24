"""外来证据集 as nouns: what was handed in by whom, its files, and what was found in its tables."""

from django.db import models
from django.db.models import Q

from yimen.evidence.handing_in.states import SET
from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Region, User


class ForeignSet(Attested, Lifecycled):
    """外来证据集: somebody else's evidence set. Its bytes lie on disk until the keeping rule has them removed.

    `digest` is over the names and digests of its files; `batch` is what its run names as where it came from.
    """

    unattested_fields = {
        "progress": "进度随检查推进，不是证据",
        "progress_text": "进度随检查推进，不是证据",
        "seen_at": "执行者的心跳，不是证据",
    }

    region = models.ForeignKey(Region, models.PROTECT, related_name="foreign_sets", verbose_name="所属区划")
    title = models.CharField("名称", max_length=100)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="交入人")
    opened_at = models.DateTimeField("开始交入时间", auto_now_add=True)
    submitted_at = models.DateTimeField("提交检查时间", null=True, blank=True)
    failure = models.TextField("退回原因", blank=True)
    digest = models.CharField("证据集摘要", max_length=64, blank=True)
    batch = models.OneToOneField(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="foreign_set", verbose_name="来源批次"
    )
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    progress_text = models.CharField("进度说明", max_length=100, blank=True)
    seen_at = models.DateTimeField("最近心跳", null=True, blank=True)

    STATES = SET

    class Meta:
        verbose_name = verbose_name_plural = "外来证据集"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["region", "-id"], name="set_by_region")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=("accepted", "cleared")) | Q(batch__isnull=False), name="accepted_set_has_batch"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SetFile(Attested):
    """证据集文件: one file of a set, announced with its size before its first byte comes.

    How much of it has come is asked of the disk. `digest` is known once the set was checked.
    """

    set = models.ForeignKey(ForeignSet, models.PROTECT, related_name="files", verbose_name="外来证据集")
    name = models.CharField("文件名", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    digest = models.CharField("文件摘要", max_length=64, blank=True)
    added_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "证据集文件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["set", "name"], name="file_once_a_set")]

    def __str__(self) -> str:
        return self.name


class SetTable(Attested):
    """证据集表: what the check found in one table: rows that can be read, lines set aside, columns that it lacks."""

    set = models.ForeignKey(ForeignSet, models.PROTECT, related_name="tables", verbose_name="外来证据集")
    name = models.CharField("表", max_length=20)
    file_name = models.CharField("文件名", max_length=100)
    rows = models.PositiveBigIntegerField("行数")
    aside = models.PositiveBigIntegerField("搁置行数", default=0)
    missing = models.CharField("缺少的列", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证据集表"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["set", "name"], name="table_once_a_set")]

    def __str__(self) -> str:
        return f"{self.name}：{self.rows} 行"
