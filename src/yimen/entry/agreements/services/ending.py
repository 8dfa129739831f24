"""终止和作废: what ends an agreement; an entrustment that ends gives its items back to the duty of entering."""

from datetime import date

from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.entry.agreements.models import Agreement, Kind
from yimen.entry.agreements.services import register
from yimen.entry.agreements.services.shared import allow_keeping, words
from yimen.entry.agreements.states import AGREEMENT
from yimen.entry.models import Declaration, Mode
from yimen.entry.services import Claim, declare_many
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User


@ledger.mutation(AGREEMENT.event("terminate"))
def terminate(
    *, by: User | None, agreement: Agreement, reason: str, ended_on: date | None = None, day: date | None = None
) -> Agreement:
    """The signed agreement, ended from that day (today if empty) on.

    Items that an entrustment covered and that are still declared as entrusted are declared as not entered from that
    day on, with the reason: the department has to bring them in another way. Errors: Refused without a reason, for a
    day before today, and as the table of moves says.
    """
    allow_keeping(by, agreement.region_id)
    today = day or timezone.localdate()
    ends = ended_on or today
    if ends < today:
        raise Refused("终止只能从今天或以后某一天起：过去的有效期间不改写。")
    if ends > agreement.valid_to:
        raise Refused(f"{agreement.number}到 {agreement.valid_to} 已自然到期，无须终止。")
    said = words(reason, "终止原因")
    ended = advance(agreement, "terminate", by=by, chain=agreement.region_id, ended_on=ends, ended_reason=said)
    if agreement.kind == Kind.ENTRUSTMENT:
        _fall_back(agreement, ends)
    return ended


def _fall_back(agreement: Agreement, day: date) -> None:
    """Declares the entrusted items as not entered from the day on; nothing when none is still declared as entrusted."""
    entrusted = Declaration.objects.filter(
        item__agreement_lines__agreement=agreement, valid_to__isnull=True, mode=Mode.ENTRUSTED, valid_from__lte=day
    )
    items = list(Item.objects.filter(pk__in=entrusted.values("item")))
    if items:
        claim = Claim(Mode.NOT_ENTERED, day, reason=f"委托协议{agreement.number}自 {day} 起终止，须以其他方式进驻")
        declare_many(by=None, region=agreement.region, items=items, claim=claim)


@ledger.mutation(AGREEMENT.event("void"))
def void(*, by: User | None, agreement: Agreement, reason: str) -> Agreement:
    """The agreement that was not signed by all, made void, its number abandoned for the same reason; its file stays."""
    allow_keeping(by, agreement.region_id)
    said = words(reason, "作废原因", 200)
    done = advance(agreement, "void", by=by, chain=agreement.region_id, ended_reason=said)
    register.abandon(by, done, said)
    return done
