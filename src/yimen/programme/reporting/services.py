"""The verb by which a report is made: its figures counted and kept, its paper issued."""

from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.services import keep_file
from yimen.documents import layout, word
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.ledger import services as ledger
from yimen.ledger.canonical import json_bytes
from yimen.ledger.recording import locked_head
from yimen.people.models import User
from yimen.people.queries import may
from yimen.programme.models import Notice
from yimen.programme.reporting.figures import RATES, REGISTER, Figures, figures, rates
from yimen.programme.reporting.models import ProgrammeReport
from yimen.programme.reporting.papers import as_document
from yimen.programme.reporting.register import kept_register
from yimen.programme.reporting.state import LedgerState, state_on

SERIES = "友营商专报"
"""机关代字 of the reports of special actions."""


@ledger.mutation("programme.report_made")
def make(*, by: User, notice: Notice, kind: str, period_to: date, day: date | None = None) -> ProgrammeReport:
    """The report of a notice up to the end of a day, from the ledger as it stood then; PDF, DOCX and figures are kept.

    Errors: Refused for a day to come or before the notice, and for a second report of the same kind and day: what was
    reported is never changed.
    """
    if not (may(by, "programme.conclude") and by.region_id == notice.region_id):
        raise Refused("只有本县营商局业务人员可以编制专项行动报告。")
    today = day or timezone.localdate()
    if not notice.issued_on <= period_to <= today:
        raise Refused(f"截止日期应在通知印发日期 {notice.issued_on} 和今天之间，请更正。")
    locked_head(notice.region_id, "default")  # so that the figures and their place in the ledger agree
    if ProgrammeReport.objects.filter(notice=notice, kind=kind, period_to=period_to).exists():
        raise Refused(f"截至 {period_to} 的报告已经编制，编制后不再改动；有变化的写入下一份。")
    state = state_on(notice.region, period_to)
    kept = _figures(notice, ProgrammeReport.Kind(kind), period_to, today, state)
    content = json_bytes(kept)
    digest = keep_file(content)
    row = ProgrammeReport.objects.create(
        notice=notice, kind=kind, period_from=notice.issued_on, period_to=period_to, events=state.events,
        head=state.head, digest=digest, document=_issued(by, notice, kept, digest, today), made_by=by,
    )  # fmt: skip
    ledger.record(
        chain=notice.region_id, kind="programme.report_made", by=by, changed=[row],
        facts={"events": state.events, "head": state.head, "sha256": digest},
    )  # fmt: skip
    return row


def _figures(notice: Notice, kind: str, period_to: date, today: date, state: LedgerState) -> Figures:
    about = {
        "notice": notice.number, "title": notice.title, "region": notice.region.name, "kind": str(kind),
        "from": notice.issued_on.isoformat(), "to": period_to.isoformat(), "made_on": today.isoformat(),
        "ledger": {"events": state.events, "head": state.head},
    }  # fmt: skip
    register = kept_register(notice.region, period_to, state_on(notice.region, today))
    return {**about, **figures(notice, period_to, state), RATES: rates(register, state), REGISTER: register}


def _issued(by: User, notice: Notice, kept: Figures, digest: str, today: date) -> IssuedDocument:
    number = documents.allocate(by=by, region=notice.region, series=SERIES, year=today.year, use="专项行动报告")
    paper = as_document(kept, number.text, digest)
    return documents.issue(
        by=by,
        number=number,
        kind=IssuedDocument.Kind.PROGRAMME_REPORT,
        title=paper.title,
        recipients=paper.recipients,
        issued_on=today,
        pdf=layout.pdf(paper),
        word=word.docx(paper),
        source=f"programme:notice:{notice.pk}",
    )
