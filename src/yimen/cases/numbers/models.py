"""编号对照 as a noun: a number by which somebody else knows one of our cases."""

from typing import ClassVar

from django.db import models

from yimen.exchange.models import AccessToken
from yimen.ledger.models import Attested
from yimen.people.models import Department, User


class SerialNumber(Attested):
    """编号对照: one further number of a case, with the time at which the other system says that it made it.

    That time is declared; `recorded_at` is our server's. The lag between them is evidence, so both stay.
    """

    class Sort(models.TextChoices):
        PLATFORM = "platform", "省平台编号"
        APPLIED = "applied", "申办流水号"
        DEPARTMENT = "department", "部门业务流水号"
        QUEUE = "queue", "排队号"
        DOCUMENT = "document", "受理文书编号"
        REPORTED = "reported", "上报编号"

    # Numbers that the province's platform gives out, so that it may name a case by them.
    FROM_PLATFORM: ClassVar[frozenset[str]] = frozenset({Sort.PLATFORM, Sort.APPLIED})
    # Numbers that a day or a hall gives out again: the same one may belong to several cases.
    AGAIN: ClassVar[frozenset[str]] = frozenset({Sort.QUEUE})

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="numbers", verbose_name="办件")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    sort = models.CharField("编号种类", max_length=10, choices=Sort.choices)
    number = models.CharField("编号", max_length=100)
    declared_at = models.DateTimeField("对方建立时间", null=True, blank=True)
    token = models.ForeignKey(
        AccessToken, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接口令牌"
    )
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "编号对照"
        ordering = ["case", "sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sort", "number"], name="number_once_a_case"),
            models.UniqueConstraint(
                fields=["department", "sort", "number"],
                condition=~models.Q(sort="queue"),
                name="one_case_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} {self.number}"
