"""省平台对接 as nouns: messages out and in, what the platform refused, daily reconciliations, packages of files."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yimen.exchange.platform.states import CONFIRMED, DIFFERENCE, INBOX, OUTBOX, SETTLED
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Region, User


class Package(Attested):
    """交换包: a signed file of messages, for networks that are not connected; its bytes are kept under their digest."""

    class Way(models.TextChoices):
        OUT = "out", "导出"
        IN = "in", "导入"

    region = models.ForeignKey(Region, models.PROTECT, related_name="packages", verbose_name="所属区划")
    way = models.CharField("方向", max_length=3, choices=Way.choices)
    number = models.CharField("包号", max_length=64)  # the maker's own; a package is taken in once
    digest = models.CharField("文件摘要", max_length=64)  # SHA-256, hexadecimal; also the name in the file store
    size = models.PositiveIntegerField("文件字节数")
    messages = models.PositiveIntegerField("消息数")
    answers = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="answered_by", verbose_name="回执所答的包"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "交换包"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "way", "number"], name="package_once")]

    def __str__(self) -> str:
        return self.number


class OutboxMessage(AttestedPersonal, Lifecycled):
    """发件: one message for the province's platform, written in the transaction of the act that it tells of.

    Within a stream (one case, one item) a message waits until the one before it is confirmed. `key` is the same
    whenever the message is sent again, so that the platform does its work once; a corrected one has a new key.
    """

    personal_fields = ("body",)
    unattested_fields: ClassVar[dict[str, str]] = {
        "attempts": "重试次数，随发送变化，不是证据",
        "next_try_at": "下次重试的时间，不是证据",
        "held_until": "发送程序占用到何时，不是证据",
        "trouble": "最近一次没有送达的原因，不是证据",
    }

    region = models.ForeignKey(Region, models.PROTECT, related_name="outbox", verbose_name="所属区划")
    stream = models.CharField("流", max_length=80)  # what it belongs to: a case's number, an item's code
    sequence = models.PositiveIntegerField("流内序号")
    kind = models.CharField("种类", max_length=20)
    body = models.TextField("内容")  # canonical JSON of the fields that its kind declares
    digest = models.CharField("内容摘要", max_length=64)  # SM3, hexadecimal
    revision = models.PositiveSmallIntegerField("第几稿", default=1)
    key = models.CharField("幂等键", max_length=120, unique=True)
    remote = models.CharField("省平台编号", max_length=64, blank=True)
    code = models.CharField("退回代码", max_length=20, blank=True)
    reason = models.CharField("退回或搁置原因", max_length=300, blank=True)
    confirmed_on = models.DateField("省平台确认日期", null=True, blank=True)
    package = models.ForeignKey(
        Package, models.PROTECT, null=True, blank=True, related_name="outbox", verbose_name="交换包"
    )
    put_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    put_at = models.DateTimeField("登记时间")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try_at = models.DateTimeField("下次重试时间")
    held_until = models.DateTimeField("占用至", null=True, blank=True)
    trouble = models.CharField("最近的问题", max_length=200, blank=True)

    STATES = OUTBOX

    class Meta:
        verbose_name = verbose_name_plural = "发件"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "stream", "sequence"], name="one_message_a_place_in_its_stream")
        ]
        indexes = [
            models.Index(fields=["status", "next_try_at"], name="outbox_by_next_try"),
            models.Index(
                fields=["region", "stream", "sequence"], condition=~Q(status=CONFIRMED), name="outbox_unconfirmed"
            ),
            models.Index(fields=["region", "confirmed_on"], name="outbox_by_day"),
            models.Index(fields=["region", "status", "-id"], name="outbox_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} 第 {self.sequence} 条"


class Rejection(AttestedPersonal):
    """省平台退回记录: what the platform would not take, why, and the body as it was; kept when it is corrected."""

    personal_fields = ("body",)

    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="rejections", verbose_name="发件")
    revision = models.PositiveSmallIntegerField("第几稿")
    code = models.CharField("退回代码", max_length=20)
    reason = models.CharField("退回原因", max_length=300)
    body = models.TextField("当时的内容")
    rejected_at = models.DateTimeField("退回时间")
    corrected_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="更正人"
    )
    corrected_at = models.DateTimeField("更正时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "省平台退回记录"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["message", "revision"], name="one_rejection_a_revision")]

    def __str__(self) -> str:
        return f"{self.message}：{self.reason}"


class InboxMessage(AttestedPersonal, Lifecycled):
    """来件: one message of the province's platform, taken in once whichever way and however often it came."""

    personal_fields = ("body",)

    class Way(models.TextChoices):
        PUSHED = "pushed", "省平台推送"
        PULLED = "pulled", "我方拉取"
        PACKAGE = "package", "交换包"

    region = models.ForeignKey(Region, models.PROTECT, related_name="inbox", verbose_name="所属区划")
    number = models.CharField("省平台消息号", max_length=120)
    kind = models.CharField("种类", max_length=20)
    stream = models.CharField("流", max_length=80)
    body = models.TextField("内容")
    digest = models.CharField("内容摘要", max_length=64)  # SM3, hexadecimal
    way = models.CharField("来路", max_length=10, choices=Way.choices)
    package = models.ForeignKey(
        Package, models.PROTECT, null=True, blank=True, related_name="inbox", verbose_name="交换包"
    )
    reason = models.CharField("未收下的原因", max_length=300, blank=True)
    received_at = models.DateTimeField("收到时间")

    STATES = INBOX

    class Meta:
        verbose_name = verbose_name_plural = "来件"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["number"], name="arrival_once")]
        indexes = [models.Index(fields=["region", "status", "-id"], name="inbox_by_state")]

    def __str__(self) -> str:
        return self.number


class UsedNonce(models.Model):
    """已用随机数: one of a signed request; used in the transaction of its effect, so no request works twice."""

    not_attested: ClassVar[str] = "只防重放，过期即删，不是证据"

    key = models.CharField("密钥编号", max_length=40)
    nonce = models.CharField("随机数", max_length=64)
    used_at = models.DateTimeField("使用时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已用随机数"
        constraints = [models.UniqueConstraint(fields=["key", "nonce"], name="nonce_once_a_key")]

    def __str__(self) -> str:
        return self.nonce


class PullCursor(Attested):
    """拉取位置: how far one kind of the platform's messages has been pulled; moves with what was taken in."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="cursors", verbose_name="所属区划")
    kind = models.CharField("种类", max_length=20)
    place = models.CharField("位置", max_length=64, blank=True)
    pulled_at = models.DateTimeField("拉取时间")

    class Meta:
        verbose_name = verbose_name_plural = "拉取位置"
        constraints = [models.UniqueConstraint(fields=["region", "kind"], name="one_cursor_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}：{self.place}"


class Contact(models.Model):
    """通信状况: when the platform last answered and when it last did not; what the page shows as health."""

    not_attested: ClassVar[str] = "随每次通信变化，不是证据"

    region = models.OneToOneField(Region, models.CASCADE, related_name="contact", verbose_name="所属区划")
    answered_at = models.DateTimeField("最近应答", null=True, blank=True)
    failed_at = models.DateTimeField("最近失败", null=True, blank=True)
    trouble = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通信状况"

    def __str__(self) -> str:
        return f"{self.region}"


class Reconciliation(Attested):
    """对账: one day's list of the platform compared with what it had confirmed to us of that day."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="reconciliations", verbose_name="所属区划")
    day = models.DateField("对账日")
    ours = models.PositiveIntegerField("我方已确认")
    theirs = models.PositiveIntegerField("省平台所列")
    caught_up = models.PositiveIntegerField("据此补记确认")  # confirmed there, the callback never came
    made_at = models.DateTimeField("对账时间")

    class Meta:
        verbose_name = verbose_name_plural = "对账"
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day} 对账"


class Difference(Attested, Lifecycled):
    """对账差异: one message on which the day's lists do not agree, until it is settled."""

    class Sort(models.TextChoices):
        MISSING = "missing", "省平台没有"
        UNKNOWN = "unknown", "我方没有"
        DIFFERING = "differing", "内容不同"

    region = models.ForeignKey(Region, models.PROTECT, related_name="differences", verbose_name="所属区划")
    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, related_name="differences", verbose_name="对账")
    sort = models.CharField("差异种类", max_length=10, choices=Sort.choices)
    key = models.CharField("幂等键", max_length=120)
    stream = models.CharField("流", max_length=80)
    message = models.ForeignKey(
        OutboxMessage, models.PROTECT, null=True, blank=True, related_name="differences", verbose_name="发件"
    )
    theirs = models.CharField("省平台的摘要", max_length=64, blank=True)
    words = models.CharField("处理说明", max_length=300, blank=True)

    STATES = DIFFERENCE

    class Meta:
        verbose_name = verbose_name_plural = "对账差异"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "key", "sort"], condition=~Q(status=SETTLED), name="one_open_difference_a_message"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream}：{self.get_sort_display()}"
