"""办事指南 as nouns. A guide is never changed: whoever edits it begins the next one, whole."""

from django.db import models
from django.db.models import Q

from yimen.catalog.models import Item
from yimen.exchange.models import ImportBatch
from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department, Region, User


class Guide(Dated):
    """办事指南: what an item asks of an applicant, from a day to a day; one that was replaced at once never lasted."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="guides", verbose_name="所属区划")
    item = models.ForeignKey(Item, models.PROTECT, related_name="guides", verbose_name="事项")
    department = models.ForeignKey(Department, models.PROTECT, related_name="guides", verbose_name="实施主体")
    number = models.PositiveIntegerField("版本号")
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="guides", verbose_name="导入批次"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编制人")
    made_at = models.DateTimeField("编制时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "办事指南"
        ordering = ["item", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="guide_number_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(valid_to__isnull=True), name="one_open_guide"),
        ]

    def __str__(self) -> str:
        return f"{self.item} 第 {self.number} 版指南"


class Element(Attested):
    """One row of a guide: its key within the guide, by which others name it, and its place."""

    key = models.CharField("编号", max_length=20)
    place = models.PositiveSmallIntegerField("次序")

    class Meta:
        abstract = True


class Situation(Element):
    """情形: a question about the applicant's own case, asked of everybody or only after a certain answer."""

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="situations", verbose_name="办事指南")
    question = models.CharField("问题", max_length=200)
    # The answer after which it is asked: questions form a tree.
    under = models.ForeignKey(
        "SituationOption", models.PROTECT, null=True, blank=True, related_name="then", verbose_name="在此选项之后"
    )

    class Meta:
        verbose_name = verbose_name_plural = "情形"
        ordering = ["guide", "place"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="situation_key_once")]

    def __str__(self) -> str:
        return self.question


class SituationOption(Element):
    """情形选项: one answer to the question of a situation."""

    situation = models.ForeignKey(Situation, models.PROTECT, related_name="options", verbose_name="情形")
    label = models.CharField("选项", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "情形选项"
        ordering = ["situation", "place"]
        constraints = [models.UniqueConstraint(fields=["situation", "key"], name="option_key_once")]

    def __str__(self) -> str:
        return self.label


class Material(Element):
    """材料: a paper that the applicant hands in; without options of situations it is asked of everybody."""

    class Form(models.TextChoices):
        """材料形式 (materials list of 实施清单)."""

        ORIGINAL = "original", "原件"
        COPY = "copy", "复印件"
        BOTH = "both", "原件和复印件"
        ELECTRONIC = "electronic", "电子件"

    class Need(models.TextChoices):
        """材料必要性."""

        NEEDED = "needed", "必要"
        OPTIONAL = "optional", "非必要"
        LATER = "later", "容缺后补"

    class Source(models.TextChoices):
        """来源渠道."""

        APPLICANT = "applicant", "申请人自备"
        GOVERNMENT = "government", "政府部门核发"
        SHARED = "shared", "部门共享，无须提交"
        OTHER = "other", "其他机构出具"
        FORM = "form", "网上填报生成"

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="materials", verbose_name="办事指南")
    name = models.CharField("材料名称", max_length=300)
    form = models.CharField("形式", max_length=12, choices=Form.choices)
    source = models.CharField("来源渠道", max_length=12, choices=Source.choices)
    need = models.CharField("必要性", max_length=10, choices=Need.choices)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    note = models.CharField("填报须知", max_length=500, blank=True)
    sample = models.CharField("样本摘要", max_length=64, blank=True)  # SHA-256 of the kept file
    sample_name = models.CharField("样本文件名", max_length=200, blank=True)
    options = models.ManyToManyField(
        SituationOption, through="MaterialRule", related_name="materials", verbose_name="适用情形"
    )

    class Meta:
        verbose_name = verbose_name_plural = "材料"
        ordering = ["guide", "place"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="material_key_once")]

    def __str__(self) -> str:
        return self.name


class MaterialRule(Attested):
    """材料适用情形: the material is asked of whoever chose this option."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="rules", verbose_name="材料")
    option = models.ForeignKey(SituationOption, models.PROTECT, related_name="rules", verbose_name="情形选项")

    class Meta:
        verbose_name = verbose_name_plural = "材料适用情形"
        constraints = [models.UniqueConstraint(fields=["material", "option"], name="material_rule_once")]

    def __str__(self) -> str:
        return f"{self.option} → {self.material}"


class Eligibility(Element):
    """受理条件: a yes-or-no question with the answer that ends the application, and what to do instead."""

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="conditions", verbose_name="办事指南")
    question = models.CharField("问题", max_length=200)
    stops_on_yes = models.BooleanField("答“是”则不能申请")
    instead = models.CharField("不符合时怎么办", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "受理条件"
        ordering = ["guide", "place"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="condition_key_once")]

    def __str__(self) -> str:
        return self.question


class FormField(Element):
    """表单字段: one field of the application's form, shown to everybody or only after a certain answer."""

    class Kind(models.TextChoices):
        TEXT = "text", "文字"
        LONG_TEXT = "long_text", "多行文字"
        NUMBER = "number", "数字"
        DATE = "date", "日期"
        CHOICE = "choice", "单选"
        PERSON_ID = "person_id", "公民身份号码"
        FIRM_ID = "firm_id", "统一社会信用代码"
        PHONE = "phone", "手机号码"
        FILE = "file", "附件"

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="fields", verbose_name="办事指南")
    label = models.CharField("字段名称", max_length=100)
    kind = models.CharField("字段类型", max_length=10, choices=Kind.choices)
    needed = models.BooleanField("必填", default=True)
    help = models.CharField("填写说明", max_length=300, blank=True)
    choices = models.TextField("可选值", blank=True)  # one a line
    shown_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="shows", verbose_name="取决于字段"
    )
    shown_for = models.CharField("取值为", max_length=100, blank=True)
    # What was given under the same key before, in whatever application, is offered again.
    reuse = models.CharField("复用键", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "表单字段"
        ordering = ["guide", "place"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "key"], name="form_field_key_once"),
            models.CheckConstraint(
                condition=Q(shown_by__isnull=True) | ~Q(shown_for=""), name="condition_of_a_field_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.label
