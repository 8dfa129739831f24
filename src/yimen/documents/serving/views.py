"""Answers of the rooms that serve papers: a receipt as a PDF, and the scan of one as it was signed."""

import io

from django.http import FileResponse, HttpResponse

from yimen.common.errors import Refused
from yimen.common.services import kept_file
from yimen.documents import layout
from yimen.documents.content import Letter
from yimen.documents.serving.models import Served


def pdf(letter: Letter, name: str) -> HttpResponse:
    """The paper, to be looked at and printed."""
    response = HttpResponse(layout.letter(letter), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def scan_of(served: Served) -> FileResponse:
    """The signed receipt as it was scanned, always as a download. Errors: Refused where it was signed for in here."""
    if not served.digest:
        raise Refused("系统内签收没有回证扫描件，以送达回证和存证账本为准。")
    content = io.BytesIO(kept_file(served.digest))
    return FileResponse(content, as_attachment=True, filename=served.file_name, content_type="application/octet-stream")
