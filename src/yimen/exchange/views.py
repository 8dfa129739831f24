"""Pages of import batches and of what was refused."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused, said_in
from yimen.common.page import Page, page
from yimen.exchange import bearer, queries, services
from yimen.exchange.forms import PromiseForm, TokenForm
from yimen.exchange.models import Feed, ImportBatch
from yimen.exchange.states import APPLIED, DISCARDED, PLANNED, READING, STOPPED
from yimen.exchange.writing import workbook
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may, visible_departments

TONES = {PLANNED: "warn", READING: "calm", STOPPED: "wrong", APPLIED: "good", DISCARDED: "plain"}
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("exchange.read")
def batches(request: SignedRequest) -> HttpResponse:
    """The list of batches, newest first."""
    rows = queries.visible_batches(request.user)
    kind = request.GET.get("kind", "")
    if kind in ImportBatch.Kind.values:
        rows = rows.filter(kind=kind)
    for name in ("recipe", "token", "department"):
        asked = request.GET.get(name, "")
        if asked.isascii() and asked.isdigit() and len(asked) < 16:
            rows = rows.filter(**{name: int(asked)})
    shown: Page[ImportBatch] = page(request, rows.order_by("-pk"), 50)
    context = {
        "page": shown,
        "rows": [(row, TONES[row.status]) for row in shown.rows],
        "kind": kind,
        "kinds": ImportBatch.Kind.choices,
    }
    return render(request, "exchange/batches.html", context)


@requires("exchange.read")
def batch(request: SignedRequest, pk: int) -> HttpResponse:
    """One batch: what came in, what was refused and why."""
    thing = get_object_or_404(queries.visible_batches(request.user), pk=pk)
    facts = [
        ("文件", thing.file_name),
        ("类别", thing.get_kind_display()),
        ("报送方式", f"{thing.get_way_display()}（{thing.token}）" if thing.token else thing.get_way_display()),
        ("上传人", thing.uploaded_by or "无（由系统收取）"),
        *([("映射方案", f"{thing.recipe}（{localtime(thing.recipe.made_at):%Y-%m-%d}）")] if thing.recipe else []),
        ("工作表", thing.sheet or "—"),
        ("字符编码", thing.encoding or "—"),
        ("生效日期", str(thing.effective_on or "—")),
        ("文件摘要（SHA-256）", thing.digest),
    ]
    context = {
        "batch": thing,
        "facts": facts,
        "page": page(request, queries.refused(thing)),
        "may_discard": any(move.name == "discard" for move in open_moves(thing, request.user)),
        "tone": TONES[thing.status],
        "planned": thing.status == PLANNED,
        "reading": thing.status == READING,
        "stopped": thing.status == STOPPED,
        "progress_words": "读入" if thing.rows_total else "清点行数，核对全文可读",
        "resumed_words": f"曾中断 {thing.resumed} 次，已自动续读",
        "of_feed": thing.kind in Feed.values,
        "may_correct": may(request.user, "cases.import"),
    }
    response = render(request, "exchange/batch.html", context)
    if request.htmx and thing.status != READING:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@requires("exchange.read")
def refused(request: SignedRequest, pk: int) -> HttpResponse:
    """The refused rows as .xlsx, to be corrected and handed in again; whole rows, so the look is recorded."""
    thing = get_object_or_404(queries.visible_batches(request.user), pk=pk)
    services.note_download(by=request.user, batch=thing)
    response = HttpResponse(workbook([queries.as_table(thing)]), content_type=SPREADSHEET)
    response["Content-Disposition"] = f'attachment; filename="refused-{thing.pk}.xlsx"'
    return response


@require_POST
@requires("exchange.apply")
def discard(request: SignedRequest, pk: int) -> HttpResponse:
    """A planned batch, given up."""
    thing = get_object_or_404(queries.visible_batches(request.user), pk=pk)
    services.discard(by=request.user, batch=thing)
    messages.success(request, "已放弃，没有导入任何内容；原始文件仍留存。")
    return redirect("exchange:batches")


@requires("exchange.read")
def recipes(request: SignedRequest) -> HttpResponse:
    """The mapping recipes, those in use first: whose, by whom, how often used and when last."""
    rows = queries.visible_recipes(request.user).order_by(F("retired_at").desc(nulls_first=True), "-pk")
    context = {"page": page(request, rows, 50), "may_import": may(request.user, "cases.import")}
    return render(request, "exchange/recipes.html", context)


@requires("exchange.read")
def recipe(request: SignedRequest, pk: int) -> HttpResponse:
    """One mapping recipe: its columns, how dates are written and what words mean."""
    thing = get_object_or_404(queries.visible_recipes(request.user), pk=pk)
    context = {
        "recipe": thing,
        "columns": queries.columns_of(thing),
        "may_retire": may(request.user, "exchange.recipe") and thing.retired_at is None,
    }
    return render(request, "exchange/recipe.html", context)


@require_POST
@requires("exchange.recipe")
def retire_recipe(request: SignedRequest, pk: int) -> HttpResponse:
    """A recipe, no longer used."""
    thing = get_object_or_404(queries.visible_recipes(request.user), pk=pk)
    services.retire_recipe(by=request.user, recipe=thing)
    messages.success(request, "已停用；下一份这样的文件会重新请人核对列对应。")
    return redirect("exchange:recipes")


@requires("exchange.tokens")
def tokens(request: SignedRequest) -> HttpResponse:
    """The tokens given to departments' systems: whose, what for, when last used."""
    rows = queries.visible_tokens(request.user).order_by(F("revoked_at").desc(nulls_first=True), "-pk")
    context = {
        "page": page(request, rows, 50),
        "may_give": may(request.user, "exchange.token"),
        "today": timezone.localdate(),
    }
    return render(request, "exchange/tokens.html", context)


@requires("exchange.token")
def give_token(request: SignedRequest) -> HttpResponse:
    """Gives out a token and shows it, in this one answer and nowhere else.

    The answer to the POST itself, against the habit of redirecting: a redirect would have to keep the token.
    """
    departments = visible_departments(request.user).order_by("region", "code")
    form = TokenForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        secret = bearer.fresh()
        try:
            token = services.give_token(by=request.user, secret=secret, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "exchange/token_given.html", {"token": token, "secret": secret})
    return render(request, "exchange/give_token.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires("exchange.token")
def revoke_token(request: SignedRequest, pk: int) -> HttpResponse:
    """A token, good for nothing from now on."""
    thing = get_object_or_404(queries.visible_tokens(request.user), pk=pk)
    services.revoke_token(by=request.user, token=thing)
    messages.success(request, f"{thing} 的令牌已收回，立即失效。")
    return redirect("exchange:tokens")


@requires("cases.read")
def promises(request: SignedRequest) -> HttpResponse:
    """How often each department has agreed to hand in what."""
    rows = queries.visible_promises(request.user).order_by(
        F("valid_to").desc(nulls_first=True), "department__code", "kind", "-valid_from"
    )
    context = {
        "page": page(request, rows, 50),
        "may_promise": may(request.user, "exchange.promise"),
        "today": timezone.localdate(),
    }
    return render(request, "exchange/promises.html", context)


@requires("exchange.promise")
def promise(request: SignedRequest) -> HttpResponse:
    """Writes down how often a department hands in; what was agreed before ends then."""
    departments = visible_departments(request.user).order_by("region", "code")
    form = PromiseForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = services.promise(by=request.user, **form.cleaned_data)
            messages.success(request, f"已约定：{made}，自 {made.valid_from} 起。")
            return redirect("exchange:promises")
    return render(request, "exchange/promise.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires("exchange.promise")
def end_promise(request: SignedRequest, pk: int) -> HttpResponse:
    """An agreement, ended today."""
    thing = get_object_or_404(queries.visible_promises(request.user), pk=pk)
    services.end_promise(by=request.user, promised=thing, day=timezone.localdate())
    messages.success(request, f"{thing} 的约定已终止。")
    return redirect("exchange:promises")
