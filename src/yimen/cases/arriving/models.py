"""省平台记载 as a noun: what the platform says of a case. It stands beside our own record and never changes it."""

from django.db import models

from yimen.ledger.models import Attested


class PlatformRecord(Attested):
    """省平台记载: a step or the end of a case as the province's platform tells of it.

    `at` is the platform's time; `recorded_at` is our server's.
    """

    class Sort(models.TextChoices):
        STEP = "step", "环节"
        RESULT = "result", "办结"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="platform_records", verbose_name="办件")
    sort = models.CharField("记载种类", max_length=6, choices=Sort.choices)
    words = models.CharField("环节或结果", max_length=100)
    at = models.DateTimeField("省平台记载的时间")
    message = models.CharField("省平台消息号", max_length=120)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "省平台记载"
        ordering = ["case", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "sort", "words", "at"], name="platform_record_once")]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} {self.words}"
