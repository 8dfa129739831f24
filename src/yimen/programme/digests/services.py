"""The verb by which somebody is told what waits for him."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.models import User
from yimen.programme.digests.models import Digest, DigestLine
from yimen.programme.digests.queries import why_not_now
from yimen.programme.terms.queries import terms_of


@dataclass(frozen=True)
class Line:
    """一类待办 of one person: how many, and the page that lists them."""

    label: str
    number: int
    url: str
    note: str = ""
    unit: str = "件"
    wrong: bool = False


@ledger.mutation("programme.digest_sent")
def send(*, user: User, lines: Sequence[Line], at: datetime) -> Digest:
    """The day's one digest of a person, each line beside what the digest before said of it.

    Errors: Refused in the quiet hours and on days off, when the person was told today already, and when nothing waits.
    """
    if reason := why_not_now(terms_of(user.region), at):
        raise Refused(reason)
    waiting = [line for line in lines if line.number]
    if not waiting:
        raise Refused("没有待办，不发汇总。")
    day = at.astimezone(SHANGHAI).date()
    locked_head(user.region_id, "default")  # so that of two rounds at once only one tells
    if Digest.objects.filter(user=user, day=day).exists():
        raise Refused("今天已经汇总过，不重复发。")
    last = Digest.objects.filter(user=user).order_by("-day").first()
    before = dict(last.lines.values_list("label", "number")) if last else {}
    digest = Digest.objects.create(user=user, day=day, sent_at=at)
    rows = DigestLine.objects.bulk_create(
        DigestLine(
            digest=digest, label=line.label, number=line.number, before=before.get(line.label, 0), unit=line.unit,
            url=line.url, note=line.note[:200], wrong=line.wrong,
        )
        for line in waiting
    )  # fmt: skip
    ledger.record(
        chain=user.region_id, kind="programme.digest_sent", changed=[digest, *rows], facts={"lines": len(rows)}
    )
    return digest
