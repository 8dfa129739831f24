"""送达 as what several rooms keep of their own papers."""

from django.db import models

from yimen.documents.serving.rules import Way
from yimen.ledger.models import Attested
from yimen.people.models import User


class Served(Attested):
    """送达: how and when a paper reached its department, with the scan of its receipt (送达回证) where on paper.

    `served_on` is what the paper says; `recorded_at` when it was registered here. `receiver` is a position, no name.
    """

    way = models.CharField("送达方式", max_length=10, choices=Way.choices)
    served_on = models.DateField("送达日期")
    receiver = models.CharField("收件人职务", max_length=60)
    file_name = models.CharField("送达回证文件名", max_length=200, blank=True)
    digest = models.CharField("送达回证摘要", max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        abstract = True
