"""承诺书与委托协议 as nouns: templates, agreements with their annex, who signs in which order, and paper ones."""

from django.db import models
from django.db.models import F, Q

from yimen.catalog.models import Item, ItemVersion
from yimen.documents.signing.models import Certificate
from yimen.entry.agreements.states import AGREEMENT
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User


class Kind(models.TextChoices):
    """文件种类."""

    COMMITMENT = "commitment", "进驻承诺书"
    ENTRUSTMENT = "entrustment", "委托协议"


class AgreementTemplate(Attested):
    """承诺书与委托协议范本: known by its name; its words stand in versions."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="agreement_templates", verbose_name="所属区划")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    name = models.CharField("名称", max_length=60)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺书与委托协议范本"
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="agreement_template_once_a_region")]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(Attested):
    """范本版本: the words as they stood; never changed, a new edition is a new version.

    `document` is the digest of the Word file where the words came as one; `text` is then what was read out of it.
    """

    template = models.ForeignKey(AgreementTemplate, models.PROTECT, related_name="versions", verbose_name="范本")
    number = models.PositiveIntegerField("版本号")
    title = models.CharField("文件标题", max_length=60)
    text = models.TextField("正文")
    document = models.CharField("Word 文件摘要", max_length=64, blank=True)
    digest = models.CharField("SHA-256 摘要", max_length=64)
    digest_sm3 = models.CharField("SM3 摘要", max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编写人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "范本版本"
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template}（第{self.number}版）"


class TemplatePromise(Attested):
    """承诺条款: one promise of a template's version, under a code that stays, so that data can be held against it."""

    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="promises", verbose_name="范本版本")
    place = models.PositiveSmallIntegerField("序号")
    code = models.CharField("条款代码", max_length=40)
    text = models.CharField("条款内容", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "承诺条款"
        ordering = ["version", "place"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="promise_once_a_version")]

    def __str__(self) -> str:
        return self.text


class BulkDrafting(Attested):
    """批量拟制: one run that makes the same kind of agreement for many departments; how far it is, its rows say."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="bulk_draftings", verbose_name="所属区划")
    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+", verbose_name="范本版本")
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期")
    powers = models.CharField("委托环节", max_length=40, blank=True, help_text="以逗号分隔；承诺书没有")
    send = models.BooleanField("拟制后即送签", default=True)
    centre_signer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="政务服务中心签署人")
    group_signer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="领导小组办公室签署人")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    started_at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量拟制"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"批量拟制 {self.pk}"


class Agreement(Attested, Lifecycled):
    """承诺书或委托协议: one document of one department for a term, under a number that no other has."""

    class Track(models.TextChoices):
        """签署途径."""

        ELECTRONIC = "electronic", "电子签署"
        PAPER = "paper", "纸质签署"

    region = models.ForeignKey(Region, models.PROTECT, related_name="agreements", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="agreements", verbose_name="部门")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="agreements", verbose_name="范本版本")
    number = models.CharField("文号", max_length=60)
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期")
    prior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="续签自"
    )
    prior_digest = models.CharField("前一文件摘要", max_length=64, blank=True)
    annex_digest = models.CharField("事项清单摘要", max_length=64)
    check_code = models.CharField("核验码", max_length=20, unique=True)
    track = models.CharField("签署途径", max_length=12, choices=Track.choices, default=Track.ELECTRONIC)
    signed_on = models.DateField("签署日期", null=True, blank=True)
    declined_reason = models.CharField("拒签原因", max_length=300, blank=True)
    ended_on = models.DateField("终止生效日期", null=True, blank=True)
    ended_reason = models.CharField("终止或作废原因", max_length=300, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟制人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = AGREEMENT

    class Meta:
        verbose_name = verbose_name_plural = "承诺书与委托协议"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="agreement_number_once_a_region"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="agreement_dates"),
        ]
        indexes = [models.Index(fields=["region", "status", "department"], name="agreement_by_status")]

    def __str__(self) -> str:
        return self.number


class BulkMember(Attested):
    """批量拟制部门: what came of one department in a run: its agreement, or why there is none."""

    drafting = models.ForeignKey(BulkDrafting, models.PROTECT, related_name="members", verbose_name="批量拟制")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    agreement = models.OneToOneField(
        Agreement, models.PROTECT, null=True, blank=True, related_name="bulk_member", verbose_name="文件"
    )
    refusal = models.CharField("未拟制的原因", max_length=300, blank=True)
    # Of the last try, where it broke off; not done, so it is tried again.
    failure = models.CharField("失败的原因", max_length=300, blank=True)
    failed_at = models.DateTimeField("失败时间", null=True, blank=True)
    done_at = models.DateTimeField("办完时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量拟制部门"
        ordering = ["drafting", "department"]
        constraints = [models.UniqueConstraint(fields=["drafting", "department"], name="member_once_a_drafting")]

    def __str__(self) -> str:
        return f"{self.drafting}：{self.department}"


class EntrustedPower(Attested):
    """委托环节: one step that the agreement hands over. Deciding is not among them (行政许可法第二十四条)."""

    class Power(models.TextChoices):
        RECEIVE = "receive", "收件"
        ACCEPT = "accept", "受理"
        HAND_OUT = "hand_out", "送达"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="powers", verbose_name="委托协议")
    power = models.CharField("环节", max_length=10, choices=Power.choices)

    class Meta:
        verbose_name = verbose_name_plural = "委托环节"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "power"], name="power_once_an_agreement"),
            models.CheckConstraint(condition=Q(power__in=["receive", "accept", "hand_out"]), name="never_deciding"),
        ]

    def __str__(self) -> str:
        return self.get_power_display()


class AgreementLine(Attested):
    """附件清单行: one item of the annex, as the list had it when the document was made."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="lines", verbose_name="文件")
    place = models.PositiveIntegerField("序号")
    item = models.ForeignKey(Item, models.PROTECT, related_name="agreement_lines", verbose_name="事项")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name="事项版本")
    code = models.CharField("实施编码", max_length=80)
    name = models.CharField("事项名称", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "附件清单行"
        ordering = ["agreement", "place"]
        constraints = [models.UniqueConstraint(fields=["agreement", "item"], name="line_once_an_agreement")]

    def __str__(self) -> str:
        return self.name


class AgreementFile(Attested):
    """文件版本: the bytes after drafting (place 0) and after each signature; every one is kept."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="files", verbose_name="文件")
    place = models.PositiveSmallIntegerField("第几方签署后")
    digest = models.CharField("SHA-256 摘要", max_length=64)
    digest_sm3 = models.CharField("SM3 摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件版本"
        ordering = ["agreement", "place"]
        constraints = [models.UniqueConstraint(fields=["agreement", "place"], name="file_once_a_place")]

    def __str__(self) -> str:
        return f"{self.agreement}：{self.digest[:12]}"


class SigningStep(Attested):
    """签署步骤: who signs at which place of the order. Empty signer: nobody has been named yet."""

    class Role(models.TextChoices):
        """签署方."""

        DEPARTMENT_HEAD = "department_head", "部门负责人"
        CENTRE = "centre", "政务服务中心"
        LEADING_GROUP = "leading_group", "领导小组办公室"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="steps", verbose_name="文件")
    place = models.PositiveSmallIntegerField("顺序")
    role = models.CharField("签署方", max_length=16, choices=Role.choices)
    signer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="signing_steps", verbose_name="签署人"
    )
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签名证书"
    )
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)
    challenge = models.CharField("挑战码", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签署步骤"
        ordering = ["agreement", "place"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "place"], name="step_once_a_place"),
            models.UniqueConstraint(fields=["challenge"], condition=~Q(challenge=""), name="challenge_signed_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | Q(signer__isnull=False, certificate__isnull=False) & ~Q(challenge=""),
                name="signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}：{self.get_role_display()}"


class SigningChallenge(Attested):
    """一次性挑战: shown to one signer for the very bytes that he is about to sign; good once and for minutes."""

    step = models.ForeignKey(SigningStep, models.PROTECT, related_name="challenges", verbose_name="签署步骤")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号")
    code = models.CharField("挑战码", max_length=20, unique=True)
    digest = models.CharField("待签文件摘要", max_length=64)
    issued_at = models.DateTimeField("给出时间")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一次性挑战"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code


class Reminder(Attested):
    """催签: a signer was reminded."""

    step = models.ForeignKey(SigningStep, models.PROTECT, related_name="reminders", verbose_name="签署步骤")
    user = models.ForeignKey(User, models.PROTECT, related_name="reminders", verbose_name="被催签人")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="催签人")
    recorded_at = models.DateTimeField("催签时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "催签"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.step}：{self.user}"


class Delegation(Attested):
    """转签: a signer handed his place to somebody else of the same side, or an officer named who signs."""

    step = models.ForeignKey(SigningStep, models.PROTECT, related_name="delegations", verbose_name="签署步骤")
    origin = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原签署人")
    to = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="现签署人")
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "转签"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.step}：{self.to}"


class PaperScan(Attested):
    """纸质签署扫描件: the scan of a paper with its digests, and the officer who held the original in his hands."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="scan", verbose_name="文件")
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("SHA-256 摘要", max_length=64)
    digest_sm3 = models.CharField("SM3 摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("文件类型", max_length=60)
    witness = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="见证人")
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "纸质签署扫描件"

    def __str__(self) -> str:
        return self.file_name


class ScanLine(Attested):
    """纸质附件行: one line of the paper's annex as it was typed in, and how it agrees with the list."""

    class Match(models.TextChoices):
        """比对结果."""

        SAME = "same", "一致"
        OTHER_NAME = "other_name", "编码一致、名称不同"
        MISSING = "missing", "纸质附件缺少"
        EXTRA = "extra", "清单中没有"

    scan = models.ForeignKey(PaperScan, models.PROTECT, related_name="lines", verbose_name="扫描件")
    place = models.PositiveIntegerField("序号")
    code = models.CharField("实施编码", max_length=80, blank=True)
    name = models.CharField("事项名称", max_length=1000)
    match = models.CharField("比对结果", max_length=12, choices=Match.choices)

    class Meta:
        verbose_name = verbose_name_plural = "纸质附件行"
        ordering = ["scan", "place"]

    def __str__(self) -> str:
        return self.name
