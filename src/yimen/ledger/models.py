"""存证: events, heads, schemas, seals; and what every attested table of the house inherits."""

import os
from datetime import datetime
from typing import ClassVar

from django.db import models


def new_salt() -> bytes:
    """Return 32 fresh random bytes for the commitments of one row."""
    return os.urandom(32)


class Attested(models.Model):
    """存证表: a table whose every row must agree with the newest digest that the ledger holds of it.

    personal_fields: names of columns with personal data; they enter the ledger only as salted commitments.
    unattested_fields: name of a column that the ledger does not cover -> the reason, for people.
    A concrete model that is not attested says so itself: `not_attested = "reason"`.
    """

    personal_fields: ClassVar[tuple[str, ...]] = ()
    unattested_fields: ClassVar[dict[str, str]] = {}
    not_attested: ClassVar[str] = ""

    class Meta:
        abstract = True


class AttestedPersonal(Attested):
    """存证表（含个人信息）: an attested table with personal fields and the salt that protects them."""

    salt = models.BinaryField("盐值", max_length=32, default=new_salt, editable=False)

    class Meta:
        abstract = True


class Head(models.Model):
    """账本头: where each chain ends. The row that is locked to append."""

    not_attested: ClassVar[str] = "账本自身：由链校验"

    chain = models.CharField("链（县级行政区划代码）", max_length=12, primary_key=True)
    epoch = models.PositiveIntegerField("纪元", default=1)
    seq = models.BigIntegerField("序号", default=0)
    hash = models.BinaryField("链上摘要", max_length=32)
    last_at = models.DateTimeField("最后记录时间")

    latest_at: datetime
    """When the last event of any chain was written; no column, set where the head is locked."""
    locked_at: datetime
    """When the head was locked, by the server's clock; no column either."""

    class Meta:
        verbose_name = verbose_name_plural = "账本头"

    def __str__(self) -> str:
        return f"{self.chain}:{self.seq}"


class Event(models.Model):
    """存证事件: one fact about who did what and when the server wrote it. Never changed, never deleted.

    `place` is `chain:seq`: a key that says nothing of its own, so nobody can alter it unseen.
    `meta` is what is hashed; `at`, `kind` and `by` repeat parts of it for questions, and the verifier compares them.
    """

    not_attested: ClassVar[str] = "账本自身：由链校验"

    place = models.CharField("位置", max_length=32, primary_key=True, editable=False)
    chain = models.CharField("链（县级行政区划代码）", max_length=12)
    seq = models.BigIntegerField("序号")
    epoch = models.PositiveIntegerField("纪元")
    algorithm = models.PositiveSmallIntegerField("摘要算法", choices=[(1, "SHA-256"), (2, "SM3")])
    at = models.DateTimeField("记录时间")
    kind = models.CharField("事件种类", max_length=64)
    by = models.CharField("操作人", max_length=64)
    meta = models.BinaryField("事件内容")
    prev = models.BinaryField("前一事件摘要", max_length=32)
    leaf = models.BinaryField("内容摘要", max_length=32)
    hash = models.BinaryField("链上摘要", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "存证事件"
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="ledger_event_place"),
            models.UniqueConstraint(fields=["chain", "prev"], name="ledger_event_no_fork"),
            models.UniqueConstraint(fields=["chain", "hash"], name="ledger_event_hash"),
        ]
        indexes = [
            models.Index(fields=["kind", "at"], name="ledger_event_kind"),
            models.Index(fields=["leaf"], name="ledger_event_leaf"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"

    @property
    def receipt(self) -> str:
        """Return the 12 characters that are printed on a slip, so that its holder can prove the event later."""
        return bytes(self.leaf).hex()[:12]


class BatchPart(models.Model):
    """批量行摘要: up to 10,000 row digests of a batch event, so that a wrong row can be named."""

    not_attested: ClassVar[str] = "账本自身：由事件中的总摘要校验"

    place = models.CharField("位置", max_length=150, primary_key=True, editable=False)
    event = models.ForeignKey(Event, verbose_name="存证事件", on_delete=models.PROTECT, related_name="parts")
    model = models.CharField("数据表", max_length=100)
    number = models.PositiveIntegerField("分段号")
    body = models.BinaryField("行摘要")

    class Meta:
        verbose_name = verbose_name_plural = "批量行摘要"

    def __str__(self) -> str:
        return self.place


class Schema(models.Model):
    """摘要字段表: which columns a row digest covers, under its own hash, so that later columns break no old digest."""

    not_attested: ClassVar[str] = "账本自身：编号即内容的摘要"

    digest = models.CharField("字段表摘要", max_length=64, primary_key=True)
    body = models.BinaryField("字段表")

    class Meta:
        verbose_name = verbose_name_plural = "摘要字段表"

    def __str__(self) -> str:
        return self.digest


class Seal(models.Model):
    """封存头: a signed statement of how long a chain was and what its Merkle root was."""

    not_attested: ClassVar[str] = "账本自身：由签名和库外的封存文件校验"

    place = models.CharField("位置", max_length=48, primary_key=True, editable=False)
    chain = models.CharField("链（县级行政区划代码）", max_length=12)
    epoch = models.PositiveIntegerField("纪元")
    size = models.BigIntegerField("事件数")
    at = models.DateTimeField("封存时间")
    note = models.TextField("签名文本")
    peaks = models.BinaryField("子树根", help_text="接续计算默克尔根，不必每次重读全部事件")

    class Meta:
        verbose_name = verbose_name_plural = "封存头"

    def __str__(self) -> str:
        return self.place
