"""办理 as nouns: the dossier of a case, its steps, and whatever was asked, paused, extended, delivered."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from yimen.cases.handling.states import DOSSIER, OPEN
from yimen.cases.plans.models import ProcedureKind, StepKind
from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User
from yimen.people.rules import APPROVER, HEAD, ROLES


def _who(label: str) -> models.ForeignKey:
    return models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label)


class CaseSerial(models.Model):
    """办件编号发号器: the last serial of a department on a day; taken in the transaction of the case, so no gaps."""

    not_attested = "发号器，编号本身在办件里"

    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    day = models.DateField("日期")
    last = models.PositiveIntegerField("最后序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办件编号发号器"
        constraints = [models.UniqueConstraint(fields=["department", "day"], name="one_serial_a_department_and_day")]

    def __str__(self) -> str:
        return f"{self.department} {self.day} {self.last}"


class Dossier(Lifecycled, AttestedPersonal):
    """办理卷: what a case that is handled here applies for, for whom, and where it stands.

    The times that count are those of its case (办件), written by the server. `due_on` is the nearest deadline, derived
    from events and kept only to sort by.
    """

    STATES = DOSSIER
    personal_fields = ("phone", "agent_name", "agent_id")
    unattested_fields = {"due_on": "由时限推算得出，可随时重算"}

    class Applicant(models.TextChoices):
        PERSON = "person", "个人"
        FIRM = "firm", "法人或其他组织"
        OTHER = "other", "持其他证件的个人"

    class Way(models.TextChoices):
        WINDOW = "window", "窗口领取"
        POST = "post", "邮寄"
        DOWNLOAD = "download", "网上下载"

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="dossier", verbose_name="办件"
    )
    # No index of their own for what begins one of those below: each would be written at every step of a case.
    region = models.ForeignKey(Region, models.PROTECT, db_index=False, related_name="dossiers", verbose_name="所属区划")
    department = models.ForeignKey(
        Department, models.PROTECT, db_index=False, related_name="dossiers", verbose_name="承办部门"
    )
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name="事项版本")
    applicant_kind = models.CharField("申请人类型", max_length=10, choices=Applicant.choices)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    agent_name = models.CharField("代办人", max_length=100, blank=True)
    agent_id = models.CharField("代办人证件号", max_length=40, blank=True)
    secret = models.CharField("查询码摘要", max_length=64)  # HMAC-SHA-256, hexadecimal; the code itself is shown once
    window = models.ForeignKey(Window, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收件窗口")
    ticket = models.CharField("排队号", max_length=20, blank=True)
    delivery = models.CharField("领取方式", max_length=10, choices=Way.choices, default=Way.WINDOW)
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="收件人"
    )
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, related_name="held_dossiers",
        verbose_name="当前经办人",
    )  # fmt: skip
    declared_at = models.DateTimeField("申报的收件时间", null=True, blank=True)
    asked_at = models.DateTimeField("补正告知时间", null=True, blank=True)
    supplemented_at = models.DateTimeField("补正到齐时间", null=True, blank=True)
    deemed = models.BooleanField("视为受理", default=False)
    outcome = models.CharField("结果说明", max_length=1000, blank=True)
    due_on = models.DateField("最近期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理卷"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["region", "status", "due_on", "case"], name="dossier_by_county"),
            models.Index(fields=["department", "status", "due_on", "case"], name="dossier_by_department"),
            models.Index(fields=["holder", "status", "due_on", "case"], name="dossier_by_holder"),
            # Without what came online, which has no receiver: by its many rows SQLite would judge every desk, and scan.
            models.Index(
                fields=["received_by", "-case"],
                name="dossier_by_receiver",
                condition=models.Q(received_by__isnull=False),
            ),
            models.Index(
                fields=["received_by", "status"],
                name="dossier_lying_at_desk",
                condition=models.Q(received_by__isnull=False),
            ),
            models.Index(fields=["region", "-case"], name="dossier_newest_of_county"),
            models.Index(fields=["department", "-case"], name="dossier_newest_of_office"),
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.status in OPEN

    @property
    def number(self) -> str:
        """The number of the case (办件编号)."""
        return self.case.case_number


class AcceptanceException(Attested):
    """受理例外: a case was taken although something spoke against it; the reason, and who looked at it afterwards."""

    class Kind(models.TextChoices):
        NOT_POSTED = "not_posted", "经办人当日没有派驻"
        CLOSED = "closed", "不在开放时间"
        TERMINAL = "terminal", "终端不是该窗口登记的机器"
        UNAUTHORISED = "unauthorised", "没有受理授权"
        LATE_ENTRY = "late_entry", "补录超过一个工作日"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="exceptions", verbose_name="办理卷")
    kind = models.CharField("例外", max_length=20, choices=Kind.choices)
    seen = models.CharField("系统所见", max_length=200)
    reason = models.CharField("理由", max_length=300)
    at = models.DateTimeField("记录时间", auto_now_add=True)
    by = _who("经办人")
    checked_at = models.DateTimeField("复核时间", null=True, blank=True)
    checked_by = _who("复核人")
    justified = models.BooleanField("理由成立", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "受理例外"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="exception_has_a_reason")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Paper(AttestedPersonal):
    """材料: one thing handed in; without a digest it was looked at at the window and given back (核验原件)."""

    personal_fields = ("file_name",)

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="papers", verbose_name="办理卷")
    name = models.CharField("材料名称", max_length=200)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    digest = models.CharField("文件摘要", max_length=64, blank=True)  # SHA-256, hexadecimal
    # Of a photograph as it was uploaded, before it was turned upright and where it was taken went; else empty.
    original = models.CharField("原文件摘要", max_length=64, blank=True)
    size = models.PositiveIntegerField("字节数", null=True, blank=True)
    at = models.DateTimeField("收取时间", auto_now_add=True)
    by = _who("收取人")
    after_asked = models.BooleanField("补正时提交", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "材料"
        ordering = ["dossier_id", "pk"]

    def __str__(self) -> str:
        return self.name


class Answer(AttestedPersonal):
    """填报内容: what was put into one field of the application form."""

    personal_fields = ("value",)

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="answers", verbose_name="办理卷")
    field = models.CharField("字段", max_length=60)
    label = models.CharField("字段名称", max_length=100)
    value = models.CharField("内容", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "填报内容"
        ordering = ["dossier_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "field"], name="answer_once_a_field")]

    def __str__(self) -> str:
        return self.label


class Step(Attested):
    """环节: one step of a case as it was gone through; open until it has an outcome."""

    class Outcome(models.TextChoices):
        PASSED = "passed", "通过"
        RETURNED = "returned", "退回上一环节"
        STOPPED = "stopped", "随办件终止"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="steps", verbose_name="办理卷")
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("环节种类", max_length=10, choices=StepKind.choices)
    name = models.CharField("环节名称", max_length=40)
    role = models.CharField(
        "由谁办理", max_length=20, blank=True, choices=[(each, ROLES[each]) for each in (APPROVER, HEAD)]
    )
    days = models.PositiveSmallIntegerField("环节时限（工作日）", null=True, blank=True)
    opened_at = models.DateTimeField("开始时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    declared_at = models.DateTimeField("申报的办理时间", null=True, blank=True)
    staff = _who("办理人")
    terminal = models.CharField("办理终端", max_length=60, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    opinion = models.CharField("意见", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "环节"
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(closed_at__isnull=True), name="one_open_step_a_dossier"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="closed_step_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Consultation(Attested):
    """会办: what another department is asked about a case, with a clock of its own."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="consultations", verbose_name="办理卷")
    department = models.ForeignKey(Department, models.PROTECT, related_name="consultations", verbose_name="会办部门")
    question = models.CharField("征求内容", max_length=500)
    days = models.PositiveSmallIntegerField("答复时限（工作日）")
    asked_at = models.DateTimeField("送出时间", auto_now_add=True)
    asked_by = _who("送出人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = _who("答复人")
    agrees = models.BooleanField("同意", null=True, blank=True)
    opinion = models.CharField("答复意见", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会办"
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "department"],
                condition=Q(answered_at__isnull=True),
                name="one_open_consultation_a_department",
            )
        ]
        indexes = [models.Index(fields=["department", "answered_at", "-id"], name="consultation_waiting")]

    def __str__(self) -> str:
        return f"{self.dossier} {self.department}"


class Pause(Attested):
    """特别程序: hearing, inspection and the like, not counted in the time limit (行政许可法 45).

    The clock stands still from the day on which the written notice was served (`served_on`), not before.
    """

    Kind = ProcedureKind

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="pauses", verbose_name="办理卷")
    kind = models.CharField("特别程序种类", max_length=12, choices=Kind.choices)
    needed_days = models.PositiveSmallIntegerField("书面告知的所需天数")
    told = models.CharField("告知内容", max_length=500)
    notice = models.OneToOneField(
        "cases.Notice", models.PROTECT, null=True, blank=True, related_name="pause", verbose_name="特别程序告知书"
    )
    started_on = models.DateField("开始日期")
    started_by = _who("启动人")
    served_on = models.DateField("告知书送达日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    ended_by = _who("结束人")
    result = models.CharField("结果", max_length=500, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "特别程序"
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="pause_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["dossier", "kind"], condition=Q(ended_on__isnull=True), name="one_open_pause_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Extension(Attested):
    """延长期限: asked for by who handles the case, approved by the head (行政许可法 42); told to the applicant."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="extensions", verbose_name="办理卷")
    days = models.PositiveSmallIntegerField("延长天数（工作日）")
    reason = models.CharField("理由", max_length=500)
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    asked_by = _who("申请人")
    settled_at = models.DateTimeField("批准或驳回时间", null=True, blank=True)
    settled_by = _who("批准人")
    approved = models.BooleanField("批准", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延长期限"
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(approved__isnull=True) | Q(approved=True),
                name="one_extension_a_dossier",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} +{self.days}"


class Notice(Attested):
    """告知: what the applicant was told in writing about a case, and when."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "受理通知书"
        ASKED = "asked", "补正告知书"
        DECLINED = "declined", "不予受理决定书"
        PAUSED = "paused", "特别程序告知书"
        EXTENDED = "extended", "延长期限告知书"
        GRANTED = "granted", "准予决定书"
        REFUSED = "refused", "不予决定书"
        ENDED = "ended", "终止办理通知书"
        WITHDRAWN = "withdrawn", "撤回申请确认书"
        RECEIPT = "receipt", "送达回证"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices", verbose_name="办理卷")
    kind = models.CharField("文书种类", max_length=10, choices=Kind.choices)
    words = models.CharField("告知内容", max_length=2000)
    at = models.DateTimeField("告知时间", auto_now_add=True)
    by = _who("告知人")

    class Meta:
        verbose_name = verbose_name_plural = "告知"
        ordering = ["dossier_id", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Arriving:
    """What reaches somebody: of a posted letter its carrier's word counts, of anything else when it was written down.

    `at` is our server's and stays; `signed_at` is the carrier's, and until that is known `at` stands in for it.
    """

    at: datetime
    signed_at: datetime | None

    @property
    def served_at(self) -> datetime:
        """The moment of service (送达): a posted letter is served when it is signed for, not when it is sent off."""
        return self.signed_at or self.at


class Delivery(Arriving, AttestedPersonal):
    """送达: how and when the result reached the applicant."""

    personal_fields = ("receiver",)

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="delivered", verbose_name="办理卷")
    way = models.CharField("送达方式", max_length=10, choices=Dossier.Way.choices)
    receiver = models.CharField("领取人", max_length=100, blank=True)
    tracking = models.CharField("邮寄单号", max_length=40, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    signed_at = models.DateTimeField("承运方签收时间", null=True, blank=True)
    by = _who("送达人")

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        constraints = [
            models.CheckConstraint(condition=~Q(way="post") | ~Q(tracking=""), name="posted_with_a_tracking_number")
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.get_way_display()}"
