"""Showing somebody's data in clear, once and on record."""

from django.db import transaction
from django.utils import timezone

from yimen.cases.models import Case, RegisterRecord
from yimen.common.errors import Refused
from yimen.common.text import mask_within, tidy
from yimen.ledger import services as ledger
from yimen.ledger.models import Event
from yimen.people.models import User
from yimen.people.queries import may

REVEALS_A_DAY = 30
REVEALED = "cases.revealed"


@ledger.mutation(REVEALED)
def reveal(*, by: User, thing: Case | RegisterRecord, reason: str) -> Case | RegisterRecord:
    """The thing, whose personal data may now be shown once: who looked, at what and why stands in the ledger.

    Errors: Refused without the right or a reason, and above REVEALS_A_DAY a day (Asia/Shanghai) and account.
    """
    reason = mask_within(tidy(reason))
    if not may(by, "cases.reveal"):
        raise Refused("您的角色不能查看个人信息明文。")
    if not 5 <= len(reason) <= 200:
        raise Refused("请写明查看个人信息的事由（5 至 200 个字），它将留在存证账本里。")
    facts = {"table": thing._meta.label_lower, "number": str(thing), "row": thing.pk, "reason": reason}
    ledger.record(chain=thing.region_id, kind=REVEALED, by=by, facts=facts)
    # Counted after the event: the chain is locked by now, so two requests at once cannot both be the thirtieth.
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if Event.objects.filter(kind=REVEALED, by=f"user:{by.pk}", at__gte=midnight).count() > REVEALS_A_DAY:
        transaction.set_rollback(True)
        raise Refused(f"今天已查看 {REVEALS_A_DAY} 次个人信息，达到上限。确有需要请明日再查或由他人经办。")
    return thing
