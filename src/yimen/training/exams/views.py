"""Pages of exams: what was drawn and what came of it, and one candidate's paper, question by question."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.drawing import commitment
from yimen.common.errors import Refused, said_in
from yimen.documents.models import IssuedDocument
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may
from yimen.training.bank.models import QuestionVersion
from yimen.training.exams import likeness, queries, services, statistics
from yimen.training.exams.forms import CallOffForm
from yimen.training.exams.models import Exam, ExamPaper, PaperQuestion
from yimen.training.exams.published import published
from yimen.training.exams.states import CLOSED, COMMITTED, EXAM_TONES, MARKED, PAPER_TONES, WRITING
from yimen.training.standing.notice import source_of
from yimen.training.standing.services import announce

REPLAY = Path(__file__).parent / "standalone" / "replay_exam.py"


@requires("training.read")
def exam(request: SignedRequest, pk: int) -> HttpResponse:
    """One exam: its seed, its blueprint, papers and what they show; `?download=draw` or `=script` to draw it again."""
    thing = get_object_or_404(queries.visible_exams(request.user), pk=pk)
    asked = request.GET.get("download", "")
    if asked == "script":
        return _file(REPLAY.read_text("utf-8"), "text/x-python", "replay_exam.py")
    if asked == "draw" and thing.status == CLOSED:
        text = json.dumps(published(thing), ensure_ascii=False, indent=1)
        return _file(text, "application/json", f"exam-{thing.pk}.json")
    return _show(request, thing)


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _show(request: SignedRequest, thing: Exam, status: int = 200, form: forms.Form | None = None) -> HttpResponse:
    keeps, now = may(request.user, "training.keep"), timezone.now()
    papers = list(queries.visible_papers(request.user, thing))
    over = thing.status == CLOSED
    context = {
        "exam": thing,
        "tone": EXAM_TONES[thing.status],
        "parts": thing.parts.all(),
        "asked": sum(each.count for each in thing.parts.all()),
        "frame": thing.frame.count(),
        "papers": [(each, PAPER_TONES[each.status], levels) for each, levels in _levels(papers)],
        "over": over,
        "kept": over and commitment(thing.secret) == thing.commitment,
        "chart": _chart(papers) if over else None,
        "alike": _alike(thing, papers) if over and keeps else [],
        "items": _items(thing) if over and keeps else [],
        "keeps": keeps,
        "notice": _notice(thing) if over else None,
        "may_close": keeps and thing.status == COMMITTED and now >= thing.closes_at,
        "may_call_off": keeps and thing.status == COMMITTED and not papers,
        "form": form or CallOffForm(),
        "may_sit": may(request.user, "training.sit") and not keeps,
    }
    return render(request, "training/exam.html", context, status=status)


def _notice(thing: Exam) -> IssuedDocument | None:
    """The letter that names who passed, once it was issued."""
    return IssuedDocument.objects.filter(source=source_of(thing)).select_related("number").first()


def _levels(papers: list[ExamPaper]) -> list[tuple[ExamPaper, str]]:
    """Each paper with how many questions of each difficulty it has: the same for all of an exam."""
    found: dict[int, Counter[int]] = {each.pk: Counter() for each in papers}
    rows = PaperQuestion.objects.filter(paper__in=found).order_by().values_list("paper_id", "version__difficulty")
    for key, level in rows:
        found[key][level] += 1
    labels = QuestionVersion.Difficulty.choices
    return [(each, "、".join(f"{label}{found[each.pk][value]}" for value, label in labels)) for each in papers]


def _chart(papers: list[ExamPaper]) -> dict[str, Any] | None:
    """How many papers reached which tenth of the full marks."""
    shares = [each.marks * 100 // each.full_marks for each in papers if each.marks is not None and each.full_marks]
    if not shares:
        return None
    bands = Counter(min(share // 10, 9) for share in shares)
    return {
        "title": "成绩分布", "unit": "人", "head": "得分率", "description": "满分的百分之几，每十分一档。",
        "categories": [f"{band * 10}–{band * 10 + (10 if band == 9 else 9)}" for band in range(10)],
        "series": [{"name": "人数", "tone": "1", "values": [bands[band] for band in range(10)],
                    "urls": ["#papers"] * 10}],
    }  # fmt: skip


def _alike(thing: Exam, papers: list[ExamPaper]) -> list[tuple[likeness.Alike, ExamPaper, ExamPaper]]:
    """The pairs of papers to be looked at (待核)."""
    by_key = {each.pk: each for each in papers}
    answers: dict[int, dict[int, str]] = {key: {} for key in by_key}
    keys: dict[int, str] = {}
    rows = PaperQuestion.objects.filter(paper__exam=thing).exclude(answer="")
    for row in rows.select_related("version").prefetch_related("version__options"):
        answers[row.paper_id][row.version_id] = row.answer
        keys[row.version_id] = row.version.key
    return [(each, by_key[each.one], by_key[each.other]) for each in likeness.pairs(answers, keys)]


def _items(thing: Exam) -> list[tuple[QuestionVersion, statistics.Figures]]:
    """The exam's questions with their figures of this exam, the ones in doubt first."""
    rows = PaperQuestion.objects.filter(paper__exam=thing, paper__status=MARKED).order_by()
    marks = [
        (paper, version, bool(right), worth)
        for paper, version, right, worth in rows.values_list("paper_id", "version_id", "right", "marks")
    ]
    figures = statistics.figures_of(marks)
    versions = QuestionVersion.objects.filter(pk__in=figures).select_related("question")
    listed = [(each, figures[each.pk]) for each in versions]
    return sorted(listed, key=lambda pair: (not pair[1].doubt, pair[1].share))


@require_POST
@requires("training.keep")
def keep_exam(request: SignedRequest, pk: int) -> HttpResponse:
    """The exam closed and marked, who passed announced, or it is called off, as the form's verb says."""
    thing = get_object_or_404(queries.visible_exams(request.user), pk=pk)
    if request.POST.get("verb") == "close":
        services.close(by=request.user, exam=thing)
        messages.success(request, "考试已结束：已阅卷，种子已公开，合格人员已登记。")
        return redirect("training:exam", pk)
    if request.POST.get("verb") == "announce":
        issued = announce(by=request.user, exam=thing, day=timezone.localdate())
        messages.success(request, f"合格通报已印发，文号 {issued.number}。")
        return redirect("training:exam", pk)
    form = CallOffForm(request.POST)
    if form.is_valid():
        with said_in(form):
            services.call_off(by=request.user, exam=thing, reason=form.cleaned_data["reason"])
            messages.success(request, "考试已取消。")
            return redirect("training:exam", pk)
    return _show(request, thing, 422, form)


@require_POST
@requires("training.sit")
def sit(request: SignedRequest, pk: int) -> HttpResponse:
    """The candidate's own paper, drawn now unless he has it already."""
    thing = get_object_or_404(queries.visible_exams(request.user), pk=pk)
    return redirect("training:paper", services.start(by=request.user, exam=thing).pk)


@requires("training.sit")
def paper(request: SignedRequest, pk: int) -> HttpResponse:
    """The candidate's own paper: `?n=3` is the third question, `?n=end` what is left before handing in.

    Each POST saves one answer, or hands the paper in (`verb=hand_in`).
    """
    thing = get_object_or_404(queries.own_papers(request.user), pk=pk)
    if request.method == "POST":
        return _write(request, thing)
    return _question(request, thing)


def _write(request: SignedRequest, thing: ExamPaper) -> HttpResponse:
    if request.POST.get("verb") == "hand_in":
        services.hand_in(by=request.user, paper=thing)
        messages.success(request, "已交卷。考试结束后统一阅卷，成绩在“我的培训”查看。")
        return redirect("training:mine")
    place = _number(request.POST.get("n", ""))
    try:
        services.answer(by=request.user, paper=thing, place=place, letters=request.POST.getlist("answer"))
    except Refused as refused:
        messages.error(request, str(refused))
        return _question(request, thing, 422)
    last = thing.questions.count()
    return redirect(f"{request.path}?n={place + 1 if place < last else 'end'}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _question(request: SignedRequest, thing: ExamPaper, status: int = 200) -> HttpResponse:
    rows = queries.on_paper(thing)
    asked = request.POST.get("n") or request.GET.get("n", "")
    writing = thing.status == WRITING
    left = max(0, int((thing.ends_at - timezone.now()).total_seconds()))
    number = min(max(1, _number(asked)), len(rows))
    row = rows[number - 1]
    texts = {each.letter: each.text for each in row.version.options.all()}
    context = {
        "paper": thing,
        "tone": PAPER_TONES[thing.status],
        "rows": rows,
        "row": row if writing and asked != "end" else None,
        "options": [(letter, texts[letter], letter in row.answer) for letter in row.shown],
        "multiple": row.version.kind == QuestionVersion.Kind.MULTIPLE,
        "left": [each for each in rows if not each.answer],
        "writing": writing,
        "over": timezone.now() > thing.ends_at,
        "minutes_left": left // 60,
        "seconds_left": left,
        "reviewed": _reviewed(rows) if thing.exam.status == CLOSED else [],
    }
    return render(request, "training/paper.html", context, status=status)


def _reviewed(rows: list[PaperQuestion]) -> list[dict[str, Any]]:
    """Each question with its key: shown to a candidate once the exam is over for everybody."""
    found = []
    for row in rows:
        texts = {each.letter: each.text for each in row.version.options.all()}
        found.append({
            "row": row,
            "mine": "；".join(texts[each] for each in row.answer),
            "key": "；".join(texts[each] for each in row.version.key),
        })  # fmt: skip
    return found
