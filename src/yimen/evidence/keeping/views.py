"""Pages of promises kept: the county's board by department, and the page of one letter."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from yimen.common.page import Page, page
from yimen.entry.agreements.models import Agreement
from yimen.evidence.keeping import queries
from yimen.evidence.keeping.forms import PromiseFilter
from yimen.evidence.keeping.models import PromiseRow
from yimen.evidence.keeping.queries import STANDINGS
from yimen.evidence.keeping.rules import ELSEWHERE, FEEDING, MEASURES, RETURNING, STAFFING
from yimen.evidence.models import Run
from yimen.evidence.queries import visible_runs
from yimen.exchange.models import Feed
from yimen.halls.models import Hall
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Department
from yimen.rectification.queries import visible_findings

LOOKS = {
    "kept": {"tone": "1"},
    "broken": {"tone": "5"},
    "counted": {"tone": "wrong"},
    "dismissed": {"tone": "4"},
    "thin": {"verdict": "thin"},
}
"""Standing -> how its part of the chart looks; 证据不足 is grey and dotted as wherever verdicts are drawn."""
ROWS_SHOWN = 100


@requires("evidence.read")
def promises(request: SignedRequest) -> HttpResponse:
    """Which promises were kept as of a verification: by department as a chart, and one by one."""
    runs = _runs_with_checks(request)
    departments = Department.objects.filter(pk__in=queries.visible_checks(request.user).values("agreement__department"))
    form = PromiseFilter(request.GET, runs, departments.order_by("code"))
    valid = form.is_valid()
    chosen = form.cleaned_data if valid else {}
    run = chosen.get("run") or runs.first()
    if run is None:
        return render(request, "evidence/promises.html", {"form": form}, status=200 if valid else 422)
    checks = queries.visible_checks(request.user, run)
    some = queries.filtered(
        checks,
        standing=chosen.get("standing", ""),
        code=chosen.get("code", ""),
        department=str(chosen["department"].pk) if chosen.get("department") else "",
    )
    shown: Page[Any] = page(
        request,
        some.order_by("outcome", "agreement__department__code", "pk") if valid else some.none(),
        size=50,
        load=lambda found: [_line(each) for each in found],
    )
    found = queries.by_department(checks)
    context = {"form": form, "run": run, "page": shown, "tiles": _tiles(run, found), "chart": _chart(run, found)}
    return render(request, "evidence/promises.html", context, status=200 if valid else 422)


def _runs_with_checks(request: SignedRequest) -> QuerySet[Run]:
    own = queries.visible_checks(request.user).order_by().values("run")
    return visible_runs(request.user).filter(pk__in=own).order_by("-pk")


def _line(check: Any) -> dict[str, Any]:
    """A check as a row: what it is about, how it stands, and its figures."""
    measure = MEASURES.get(check.code)
    words, tone = STANDINGS[check.standing]
    return {
        "check": check,
        "title": measure.title if measure else check.code,
        "unit": measure.unit if measure else "",
        "standing": words,
        "tone": tone,
        "url": f"{reverse('evidence:promises_of', args=[check.agreement_id])}?run={check.run_id}#{check.code}",
    }


def _address(run: Run, **chosen: Any) -> str:
    return f"{reverse('evidence:promises')}?{urlencode({'run': run.pk, **chosen})}"


def _tiles(run: Run, found: dict[tuple[int, str], dict[str, int]]) -> list[dict[str, Any]]:
    """How many promises stand how; each tile opens its rows."""
    return [
        {
            "label": words,
            "figure": sum(counts[standing] for counts in found.values()),
            "url": _address(run, standing=standing),
            "wrong": standing == "counted" and any(counts[standing] for counts in found.values()),
        }
        for standing, (words, _) in STANDINGS.items()
    ]


def _chart(run: Run, found: dict[tuple[int, str], dict[str, int]]) -> dict[str, Any]:
    """Departments with their promises by standing, each part opening its rows."""
    return {
        "title": "各部门承诺履行情况",
        "unit": "条",
        "head": "部门",
        "description": "疑似未履行只是线索，听取部门说明并认定后才计入",
        "categories": [name for _, name in found],
        "series": [
            {
                "name": words,
                **LOOKS[standing],
                "values": [counts[standing] for counts in found.values()],
                "urls": [_address(run, standing=standing, department=department) for department, _ in found],
            }
            for standing, (words, _) in STANDINGS.items()
        ],
    }


@requires("evidence.read")
def letter(request: SignedRequest, pk: int) -> HttpResponse:
    """Each promise of one letter: kept or not, with figures, rows, the innocent explanation, and the hearing."""
    agreement = get_object_or_404(Agreement.objects.select_related("department", "version"), pk=pk)
    checks = list(queries.history(request.user, agreement).select_related("run"))
    if not checks:
        raise Http404
    runs = list(dict.fromkeys(each.run for each in checks))
    run = next((each for each in runs if str(each.pk) == request.GET.get("run", "")), runs[0])
    rows = PromiseRow.objects.filter(check_of__in=[each for each in checks if each.run == run])
    by_check = _rows(request, agreement, rows)
    texts = {each.code: each.text for each in agreement.version.promises.all()}
    context = {
        "agreement": agreement,
        "run": run,
        "runs": runs,
        "promises": [
            _line(each)
            | {"measure": MEASURES.get(each.code), "text": texts.get(each.code, ""), **by_check.get(each.pk, {})}
            | {"earlier": [_line(old) for old in checks if old.code == each.code and old.run != run][:12]}
            for each in checks
            if each.run == run
        ],
    }
    return render(request, "evidence/promises_of.html", context)


def _rows(request: SignedRequest, agreement: Agreement, rows: QuerySet[PromiseRow]) -> dict[int, dict[str, Any]]:
    """Key of a check -> its rows, how many more there are, and the findings in which the department is heard."""
    seen = set(visible_findings(request.user).filter(promise_rows__in=rows).values_list("pk", flat=True))
    hall = Hall.objects.filter(region=agreement.region_id, kind=Hall.Kind.MAIN).values_list("pk", flat=True).first()
    found: dict[int, dict[str, Any]] = {}
    for row in rows.select_related("finding", "check_of"):
        each = found.setdefault(row.check_of_id, {"rows": [], "more": 0, "findings": {}})
        if row.finding_id in seen:
            each["findings"][row.finding_id] = row.finding
        if len(each["rows"]) < ROWS_SHOWN:
            each["rows"].append((row, _name(row), _place(row, hall)))
        else:
            each["more"] += 1
    return found


def _name(row: PromiseRow) -> str:
    """What the row is about, in words: the kind of feed instead of its code."""
    return Feed(row.subject).label if row.subject in Feed.values else row.subject


def _place(row: PromiseRow, hall: int | None) -> str:
    """Where the row's own rows are: the item's verdict and clues, the feed, or the attendance of the hall."""
    check = row.check_of
    if check.code in (ELSEWHERE, RETURNING):
        return f"{reverse('evidence:item', args=[check.run_id])}?{urlencode({'code': row.subject})}"
    if check.code == FEEDING:
        kind = row.subject.rpartition(".")[2]
        return f"{reverse('cases:feeds')}?{urlencode({'kind': kind, 'year': row.first.year})}"
    if check.code == STAFFING:
        return f"{reverse('halls:hall', args=[hall])}?{urlencode({'month': f'{row.first:%Y-%m}'})}" if hall else ""
    return ""
