"""资产 as nouns: machines, seals, furniture, signs and lines; where each stood on a day; and the keys of machines."""

from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.models import Dated, Department, Region, User


class Asset(Attested):
    """资产: one thing of the register: a machine, a seal, a piece of furniture, a sign or a network line.

    Where it stands is no column of it but a row for each place (`AssetPlace`), so that every day can be asked.
    """

    class Kind(models.TextChoices):
        KIOSK = "kiosk", "自助终端"
        TICKETS = "tickets", "取号机"
        BOARD = "board", "叫号屏"
        RATER = "rater", "评价器"
        SCANNER = "scanner", "高拍仪"
        READER = "reader", "身份证读卡器"
        COMPUTER = "computer", "窗口电脑"
        PRINTER = "printer", "打印机"
        LINE = "line", "网络专线"
        SEAL = "seal", "印章"
        FURNITURE = "furniture", "家具"
        SIGN = "sign", "标识标牌"

    region = models.ForeignKey(Region, models.PROTECT, related_name="assets", verbose_name="所属区划")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    number = models.CharField("资产编号", max_length=40)
    name = models.CharField("名称型号", max_length=80)
    # On whose books it stands; empty for the hall's own.
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="assets", verbose_name="产权部门"
    )
    acquired_on = models.DateField("启用日期")
    retired_on = models.DateField("报废日期", null=True, blank=True)
    retired_for = models.CharField("报废原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "资产"
        ordering = ["region", "number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="asset_number_once_a_region"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("acquired_on")), name="asset_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_machine(self) -> bool:
        """True for what has a network address and may hold a key."""
        return self.kind in MACHINES


MACHINES = (
    Asset.Kind.KIOSK, Asset.Kind.TICKETS, Asset.Kind.BOARD, Asset.Kind.RATER, Asset.Kind.SCANNER, Asset.Kind.READER,
    Asset.Kind.COMPUTER, Asset.Kind.PRINTER,
)  # fmt: skip


class AssetPlace(Dated):
    """存放地点: where an asset stands from a day to a day, and at which network address; a move is another row."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="places", verbose_name="资产")
    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="asset_places", verbose_name="大厅")
    window = models.CharField("窗口编号", max_length=20, blank=True)
    spot = models.CharField("具体位置", max_length=80, blank=True)
    address = models.CharField("网络地址", max_length=60, blank=True)
    keeper = models.CharField("保管岗位", max_length=60, blank=True)  # a position, never a person's name
    reason = models.CharField("调拨原因", max_length=200, blank=True)
    moved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "存放地点"
        ordering = ["asset", "-valid_from", "-pk"]
        indexes = [models.Index(fields=["hall", "window"], name="asset_place_by_window")]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(valid_to__isnull=True), name="asset_stands_in_one_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset}：{self.hall}{self.window}{self.spot}"


class DeviceKey(Attested):
    """设备密钥: by it a machine of the hall proves itself. Only its digest is kept; the key is shown once."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="keys", verbose_name="设备")
    digest = models.CharField("密钥摘要", max_length=64, unique=True)  # SHA-256, hexadecimal
    hint = models.CharField("密钥开头", max_length=12)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发放人")
    issued_at = models.DateTimeField("发放时间")
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收回人")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    revoked_for = models.CharField("收回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "设备密钥"
        ordering = ["-pk"]
        constraints = [
            # A second machine with the first one's key would be no proof of either.
            models.UniqueConstraint(
                fields=["asset"], condition=Q(revoked_at__isnull=True), name="one_live_key_a_machine"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset}：{self.hint}"
