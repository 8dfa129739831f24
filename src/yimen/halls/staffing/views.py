"""Pages of people at windows: who stands where today, leave, appraisals, handing over."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.common.text import mask_name
from yimen.halls.models import Hall, HallDay, Posting, Window
from yimen.halls.moving import Because, NoWords, Step, attempt_move, steps
from yimen.halls.queries import visible_to as visible_halls
from yimen.halls.staffing import queries, services
from yimen.halls.staffing.forms import (
    AppraisalForm,
    Confirmed,
    EndForm,
    HandoverForm,
    LeaveForm,
    Objection,
    PostForm,
    Revision,
    StandInForm,
)
from yimen.halls.staffing.models import Appraisal, Leave, ShiftHandover
from yimen.halls.staffing.queries import AWAY, COVERED, NOBODY
from yimen.halls.staffing.states import DECLINED, TONES, WITHDRAWN
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Staff, in_force
from yimen.people.queries import may, visible_staff
from yimen.people.views.shared import attempt

STATE_TONES = {COVERED: "good", AWAY: "wrong", NOBODY: "warn"}
LACKING = "lacking"
LEAVE_MOVES = {
    "agree": NoWords, "refuse": Because, "approve": NoWords, "decline": Because, "withdraw": NoWords,
}  # fmt: skip
APPRAISAL_MOVES = {"settle": Confirmed, "object": Objection, "revise": Revision}
HANDOVER_MOVES = {"sign": NoWords, "return": Because}
MINE, EVERYTHING = "mine", "all"
TABS = ((MINE, "待我办"), (EVERYTHING, "全部"))


def day_of(request: SignedRequest) -> date:
    """The day that the address asks for, else today."""
    try:
        return parse_date(request.GET.get("day", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


@requires("halls.read")
def staff(request: SignedRequest, pk: int) -> HttpResponse:
    """Who stands at each window of a hall on a day (`?day=2023-05-31`), and until when his letters hold.

    The hall's manager posts people here: POST with `verb` post or end.
    """
    hall = get_object_or_404(visible_halls(request.user), pk=pk)
    day = day_of(request)
    keeps = may(request.user, "halls.keep")
    people = visible_staff(request.user)
    shapes: dict[str, Any] = {"post": PostForm, "end": EndForm}
    extra: dict[str, dict[str, Any]] = {"post": {"hall": hall, "day": day, "staff": people}, "end": {"staff": people}}
    forms_shown = {verb: shapes[verb](auto_id=f"{verb}-%s", **extra[verb]) for verb in shapes}
    status = 200
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if not keeps or verb not in shapes:
            raise Refused("派驻由大厅管理员登记，请联系大厅管理员。")
        form = forms_shown[verb] = shapes[verb](request.POST, auto_id=f"{verb}-%s", **extra[verb])
        _, status = attempt(form, lambda given: _post_or_end(request, hall, verb, given))
        if status == 302:
            messages.success(request, "已登记。")
            return redirect(f"{request.path}?day={day}")
    posts = queries.posts_on(hall, day, request.user)
    wanted = request.GET.get("state", "")
    chosen = [post for post in posts if _chosen(post, wanted)]
    context: dict[str, Any] = {
        "hall": hall,
        "day": day,
        "posts": [(post, STATE_TONES[post.state]) for post in chosen],
        "any": bool(posts),
        "tiles": _tiles(posts, day),
        "keeps": keeps,
        "forms": forms_shown,
        "wanted": wanted,
    }
    return render(request, "halls/staff.html", context, status=status)


def _post_or_end(request: SignedRequest, hall: Hall, verb: str, given: dict[str, Any]) -> Posting:
    if verb == "post":
        return services.post(by=request.user, **given)
    rows = Posting.objects.filter(in_force(given["last"]), staff=given["staff"], window__hall=hall)
    posting = rows.order_by("-valid_from").first()
    if posting is None:
        raise Refused("这个人在那一天没有派驻在本大厅，请核对工号和日期。")
    return services.end_posting(by=request.user, posting=posting, last=given["last"])


def _chosen(post: queries.Post, wanted: str) -> bool:
    return not wanted or (post.lacking > 0 if wanted == LACKING else post.state == wanted)


def _tiles(posts: list[queries.Post], day: date) -> list[dict[str, Any]]:
    def tile(label: str, figure: int, state: str, note: str, wrong: bool = False) -> dict[str, Any]:
        url = f"?day={day}&state={state}#posts"
        return {"label": label, "figure": figure, "unit": "个", "url": url, "note": note, "wrong": wrong and figure > 0}

    def count(state: str) -> int:
        return sum(post.state == state for post in posts)

    lacking = sum(post.lacking > 0 for post in posts)
    return [
        tile("窗口", len(posts), "", "当日启用"),
        tile("有人在岗", count(COVERED), COVERED, "至少一人派驻且未请假"),
        tile("都请假", count(AWAY), AWAY, "派驻的人都请假，无人顶岗", True),
        tile("没有派驻", count(NOBODY), NOBODY, "请登记A岗、B岗"),
        tile("B岗缺授权", lacking, LACKING, "A岗有、B岗没有的受理授权", True),
    ]


@requires("halls.read")
def leaves(request: SignedRequest) -> HttpResponse:
    """The leave that waits for the user, or all that he sees; and the form to ask for some."""
    people = queries.askable_staff(request.user).select_related("department")
    form = LeaveForm(request.POST if request.method == "POST" else None, staff=people)
    status = 200
    if request.method == "POST":
        made, status = attempt(form, lambda given: _ask(request, given))
        if made is not None:
            messages.success(request, "已提出，先由部门同意，再由大厅批准。")
            return redirect("halls:leave", made.pk)
    tab = _tab(request)
    waiting = queries.waiting_leaves(request.user)
    rows = waiting if tab == MINE else queries.visible_leaves(request.user)
    context = {
        "page": page(request, rows.order_by("-first_on", "-pk")),
        "tab": tab,
        "tabs": TABS,
        "tones": TONES,
        "form": form if may(request.user, "staffing.ask") and people.exists() else None,
        "open": status == 422,
        "own": queries.own_appraisals(request.user),
    }
    return render(request, "halls/leaves.html", context, status=status)


def _ask(request: SignedRequest, given: dict[str, Any]) -> Leave:
    who = given.pop("staff")
    return services.ask_leave(by=request.user, staff=who, absence=services.Absence(**given))


def _tab(request: SignedRequest) -> str:
    asked = request.GET.get("tab", MINE)
    return asked if asked in dict(TABS) else MINE


def masked(person: Staff) -> str:
    """Work number, department and the masked name of somebody."""
    return f"{person.code} {mask_name(person.name)}（{person.department.short_name}）"


@requires("halls.read")
def leave(request: SignedRequest, pk: int) -> HttpResponse:
    """One leave: whether its windows stay covered, who stands in, and the moves of both masters."""
    thing = get_object_or_404(queries.visible_leaves(request.user), pk=pk)
    windows = queries.windows_of(thing.staff, thing.first_on, thing.last_on)
    people = Staff.objects.filter(region=thing.staff.region_id)
    bound: Step | None = None
    stand_form = StandInForm(windows=windows, staff=people, auto_id="stand-%s")
    status = 200
    if request.method == "POST" and "move" not in request.POST and may(request.user, "halls.keep"):
        stand_form = StandInForm(request.POST, windows=windows, staff=people, auto_id="stand-%s")
        _, status = attempt(stand_form, lambda given: services.stand_in(by=request.user, leave=thing, **given))
    elif request.method == "POST":
        bound, status = attempt_move(
            request, thing, LEAVE_MOVES,
            lambda move, **given: services.move_leave(
                by=request.user, leave=thing, move=move, today=timezone.localdate(), **given
            ),
        )  # fmt: skip
    if status == 302:
        messages.success(request, "已办理。")
        return redirect("halls:leave", pk)
    over = thing.status in (DECLINED, WITHDRAWN)
    shown = may(request.user, "halls.keep") or may(request.user, "staffing.agree") or _is(request, thing.staff)
    days = thing.first_on if thing.first_on == thing.last_on else f"{thing.first_on} 至 {thing.last_on}"
    context = {
        "facts": [
            ("请假人", masked(thing.staff)),
            ("假别", thing.get_kind_display()),
            ("日期", f"{days}　{thing.get_half_display()}"),
            ("事由", thing.reason if shown else "只给本人和审批的人看"),
            ("申请", f"{thing.asked_by or '系统'}，{timezone.localtime(thing.asked_at):%Y-%m-%d %H:%M}"),
            ("不同意的原因", thing.answer),
        ],
        "windows": [] if over else [(window, _bare(thing, window)) for window in windows],
        "stand_ins": thing.stand_ins.select_related("posting__staff", "posting__window"),
        "stand_form": stand_form if may(request.user, "halls.keep") and not over else None,
        "next_words": "" if over else "部门同意后由大厅批准；批准前，请假期间窗口要有人。",
    }
    moves = steps(thing, request, LEAVE_MOVES, bound)
    return _thing(request, thing, "请假", "halls:leaves", f"{thing.staff.code} 的{thing.get_kind_display()}", status,
                  steps=moves, **context)  # fmt: skip


def _is(request: SignedRequest, person: Staff) -> bool:
    return person.account_id == request.user.pk


def _bare(thing: Leave, window: Window) -> list[date]:
    days = HallDay.objects.filter(hall=window.hall_id, date__range=(thing.first_on, thing.last_on)).order_by("date")
    return [day.date for day in days if not queries.covers(window, day.date, thing.staff)]


def _thing(
    request: SignedRequest, thing: Any, above_label: str, above: str, heading: str, status: int, **context: Any
) -> HttpResponse:
    """The page of one thing with its facts and moves."""
    shown = {"thing": thing, "tone": TONES[thing.status], "above": reverse(above), "above_label": above_label,
             "heading": heading, "lead": "", **context}  # fmt: skip
    return render(request, "halls/thing.html", shown, status=status)


@requires("staffing.appraisals")
def appraisals(request: SignedRequest) -> HttpResponse:
    """The quarterly appraisals that both masters agree on, and the form by which the hall proposes one."""
    people = visible_staff(request.user)
    form = AppraisalForm(request.POST if request.method == "POST" else None, staff=people)
    status = 200
    if request.method == "POST":
        made, status = attempt(
            form,
            lambda given: services.propose_appraisal(by=request.user, today=timezone.localdate(), **given),
        )
        if made is not None:
            messages.success(request, "已提出，等部门确认。")
            return redirect("halls:appraisal", made.pk)
    tab = _tab(request)
    rows = queries.waiting_appraisals(request.user) if tab == MINE else queries.visible_appraisals(request.user)
    listed: Page[Appraisal] = page(request, rows.order_by("-year", "-quarter", "staff__code"))
    context = {"page": listed, "tab": tab, "tabs": TABS, "tones": TONES, "open": status == 422,
               "form": form if may(request.user, "halls.keep") else None}  # fmt: skip
    return render(request, "halls/appraisals.html", context, status=status)


@requires("staffing.appraisals")
def appraisal(request: SignedRequest, pk: int) -> HttpResponse:
    """One appraisal and the moves of both masters."""
    thing: Appraisal = get_object_or_404(queries.visible_appraisals(request.user), pk=pk)
    bound, status = None, 200
    if request.method == "POST":
        bound, status = attempt_move(
            request, thing, APPRAISAL_MOVES,
            lambda move, **given: services.move_appraisal(by=request.user, appraisal=thing, move=move, **given),
        )  # fmt: skip
        if status == 302:
            messages.success(request, "已办理。")
            return redirect("halls:appraisal", pk)
    facts = [
        ("被考核人", masked(thing.staff)),
        ("考核期", f"{thing.year} 年第 {thing.quarter} 季度"),
        ("等次", thing.get_grade_display()),
        ("大厅意见", thing.hall_words),
        ("部门意见", thing.department_words),
    ]
    words = "大厅负责日常管理和考核，部门确认；部门有异议的，大厅复议后再报，双方一致才算定。"
    return _thing(request, thing, "平时考核", "halls:appraisals", f"{thing.staff.code} 的平时考核", status,
                  facts=facts, steps=steps(thing, request, APPRAISAL_MOVES, bound), next_words=words)  # fmt: skip


@requires("halls.read")
def shift_handovers(request: SignedRequest) -> HttpResponse:
    """The handovers between clerks, and the form by which one gives his window over."""
    givers = queries.askable_staff(request.user).select_related("department")
    shapes: dict[str, Any] = {"givers": givers, "takers": Staff.objects.filter(region=request.user.region_id),
              "windows": _windows(givers)}  # fmt: skip
    form = HandoverForm(request.POST if request.method == "POST" else None, **shapes)
    status = 200
    if request.method == "POST":
        made, status = attempt(form, lambda given: _hand_over(request, form, given))
        if made is not None:
            messages.success(request, "已交班，等接班人核对签收。")
            return redirect("halls:shift_handover", made.pk)
    tab = _tab(request)
    rows = queries.waiting_handovers(request.user) if tab == MINE else queries.visible_handovers(request.user)
    context = {"page": page(request, rows.order_by("-written_at", "-pk")), "tab": tab, "tabs": TABS, "tones": TONES,
               "form": form if may(request.user, "staffing.ask") and givers.exists() else None,
               "open": status == 422}  # fmt: skip
    return render(request, "halls/shift_handovers.html", context, status=status)


def _windows(givers: QuerySet[Staff]) -> QuerySet[Window]:
    today = timezone.localdate()
    rows = Window.objects.filter(in_force(today, "postings__"), postings__staff__in=givers)
    return rows.distinct().order_by("code")


def _hand_over(request: SignedRequest, form: HandoverForm, given: dict[str, Any]) -> ShiftHandover:
    named = {name: given[name] for name in ("window", "giver", "taker", "remark")}
    return services.hand_over(by=request.user, things=form.things(), **named)


@requires("halls.read")
def shift_handover(request: SignedRequest, pk: int) -> HttpResponse:
    """One handover with its list; its taker signs or returns it."""
    thing = get_object_or_404(queries.visible_handovers(request.user), pk=pk)
    bound, status = None, 200
    if request.method == "POST":
        bound, status = attempt_move(
            request, thing, HANDOVER_MOVES,
            lambda move, **given: services.move_handover(by=request.user, handover=thing, move=move, **given),
        )  # fmt: skip
        if status == 302:
            messages.success(request, "已办理。")
            return redirect("halls:shift_handover", pk)
    facts = [
        ("窗口", f"{thing.window.hall} {thing.window}"),
        ("交班人", masked(thing.giver)),
        ("接班人", masked(thing.taker)),
        ("交班时间", f"{timezone.localtime(thing.written_at):%Y-%m-%d %H:%M}"),
        ("说明", thing.remark),
        ("退回原因", thing.answer),
    ]
    mine = _is(request, thing.taker) or bound is not None
    return _thing(request, thing, "交接班", "halls:shift_handovers", f"{thing.window} 窗口交接班", status, facts=facts,
                  steps=steps(thing, request, HANDOVER_MOVES, bound) if mine else [], things=thing.things.all(),
                  next_words="由接班人本人登录后签收或退回。")  # fmt: skip
