"""What every change of a parameter has: a reason, who proposed it, who decided and with which words."""

from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import User


class ParameterChange(Attested, Lifecycled):
    """参数调整: one parameter set to another value; it holds from the moment at which another person confirmed it."""

    reason = models.TextField("理由")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    words = models.TextField("决定意见", blank=True)

    class Meta:
        abstract = True


def decided_by_another(name: str) -> models.CheckConstraint:
    """The database's own guard: whoever proposed it may withdraw it, and do no more."""
    condition = ~Q(status__in=("confirmed", "declined")) | ~Q(decided_by=F("proposed_by"))
    return models.CheckConstraint(condition=condition, name=name)
