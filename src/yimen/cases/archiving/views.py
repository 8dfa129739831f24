"""The archived file of a case: its list of contents with pages, and the package for the archive."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases.archiving import queries, services
from yimen.cases.archiving.forms import HoldForm, WhyForm
from yimen.cases.archiving.models import Archive
from yimen.common.errors import said_in
from yimen.common.page import SCREEN, Page, page
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


@requires("cases.read")
def archives(request: SignedRequest) -> HttpResponse:
    """The archived files: those that are held, all of them, those put down for destruction."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else "held"
    rows: Page[Any] = page(request, queries.listed(request.user, tab, timezone.localdate()), SCREEN)
    shown = [(each, queries.retention_words(each.retention_years), queries.kept_until(each)) for each in rows.rows]
    return render(
        request, "cases/archives.html", {"page": rows, "rows": shown, "tab": tab, "tabs": list(queries.TABS.items())}
    )


@requires("cases.read")
def archive(request: SignedRequest, pk: int) -> HttpResponse:
    """卷内目录 of one case, found by the key of its dossier."""
    return _show(request, _found(request, pk))


def _found(request: SignedRequest, pk: int) -> Archive:
    return get_object_or_404(queries.visible_to(request.user), dossier=pk)


def _show(
    request: SignedRequest, kept: Archive, given: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page; `given` is the form with errors, by what was pressed."""
    files, today, forms = list(kept.files.all()), timezone.localdate(), given or {}
    against = queries.against_disposal(kept, today)
    context = {
        "kept": kept,
        "dossier": kept.dossier,
        "files": files,
        "pages": sum(each.pages for each in files),
        "retention": queries.retention_words(kept.retention_years),
        "last": queries.kept_until(kept),
        "holds": [(each, each.holds_on(today)) for each in kept.holds.select_related("by", "lifted_by")],
        "against": against,
        "disposal": getattr(kept, "disposal", None),
        "may_take": may(request.user, "cases.reveal"),
        "may_hold": may(request.user, "cases.hold"),
        "hold_form": forms.get("hold") or HoldForm(),
        "lift_form": forms.get("lift") or WhyForm(prefix="lift"),
        "dispose_form": forms.get("dispose") or WhyForm(prefix="dispose"),
    }
    return render(request, "cases/archive.html", context, status=status)


@require_POST
@requires("cases.hold")
def keep_archive(request: SignedRequest, pk: int) -> HttpResponse:
    """A hold set (`press` is `hold`), lifted (`lift`), or the file put down for destruction (`dispose`)."""
    kept, press = _found(request, pk), request.POST.get("press", "hold")
    form = HoldForm(request.POST) if press == "hold" else WhyForm(request.POST, prefix=press)
    if form.is_valid():
        with said_in(form):
            messages.success(request, _pressed(request, kept, press, form.cleaned_data))
            return redirect("cases:archive", pk)
    return _show(request, kept, {press: form}, 422)


def _pressed(request: SignedRequest, kept: Archive, press: str, given: dict[str, Any]) -> str:
    """What was done, in words."""
    today = timezone.localdate()
    if press == "hold":
        services.hold(by=request.user, kept=kept, today=today, **given)
        return "已保全，解除以前不得销毁。"
    if press == "lift":
        key = request.POST.get("hold", "")
        held = get_object_or_404(kept.holds.all(), pk=int(key) if key.isdigit() else 0)
        services.lift(by=request.user, held=held, **given)
        return "保全已解除。"
    services.dispose(by=request.user, kept=kept, today=today, **given)
    return "已登记销毁。"


@require_POST
@requires("cases.reveal")
def take_archive(request: SignedRequest, pk: int) -> HttpResponse:
    """The package; the ledger keeps who took it."""
    kept = get_object_or_404(queries.visible_to(request.user), dossier=pk)
    content = services.take(by=request.user, kept=kept)
    name = f'attachment; filename="{kept.dossier.number}.zip"'
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": name})
