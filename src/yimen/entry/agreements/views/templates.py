"""Pages of templates: their versions, and a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yimen.common.errors import Refused
from yimen.entry.agreements import queries, services
from yimen.entry.agreements.forms import WordingForm
from yimen.entry.agreements.models import AgreementTemplate, Kind
from yimen.entry.agreements.rules import PROMISES, TITLES, starting_text
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


@requires("agreement.read")
def templates(request: SignedRequest) -> HttpResponse:
    """The templates with their newest versions."""
    rows = queries.newest_versions(queries.visible_templates(request.user)).prefetch_related("promises")
    known = {row.template.kind for row in rows}
    context = {
        "versions": rows,
        "may_keep": may(request.user, "agreement.keep"),
        "lacking": [(kind, label) for kind, label in Kind.choices if kind not in known],
    }
    return render(request, "entry/agreements/templates.html", context)


@requires("agreement.keep")
def add(request: SignedRequest, kind: str) -> HttpResponse:
    """A new template of a kind, beginning with the house's words."""
    if kind not in Kind.values:
        raise Refused("请从列表中选择种类。")
    initial = {"title": TITLES[kind], "text": starting_text(kind)}

    def save(form: WordingForm) -> None:
        name = f"{Kind(kind).label}范本"
        services.add_template(by=request.user, region=request.user.region, kind=kind, name=name, wording=form.wording)

    return _edit(request, f"新建{Kind(kind).label}范本", initial, save)


@requires("agreement.keep")
def revise(request: SignedRequest, pk: int) -> HttpResponse:
    """A new version of a template, beginning with the words of the newest."""
    template: AgreementTemplate = get_object_or_404(queries.visible_templates(request.user), pk=pk)
    newest = template.versions.order_by("-number").first()
    initial: dict[str, Any] = {"title": newest.title, "text": newest.text} if newest else {}
    if newest:
        said = dict(newest.promises.values_list("code", "text"))
        initial |= {f"promise_{code}": said.get(code, "") for code in PROMISES}

    def save(form: WordingForm) -> None:
        services.revise_template(by=request.user, template=template, wording=form.wording)

    return _edit(request, f"修订{template}", initial, save)


def _edit(request: SignedRequest, heading: str, initial: dict[str, Any], save: Any) -> HttpResponse:
    form = WordingForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存为新版本；此前拟制的文件仍用原版本。")
            return redirect("agreements:templates")
    status = 422 if form.errors else 200
    return render(request, "entry/agreements/template_form.html", {"form": form, "heading": heading}, status=status)
