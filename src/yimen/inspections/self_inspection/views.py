"""Pages of self-inspection."""

import io
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused, said_in
from yimen.common.page import Page, page
from yimen.documents.queries import issued_from
from yimen.evidence.models import Clue
from yimen.evidence.queries import latest_run, visible_clues
from yimen.evidence.rows import with_places
from yimen.exchange import services as exchange
from yimen.exchange.showing import plan_page, settled_elsewhere
from yimen.exchange.writing import Table, delimited
from yimen.inspections.self_inspection import charts, credibility, facts, queries, services, signing, writing
from yimen.inspections.self_inspection.forms import (
    AnswersForm,
    ChecklistFileForm,
    ChecklistNameForm,
    EvidenceForm,
    ReturnForm,
    RoundForm,
    SignForm,
)
from yimen.inspections.self_inspection.imports import FIELDS
from yimen.inspections.self_inspection.models import Question, SelfAnswer, SelfSheet
from yimen.inspections.self_inspection.states import OPEN, OWED, SIGNED, SUBMITTED, TONES
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may, roles_of
from yimen.people.rules import COUNTY_WIDE

ON_A_PAGE = 25


@requires("inspection.read")
def rounds(request: SignedRequest) -> HttpResponse:
    """The rounds with how far each is, and for whoever keeps them the form that opens the next; POST opens it."""
    keeps = may(request.user, "inspection.keep")
    form: RoundForm | None = None
    if keeps:
        versions = queries.newest_versions(request.user.region)
        form = RoundForm(request.POST or None, versions=versions, initial={"version": versions.first()})
    if request.method == "POST" and form is not None and form.is_valid():
        with said_in(form):
            made = services.open_round(by=request.user, region=request.user.region, **form.cleaned_data)
            messages.success(request, "已发布：各部门的自查表已按现有数据预填。")
            return redirect("inspections:round", made.pk)
    shown: Page[Any] = page(request, queries.visible_rounds(request.user), size=20)
    sheets = queries.visible_sheets(request.user).filter(round__in=[each.pk for each in shown.rows])
    context = {
        "page": shown,
        "rows": [(each, TONES[each.status], charts.standing(sheets, each)) for each in shown.rows],
        "form": form,
        "has_checklist": form is not None and queries.newest_versions(request.user.region).exists(),
    }
    return render(request, "inspections/rounds.html", context, status=422 if form and form.errors else 200)


@requires("inspection.read")
def round(request: SignedRequest, pk: int) -> HttpResponse:
    """One round: every department's standing. Who sees but one department goes to its sheet."""
    thing = get_object_or_404(queries.visible_rounds(request.user), pk=pk)
    sheets = queries.visible_sheets(request.user).filter(round=thing)
    wide = bool(roles_of(request.user) & COUNTY_WIDE)
    if not wide and (own := sheets.first()) is not None:
        return redirect("inspections:sheet", own.pk)
    lines = queries.lines_of(sheets, timezone.localdate())
    wanted = request.GET.get("status", "")
    context = {
        "round": thing,
        "tone": TONES[thing.status],
        "lines": [each for each in lines if wanted in ("", each.sheet.status, "late" if each.late else "")],
        "tiles": charts.tiles(lines),
        "may_close": thing.status == OPEN and may(request.user, "inspection.keep") and wide,
    }
    return render(request, "inspections/round.html", context)


@require_POST
@requires("inspection.keep")
def close_round(request: SignedRequest, pk: int) -> HttpResponse:
    """The round closed."""
    thing = get_object_or_404(queries.visible_rounds(request.user), pk=pk)
    services.close_round(by=request.user, round=thing)
    messages.success(request, "本轮自查已结束。")
    return redirect("inspections:round", pk)


@requires("inspection.read")
def sheet(request: SignedRequest, pk: int) -> HttpResponse:
    """One department's sheet: its answers, what data say against them, and what may be done now."""
    return _show_sheet(request, _sheet(request, pk))


def _sheet(request: SignedRequest, pk: int) -> SelfSheet:
    return get_object_or_404(queries.visible_sheets(request.user), pk=pk)


def _narrowed(answers: list[SelfAnswer], against: dict[int, facts.Fact], wanted: str) -> list[SelfAnswer]:
    lacking = {each.pk for each in queries.lacking_evidence(answers)}
    tests = {
        "open": lambda each: each.answered_at is None,
        "against": lambda each: each.pk in against,
        "evidence": lambda each: each.pk in lacking,
    }
    test = tests.get(wanted)
    return [each for each in answers if test(each)] if test else answers


def _show_sheet(request: SignedRequest, thing: SelfSheet, status: int = 200, **forms: Any) -> HttpResponse:
    answers = queries.answers_of(thing)
    known = facts.gather(thing.region, timezone.localdate())
    against = facts.contradicted(known, answers)
    narrowed = _narrowed(answers, against, request.GET.get("show", ""))
    number = max(1, int(page_asked) if (page_asked := request.GET.get("page", "")).isdecimal() else 1)
    pages = max(1, -(-len(narrowed) // ON_A_PAGE))
    part = narrowed[(min(number, pages) - 1) * ON_A_PAGE :][:ON_A_PAGE]
    own = thing.department_id == request.user.department_id
    moves = {move.name for move in open_moves(thing, request.user)}
    fills = own and thing.status in OWED and thing.round.status == OPEN and may(request.user, "inspection.answer")
    form = forms.pop("answers_form", None) or AnswersForm(answers=part)
    explained = forms.pop("explained", {})
    rows = [
        {
            "answer": each,
            "fields": form.bound(each) if each in form.answers else [],
            "fact": against.get(each.pk),
            "at": facts.rows_at(known, each) if each.pk in against else None,
        }
        for each in part
    ]
    open_ones = sum(each.answered_at is None for each in answers)
    context = {
        "sheet": thing,
        "round": thing.round,
        "tone": TONES[thing.status],
        "late": thing.status in OWED and timezone.localdate() > thing.round.deadline,
        "rows": rows,
        "total": len(narrowed),
        "pages": range(1, pages + 1),
        "number": min(number, pages),
        "standings": [
            (code, label, len(_narrowed(answers, against, code))) for code, label in queries.STANDINGS.items()
        ],
        "wanted": request.GET.get("show", ""),
        "against": [
            (each, against[each.pk], facts.rows_at(known, each), explained.get(each.pk, ""))
            for each in answers
            if each.pk in against
        ],
        "open_ones": open_ones,
        "fills": fills,
        "may_submit": fills and not open_ones,
        "may_sign": own and thing.status == SUBMITTED and "sign" in moves,
        "may_return": "send_back" in moves,
        "may_accept": thing.status == SIGNED and "accept" in moves,
        "returns": thing.returns.select_related("by"),
        "issued": issued_from(signing.source_of(thing)),
        "has_run": known.run,
        "evidence_form": EvidenceForm(answers=_department_answers(thing)) if fills else None,
        "return_form": ReturnForm(),
        "sign_form": SignForm(initial={"seen": writing.digest_of(answers)}),
        **forms,
    }
    return render(request, "inspections/sheet.html", context, status=status)


def _department_answers(thing: SelfSheet) -> QuerySet[SelfAnswer]:
    rows = SelfAnswer.objects.filter(sheet=thing, question__scope=Question.Scope.DEPARTMENT)
    return rows.select_related("question")


@require_POST
@requires("inspection.answer")
def answer(request: SignedRequest, pk: int) -> HttpResponse:
    """Answers of the page, or with `move=confirm` everything that data pre-filled and nobody has touched yet."""
    thing = _sheet(request, pk)
    rows = queries.answers_of(thing)
    if request.POST.get("move") == "confirm":
        said = {each.pk: services.Said(each.answer, each.words) for each in rows if _confirmable(each)}
        if said:
            services.answer(by=request.user, sheet=thing, said=said)
        messages.success(request, f"已确认 {len(said)} 个系统预填的答案；预填为“否”和没有预填的仍须逐条填写。")
        return _back(request, thing)
    sent = [each for each in rows if f"answer_{each.pk}" in request.POST]
    form = AnswersForm(request.POST, answers=sent)
    if form.is_valid():
        with said_in(form):
            done = services.answer(by=request.user, sheet=thing, said=form.said)
            messages.success(request, f"已保存 {len(done)} 个答案。")
            return _back(request, thing)
    return _show_sheet(request, thing, 422, answers_form=form)


def _confirmable(each: SelfAnswer) -> bool:
    """A no wants words of the department's own, so it cannot be confirmed unseen."""
    return each.answered_at is None and each.answer in (SelfAnswer.Value.YES, SelfAnswer.Value.IDLE)


def _back(request: SignedRequest, thing: SelfSheet) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(reverse("inspections:sheet", args=[thing.pk]) + (f"?{query}" if query else ""))


@require_POST
@requires("inspection.answer")
def add_evidence(request: SignedRequest, pk: int) -> HttpResponse:
    """Evidence under one of the department's own questions."""
    thing = _sheet(request, pk)
    form = EvidenceForm(request.POST, request.FILES, answers=_department_answers(thing))
    if form.is_valid():
        data = form.cleaned_data
        with said_in(form):
            services.add_evidence(
                by=request.user, answer=data["answer"], files=data["materials"], effective_on=data["effective_on"]
            )
            messages.success(request, "佐证已收到：生效日期照您所填，收到时间由系统记录。")
            return redirect("inspections:sheet", pk)
    return _show_sheet(request, thing, 422, evidence_form=form)


@require_POST
@requires("inspection.answer")
def submit(request: SignedRequest, pk: int) -> HttpResponse:
    """The sheet handed to the head; `explain_KEY` says why a contradicted answer is kept."""
    thing = _sheet(request, pk)
    prefix = "explain_"
    explained = {
        int(name.removeprefix(prefix)): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal()
    }
    try:
        services.submit(by=request.user, sheet=thing, explained=explained)
    except Refused as refused:
        messages.error(request, str(refused))
        return _show_sheet(request, thing, 422, explained=explained)
    messages.success(request, "已提交，等待本部门负责人签发。")
    return redirect("inspections:sheet", pk)


@require_POST
@requires("inspection.sign")
def sign(request: SignedRequest, pk: int) -> HttpResponse:
    """The report signed by the department's head."""
    thing = _sheet(request, pk)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _show_sheet(request, thing, 422, sign_form=form)
    done = services.sign(by=request.user, sheet=thing, seen=form.cleaned_data["seen"])
    messages.success(request, f"自查报告 {done.number} 已签发，等待营商局审核。")
    return redirect("inspections:sheet", pk)


@require_POST
@requires("inspection.keep")
def settle(request: SignedRequest, pk: int) -> HttpResponse:
    """The officer's review: `move=accept`, else back with reasons."""
    thing = _sheet(request, pk)
    if request.POST.get("move") == "accept":
        services.accept(by=request.user, sheet=thing)
        messages.success(request, "已审核。今后每次核验都会与这些答案对照，计入部门自查的可信度。")
        return redirect("inspections:sheet", pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _show_sheet(request, thing, 422, return_form=form)
    services.send_back(by=request.user, sheet=thing, words=form.cleaned_data["words"])
    messages.success(request, "已退回，部门会看到原因。")
    return redirect("inspections:sheet", pk)


@requires("inspection.read")
def report(request: SignedRequest, pk: int) -> HttpResponse:
    """The report as it would be signed now, PDF; once it is signed the register of documents has it."""
    thing = _sheet(request, pk)
    issued = issued_from(signing.source_of(thing))
    if issued is not None and thing.number:
        return redirect("documents:document", issued.pk)
    paper = writing.as_paper(thing, queries.answers_of(thing), number="", signer="（待签发）", day=timezone.localdate())
    response = HttpResponse(writing.unsigned(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="self-report-{thing.pk}-draft.pdf"'
    return response


@requires("inspection.read")
def rows(request: SignedRequest, pk: int) -> HttpResponse:
    """The records behind a contradiction: what stands in the department's register and belongs to no case."""
    thing = get_object_or_404(queries.visible_answers(request.user), pk=pk)
    run = latest_run(thing.sheet.region)
    lone = visible_clues(request.user, run).filter(facts.outside(run)) if run else Clue.objects.none()
    lone = lone.filter(department=thing.sheet.department).order_by("item_code", "subject", "pk")
    shown: Page[Clue] = page(request, lone, size=50)
    placed = with_places(run)(shown.rows) if run else []
    context = {"answer": thing, "sheet": thing.sheet, "run": run, "page": shown, "rows": placed}
    return render(request, "inspections/rows.html", context)


@requires("inspection.read")
def evidence_file(request: SignedRequest, pk: int) -> FileResponse:
    """An evidence file, always as a download."""
    row = get_object_or_404(queries.visible_evidence(request.user), pk=pk)
    content = io.BytesIO(exchange.kept_file(row.digest))
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")


@requires("inspection.keep")
def checklists(request: SignedRequest) -> HttpResponse:
    """The checklists with their versions; a file is the first step to a new version, `move=start` the first edition.

    `?download=KEY` is a version as a spreadsheet to edit.
    """
    shown = list(queries.visible_checklists(request.user))
    asked = request.GET.get("download", "")
    for version in (each for checklist in shown for each in checklist.versions.all() if str(each.pk) == asked):
        return _spreadsheet(version)
    form = ChecklistFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and request.POST.get("move") == "start":
        services.make_checklist(
            by=request.user, region=request.user.region, name=services.rules.STARTING_NAME,
            questions=services.starting_questions(),
        )  # fmt: skip
        messages.success(request, "已采用通用清单，可下载修改后导入为新版本。")
        return redirect("inspections:checklists")
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with said_in(form):
            batch = services.read_file(by=request.user, name=upload.name, content=upload.read())
            return redirect("inspections:checklist_plan", batch.pk)
    context = {"checklists": shown, "form": form}
    return render(request, "inspections/checklists.html", context, status=422 if form.errors else 200)


def _spreadsheet(version: Any) -> HttpResponse:
    lines = [
        [each.code, each.text, each.get_scope_display(),
         each.get_check_against_display() if each.check_against else "", each.basis,
         "是" if each.needs_evidence else "否"]
        for each in version.questions.all()
    ]  # fmt: skip
    content = delimited(Table("自查清单", [each.label for each in FIELDS], lines))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="checklist-{version.pk}.csv"'
    return answer


@requires("inspection.keep")
def checklist_plan(request: SignedRequest, pk: int) -> HttpResponse:
    """Step two: what would be taken in and what refused; POST is step three, under the name that is given."""
    batch = get_object_or_404(queries.visible_imports(request.user), pk=pk)
    if (elsewhere := settled_elsewhere(batch)) is not None:
        return elsewhere
    form = ChecklistNameForm(request.POST or None, initial={"name": services.rules.STARTING_NAME})
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = services.apply_file(by=request.user, batch=batch, name=form.cleaned_data["name"])
            messages.success(request, f"已导入 {made}，共 {made.questions.count()} 个问题。")
            return redirect("inspections:checklists")
    return plan_page(
        request,
        "inspections/checklist_plan.html",
        batch,
        services.opened(batch),
        services.plan_of(batch),
        form=form,
        back=reverse("inspections:checklists"),
    )


@requires("inspection.read")
def trust(request: SignedRequest) -> HttpResponse:
    """What each department's word was worth, over its rounds; `?department=KEY` lists the answers behind it."""
    found = credibility.of_region(request.user.region, timezone.localdate())
    if not roles_of(request.user) & COUNTY_WIDE:
        found = [each for each in found if each.department.pk == request.user.department_id]
    asked = request.GET.get("department", "")
    chosen = next((each for each in found if str(each.department.pk) == asked), None)
    past = list(queries.visible_rounds(request.user).order_by("pk"))
    context = {
        "rows": found,
        "chosen": chosen,
        "judged": sorted(chosen.judged, key=lambda each: not each.refuted)[:200] if chosen else [],
        "chart": charts.credibility_chart(found),
        "rounds": past,
        "trend": charts.trend(chosen, past) if chosen else [],
        "least": credibility.LEAST_ANSWERS,
    }
    return render(request, "inspections/trust.html", context)
