"""The one page of a sheet: gone through by the liaison, signed by the head, returned or confirmed by the bureau."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.forms import AnswerForm, LineFilter, WordsForm, initial_of, staff_of
from yimen.entry.rounds.models import Sheet, SheetLine
from yimen.entry.rounds.states import FILLING, OPEN, RETURNED, SIGNED, SUBMITTED
from yimen.entry.rounds.views.conditions import conditions_of
from yimen.entry.rounds.views.showing import Looked, look
from yimen.entry.views.items import status_of
from yimen.halls import queries as halls
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

FILTERS = ("q", "standing", "mode")
THIS, CHOSEN, ALL = "this", "chosen", "all"
KEYS = (
    ("1—8", "选定进驻方式并跳到窗口编号"),
    ("Enter", "保存并到下一项（在输入框内）"),
    ("s", "保存并到下一项"),
    ("j / k", "下一项 / 上一项"),
    ("u", "下一个未梳理的事项"),
    ("r", "照上一次填报的内容填入"),
)


@requires("entry.read")
def sheet(request: SignedRequest, pk: int) -> HttpResponse:
    """A sheet: the form of the line at hand for whoever fills it in, the table of all lines for everybody else."""
    thing = _sheet(request, pk)
    looked = look(thing, _filters(request.GET), timezone.localdate())
    if not _fills_in(request, thing):
        return _read(request, looked)
    line = _at_hand(request, looked)
    if line is not None and "line" in request.GET:
        services.remember(by=request.user, line=line)
    return _fill_in(request, looked, line)


@require_POST
@requires("entry.declare")
def answer(request: SignedRequest, pk: int) -> HttpResponse:
    """Answers the line at hand, those ticked, or all that the filters show; then the next open one is at hand."""
    thing = _sheet(request, pk)
    asked = request.POST.get("line", "")
    line = queries.lines_of(thing).filter(pk=int(asked) if asked.isdecimal() else 0).first()
    if line is None:
        raise Refused("没有指明填报哪一项，请刷新页面后重新填写。")
    form = AnswerForm(request.POST, line=line, **_choices(request, thing))
    status = 422
    if form.is_valid():
        try:
            done = services.answer_lines(by=request.user, sheet=thing, answer=form.answer, **_scope(request, thing))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            said = f"“{line.version.name}”" if len(done) == 1 else f"{len(done)} 项"
            messages.success(request, f"已保存{said}。")
            services.remember(by=request.user, line=line)
            return redirect(_address(thing, request.GET, line=_following(thing, request.GET, line)))
    looked = look(thing, _filters(request.GET), timezone.localdate())
    return _fill_in(request, looked, looked.by_key[line.pk], form=form, status=status)


@require_POST
@requires("entry.declare")
def submit(request: SignedRequest, pk: int) -> HttpResponse:
    """Hands the sheet to the department's head."""
    thing = services.submit(by=request.user, sheet=_sheet(request, pk))
    messages.success(request, f"已提交，请{thing.department}负责人登录后签发。")
    return redirect("entry:sheet", pk)


@require_POST
@requires("entry.sign_sheet")
def sign(request: SignedRequest, pk: int) -> HttpResponse:
    """Signs what was shown."""
    services.sign(by=request.user, sheet=_sheet(request, pk), seen=request.POST.get("seen", ""))
    messages.success(request, "已签发并报营商局，签发内容的摘要已记入存证账本。")
    return redirect("entry:sheet", pk)


@require_POST
@requires("entry.sign_sheet")
def send_back(request: SignedRequest, pk: int) -> HttpResponse:
    """Gives the sheet back to the liaison."""
    services.send_back(by=request.user, sheet=_sheet(request, pk), words=request.POST.get("words", ""))
    messages.success(request, "已退回联络员修改。")
    return redirect("entry:sheet", pk)


@require_POST
@requires("entry.round")
def return_sheet(request: SignedRequest, pk: int) -> HttpResponse:
    """Returns the sheet to its department: some items, each with its reason, or the whole."""
    reasons = {
        int(name.removeprefix("return-")): str(text)
        for name, text in request.POST.items()
        if name.removeprefix("return-").isdecimal() and str(text).strip()
    }
    thing = _sheet(request, pk)
    services.return_sheet(by=request.user, sheet=thing, words=request.POST.get("words", ""), lines=reasons)
    messages.success(request, f"已退回{thing.department}{f'，其中 {len(reasons)} 项须重新填报' if reasons else ''}。")
    return redirect("entry:round", thing.round_id)


@require_POST
@requires("entry.round")
def confirm(request: SignedRequest, pk: int) -> HttpResponse:
    """Confirms the sheet; its answers become the department's declarations."""
    thing = services.confirm(by=request.user, sheet=_sheet(request, pk))
    messages.success(request, f"已确认{thing.department}的梳理表，填报内容自今日起成为现行声明。")
    return redirect("entry:round", thing.round_id)


def _sheet(request: SignedRequest, pk: int) -> Sheet:
    return get_object_or_404(queries.visible_sheets(request.user), pk=pk)


def _fills_in(request: SignedRequest, thing: Sheet) -> bool:
    own = thing.department_id == request.user.department_id and may(request.user, "entry.declare")
    return own and thing.round.status == OPEN and thing.status in (FILLING, RETURNED)


def _filters(asked: QueryDict) -> dict[str, str]:
    return {name: asked.get(name, "") for name in FILTERS}


def _choices(request: SignedRequest, thing: Sheet) -> dict[str, Any]:
    """What the form offers: the county's halls that are open, and the staff who can be named."""
    return {"halls": halls.visible_to(request.user).filter(region=thing.region_id), "staff": staff_of(thing)}


def _at_hand(request: SignedRequest, looked: Looked) -> SheetLine | None:
    """The line that was asked for, else where the account left off, else the first that is owed, else the first."""
    asked = request.GET.get("line", "")
    key = int(asked) if asked.isdecimal() else queries.place_of(request.user, looked.sheet)
    found = looked.by_key.get(key or 0)
    if found is not None and (asked or found in looked.chosen):
        return found
    return next((line for line in looked.chosen if line.owed), next(iter(looked.chosen), None))


def _scope(request: SignedRequest, thing: Sheet) -> dict[str, Any]:
    """Which lines an answer is for, with what the user saw of them."""
    scope, rows = request.POST.get("scope", THIS), SheetLine.objects.filter(sheet=thing)
    if scope == ALL:
        keys = [line.pk for line in look(thing, _filters(request.GET), timezone.localdate()).chosen]
        total = request.POST.get("total", "")
        return {"lines": rows.filter(pk__in=keys), "expected": int(total) if total.isdecimal() else None}
    marks = request.POST.getlist("chosen") if scope == CHOSEN else [request.POST.get("seen", "")]
    seen = dict(_pair(text) for text in marks)
    return {"lines": rows.filter(pk__in=seen), "seen": seen}


def _pair(text: str) -> tuple[int, int]:
    line, _, revision = text.partition("-")
    if not (line.isdecimal() and revision.isdecimal()):
        raise Refused("勾选的内容无法识别，请刷新页面后重新勾选。")
    return int(line), int(revision)


def _following(thing: Sheet, asked: QueryDict, line: SheetLine) -> int | None:
    """The next line of the filter that is owed, then any that is, then the next by number."""
    rows, owed = SheetLine.objects.filter(sheet=thing).order_by("number"), queries.STILL_OWED
    narrow = queries.filtered(rows, text=asked.get("q", ""))
    later = narrow.filter(number__gt=line.number)
    for some in (later.filter(owed), narrow.filter(owed), rows.filter(owed), later):
        if (key := some.values_list("pk", flat=True).first()) is not None:
            return int(key)
    return line.pk


def _address(thing: Sheet, asked: QueryDict, **more: int | str | None) -> str:
    wanted = {name: text for name, text in _filters(asked).items() if text}
    wanted |= {name: str(value) for name, value in more.items() if value is not None}
    return f"{reverse('entry:sheet', args=[thing.pk])}{'?' if wanted else ''}{urlencode(wanted)}"


def _fill_in(
    request: SignedRequest, looked: Looked, line: SheetLine | None, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    thing = looked.sheet
    context = {**_shared(request, looked), "page": looked.page(request.GET, line), "total": len(looked.chosen)}
    if line is not None:
        if form is None:
            form = AnswerForm(line=line, initial=_initial(request, looked, line), **_choices(request, thing))
        before, after = looked.beside(line)
        fresh = queries.lines_of(thing).get(pk=line.pk) if status == 409 else line
        context |= {
            "line": looked.row(fresh),
            "form": form,
            "moved": status == 409,
            "scope": request.POST.get("scope", THIS),
            "ticked": set(request.POST.getlist("chosen")),
            "post_to": f"{reverse('entry:answer_lines', args=[thing.pk])}{_query(request.GET)}",
            "before": _address(thing, request.GET, line=before) if before else "",
            "after": _address(thing, request.GET, line=after) if after else "",
            "open_next": _address(thing, request.GET, line=looked.open_after(line)),
            "alike": _address(thing, request.GET, line=line.pk, like=1) if looked.last_by(request.user) else "",
            "windows": looked.window_codes(line),
        }
    context |= {"keys": KEYS, "page_shortcuts": KEYS, "address": _address(thing, request.GET)}
    return render(request, "entry/sheet_filling.html", context, status=status)


def _initial(request: SignedRequest, looked: Looked, line: SheetLine) -> Mapping[str, Any]:
    last = looked.last_by(request.user)
    if request.GET.get("like") and last is not None:
        return {**initial_of(last, former=None), "starts_on": line.starts_on}
    return initial_of(line, former=queries.earlier_lines(looked.sheet, [line.item_id]).get(line.item_id))


def _query(asked: QueryDict) -> str:
    wanted = {name: text for name, text in _filters(asked).items() if text}
    return f"?{urlencode(wanted)}" if wanted else ""


def _shared(request: SignedRequest, looked: Looked) -> dict[str, Any]:
    """What both faces of the page show."""
    thing = looked.sheet
    return {
        "sheet": thing,
        "round": thing.round,
        "looked": looked,
        "filters": LineFilter(_filters(request.GET)),
        "late": queries.days_late(thing, thing.round.deadline, timezone.localdate()),
        "may_submit": _fills_in(request, thing),
    }


def _read(request: SignedRequest, looked: Looked) -> HttpResponse:
    thing, user = looked.sheet, request.user
    under_way = thing.round.status == OPEN
    own = thing.department_id == user.department_id
    judging = under_way and may(user, "entry.round") and user.region_id == thing.region_id
    returning = judging and thing.status == SIGNED
    context = {
        **_shared(request, looked),
        # Whoever returns single items has all of them on one page, so that no reason is lost in turning it.
        "page": looked.page(request.GET, None, size=len(looked.lines) or 1 if returning else 100),
        "may_sign": under_way and own and may(user, "entry.sign_sheet") and thing.status == SUBMITTED,
        "returning": returning,
        "words": WordsForm(),
        **(conditions_of(looked) if returning else {}),
    }
    return render(request, "entry/sheet.html", context)
