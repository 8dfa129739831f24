"""The rows behind each figure of the cockpit: one table of kinds, each with its question and how a row is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from yimen.entry import queries as entry
from yimen.evidence import queries as evidence
from yimen.evidence.history import queries as history
from yimen.evidence.models import Verdict, VerdictValue
from yimen.evidence.states import DONE
from yimen.overview.cockpit.place import Place
from yimen.overview.cockpit.standing import FIGURES, Standing, came, standing_on, went
from yimen.people.models import User
from yimen.rectification import queries as rectification
from yimen.rectification.pressing.queries import visible_escalations, with_rung
from yimen.rectification.pressing.rules import RUNGS
from yimen.rectification.states import CLOSED, REOPENED

NO_RUNG = "none"
RUNG_TITLES = {NO_RUNG: "尚未督促", **dict(RUNGS)}


@dataclass(frozen=True)
class Line:
    """One row: what it is and where it stands, whose, when, and a word on it."""

    title: str
    url: str
    department: str
    when: datetime | date | None
    note: str


@dataclass(frozen=True)
class Kind:
    """One sort of rows: its heading, what a row of it is, the question, and how a row is told."""

    title: str
    says: str
    load: Callable[[User, Place], QuerySet[Any]]
    line: Callable[[Any], Line]


def address(place: Place, what: str) -> str:
    """Where the rows of a kind are listed."""
    query = {"what": what, "county": place.region.pk, "day": place.day.isoformat()}
    return f"{reverse('overview:cockpit_rows')}?{urlencode(query)}"


def _findings(user: User, place: Place) -> QuerySet[Any]:
    rows = rectification.visible_findings(user).filter(region=place.region)
    return _in_span(rows, place, "recorded_at").order_by("-pk")


def _finding_line(row: Any) -> Line:
    url = reverse("rectification:finding", args=[row.pk])
    return Line(row.title, url, row.department.short_name, row.recorded_at, row.status_label)


def _orders(user: User, place: Place) -> QuerySet[Any]:
    return rectification.visible_orders(user).filter(region=place.region).order_by("-pk")


def _issued(user: User, place: Place) -> QuerySet[Any]:
    return _in_span(_orders(user, place), place, "recorded_at")


def _moved(status: str, user: User, place: Place) -> QuerySet[Any]:
    return _in_span(_orders(user, place).filter(status=status), place, "status_at")


def _order_line(row: Any) -> Line:
    url = reverse("rectification:order", args=[row.pk])
    title = f"{row.number} {row.finding.title}"
    return Line(title, url, row.department.short_name, row.status_at, f"{row.status_label}，期限 {row.due}")


def _late(rung: str, user: User, place: Place) -> QuerySet[Any]:
    rows = rectification.late(_orders(user, place), place.day)
    return with_rung(rows).filter(rung="" if rung == NO_RUNG else rung).order_by("deadline", "pk")


def _late_line(row: Any) -> Line:
    told = _order_line(row)
    return Line(told.title, told.url, told.department, row.due, f"期限已过，{RUNG_TITLES[row.rung or NO_RUNG]}")


def _rungs(user: User, place: Place) -> QuerySet[Any]:
    rows = visible_escalations(user).filter(region=place.region)
    return _in_span(rows, place, "recorded_at").order_by("-pk")


def _rung_line(row: Any) -> Line:
    url = reverse("rectification:order", args=[row.order_id])
    note = f"错过期限 {row.missed_on}，新的期限 {row.finish_by}"
    return Line(f"{row.get_rung_display()}：{row.order}", url, row.order.department.short_name, row.recorded_at, note)


def _runs(user: User, place: Place) -> QuerySet[Any]:
    rows = evidence.visible_runs(user).filter(region=place.region, status=DONE).defer("report")
    return _in_span(rows, place, "finished_at").order_by("-pk")


def _run_line(row: Any) -> Line:
    note = f"数据 {row.period_from} 至 {row.period_to}"
    title = f"核验批次 {row.pk}（{row.get_purpose_display()}）"
    return Line(title, reverse("evidence:run", args=[row.pk]), "", row.finished_at, note)


def _dropped(verdict: str, user: User, place: Place) -> QuerySet[Any]:
    if place.run is None or place.earlier is None:
        return Verdict.objects.none()
    return history.dropped(user, place.run, place.earlier).filter(verdict=verdict)


def _verdict_line(row: Any) -> Line:
    url = reverse("evidence:verdict", args=[row.pk])
    department = row.department.short_name if row.department else ""
    return Line(row.item_name, url, department, None, f"结论：{row.get_verdict_display()}")


def _items(keys: Callable[[Place], tuple[frozenset[int], date]], user: User, place: Place) -> QuerySet[Any]:
    found, day = keys(place)
    rows = entry.visible_states(user, day).filter(region=place.region, item__in=found)
    return rows.select_related("department").order_by("code", "pk")


def _item_line(row: Any) -> Line:
    url = reverse("entry:item", args=[row.item_id])
    mode = entry.Mode(row.mode).label if row.mode else "未声明"
    note = f"{entry.STATES[row.entry_state]}（{mode}），{'有人值守' if row.is_staffed else '无人值守'}"
    return Line(row.name, url, row.department.short_name, None, note)


def _is_in(name: str, place: Place) -> tuple[frozenset[int], date]:
    day = place.scope.day
    return standing_on(place.region, day).keys(name), day


def _is_in_now(name: str, place: Place) -> tuple[frozenset[int], date]:
    return standing_on(place.region, place.day).keys(name), place.day


def _nameless(user: User, place: Place) -> QuerySet[Any]:
    if place.run is None:
        return Verdict.objects.none()
    rows = evidence.filtered(evidence.visible_verdicts(user, place.run), {"verdict": evidence.MUST})
    return rows.filter(department=None).order_by("item_code")


def _turned(
    turn: Callable[[str, Standing, Standing], frozenset[int]], name: str, place: Place
) -> tuple[frozenset[int], date]:
    then, now = standing_on(place.region, place.since), standing_on(place.region, place.day)
    return turn(name, then, now), place.day if turn is came else place.since


def _in_span(rows: QuerySet[Any], place: Place, field: str) -> QuerySet[Any]:
    first, after = place.span
    return rows.filter(**{f"{field}__gte": first, f"{field}__lt": after})


def _item_kinds(name: str, title: str) -> dict[str, Kind]:
    sorts = {
        name: (f"{title}的事项", "数据期末的进驻状态。", partial(_is_in, name)),
        f"{name}_now": (f"{title}的事项", "截至今天（或者所选日期）的进驻状态。", partial(_is_in_now, name)),
        f"{name}_came": (f"新计入“{title}”的事项", "一周前不计入，现在计入。", partial(_turned, came, name)),
        f"{name}_went": (f"不再计入“{title}”的事项", "一周前计入，现在不计入；列的是当时的状态。",
                         partial(_turned, went, name)),
    }  # fmt: skip
    return {code: Kind(head, says, partial(_items, keys), _item_line) for code, (head, says, keys) in sorts.items()}


KINDS: dict[str, Kind] = {
    "runs": Kind("完成的核验", "这一周完成的核验批次。", _runs, _run_line),
    "findings": Kind("新提出的疑点", "这一周登记；认定之前不作为问题。", _findings, _finding_line),
    "orders": Kind("新下达的整改单", "这一周下达。", _issued, _order_line),
    "closed": Kind("销号的整改单", "这一周经再核验销号，目前仍为销号。", partial(_moved, CLOSED), _order_line),
    "reopened": Kind("反弹重开的整改单", "这一周再核验仍有问题。", partial(_moved, REOPENED), _order_line),
    "rungs": Kind("发出的督促措施", "这一周发出。", _rungs, _rung_line),
    **{
        f"late_{code}": Kind(f"逾期整改单：{title}", "期限已过、部门尚未答复，按已采取的最高一级措施。",
                             partial(_late, code), _late_line)
        for code, title in RUNG_TITLES.items()
    },
    **{
        f"dropped_{value}": Kind(f"不再核验：{title}", "上次核验有结论，这次的事项清单里没有。",
                                 partial(_dropped, value), _verdict_line)
        for value, title in VerdictValue.choices
    },
    "nameless": Kind("未载明部门的应进事项", "本次核验中没有载明部门的应进事项。", _nameless, _verdict_line),
    **{code: kind for name, title in FIGURES.items() for code, kind in _item_kinds(name, title).items()},
}  # fmt: skip
"""What `?what=` may ask for."""
