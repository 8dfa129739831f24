"""公众账号 as nouns: the person, the codes sent to a phone, and how often somebody has tried."""

from typing import ClassVar

from django.db import models

from yimen.ledger.models import AttestedPersonal
from yimen.people.models import Region


class Citizen(AttestedPersonal):
    """公众账号: a person who applies online, known by a phone number; whom he applies for, each application says."""

    personal_fields = ("phone", "name", "person_id")

    region = models.ForeignKey(Region, models.PROTECT, related_name="citizens", verbose_name="注册地")
    phone = models.CharField("手机号码", max_length=20, blank=True)
    name = models.CharField("姓名", max_length=100, blank=True)
    person_id = models.CharField("公民身份号码", max_length=18, blank=True)
    # Of an identity that the province vouches for (OpenID Connect): who says so, and its word for the person.
    issuer = models.CharField("身份来源", max_length=200, blank=True)
    subject = models.CharField("身份标识", max_length=200, blank=True)
    # How well that service knows him (acr), as it said when he last signed in by it.
    level = models.CharField("认证等级", max_length=100, blank=True)
    made_at = models.DateTimeField("注册时间", auto_now_add=True)
    closed_at = models.DateTimeField("注销时间", null=True, blank=True)
    # The account of the same person that it became one with: what was done here stays as it was, and shows there.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入账号"
    )

    class Meta:
        verbose_name = verbose_name_plural = "公众账号"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "phone"], condition=models.Q(closed_at__isnull=True) & ~models.Q(phone=""),
                name="one_citizen_a_phone",
            ),
            models.UniqueConstraint(
                fields=["region", "issuer", "subject"],
                condition=models.Q(closed_at__isnull=True) & ~models.Q(subject=""), name="one_citizen_an_identity",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(closed_at__isnull=False),
                name="merged_citizen_is_closed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"公众账号 {self.pk}"


class PhoneCode(models.Model):
    """短信验证码: what was sent to a phone for one purpose; good once, for ten minutes, for five tries."""

    not_attested: ClassVar[str] = "十分钟内有效的验证码，不是凭据"

    key = models.CharField("号码与用途摘要", max_length=64, unique=True)  # HMAC-SHA-256, hexadecimal
    digest = models.CharField("验证码摘要", max_length=64)
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "短信验证码"

    def __str__(self) -> str:
        return f"{self.key[:8]}：已试 {self.tries} 次"


class Attempts(models.Model):
    """尝试次数: how often something was tried in the hour that it was last tried in, over all processes."""

    not_attested: ClassVar[str] = "一小时内的计数，不是凭据"

    key = models.CharField("对象摘要", max_length=64, unique=True)  # HMAC-SHA-256, hexadecimal
    hour = models.DateTimeField("小时")
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "尝试次数"

    def __str__(self) -> str:
        return f"{self.key[:8]}：{self.times} 次"
