"""文书 for the applicant: what he may fetch, and the ticket by which he does so without signing in."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpResponse

from yimen.cases.handling.models import Dossier, Notice
from yimen.cases.papers.models import CaseDocument
from yimen.cases.papers.queries import in_force
from yimen.people.models import Region

SALT, MINUTES = "yimen.portal.paper", 15
NUMBER = ("series", "year", "serial")
SHOWN = ("check_code", "notice__kind", "document__number", *(f"document__number__{part}" for part in NUMBER))


@dataclass(frozen=True)
class ToFetch:
    """可下载的文书: the paper, and a ticket that opens it for a quarter of an hour."""

    paper: CaseDocument
    ticket: str


def to_fetch(dossier: Dossier) -> list[ToFetch]:
    """The papers of a case that its applicant may have; the receipt of service stays with the file."""
    rows = in_force(dossier).exclude(notice__kind=Notice.Kind.RECEIPT)
    # Only what is shown: nobody has signed in, and whole rows of ten tables would be half of what the page costs.
    rows = rows.select_related(None).select_related("notice", "document__number").only(*SHOWN)
    return [ToFetch(paper, signing.dumps(paper.pk, salt=SALT)) for paper in rows]


def paper_of_ticket(region: Region, ticket: str) -> CaseDocument | None:
    """The paper that a ticket opens; None for one that is made up, too old or of another county."""
    try:
        key = signing.loads(ticket, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    rows = CaseDocument.objects.select_related("notice__dossier__case", "document")
    return rows.filter(pk=key, withdrawn_at__isnull=True, notice__dossier__region=region).first()


def sent(paper: CaseDocument, content: bytes) -> HttpResponse:
    """The file for its applicant."""
    name = f'attachment; filename="document-{paper.document_id}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})
