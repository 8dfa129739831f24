"""Verbs on document numbers: the only writers of this room."""

import re

from django.db.models import Max
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.documents.models import DocumentNumber
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.models import Region, User

SERIES = re.compile(r"[\u4e00-\u9fff]{2,20}")


@ledger.mutation("documents.number_allocated")
def allocate(*, by: User | None, region: Region, series: str, year: int, use: str) -> DocumentNumber:
    """The next number of the series in that year, without gaps; given back only if the caller's act is rolled back.

    Whoever calls has checked that `by` may do the act for which the number is. Errors: Refused for a series that is
    no 机关代字, a year out of range, or no purpose.
    """
    if not SERIES.fullmatch(series):
        raise Refused(f"机关代字“{series}”应为 2 至 20 个汉字，例如“友政办发”。")
    if not 1949 <= year <= 2999:
        raise Refused(f"文号年份“{year}”应为四位公元年份。")
    use = use.strip()
    if not 1 <= len(use) <= 100:
        raise Refused("取号须写明用途，1 至 100 个字。")
    # The chain's head is locked by every act anyway; taken first, it also keeps two from counting the same serial.
    locked_head(region.code, "default")
    rows = DocumentNumber.objects.filter(region=region, series=series, year=year)
    last = rows.aggregate(last=Max("serial"))["last"] or 0
    number = DocumentNumber.objects.create(
        region=region, series=series, year=year, serial=last + 1, use=use, allocated_by=by
    )
    ledger.record(
        chain=region.code,
        kind="documents.number_allocated",
        by=by,
        changed=[number],
        facts={"number": number.text, "use": use},
    )
    return number


@ledger.mutation("documents.number_abandoned")
def abandon(*, by: User | None, number: DocumentNumber, reason: str) -> DocumentNumber:
    """The number, marked as abandoned (作废); it stays in the register and is never given out again.

    Errors: Refused without a reason; Conflict when it is abandoned already.
    """
    reason = reason.strip()
    if not 1 <= len(reason) <= 200:
        raise Refused("作废文号须写明原因，1 至 200 个字。")
    changes = {"abandoned_at": timezone.now(), "abandoned_reason": reason, "abandoned_by": by}
    if DocumentNumber.objects.filter(pk=number.pk, abandoned_at__isnull=True).update(**changes) != 1:
        raise Conflict(f"文号{number.text}已经作废，不能再次作废。")
    number.refresh_from_db()
    ledger.record(
        chain=number.region_id,
        kind="documents.number_abandoned",
        by=by,
        changed=[number],
        facts={"number": number.text, "reason": reason},
    )
    return number
