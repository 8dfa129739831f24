"""开放数据 as a noun."""

from django.db import models

from yimen.ledger.models import Attested
from yimen.people.models import Region, User


class OpenRelease(Attested):
    """开放数据发布: one version of a year's counts as everybody may download it; never changed afterwards.

    It names the verification whose kept set was counted, the digest of that set's cases, and where the ledger stood.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="open_releases", verbose_name="所属区划")
    run = models.ForeignKey("evidence.Run", models.PROTECT, related_name="open_releases", verbose_name="核验批次")
    year = models.PositiveSmallIntegerField("年份")
    version = models.PositiveSmallIntegerField("版本")
    threshold = models.PositiveSmallIntegerField("小数阈值")
    published_cells = models.PositiveIntegerField("公布的数")
    hidden_cells = models.PositiveIntegerField("不公布的数")
    source_digest = models.CharField("办件数据摘要", max_length=64)
    counts_digest = models.CharField("数据文件摘要", max_length=64)
    digest = models.CharField("数据包摘要", max_length=64)
    size = models.PositiveBigIntegerField("数据包字节数")
    ledger_size = models.PositiveBigIntegerField("账本事件数")
    ledger_head = models.CharField("账本链头", max_length=64)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人"
    )
    recorded_at = models.DateTimeField("发布时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "开放数据发布"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "version"], name="open_release_version"),
            models.UniqueConstraint(fields=["run", "year"], name="open_release_once_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year} 年第 {self.version} 版"
