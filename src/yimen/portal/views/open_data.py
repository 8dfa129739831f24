"""开放数据 for everybody: every version with its files, the data dictionary, the licence and where it comes from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from yimen.common.services import kept_file
from yimen.evidence.opening import packaging
from yimen.evidence.opening.queries import released_of
from yimen.people.models import Region
from yimen.portal.views.shared import open_page, page, with_county

PACKAGE = "package.zip"
TYPES = {"csv": "text/csv", "json": "application/json", "txt": "text/plain", "zip": "application/zip"}


@open_page
@with_county
def open_data(request: HttpRequest, region: Region) -> HttpResponse:
    """The versions, newest first, and what each column means."""
    return page(
        request, "portal/open_data.html", region, rows=released_of(region)[:24], files=packaging.FILES,
        dictionary=packaging.DICTIONARY, licence=packaging.LICENCE, package=PACKAGE,
    )  # fmt: skip


@open_page
@with_county
def download(request: HttpRequest, region: Region, year: int, version: int, name: str) -> HttpResponse:
    """One file of a version, or the whole package."""
    if name != PACKAGE and name not in packaging.FILES:
        raise Http404
    # More digits than a column holds are no year; the database would refuse them.
    if max(year, version) > 9999:
        raise Http404
    release = get_object_or_404(released_of(region), year=year, version=version)
    content = kept_file(release.digest)
    if name != PACKAGE:
        content = packaging.file_in(content, name)
    answer = HttpResponse(content, content_type=f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{region.pk}-{year}-v{version}-{name}"'
    return answer
