"""Pages of notices: handing one in, and confirming what was read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yimen.common.errors import said_in
from yimen.people.access import SignedRequest, requires
from yimen.programme.models import NoticeDraft
from yimen.programme.notices import queries, services
from yimen.programme.notices.forms import ConfirmForms, HandInForm
from yimen.programme.notices.reading import Draft, read
from yimen.programme.states import READ, TONES


@requires("programme.register")
def notices(request: SignedRequest) -> HttpResponse:
    """The drafts, and the form to hand a notice in."""
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with said_in(form):
            draft = services.hand_in(
                by=request.user,
                region=request.user.region,
                text=form.cleaned_data["text"],
                file_name=file.name if file else "",
                content=file.read() if file else None,
            )
            return redirect("programme:draft", draft.pk)
    rows = queries.visible_to(request.user)[:50]
    context = {"form": form, "drafts": [(row, TONES[row.status]) for row in rows]}
    return render(request, "programme/notices.html", context, status=422 if request.method == "POST" else 200)


@requires("programme.register")
def draft(request: SignedRequest, pk: int) -> HttpResponse:
    """What was read in a notice, beside its words; sent, it is registered as the person left it."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    found = read(row.text)
    if row.status != READ:
        return _page(request, row, found, None)
    forms = ConfirmForms.of(found, row.region, request.POST if request.method == "POST" else None)
    if request.method == "POST" and forms.is_valid():
        with said_in(forms.head):
            notice = services.register(by=request.user, draft=row, confirmed=forms.confirmed())
            messages.success(request, f"已登记 {notice.number}，任务 {notice.tasks.count()} 项。下一步：逐项送达。")
            return redirect("programme:tasks")
    return _page(request, row, found, forms, status=422 if request.method == "POST" else 200)


@requires("programme.register")
def drop(request: SignedRequest, pk: int) -> HttpResponse:
    """Drops a draft; its words stay to be read."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if request.method == "POST":
        services.drop(by=request.user, draft=row)
        messages.success(request, "已放弃，全文仍可查看。")
        return redirect("programme:notices")
    return redirect("programme:draft", pk)


def _page(
    request: SignedRequest, row: NoticeDraft, found: Draft, forms: ConfirmForms | None, status: int = 200
) -> HttpResponse:
    doubts: dict[int, list[str]] = {}
    for doubt in found.doubts:
        doubts.setdefault(doubt.line, []).append(doubt.says)
    words = [(number, text, doubts.get(number, [])) for number, text in enumerate(row.text.split("\n"), start=1)]
    context = {"draft": row, "tone": TONES[row.status], "found": found, "forms": forms, "words": words}
    return render(request, "programme/draft.html", context, status=status)
