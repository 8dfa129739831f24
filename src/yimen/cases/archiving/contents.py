"""卷内目录: what a closed case's file holds, in order, with pages; read from the rows, written nowhere."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from yimen.cases.handling.models import Delivery, Dossier
from yimen.cases.papers.models import CaseDocument
from yimen.cases.papers.queries import standing
from yimen.common.services import kept_file

PICTURES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class Entry:
    """卷内一件: its sort, title, number and day; how many pages; its file, if one is kept."""

    sort: str
    title: str
    on: date
    number: str = ""
    pages: int = 0
    file_name: str = ""
    digest: str = ""

    @property
    def line(self) -> str:
        """The entry as one line of text."""
        pages = f"{self.pages} 页" if self.pages else ""
        proof = f"SHA-256 {self.digest}" if self.digest else ""
        return "　".join(
            part for part in (self.sort, self.title, self.number, self.on.isoformat(), pages, proof) if part
        )


def entries_of(dossier: Dossier) -> list[Entry]:
    """Everything in the file of the case: application, materials, papers, opinions of the steps, delivery."""
    return [*_application(dossier), *_materials(dossier), *_documents(dossier), *_steps(dossier), *_delivery(dossier)]


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _application(dossier: Dossier) -> Iterator[Entry]:
    came = dossier.case.received_at or dossier.case.imported_at
    yield Entry("申请", f"申请登记（{dossier.version.name}）", _day(came), dossier.number)


def _materials(dossier: Dossier) -> Iterator[Entry]:
    for each in dossier.papers.all():
        if not each.digest:
            yield Entry("材料", f"{each.name}（核验原件后退还）", _day(each.at))
            continue
        pages = pages_of(each.file_name, kept_file(each.digest))
        yield Entry("材料", each.name, _day(each.at), "", pages, each.file_name, each.digest)


def _documents(dossier: Dossier) -> Iterator[Entry]:
    rows = CaseDocument.objects.filter(notice__dossier=dossier).select_related("document__number").order_by("pk")
    for each in rows:
        issued, worth = each.document, standing(each)[0]
        title = issued.get_kind_display() + ("" if worth == "有效" else f"（{worth}）")
        name = f"{issued.get_kind_display()}.pdf"
        pages = pages_of(name, kept_file(issued.digest))
        yield Entry("文书", title, issued.issued_on, issued.number.text, pages, name, issued.digest)


def _steps(dossier: Dossier) -> Iterator[Entry]:
    for each in dossier.steps.filter(closed_at__isnull=False):
        yield Entry("环节", f"{each.name}：{each.get_outcome_display()}", _day(each.closed_at))  # type: ignore[arg-type]


def _delivery(dossier: Dossier) -> Iterator[Entry]:
    for each in Delivery.objects.filter(dossier=dossier):
        yield Entry("送达", each.get_way_display(), _day(each.at), each.tracking)


def pages_of(name: str, content: bytes) -> int:
    """How many pages a file has: of a PDF as it says itself, of a picture one, of anything else none that we know."""
    if content.startswith(b"%PDF-"):
        try:
            return int(PdfFileReader(io.BytesIO(content), strict=False).root["/Pages"]["/Count"])
        except (PdfError, KeyError, ValueError, TypeError):
            return 0
    return 1 if name.lower().endswith(PICTURES) else 0
