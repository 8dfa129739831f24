"""归档 as nouns: the archive of a closed dossier, and each file in it."""

from datetime import date

from django.db import models

from yimen.cases.handling.models import Dossier
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.models import User


class Archive(Attested):
    """归档: the closed dossier with the list of what it holds and how long it is kept."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="archive", verbose_name="办理卷")
    contents = models.TextField("卷内目录")  # as it was printed; its rows are ArchivedFile
    retention_years = models.PositiveSmallIntegerField("保管期限（年）")  # 0: for ever (永久)
    at = models.DateTimeField("归档时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归档人")

    class Meta:
        verbose_name = verbose_name_plural = "归档"

    def __str__(self) -> str:
        return str(self.dossier)


class ArchivedFile(AttestedPersonal):
    """卷内文件: one thing in the file, in its place, with its pages; without a digest only the list tells of it."""

    personal_fields = ("file_name",)

    archive = models.ForeignKey(Archive, models.PROTECT, related_name="files", verbose_name="归档")
    place = models.PositiveSmallIntegerField("顺序号")
    sort = models.CharField("类别", max_length=20)
    title = models.CharField("题名", max_length=300)
    number = models.CharField("文号", max_length=100, blank=True)
    on = models.DateField("日期")
    pages = models.PositiveSmallIntegerField("页数")
    file_name = models.CharField("文件名", max_length=200, blank=True)
    digest = models.CharField("文件摘要", max_length=64, blank=True)  # SHA-256, hexadecimal

    class Meta:
        verbose_name = verbose_name_plural = "卷内文件"
        ordering = ["archive", "place"]
        constraints = [models.UniqueConstraint(fields=["archive", "place"], name="place_once_an_archive")]

    def __str__(self) -> str:
        return self.title


class Hold(Attested):
    """保全: an archived file that may not be disposed of, because a finding, a suit or an audit needs it.

    Until it is lifted, or until the day that it names, whichever comes first.
    """

    archive = models.ForeignKey(Archive, models.PROTECT, related_name="holds", verbose_name="归档")
    reason = models.CharField("保全理由", max_length=300)
    until = models.DateField("保全至", null=True, blank=True)  # empty: until somebody lifts it
    at = models.DateTimeField("登记时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解除人")
    lifted_why = models.CharField("解除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "保全"
        ordering = ["archive", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="hold_has_a_reason")]

    def __str__(self) -> str:
        return self.reason

    def holds_on(self, day: date) -> bool:
        """Whether the file may not be disposed of on that day because of it."""
        return self.lifted_at is None and (self.until is None or day <= self.until)


class Disposal(Attested):
    """销毁登记: an archived file whose time is over and which nothing holds, to be destroyed, says a second person."""

    archive = models.OneToOneField(Archive, models.PROTECT, related_name="disposal", verbose_name="归档")
    reason = models.CharField("鉴定意见", max_length=300)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "销毁登记"

    def __str__(self) -> str:
        return str(self.archive)
