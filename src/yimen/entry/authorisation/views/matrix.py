"""授权矩阵: item by step by post, with what each post lacks."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yimen.common.page import Page, page
from yimen.entry import queries as entry
from yimen.entry.authorisation.coverage import Coverage, letters_on
from yimen.entry.authorisation.forms import MatrixFilter
from yimen.entry.authorisation.subjects import needs_people, subjects_on
from yimen.entry.modes import Power
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Staff
from yimen.people.queries import visible_departments

GAPS = {
    "": "全部",
    "complete": "A、B岗授权齐全",
    "a": "A岗缺授权",
    "b": "B岗与A岗不一致",
    "unappointed": "首席事务代表没有任命书",
    "unknown": "部门没有登记授权书",
}
TONES = {"complete": "good", "a": "wrong", "b": "wrong", "unappointed": "warn", "unknown": "plain"}


def stands(each: Coverage, gap: str) -> bool:
    """Whether an item stands so; where nothing is known of a department, nothing is said to be missing."""
    if not gap or gap == "unknown":
        return not gap or not each.known
    held = {
        "complete": each.complete,
        "a": bool(each.lacks_a),
        "b": each.apart,
        "unappointed": each.unappointed,
    }
    return each.known and held.get(gap, False)


@dataclass(frozen=True)
class Cell:
    """One step of one item: whether it is needed, whether a round declared so, and which of the posts hold it."""

    label: str
    needed: bool
    declared: bool
    a: bool
    b: bool


@dataclass(frozen=True)
class Row:
    """One item of the matrix."""

    coverage: Coverage
    cells: list[Cell]
    staff_a: str
    staff_b: str
    standing: list[tuple[str, str]]


@requires("entry.read")
def matrix(request: SignedRequest) -> HttpResponse:
    """The items with a counter, each with what A and B hold; the gaps by department above, each opening its rows."""
    today = timezone.localdate()
    states = entry.visible_states(request.user, today)
    asked = {name: request.GET.get(name, "") for name in ("q", "gap", "department")}
    subjects = [each for each in subjects_on(states) if needs_people(each)]
    letters = letters_on(today, subjects)
    covered = {each.item_id: letters.coverage(each) for each in subjects}
    scope = entry.filtered(states.filter(item__in=list(covered)), department=asked["department"], text=asked["q"])
    in_scope = set(scope.values_list("item", flat=True))
    found = {item: each for item, each in covered.items() if item in in_scope}
    chosen = [item for item, each in found.items() if stands(each, asked["gap"])]
    shown: Page[Any] = page(request, scope.filter(item__in=chosen).order_by("code", "pk"), size=50)
    departments = list(
        visible_departments(request.user)
        .filter(pk__in={each.subject.version.department_id for each in covered.values()})
        .order_by("code")
    )
    context = {
        "filters": MatrixFilter(request.GET, gaps=list(GAPS.items()), departments=departments),
        "page": shown,
        "rows": _rows([found[each.item_id] for each in shown.rows]),
        "tiles": [
            (label, sum(1 for each in found.values() if stands(each, gap)), gap, gap in ("a", "b"))
            for gap, label in GAPS.items()
            if gap
        ],
        "by_department": _by_department(departments, list(covered.values())) if len(departments) > 1 else [],
        "powers": Power.choices,
        "department": asked["department"],
    }
    return render(request, "entry/matrix.html", context)


def _rows(covered: list[Coverage]) -> list[Row]:
    people = {one for each in covered for one in (*each.a, *each.b)}
    codes = dict(Staff.objects.filter(pk__in=people).order_by().values_list("pk", "code"))
    return [_row(each, codes) for each in covered]


def _row(each: Coverage, codes: dict[int, str]) -> Row:
    cells = [Cell(
            label, power in each.needed, each.subject.from_round, power in each.held_a, power in each.held_b
        )
       
             for power, label in Power.choices]  # fmt: skip
    standing = [(GAPS[gap], TONES[gap]) for gap in TONES if stands(each, gap)]
    names = ["、".join(codes.get(one, "") for one in post) for post in (each.a, each.b)]
    return Row(each, cells, names[0], names[1], standing)


def _by_department(departments: list[Any], covered: list[Coverage]) -> list[dict[str, Any]]:
    """Each department's items and gaps, those with the most gaps first."""
    rows = []
    for department in departments:
        own = [each for each in covered if each.subject.version.department_id == department.pk]
        counts = {gap: sum(1 for each in own if stands(each, gap)) for gap in GAPS if gap}
        rows.append({"department": department, "items": len(own), **counts})
    return sorted(rows, key=lambda row: -(row["a"] + row["b"]))
