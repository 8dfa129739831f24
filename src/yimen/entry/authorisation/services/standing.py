"""公示和撤销: what becomes of a letter after it was issued."""

from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.states import MANDATE
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User
from yimen.people.queries import may


@ledger.mutation(MANDATE.event("announce"))
def announce(*, by: User | None, mandate: Mandate, announced_on: date | None) -> Mandate:
    """The letter, announced at the window and on the public page from that day on.

    Errors: Refused for a day to come or before it was issued; Conflict as `advance`.
    """
    if by is not None and not (may(by, "entry.announce") and by.region_id == mandate.region_id):
        raise Refused("只有本县营商局业务人员可以登记公示。")
    if announced_on is not None and not mandate.issued_on <= announced_on <= timezone.localdate():
        raise Refused(f"公示日期 {announced_on} 应在签发日期 {mandate.issued_on} 之后、今天之前。")
    return advance(mandate, "announce", by=by, chain=mandate.region_id, announced_on=announced_on)


@ledger.mutation(MANDATE.event("revoke"))
def revoke(*, by: User | None, mandate: Mandate, revocation: str, revoked_on: date | None = None) -> Mandate:
    """The letter, revoked from that day (today if empty) on; on the days before it held and goes on having held.

    Errors: Refused without a reason, for a day before today, by anybody but the department's head; Conflict as
    `advance`.
    """
    if by is not None and not (may(by, "entry.authorise") and by.department_id == mandate.department_id):
        raise Refused("任命书和授权书只能由签发它的部门负责人撤销。")
    today = timezone.localdate()
    day = revoked_on or today
    if day < today:
        raise Refused(f"撤销日期 {day} 早于今天：撤销只对今后生效，已经过去的日期不改写。")
    return advance(mandate, "revoke", by=by, chain=mandate.region_id, revoked_on=day, revocation=tidy(revocation))
