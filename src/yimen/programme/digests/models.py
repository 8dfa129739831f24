"""每日汇总 and its lines as nouns."""

from django.db import models

from yimen.ledger.models import Attested
from yimen.people.models import User


class Digest(Attested):
    """每日汇总: what waited for one person when he was told of it; one a day at most."""

    user = models.ForeignKey(User, models.PROTECT, related_name="digests", verbose_name="收件人")
    day = models.DateField("日期")
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = verbose_name_plural = "每日汇总"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user} {self.day}"


class DigestLine(Attested):
    """汇总条目: so many things of one kind, where they are listed, and how many there were in the digest before."""

    digest = models.ForeignKey(Digest, models.PROTECT, related_name="lines", verbose_name="每日汇总")
    label = models.CharField("事项", max_length=60)
    number = models.PositiveIntegerField("数量")
    before = models.PositiveIntegerField("上次数量", default=0)
    unit = models.CharField("单位", max_length=10)
    url = models.CharField("所在页面", max_length=300)
    note = models.CharField("说明", max_length=200, blank=True)
    wrong = models.BooleanField("已逾期", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "汇总条目"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["digest", "label"], name="digest_line_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.number}"

    @property
    def is_new(self) -> bool:
        """Whether the digest before, where there was one, said nothing of it."""
        return self.before == 0

    @property
    def more(self) -> int:
        """How many more there are than in the digest before; negative when there are fewer."""
        return self.number - self.before

    @property
    def more_text(self) -> str:
        """The difference in digits, without its sign."""
        return str(abs(self.more))
