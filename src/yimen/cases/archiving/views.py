"""The archived file of a case: its list of contents with pages, and the package for the archive."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from yimen.cases.archiving import queries, services
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


@requires("cases.read")
def archive(request: SignedRequest, pk: int) -> HttpResponse:
    """卷内目录 of one case, found by the key of its dossier."""
    kept = get_object_or_404(queries.visible_to(request.user), dossier=pk)
    files = list(kept.files.all())
    context = {
        "kept": kept,
        "dossier": kept.dossier,
        "files": files,
        "pages": sum(each.pages for each in files),
        "retention": queries.retention_words(kept.retention_years),
        "may_take": may(request.user, "cases.reveal"),
    }
    return render(request, "cases/archive.html", context)


@require_POST
@requires("cases.reveal")
def take_archive(request: SignedRequest, pk: int) -> HttpResponse:
    """The package; the ledger keeps who took it."""
    kept = get_object_or_404(queries.visible_to(request.user), dossier=pk)
    content = services.take(by=request.user, kept=kept)
    name = f'attachment; filename="{kept.dossier.number}.zip"'
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": name})
