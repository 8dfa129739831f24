"""督办参数 as a noun."""

from django.db import models

from yimen.ledger.models import Attested
from yimen.people.models import Region, User
from yimen.programme.terms.rules import DAYS, QUIET_FROM, QUIET_TO


def _days(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(DAYS[name][0], default=DAYS[name][1])


class ProgrammeTerms(Attested):
    """督办参数: a county's days of its special actions and its quiet hours; without a row the usual ones."""

    region = models.OneToOneField(
        Region, models.PROTECT, primary_key=True, related_name="programme_terms", verbose_name="所属区划"
    )
    soon_days = _days("soon_days")
    answer_days = _days("answer_days")
    quiet_from = models.TimeField("免打扰自", default=QUIET_FROM)
    quiet_to = models.TimeField("免打扰至", default=QUIET_TO)
    days_off = models.BooleanField("休息日也汇总提醒", default=False)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="设定人")
    set_at = models.DateTimeField("设定时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办参数"

    def __str__(self) -> str:
        return f"{self.region}督办参数"
