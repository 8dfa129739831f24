"""部门分厅 as nouns: on what law it says that it stands, how large it is, how busy its department says that it is."""

from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.models import Dated, User


class LegalBasis(Dated):
    """设立依据: an article of law that a branch hall says it stands on, or its word that there is none.

    The dates are those of the text that is quoted: an act that was amended is another row. Whether the article really
    asks for a hall of its own is judged in the decision on the hall, never here.
    """

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="bases", verbose_name="分厅")
    none = models.BooleanField("没有依据", default=False)
    act = models.CharField("法律法规名称", max_length=120, blank=True)
    article = models.CharField("条款", max_length=60, blank=True)
    version = models.CharField("文本版本", max_length=60, blank=True)
    says = models.TextField("条文内容", blank=True)
    source = models.CharField("出处", max_length=200, blank=True)
    stated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "设立依据"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(none=True, act="", article="", says="")
                | (Q(none=False) & ~Q(act="") & ~Q(article="") & ~Q(version="") & ~Q(says="")),
                name="basis_quotes_or_says_none",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="basis_dates"
            ),
        ]

    def __str__(self) -> str:
        return "没有依据" if self.none else f"《{self.act}》{self.article}（{self.version}）"


class BranchSize(Attested):
    """分厅规模: area, staff and machines of a branch hall on a day, and from where that is known."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="sizes", verbose_name="分厅")
    as_of = models.DateField("截至日期")
    area = models.DecimalField("建筑面积（平方米）", max_digits=8, decimal_places=1, null=True, blank=True)
    staff = models.PositiveIntegerField("工作人员（人）", null=True, blank=True)
    machines = models.PositiveIntegerField("设备（台）", null=True, blank=True)
    source = models.CharField("来源", max_length=200)
    stated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "分厅规模"
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=False) | Q(staff__isnull=False) | Q(machines__isnull=False),
                name="size_says_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.as_of}"


class StatedTraffic(Attested):
    """部门自报业务量: how many matters a month the department says its branch handled; the data's figure is another."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="stated_traffic", verbose_name="分厅")
    month = models.DateField("月份")  # its first day
    matters = models.PositiveIntegerField("自报办件（件）")
    source = models.CharField("来源", max_length=200)
    stated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门自报业务量"
        ordering = ["month", "pk"]
        indexes = [models.Index(fields=["hall", "month"], name="traffic_by_month")]

    def __str__(self) -> str:
        return f"{self.hall} {self.month:%Y-%m}"
