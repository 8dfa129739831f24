"""电子签名 as nouns: the county's signing authority and the certificates that it gave to positions."""

from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.models import Region, User


class SigningAuthority(Attested):
    """县级签名机构: the county's root certificate. Its key lies encrypted; without the signing secret it is nothing."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="signing_authority", verbose_name="所属区划")
    certificate = models.TextField("根证书")
    sealed_key = models.TextField("封装的私钥")
    valid_to = models.DateTimeField("有效期至")
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "县级签名机构"

    def __str__(self) -> str:
        return f"{self.region}签名机构"


class Certificate(Attested):
    """签名证书: what an account signs with, from when to when. It names the position, never the person.

    A revoked one stays: what was signed before it was revoked goes on being valid.
    """

    class Provider(models.TextChoices):
        """签名方式: where the key lies that the holder confirms with."""

        SOFTWARE = "software", "县级签名机构软件证书"
        UKEY = "ukey", "UKey（SM2）"

    region = models.ForeignKey(Region, models.PROTECT, related_name="certificates", verbose_name="所属区划")
    holder = models.ForeignKey(User, models.PROTECT, related_name="certificates", verbose_name="持有账号")
    serial = models.CharField("证书序列号", max_length=40, unique=True)  # hexadecimal
    subject = models.CharField("证书主体", max_length=200)
    certificate = models.TextField("证书")
    sealed_key = models.TextField("封装的私钥")
    provider = models.CharField("签名方式", max_length=10, choices=Provider.choices, default=Provider.SOFTWARE)
    ukey = models.CharField("UKey 公钥", max_length=130, blank=True)
    valid_from = models.DateTimeField("有效期自")
    valid_to = models.DateTimeField("有效期至")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发放人")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="吊销人")
    revoked_reason = models.CharField("吊销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签名证书"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder"], condition=Q(revoked_at__isnull=True), name="one_certificate_in_use"
            ),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="certificate_dates"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="certificate_revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}（{self.serial[:8]}）"
