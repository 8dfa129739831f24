"""Pages of the bank, for those who keep training and for nobody else: questions, their figures, files of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import said_in
from yimen.common.page import page_of
from yimen.exchange import mapping
from yimen.exchange.states import PLANNED
from yimen.exchange.writing import Table, delimited
from yimen.people.access import SignedRequest, requires
from yimen.training.bank import queries, services
from yimen.training.bank.forms import Confirm, QuestionsFileForm, RetireQuestionForm
from yimen.training.bank.imports import FIELDS, LETTERS
from yimen.training.bank.models import QuestionVersion
from yimen.training.courses.models import Course
from yimen.training.courses.queries import visible_courses
from yimen.training.exams import statistics


@requires("training.keep")
def bank(request: SignedRequest, pk: int) -> HttpResponse:
    """The questions of a course with what exams say of them; a file brings more. `?q=CODE`: one; `?download=1`: all."""
    thing = get_object_or_404(visible_courses(request.user), pk=pk)
    versions = queries.newest_versions(thing)
    if request.GET.get("download"):
        return _spreadsheet(thing, versions)
    upload = QuestionsFileForm(request.POST or None, request.FILES or None) if _is(request, "upload") else None
    retire = RetireQuestionForm(request.POST) if _is(request, "retire") else None
    if upload is not None and upload.is_valid():
        with said_in(upload):
            given = upload.cleaned_data["file"]
            batch = services.read_file(by=request.user, course=thing, name=given.name, content=given.read())
            return redirect("training:questions_plan", batch.pk)
    if retire is not None and retire.is_valid():
        question = queries.visible_questions(request.user, thing).filter(code=retire.cleaned_data["code"]).first()
        if question is None:
            retire.add_error("code", "这门课没有这个编号的题目。")
        else:
            with said_in(retire):
                reason = retire.cleaned_data["reason"]
                services.retire_question(by=request.user, question=question, reason=reason, day=timezone.localdate())
                messages.success(request, f"题目 {question.code} 已停用。")
                return redirect("training:bank", pk)
    wrong = any(form is not None and form.errors for form in (upload, retire))
    return _show(request, thing, versions, upload, retire, 422 if wrong else 200)


def _is(request: SignedRequest, verb: str) -> bool:
    return request.method == "POST" and request.POST.get("verb", "upload") == verb


def _show(
    request: SignedRequest, thing: Course, versions: list[QuestionVersion], upload: QuestionsFileForm | None,
    retire: RetireQuestionForm | None, status: int,
) -> HttpResponse:  # fmt: skip
    figures, code = statistics.of_course(thing), request.GET.get("q", "")
    rows = [(each, figures.get(each.question_id)) for each in versions if code in ("", each.question.code)]
    context = {
        "course": thing,
        "page": page_of(request, rows, 50),
        "one": code,
        "chart": None if code else statistics.chart(versions, figures, reverse("training:bank", args=[thing.pk])),
        "enough": statistics.ENOUGH_PAPERS,
        "upload": upload or QuestionsFileForm(),
        "retire": retire or RetireQuestionForm(),
    }
    return render(request, "training/bank.html", context, status=status)


def _spreadsheet(thing: Course, versions: list[QuestionVersion]) -> HttpResponse:
    lines = []
    for each in (version for version in versions if version.question.retired_on is None):
        texts = {option.letter: option.text for option in each.options.all()}
        judged = each.kind == QuestionVersion.Kind.JUDGE
        options = ["" if judged else texts.get(letter, "") for letter in LETTERS]
        key = texts[each.key] if judged else each.key
        about = [each.question.code, each.get_kind_display(), each.topic, each.get_difficulty_display(), each.stem]
        lines.append([*about, *options, key, each.reasons])
    content = delimited(Table("题库", [each.label for each in FIELDS], lines))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="questions-{thing.code}.csv"'
    return answer


@requires("training.keep")
def questions_plan(request: SignedRequest, pk: int) -> HttpResponse:
    """Step two: what would be taken in and what refused; POST is step three."""
    batch = get_object_or_404(queries.visible_imports(request.user), pk=pk)
    if batch.status != PLANNED:
        return redirect("exchange:batch", batch.pk)
    course = services.course_of(batch)
    form = Confirm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = services.apply_file(by=request.user, batch=batch)
            messages.success(request, f"已导入 {len(made)} 道新的或改过的题目。")
            return redirect("training:bank", course.pk)
    sheet, columns = services.opened(batch)
    plan = services.plan_of(batch)
    context = {
        "batch": batch,
        "course": course,
        "sheet": sheet,
        "plan": plan,
        "matches": columns.matches,
        "preview": [reading.row for reading in mapping.preview(columns, sheet, 12)],
        "faults": [fault for _, _, fault in plan.refused[:50]],
        "form": form,
        "back": reverse("training:bank", args=[course.pk]),
    }
    return render(request, "training/questions_plan.html", context, status=422 if form.errors else 200)
