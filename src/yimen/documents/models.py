"""公文 as nouns: the register of document numbers."""

from django.db import models
from django.db.models import Q

from yimen.documents.number import number_text
from yimen.ledger.models import Attested
from yimen.people.models import Region, User


class DocumentNumber(Attested):
    """文号: one number that was given out. Every one stays in the register, also one that was then abandoned (作废).

    A number is used once: an abandoned one is not given out again, so that no two papers can bear it.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="document_numbers", verbose_name="所属区划")
    series = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    use = models.CharField("用途", max_length=100)
    allocated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取号人"
    )
    allocated_at = models.DateTimeField("取号时间", auto_now_add=True)
    abandoned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废经办"
    )
    abandoned_at = models.DateTimeField("作废时间", null=True, blank=True)
    abandoned_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文号"
        ordering = ["region", "series", "year", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["region", "series", "year", "serial"], name="document_number_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="document_number_from_one"),
            models.CheckConstraint(
                condition=Q(abandoned_at__isnull=True, abandoned_reason="")
                | (Q(abandoned_at__isnull=False) & ~Q(abandoned_reason="")),
                name="document_number_abandoned_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """As it is printed, e.g. 友政办发〔2023〕15号."""
        return number_text(self.series, self.year, self.serial)


# The models of the room within the room: Django looks for a room's models here.
from yimen.documents.signing.models import Certificate, SigningAuthority  # noqa: E402, F401
