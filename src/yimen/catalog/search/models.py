"""搜索 as nouns: the words that people use instead of the official ones, and the index of the items' names."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yimen.ledger.models import Attested
from yimen.people.models import Region, User


class Synonym(Attested):
    """搜索同义词: what people say, and the official words that it stands for; one said word may have several."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="synonyms", verbose_name="所属区划")
    said = models.CharField("群众说法", max_length=60)
    official = models.CharField("规范用语", max_length=120)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用人")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "搜索同义词"
        ordering = ["said", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "said", "official"], condition=Q(retired_at__isnull=True), name="one_synonym_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.said} → {self.official}"


class SearchIndex(models.Model):
    """搜索索引: up to which version of the list the terms of a county were indexed, and when."""

    not_attested: ClassVar[str] = "派生数据：随时可由事项清单重建"

    region = models.OneToOneField(Region, models.CASCADE, primary_key=True, verbose_name="所属区划")
    newest = models.BigIntegerField("最新事项版本")
    items = models.PositiveIntegerField("事项数")
    built_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "搜索索引"

    def __str__(self) -> str:
        return f"{self.region} {self.items} 项"


class IndexedTerm(models.Model):
    """索引词: a piece of names or of their pinyin, and the versions in whose names it stands, packed."""

    not_attested: ClassVar[str] = "派生数据：随时可由事项清单重建"

    region = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="所属区划")
    term = models.CharField("词", max_length=40)
    frequency = models.PositiveIntegerField("事项数")
    versions = models.BinaryField("事项版本")  # their keys as 8-byte little-endian numbers, ascending

    class Meta:
        verbose_name = verbose_name_plural = "索引词"
        constraints = [models.UniqueConstraint(fields=["region", "term"], name="indexed_term_once")]

    def __str__(self) -> str:
        return f"{self.term}（{self.frequency}）"
