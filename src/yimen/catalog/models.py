"""事项 as nouns. An item is only its code in a county; everything said of it stands in dated versions."""

from django.db import models
from django.db.models import F, Q

from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department, Region


class Item(Attested):
    """事项: one service item of a county, known by its implementation code (实施编码)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="items", verbose_name="所属区划")
    code = models.CharField("实施编码", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        ordering = ["region", "code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="item_code_once_a_region")]

    def __str__(self) -> str:
        return self.code


class ItemVersion(Dated):
    """事项版本: what the list said of an item from a day to a day (elements of 实施清单, GB/T 39046-2020 table 4)."""

    class Kind(models.TextChoices):
        """事项类型 (GB/T 39046-2020 A.1)."""

        LICENCE = "01", "行政许可"
        PENALTY = "02", "行政处罚"
        COERCION = "03", "行政强制"
        LEVY = "04", "行政征收"
        BENEFIT = "05", "行政给付"
        INSPECTION = "06", "行政检查"
        CONFIRMATION = "07", "行政确认"
        REWARD = "08", "行政奖励"
        RULING = "09", "行政裁决"
        OTHER = "10", "其他行政权力"
        PUBLIC_SERVICE = "20", "公共服务"

    class Initiation(models.TextChoices):
        """依申请 or 依职权; only the first must enter the hall."""

        ON_APPLICATION = "on_application", "依申请"
        EX_OFFICIO = "ex_officio", "依职权"

    class Handling(models.TextChoices):
        """办件类型; names, not digits, because provinces number them the other way round."""

        INSTANT = "instant", "即办件"
        COMMITTED = "committed", "承诺件"
        UNKNOWN = "", "未载明"

    class DayUnit(models.TextChoices):
        WORKING = "working", "工作日"
        NATURAL = "natural", "自然日"
        UNKNOWN = "", "未载明"

    class State(models.TextChoices):
        IN_USE = "in_use", "在用"
        PAUSED = "paused", "暂停"
        CANCELLED = "cancelled", "取消"

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name="事项")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="item_versions", verbose_name="实施主体")
    number = models.PositiveIntegerField("版本号", default=1)
    code = models.CharField("实施编码", max_length=80)
    code_layout = models.CharField("编码样式", max_length=30, blank=True)  # as classified, never repaired
    base_code = models.CharField("基本编码", max_length=40, blank=True)
    organisation_code = models.CharField("实施主体编码", max_length=40, blank=True)
    organisation_code_class = models.CharField("主体编码判别", max_length=30, blank=True)
    name = models.CharField("事项名称", max_length=1000)
    parent_name = models.CharField("主项名称", max_length=1000, blank=True)
    kind = models.CharField("事项类型", max_length=2, choices=Kind.choices)
    initiation = models.CharField("启动方式", max_length=20, choices=Initiation.choices)
    state = models.CharField("事项状态", max_length=10, choices=State.choices, default=State.IN_USE)
    level = models.CharField("行使层级", max_length=2, blank=True)
    handling = models.CharField("办件类型", max_length=10, choices=Handling.choices, blank=True)
    statutory_days = models.PositiveIntegerField("法定办结时限", null=True, blank=True)
    statutory_unit = models.CharField("法定时限单位", max_length=10, choices=DayUnit.choices, blank=True)
    promised_days = models.PositiveIntegerField("承诺办结时限", null=True, blank=True)
    promised_unit = models.CharField("承诺时限单位", max_length=10, choices=DayUnit.choices, blank=True)
    legal_basis = models.TextField("设定依据", blank=True)
    service_objects = models.CharField("服务对象", max_length=60, blank=True)
    channels = models.CharField("办理形式", max_length=60, blank=True)
    visits = models.PositiveSmallIntegerField("到办事现场次数", null=True, blank=True)
    visit_reason = models.CharField("必须现场办理原因说明", max_length=500, blank=True)
    online_depth = models.CharField("网上办理深度", max_length=20, blank=True)
    in_hall = models.BooleanField("是否进驻政务大厅", null=True, blank=True)
    place = models.CharField("办理地点", max_length=300, blank=True)
    consultation_phone = models.CharField("咨询方式", max_length=100, blank=True)
    complaint_phone = models.CharField("监督投诉方式", max_length=100, blank=True)
    charged = models.BooleanField("是否收费", null=True, blank=True)
    fee_basis = models.CharField("收费依据", max_length=500, blank=True)
    result_name = models.CharField("结果名称", max_length=300, blank=True)
    result_kind = models.CharField("结果类型", max_length=20, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="item_versions", verbose_name="导入批次"
    )
    # Lower-case name, initials of its pinyin and code in one text: what the search box looks through.
    search_text = models.CharField("检索文本", max_length=1500)

    class Meta:
        verbose_name = verbose_name_plural = "事项版本"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(valid_to__isnull=True), name="one_open_version"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="item_version_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "code"], name="version_by_code"),
            models.Index(fields=["region", "department", "code"], name="version_by_department"),
            models.Index(fields=["region", "valid_from", "valid_to"], name="version_by_validity"),
        ]

    def __str__(self) -> str:
        return self.name


# The models of the room within the room: Django looks for a room's models here. They name ours from above.
from yimen.catalog.comparison.models import (  # noqa: E402
    ComparedLine,
    LineCandidate,
    LineDifference,
    ListComparison,
    PairDecision,
    ProvinceItem,
    ProvinceList,
    PushedItem,
)
from yimen.catalog.guides.models import (  # noqa: E402
    Eligibility,
    FormField,
    Guide,
    Material,
    MaterialRule,
    Situation,
    SituationOption,
)
from yimen.catalog.search.models import IndexedTerm, SearchIndex, Synonym  # noqa: E402

__all__ = [
    "ComparedLine", "Eligibility", "FormField", "Guide", "IndexedTerm", "Item", "ItemVersion", "LineCandidate",
    "LineDifference", "ListComparison", "Material", "MaterialRule", "PairDecision", "ProvinceItem", "ProvinceList",
    "PushedItem", "SearchIndex", "Situation", "SituationOption", "Synonym",
]  # fmt: skip
