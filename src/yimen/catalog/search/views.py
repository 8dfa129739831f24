"""The page on which synonyms are kept and a search is tried."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yimen.catalog.search import queries, services
from yimen.catalog.search.forms import SynonymForm, TryForm
from yimen.common.page import page
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


@requires("catalog.read")
def synonyms(request: SignedRequest) -> HttpResponse:
    """The synonyms of the county, and what the public would find for a word."""
    return _show(request, SynonymForm())


@require_POST
@requires("catalog.synonym")
def add(request: SignedRequest) -> HttpResponse:
    """A synonym added."""
    form = SynonymForm(request.POST)
    if not form.is_valid():
        return _show(request, form, 422)
    services.add_synonym(by=request.user, region=request.user.region, **form.cleaned_data)
    messages.success(request, "同义词已启用。")
    return redirect("catalog:synonyms")


@require_POST
@requires("catalog.synonym")
def retire(request: SignedRequest, pk: int) -> HttpResponse:
    """A synonym retired."""
    services.retire_synonym(by=request.user, synonym=get_object_or_404(queries.visible_synonyms(request.user), pk=pk))
    messages.success(request, "同义词已停用。")
    return redirect("catalog:synonyms")


@require_POST
@requires("catalog.synonym")
def take_usual(request: SignedRequest) -> HttpResponse:
    """The usual synonyms taken in."""
    count = services.take_usual_synonyms(by=request.user, region=request.user.region)
    messages.success(request, f"已载入 {count} 条常用同义词。")
    return redirect("catalog:synonyms")


def _show(request: SignedRequest, form: SynonymForm, status: int = 200) -> HttpResponse:
    asked = TryForm(request.GET)
    text = asked.cleaned_data["q"] if asked.is_valid() else ""
    rows = queries.visible_synonyms(request.user)
    if text:
        rows = rows.filter(said__contains=text) | rows.filter(official__contains=text)
    context: dict[str, object] = {
        "page": page(request, rows), "form": form, "asked": asked, "text": text,
        "hits": queries.found(request.user.region, text, limit=8) if text else [],
        "may_keep": may(request.user, "catalog.synonym"),
    }  # fmt: skip
    return render(request, "catalog/synonyms.html", context, status=status)
