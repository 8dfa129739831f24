"""Verbs on numbers: what a department's system or the platform calls one of our cases."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yimen.cases.models import Case
from yimen.cases.numbers import queries
from yimen.cases.numbers.models import SerialNumber
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.exchange.models import AccessToken
from yimen.ledger import services as ledger
from yimen.people.models import User


def note(
    *,
    by: User | None,
    case: Case,
    sort: str,
    number: str,
    declared_at: datetime | None = None,
    token: AccessToken | None = None,
) -> tuple[SerialNumber, bool]:
    """The number of the case, and whether it is new. Errors: as `add`."""
    number = tidy(number)
    known = SerialNumber.objects.filter(case=case, sort=sort, number=number).first()
    if known is not None:
        return known, False
    return add(by=by, case=case, sort=sort, number=number, declared_at=declared_at, token=token), True


@ledger.mutation("cases.number_noted")
def add(
    *,
    by: User | None,
    case: Case,
    sort: str,
    number: str,
    declared_at: datetime | None = None,
    token: AccessToken | None = None,
) -> SerialNumber:
    """A further number of the case. Errors: Refused for no such kind or no number; Conflict for another case's."""
    if sort not in SerialNumber.Sort.values:
        raise Refused(f"编号种类应为 {'、'.join(SerialNumber.Sort.values)} 之一。")
    if not 1 <= len(number) <= 100:
        raise Refused("编号应有 1 至 100 个字。")
    holder = queries.holder_of(case.department, sort, number)
    if holder is not None:
        raise Conflict(f"{holder} 已是办件 {holder.case.case_number} 的：请核对是哪一件。")
    made = SerialNumber(
        case=case, department=case.department, sort=sort, number=number, declared_at=declared_at, token=token,
        given_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{made} 刚被登记：请再报一次，核对结果。") from None
    facts = {"case": case.pk, "sort": sort}
    ledger.record(
        chain=case.region_id, kind="cases.number_noted", by=by, changed=[made], facts=facts, declared_at=declared_at
    )
    return made
