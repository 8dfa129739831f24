"""Pages of ratings for the house: satisfaction with intervals, lists, doubts, one in clear, codes and terms."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases.handling.queries import visible_to
from yimen.common.code_lists import Satisfaction
from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.common.picture import qr_path
from yimen.evaluation import queries, ranking, services
from yimen.evaluation.forms import RatingFilter, Reason, ReleasedFilter, StaffMarkForm, TermsForm
from yimen.evaluation.models import Rating, ReleasedRating, StaffMark, Suspicion
from yimen.evaluation.rules import Service, indicators
from yimen.evaluation.suspicion import INNOCENT
from yimen.exchange import sms
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Region
from yimen.people.queries import may, visible_departments, visible_staff

CODE = "rating_code"  # where the session keeps a code until its slip is shown


@requires("evaluation.read")
def overview(request: SignedRequest) -> HttpResponse:
    """The shares of the satisfied with their intervals: of the county for who oversees it, else what was released."""
    if may(request.user, "evaluation.oversee"):
        return _county(request)
    return _department(request)


def _county(request: SignedRequest) -> HttpResponse:
    years = queries.years(request.user)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else None
    ways = [name for name in ranking.BY if name != "region" or request.user.region.level != Region.Level.COUNTY]
    by = request.GET.get("by", "")
    by = by if by in ways else "department"
    chosen = {"year": year} if year else {}
    rows = queries.chosen_ratings(request.user, chosen)
    lines = ranking.lines_of(rows, by, chosen)
    grades = queries.grades_in(rows)
    address = reverse("evaluation:ratings")
    urls: dict[str, str] = {grade: f"{address}?year={year or ''}&grade={grade}" for grade in list(Satisfaction)}
    context = {
        "lines": lines,
        "by": by,
        "ways": [(name, ranking.BY[name]) for name in ways],
        "title": ranking.BY[by],
        "year": year,
        "years": years,
        "tiles": _tiles(rows, grades, f"{address}?year={year or ''}"),
        "chart": ranking.chart_of(grades, urls, f"{year} 年的评价" if year else "评价"),
        "may_keep": may(request.user, "evaluation.keep"),
        "few": ranking.FEW,
    }
    return render(request, "evaluation/overview.html", context)


def _tiles(rows: QuerySet[Rating], grades: dict[str, int], url: str) -> list[ranking.Tile]:
    clean = queries.grades_in(queries.in_doubt(rows, yes=False))
    doubtful = sum(grades.values()) - sum(clean.values())
    before = queries.earlier(rows).count()
    return ranking.tiles(ranking.line_of("全部", grades, url), doubtful, ranking.line_of("不含可疑", clean), before)


def _department(request: SignedRequest) -> HttpResponse:
    released = queries.visible_released(request.user)
    grades = queries.grades_in(released)
    address = reverse("evaluation:released")
    urls: dict[str, str] = {grade: f"{address}?grade={grade}" for grade in list(Satisfaction)}
    context = {
        "line": ranking.line_of(str(request.user.department or ""), grades, address),
        "chart": ranking.chart_of(grades, urls, "公布的评价"),
        "page": page(request, queries.visible_releases(request.user).order_by("-pk"), size=20),
        "least": queries.terms_of(request.user.region).group_least,
    }
    return render(request, "evaluation/department.html", context)


@requires("evaluation.read")
def released(request: SignedRequest) -> HttpResponse:
    """The released ratings: grade, week, reasons and words without names; nothing leads to a case."""
    form = ReleasedFilter(request.GET, departments=visible_departments(request.user))
    chosen = form.chosen()
    rows = queries.visible_released(request.user)
    if "grade" in chosen:
        rows = rows.filter(grade=chosen["grade"])
    if "department" in chosen:
        rows = rows.filter(release__department=chosen["department"])
    shown: Page[ReleasedRating] = page(request, rows.order_by(F("week").desc(nulls_last=True), "pk"), size=50)
    names = queries.item_names(each.item_id for each in shown.rows)
    lines = [(each, _tone(each.grade), names.get(each.item_id or 0, "")) for each in shown.rows]
    return render(request, "evaluation/released.html", {"page": shown, "lines": lines, "filter": form})


@requires("evaluation.oversee")
def ratings(request: SignedRequest) -> HttpResponse:
    """The county's ratings one by one, without the case and the words of any."""
    form = RatingFilter(request.GET, departments=visible_departments(request.user))
    rows = queries.chosen_ratings(request.user, form.chosen()).order_by("-rated_at", "-pk")
    shown: Page[Any] = page(request, rows, size=50)
    lines = [(each, _tone(each.grade)) for each in shown.rows]
    return render(request, "evaluation/ratings.html", {"page": shown, "lines": lines, "filter": form})


def _tone(grade: str) -> str:
    tones = {Satisfaction.EXCELLENT: "good", Satisfaction.GOOD: "good", Satisfaction.FAIR: "calm"}
    return tones.get(Satisfaction.read(grade), "wrong")


@requires("evaluation.oversee")
def rating(request: SignedRequest, pk: int) -> HttpResponse:
    """One rating without whose it is; what was marked of it, and the form that asks to see the case."""
    return _show(request, get_object_or_404(queries.visible_ratings(request.user), pk=pk))


def _show(
    request: SignedRequest, thing: Rating, *, plain: bool = False, form: Reason | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "rating": thing,
        "tone": _tone(thing.grade),
        "cure": getattr(thing, "cure", None),
        "reasons": [indicators()[each.code] for each in thing.indicators.all() if each.code in indicators()],
        "suspicions": [(each, INNOCENT[Suspicion.Kind(each.kind)]) for each in thing.suspicions.all()],
        "plain": plain,
        "reason": form or Reason(),
        "may_reveal": not plain and may(request.user, "evaluation.reveal"),
    }
    return render(request, "evaluation/rating.html", context, status=status)


@require_POST
@requires("evaluation.reveal")
def reveal(request: SignedRequest, pk: int) -> HttpResponse:
    """The rating with its case, words and telephone, in this answer only."""
    thing = get_object_or_404(queries.visible_ratings(request.user).select_related("case__dossier"), pk=pk)
    form = Reason(request.POST)
    if not form.is_valid():
        return _show(request, thing, form=form, status=422)
    services.reveal(by=request.user, rating=thing, reason=form.cleaned_data["reason"])
    return _show(request, thing, plain=True)


@requires("evaluation.oversee")
def suspicions(request: SignedRequest) -> HttpResponse:
    """What looks odd, each with what was seen and its likeliest innocent explanation."""
    kind = request.GET.get("kind", "")
    rows = queries.visible_suspicions(request.user)
    number = queries.kinds_in(rows)
    if kind in Suspicion.Kind.values:
        rows = rows.filter(kind=kind)
    shown: Page[Suspicion] = page(request, rows, size=50)
    context = {
        "page": shown,
        "lines": [(each, INNOCENT[Suspicion.Kind(each.kind)]) for each in shown.rows],
        "kinds": [(value, label, number.get(value, 0)) for value, label in Suspicion.Kind.choices],
        "kind": kind,
        "may_mark": may(request.user, "evaluation.mark_staff"),
    }
    return render(request, "evaluation/suspicions.html", context)


@requires("evaluation.mark_staff")
def staff_marks(request: SignedRequest) -> HttpResponse:
    """Digests of staff's own numbers: registered here, never shown."""
    form = StaffMarkForm(request.POST if request.method == "POST" else None, staff=visible_staff(request.user))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.mark_staff(by=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "已登记摘要，号码没有保存。")
                return redirect("evaluation:staff_marks")
    rows = StaffMark.objects.filter(staff__in=visible_staff(request.user).order_by()).select_related(
        "staff__department"
    )
    context = {"form": form, "page": page(request, rows.order_by("-pk"), size=50)}
    return render(request, "evaluation/staff_marks.html", context, status=status)


@requires("evaluation.keep")
def terms(request: SignedRequest) -> HttpResponse:
    """The county's terms, to be looked at and set."""
    region = request.user.region
    form = TermsForm(request.POST if request.method == "POST" else None, terms=queries.terms_of(region))
    if request.method == "POST" and form.is_valid():
        services.set_terms(by=request.user, region=region, **form.cleaned_data)
        messages.success(request, "评价参数已设定，对此后的评价和反映生效。")
        return redirect("evaluation:overview")
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluation/terms.html", {"form": form}, status=status)


@requires("evaluation.issue_code")
def code(request: SignedRequest, pk: int) -> HttpResponse:
    """The slip with a code to rate by: chosen here, shown this one time, or sent to the applicant's phone."""
    dossier = get_object_or_404(visible_to(request.user), pk=pk)
    page_of_ratings = request.build_absolute_uri(reverse("portal:rate", args=[dossier.region_id]))
    if request.method == "POST":
        service = request.POST.get("service", "")
        if request.POST.get("way") == "sms":
            services.send_code(by=request.user, dossier=dossier, service=service, address=page_of_ratings)
            messages.success(request, "评价码已用短信发给申请人。")
        else:
            request.session[CODE] = {
                str(pk): [services.issue_code(by=request.user, dossier=dossier, service=service), service]
            }
        return redirect("evaluation:code", pk)
    text, service = request.session.pop(CODE, {}).get(str(pk), ("", ""))
    context = {
        "dossier": dossier,
        "code": text,
        "service": Service(service).label if service else "",
        "address": page_of_ratings,
        "drawing": qr_path(f"{page_of_ratings}?code={text}") if text else None,
        "chances": queries.chances(dossier, timezone.now()),
        "by_sms": sms.configured() and bool(dossier.phone),
    }
    return render(request, "evaluation/code.html", context)
