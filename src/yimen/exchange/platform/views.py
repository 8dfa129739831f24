"""Pages of the exchange with the province's platform."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.common.services import kept_file
from yimen.exchange.platform import bodies, charts, queries, services
from yimen.exchange.platform.client import own_key
from yimen.exchange.platform.forms import Correction, MessageFilter, PackageFile, Words
from yimen.exchange.platform.models import Difference, InboxMessage, OutboxMessage, Package
from yimen.exchange.platform.packages import MOST_BYTES
from yimen.exchange.platform.rules import IN, OUT
from yimen.exchange.platform.states import DIFFERENCE, INBOX, OUTBOX, REJECTED, STUCK_MESSAGES, UNSETTLED
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may

SHOWN_ERRORS = 10
KINDS = {name: kind.title for name, kind in OUT.items()}
ARRIVING = {name: kind.title for name, kind in IN.items()}
SORTS = dict(Difference.Sort.choices)


@requires("exchange.platform")
def overview(request: SignedRequest) -> HttpResponse:
    """How the exchange stands: what waits for a person first, then the counts, the days and who was last in touch."""
    now = timezone.now()
    stuck = queries.visible_messages(request.user).filter(status__in=STUCK_MESSAGES)
    health = queries.health(request.user)
    context = {
        "health": health,
        "counts": [
            (status, label, health.counts[status], charts.TONES[status]) for status, label in OUTBOX.states.items()
        ],
        "waiting_for": charts.span(health.oldest, now),
        "stuck": [(row, KINDS[row.kind], charts.TONES[row.status]) for row in stuck[:SHOWN_ERRORS]],
        "by_kind": charts.kinds(queries.by_kind(request.user)),
        "by_day": charts.days(queries.by_day(request.user, timezone.localdate(now), charts.DAYS)),
        "reconciliations": queries.visible_reconciliations(request.user)[:5],
        "may_keep": may(request.user, "exchange.platform_keep"),
    }
    return render(request, "exchange/platform.html", context)


@requires("exchange.interface")
def interface(request: SignedRequest) -> HttpResponse:
    """Whether the exchange lives, for the administrator of the system: numbers alone, which open no rows."""
    found = queries.interface(request.user)
    health = found.health
    context = {
        "configured": charts.configured(request.user.region_id),
        "health": health,
        "counts": [(OUTBOX.states[status], number, charts.TONES[status]) for status, number in health.counts.items()],
        "waiting_for": charts.span(health.oldest, timezone.now()),
        "faults": [
            *(("没有送达", words, number) for words, number in found.troubles),
            *(("省平台退回", f"代码 {code or '（无）'}", number) for code, number in found.codes),
            *(("来件未收下", ARRIVING.get(kind, kind), number) for kind, number in found.refused),
        ],
        "reconciliations": found.reconciliations,
    }
    return render(request, "exchange/interface.html", context)


@requires("exchange.platform")
def outbox(request: SignedRequest) -> HttpResponse:
    """The messages out, by state, kind, day or stream."""
    form = MessageFilter(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = queries.narrowed(queries.visible_messages(request.user), **chosen)
    shown: Page[OutboxMessage] = page(request, rows, 50)
    context = {
        "page": shown,
        "rows": [(row, KINDS[row.kind], charts.TONES[row.status]) for row in shown.rows],
        "form": form,
        "narrowed": bool(chosen),
    }
    return render(request, "exchange/platform_messages.html", context)


@requires("exchange.platform")
def message(request: SignedRequest, pk: int) -> HttpResponse:
    """One message: what it says (masked), how far it is, what was refused of it, and its stream."""
    return _show_message(request, get_object_or_404(queries.visible_messages(request.user), pk=pk))


def _show_message(request: SignedRequest, thing: OutboxMessage, form: Correction | None = None) -> HttpResponse:
    moves = (
        {move.name for move in open_moves(thing, request.user)}
        if may(request.user, "exchange.platform_keep")
        else set()
    )
    if thing.status == REJECTED and "correct" in moves:
        form = form or Correction(thing)
    context = {
        "message": thing,
        "kind": OUT[thing.kind],
        "tone": charts.TONES[thing.status],
        "fields": list(bodies.shown(OUT[thing.kind], thing.body)),
        "facts": charts.facts(thing),
        "rejections": thing.rejections.select_related("corrected_by"),
        "stream": [(row, KINDS[row.kind], charts.TONES[row.status]) for row in queries.of_stream(thing)[:100]],
        "correction": form,
        "may_resend": "resend" in moves,
    }
    return render(request, "exchange/platform_message.html", context, status=422 if form and form.is_bound else 200)


@require_POST
@requires("exchange.platform_keep")
def correct(request: SignedRequest, pk: int) -> HttpResponse:
    """A refused message, corrected and waiting again."""
    thing = get_object_or_404(queries.visible_messages(request.user), pk=pk)
    form = Correction(thing, request.POST)
    if not form.is_valid():
        return _show_message(request, thing, form)
    try:
        services.correct(by=request.user, message=thing, fields=form.corrected())
    except Refused as refused:
        form.add_error(None, str(refused))
        return _show_message(request, thing, form)
    messages.success(request, f"已更正“{thing}”，按原来的次序重新报送；原来退回的内容留存在下面。")
    return redirect("exchange:platform_message", pk)


@require_POST
@requires("exchange.platform_keep")
def resend(request: SignedRequest, pk: int) -> HttpResponse:
    """A message that was set aside, waiting again."""
    thing = get_object_or_404(queries.visible_messages(request.user), pk=pk)
    services.resend(by=request.user, message=thing)
    messages.success(request, f"“{thing}”已重新排队；省平台若早已收到，不会重复办理。")
    return redirect("exchange:platform_message", pk)


@requires("exchange.platform")
def arrivals(request: SignedRequest) -> HttpResponse:
    """The messages in, by state or kind."""
    rows = queries.opened(queries.visible_arrivals(request.user), "status", request.GET.get("status", ""), INBOX.states)
    rows = queries.opened(rows, "kind", request.GET.get("kind", ""), ARRIVING)
    shown: Page[InboxMessage] = page(request, rows, 50)
    context = {
        "page": shown,
        "rows": [(row, ARRIVING[row.kind], charts.TONES[row.status]) for row in shown.rows],
        "states": INBOX.choices,
        "kinds": ARRIVING.items(),
    }
    return render(request, "exchange/platform_arrivals.html", context)


@requires("exchange.platform")
def arrival(request: SignedRequest, pk: int) -> HttpResponse:
    """One message in: what it says (masked), by which way it came, and what became of it."""
    thing = get_object_or_404(queries.visible_arrivals(request.user), pk=pk)
    context = {
        "arrival": thing,
        "kind": IN[thing.kind],
        "tone": charts.TONES[thing.status],
        "fields": list(bodies.shown(IN[thing.kind], thing.body)),
        "may_handle": any(move.name == "apply" for move in open_moves(thing, request.user)),
    }
    return render(request, "exchange/platform_arrival.html", context)


@require_POST
@requires("exchange.platform_keep")
def handle_arrival(request: SignedRequest, pk: int) -> HttpResponse:
    """A message that was not taken, tried once more."""
    thing = get_object_or_404(queries.visible_arrivals(request.user), pk=pk)
    done = services.handle(by=request.user, message=thing)
    if done.reason:
        messages.error(request, f"仍未收下：{done.reason}")
    else:
        messages.success(request, "已处理。")
    return redirect("exchange:platform_arrival", pk)


@requires("exchange.platform")
def differences(request: SignedRequest) -> HttpResponse:
    """What the day's lists did not agree on."""
    asked = request.GET.get("status", "")
    rows = queries.visible_differences(request.user)
    rows = rows.filter(status__in=UNSETTLED) if not asked else queries.opened(rows, "status", asked, DIFFERENCE.states)
    rows = queries.opened(rows, "sort", request.GET.get("sort_of", ""), SORTS)
    if day := queries.day_of(request.GET.get("day", "")):
        rows = rows.filter(reconciliation__day=day)
    shown: Page[Difference] = page(request, rows, 50)
    context = {
        "page": shown,
        "rows": [(row, charts.TONES[row.status]) for row in shown.rows],
        "states": DIFFERENCE.choices,
        "reconciliations": queries.visible_reconciliations(request.user)[:14],
    }
    return render(request, "exchange/platform_differences.html", context)


@requires("exchange.platform")
def difference(request: SignedRequest, pk: int) -> HttpResponse:
    """One difference, and what can be done about it."""
    return _show_difference(request, get_object_or_404(queries.visible_differences(request.user), pk=pk), Words())


def _show_difference(request: SignedRequest, thing: Difference, form: Words) -> HttpResponse:
    moves = {move.name for move in open_moves(thing, request.user)}
    context = {
        "difference": thing,
        "tone": charts.TONES[thing.status],
        "facts": charts.difference_facts(thing),
        "form": form,
        "moves": moves,
        "may_send": "send_again" in moves and thing.message is not None,
    }
    return render(request, "exchange/platform_difference.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("exchange.platform_keep")
def send_again(request: SignedRequest, pk: int) -> HttpResponse:
    """The message of a difference, sent again."""
    thing = get_object_or_404(queries.visible_differences(request.user), pk=pk)
    services.send_again(by=request.user, difference=thing)
    messages.success(request, "已排队重报；省平台确认并在下一次对账中一致后，自动记为已消除。")
    return redirect("exchange:platform_difference", pk)


@require_POST
@requires("exchange.platform_keep")
def tell_difference(request: SignedRequest, pk: int) -> HttpResponse:
    """A difference asked about, or settled with a word."""
    thing = get_object_or_404(queries.visible_differences(request.user), pk=pk)
    form = Words(request.POST)
    if not form.is_valid():
        return _show_difference(request, thing, form)
    if request.POST.get("move") == "settle":
        services.settle_difference(by=request.user, difference=thing, words=form.cleaned_data["words"])
        messages.success(request, "已记为消除。")
    else:
        services.ask(by=request.user, difference=thing, words=form.cleaned_data["words"])
        messages.success(request, "核实请求已放进发件，会随其他消息送到省平台。")
    return redirect("exchange:platform_difference", pk)


@requires("exchange.platform")
def packages(request: SignedRequest) -> HttpResponse:
    """The packages of files out and in."""
    return _show_packages(request, PackageFile())


def _show_packages(request: SignedRequest, form: PackageFile) -> HttpResponse:
    shown: Page[Package] = page(request, queries.visible_packages(request.user), 50)
    context = {"page": shown, "form": form, "may_keep": may(request.user, "exchange.platform_keep")}
    return render(request, "exchange/platform_packages.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("exchange.platform_keep")
def make_package(request: SignedRequest) -> HttpResponse:
    """What waits to be sent, as a package."""
    made = services.make(by=request.user, region=request.user.region, key=own_key(), now=timezone.now())
    messages.success(request, f"已导出 {made.messages} 条消息。请下载后交省平台，收到回执包再导入。")
    return redirect("exchange:platform_packages")


@require_POST
@requires("exchange.platform_keep")
def take_package(request: SignedRequest) -> HttpResponse:
    """A package of the platform, taken in."""
    form = PackageFile(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["package"]
        try:
            if file.size > MOST_BYTES:
                raise Refused(f"文件超过 {MOST_BYTES // 2**20} MB，没有导入：请省平台分成几个包。")
            made = services.take_in(
                by=request.user, region=request.user.region, content=file.read(), key=own_key(), now=timezone.now()
            )
        except Refused as refused:
            form.add_error("package", str(refused))
        else:
            messages.success(request, f"已导入 {made.messages} 条消息，每条只处理一次；要交回的回执包列在下面。")
            return redirect("exchange:platform_packages")
    return _show_packages(request, form)


@require_POST
@requires("exchange.platform_keep")
def fetch_package(request: SignedRequest, pk: int) -> HttpResponse:
    """A package's file; it holds personal data in clear, so who takes it is recorded."""
    thing = get_object_or_404(queries.visible_packages(request.user), pk=pk)
    services.note_download(by=request.user, package=thing)
    response = HttpResponse(kept_file(thing.digest), content_type="application/zip")
    # The number of a package from there may be Chinese.
    response["Content-Disposition"] = content_disposition_header(True, f"{thing.number}.zip") or ""
    return response
