"""叫号台: the clerk opens his window, calls, serves, holds, sends on; one page, one form a verb, no script needed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from yimen.common.errors import Refused
from yimen.halls.appointments import queries as appointments
from yimen.halls.appointments.states import BOOKED
from yimen.halls.models import Hall, Window
from yimen.halls.queries import visible_to as visible_halls
from yimen.halls.queue import queries, services, tasks
from yimen.halls.queue.forms import TakeForm
from yimen.halls.queue.models import QueueLine, Sitting, Ticket
from yimen.halls.queue.rules import day_of
from yimen.halls.queue.states import CALLED, TICKET
from yimen.halls.staffing import registry
from yimen.halls.standing import standing
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Staff

SHOWN = 10
"""So many of those who wait are listed; how many there are is told. Hundreds of consoles draw this list."""
SLIP = "halls.ticket_secret"
"""What the session holds for one page: the secret of the number that the clerk took for somebody."""


@requires("queue.serve")
def console(request: SignedRequest) -> HttpResponse:
    """The clerk's window: who is there, who waits; without a window the ones that may be opened."""
    if request.method == "POST":
        return _act(request)
    return _show(request)


def _show(request: SignedRequest, status: int = 200, form: TakeForm | None = None) -> HttpResponse:
    now, sitting = timezone.now(), queries.sitting_of(request.user)
    context = _choice(request, now) if sitting is None else _work(request, sitting, now, form)
    return render(request, "halls/console.html", context, status=status)


def _choice(request: SignedRequest, now: datetime) -> dict[str, Any]:
    """The windows of the halls that give out numbers, those that are taken too; the one that is likeliest his first."""
    staff = Staff.objects.filter(account=request.user).first()
    likely = standing(staff, now, request.META.get("REMOTE_ADDR", "")).window if staff else None
    halls = list(queries.queuing_halls(request.user.region, day_of(now)))
    taken = {each.window_id: each for hall in halls for each in queries.open_sittings(hall)}
    windows = []
    for hall in halls:
        rows = sorted(queries.windows_of(hall, day_of(now)), key=lambda each: each != likely)
        windows.append((hall, [(each, taken.get(each.pk)) for each in rows]))
    return {"halls": windows, "likely": likely, "sitting": None}


def _work(request: SignedRequest, sitting: Sitting, now: datetime, form: TakeForm | None) -> dict[str, Any]:
    window, hall = sitting.window, sitting.window.hall
    rules, call = queries.rules_of(hall, day_of(now)), queries.call_at(window)
    ranks = queries.ranks_at(window, day_of(now))
    waiting = [each.key for each in queries.callable_at(window, now, rules, ranks)]
    rows = list(Ticket.objects.filter(pk__in=waiting).select_related("line").order_by("queued_at")[:SHOWN])
    kept = request.session.pop(SLIP, None) or {}
    lines = queries.lines_of(hall, day_of(now))
    return {
        "sitting": sitting, "window": window, "hall": hall, "rules": rules, "call": call, "now": now,
        "same_visit": _same_visit(call.ticket) if call else [],
        "moves": {move.name for move in TICKET.moves_from(call.ticket.status)} if call else set(),
        "may_miss": bool(call and call.ticket.status == CALLED and call.times >= rules.recalls),
        "waiting": rows, "many": len(waiting), "more": len(waiting) - len(rows),
        "aside": queries.aside(window, now, rules), "lines": lines,
        "others": _options(queries.open_codes(hall, window)) if call else "", "form": form or TakeForm(lines=lines),
        "slip": Ticket.objects.filter(pk__in=kept.get("tickets", [])), "secret": kept.get("secret", ""),
        "expected": _expected(request, hall, now), "version": queries.version_of(hall),
        "served": ",".join(str(line) for line in ranks),
    }  # fmt: skip


def _options(windows: list[tuple[int, str]]) -> SafeString:
    """The windows to which somebody may be sent; hundreds of them, so written at once and not by a template's loop."""
    return format_html_join("", '<option value="window:{}">{} 窗口</option>', windows)


def _same_visit(ticket: Ticket) -> list[Ticket]:
    """The other numbers of whoever is at the window."""
    return list(ticket.visit.tickets.exclude(pk=ticket.pk).select_related("line").order_by("pk"))


def _expected(request: SignedRequest, hall: Hall, now: datetime) -> list[Any]:
    """Today's appointments at the hall whose people have not come."""
    rows = appointments.on_day(appointments.visible_to(request.user), day_of(now)).filter(
        desk__hall=hall, status=BOOKED
    )
    return list(rows.order_by("starts_at")[:20])


Verb = Callable[[SignedRequest, Sitting], str]


def _act(request: SignedRequest) -> HttpResponse:
    """The verb of the form; what was refused is said on the same page (422)."""
    verb = request.POST.get("verb", "")
    try:
        if verb == "open":
            said = _open(request)
        elif sitting := queries.sitting_of(request.user):
            said = VERBS[verb](request, sitting) if verb in VERBS else "没有这个操作。"
        else:
            raise Refused("您还没有开窗，请先选窗口。")
    except Refused as refused:
        messages.error(request, str(refused))
        return _show(request, 422)
    messages.success(request, said)
    return redirect("halls:console")


def _open(request: SignedRequest) -> str:
    halls = visible_halls(request.user)
    window = get_object_or_404(
        Window.objects.select_related("hall__region"), pk=_key(request, "window"), hall__in=halls
    )
    services.open_window(by=request.user, window=window)
    staff = Staff.objects.filter(account=request.user).select_related("region").first()
    for objection in registry.against_opening(staff, window, day_of(timezone.now())):
        messages.warning(request, objection.words)
    return f"{window.code} 窗口已开，可以叫号。"


def _key(request: SignedRequest, name: str) -> int:
    """The key that a field of the form names; 0, which nothing has, for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _ticket(request: SignedRequest, sitting: Sitting) -> Ticket:
    rows = queries.visible_to(request.user).filter(hall=sitting.window.hall)
    return get_object_or_404(rows.select_related("hall", "line", "visit"), pk=_key(request, "ticket"))


def _close(request: SignedRequest, sitting: Sitting) -> str:
    services.close_window(by=request.user, sitting=sitting, reason=request.POST.get("reason", ""))
    return f"{sitting.window.code} 窗口已关。"


def _next(request: SignedRequest, sitting: Sitting) -> str:
    """The next one; whoever is being served is done with the same press."""
    call = queries.call_at(sitting.window)
    if call is not None and "finish" in request.POST:
        services.finish(by=request.user, ticket=call.ticket)
    called = services.call_next(by=request.user, window=sitting.window)
    return _told(sitting, f"已叫 {called.ticket.label}。")


def _call(request: SignedRequest, sitting: Sitting) -> str:
    called = services.call_this(by=request.user, ticket=_ticket(request, sitting), window=sitting.window)
    return _told(sitting, f"已叫 {called.ticket.label}。")


def _told(sitting: Sitting, words: str) -> str:
    """The words, after whoever is near now has been put down for a message; it is sent in the background."""
    tasks.tell_near(sitting.window.hall)
    return words


def _recall(request: SignedRequest, sitting: Sitting) -> str:
    return f"已重呼 {services.recall(by=request.user, ticket=_ticket(request, sitting))}。"


def _begin(request: SignedRequest, sitting: Sitting) -> str:
    return f"{services.begin_serving(by=request.user, ticket=_ticket(request, sitting))} 开始办理。"


def _finish(request: SignedRequest, sitting: Sitting) -> str:
    return f"{services.finish(by=request.user, ticket=_ticket(request, sitting))} 已办完。"


def _hold(request: SignedRequest, sitting: Sitting) -> str:
    reason = request.POST.get("reason", "")
    held = services.set_aside(by=request.user, ticket=_ticket(request, sitting), reason=reason)
    return f"{held} 已挂起，回来后在“挂起和过号”里再叫，不用重新取号。"


def _transfer(request: SignedRequest, sitting: Sitting) -> str:
    hall = sitting.window.hall
    kind, _, key = request.POST.get("to", "").partition(":")
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 18 else 0
    to: dict[str, Any] = {}
    if kind == "window":
        to["window"] = Window.objects.filter(hall=hall, pk=number).first()
    elif kind == "line":
        to["line"] = QueueLine.objects.filter(hall=hall, pk=number).first()
    sent = services.transfer(
        by=request.user, ticket=_ticket(request, sitting), reason=request.POST.get("reason", ""), **to
    )
    return f"{sent} 已转走，取号时间不变。"


def _miss(request: SignedRequest, sitting: Sitting) -> str:
    return f"{services.miss(by=request.user, ticket=_ticket(request, sitting))} 已过号。"


def _back(request: SignedRequest, sitting: Sitting) -> str:
    return f"{services.come_back(by=request.user, ticket=_ticket(request, sitting))} 已重新排队。"


def _leave(request: SignedRequest, sitting: Sitting) -> str:
    left = services.leave(
        by=request.user, ticket=_ticket(request, sitting), reason=request.POST.get("reason", "") or "不办了"
    )
    return f"{left} 已退号。"


def _take(request: SignedRequest, sitting: Sitting) -> str:
    """A number for somebody who cannot take it himself; its secret is shown once."""
    hall = sitting.window.hall
    form = TakeForm(request.POST, lines=queries.lines_of(hall, timezone.localdate()))
    if not form.is_valid():
        raise Refused("请选一项要办的业务。")
    chosen = form.cleaned_data
    wish = services.Wish(list(chosen["lines"]), Ticket.Channel.CLERK, chosen["group"], chosen["phone"])
    taken = services.take_once(by=request.user, hall=hall, wish=wish)
    return _slip(request, taken)


def _check_in(request: SignedRequest, sitting: Sitting) -> str:
    """The number of somebody with an appointment."""
    hall = sitting.window.hall
    rows = appointments.visible_to(request.user).filter(desk__hall=hall)
    found = get_object_or_404(rows, pk=_key(request, "appointment"))
    line = QueueLine.objects.filter(hall=hall, pk=_key(request, "line")).first() or queries.line_for(found)
    if line is None:
        raise Refused(f"“{found.desk.name}”没有对应的排队业务，请选一项业务。")
    return _slip(request, services.check_in(by=request.user, appointment=found, line=line))


def _slip(request: SignedRequest, taken: services.Taken) -> str:
    request.session[SLIP] = {"tickets": [each.pk for each in taken.tickets], "secret": taken.secret}
    return f"已取号 {'、'.join(each.label for each in taken.tickets)}。"


VERBS: dict[str, Verb] = {
    "close": _close, "next": _next, "call": _call, "recall": _recall, "begin": _begin, "finish": _finish,
    "hold": _hold, "transfer": _transfer, "miss": _miss, "come_back": _back, "leave": _leave, "take": _take,
    "check_in": _check_in,
}  # fmt: skip
