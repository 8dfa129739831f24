"""数据衡量: how far each department has come with a task, counted from rows; nobody types a percentage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from yimen.cases.visits import queries as visits
from yimen.entry import queries as entry
from yimen.entry.agreements import queries as agreements
from yimen.entry.agreements.models import Kind
from yimen.entry.branches import queries as branches
from yimen.evidence import queries as evidence
from yimen.evidence.models import VerdictValue
from yimen.halls.branches import queries as register
from yimen.halls.models import Hall
from yimen.inspections.self_inspection.models import SelfSheet
from yimen.people.models import Department, Region
from yimen.programme.models import Task


@dataclass(frozen=True)
class Reached:
    """So many of so many; nothing to count (`whole` 0) is 证据不足, neither done nor undone."""

    done: int
    whole: int

    @property
    def is_full(self) -> bool:
        """Whether there is something to count and all of it is done."""
        return 0 < self.whole == self.done

    @property
    def is_short(self) -> bool:
        """Whether there is something to count and part of it is not done."""
        return self.done < self.whole


@dataclass(frozen=True)
class Gauge:
    """衡量办法: what is counted (unit and sentence), by department, and the page whose rows they are."""

    unit: str
    says: str
    count: Callable[[Region, date], Mapping[int, Reached]]
    route: str
    filters: Callable[[Department], Mapping[str, object]]

    def url(self, department: Department) -> str:
        """The page with the rows behind a department's figure."""
        return f"{reverse(self.route)}?{urlencode(self.filters(department))}"


def _entered(region: Region, day: date) -> dict[int, Reached]:
    """Items that must enter: those declared as entered."""
    found = entry.figures_by_department(entry.state_on(day, region))
    return {department: Reached(each.entered, each.must_enter) for department, each in found.items()}


def _signed(region: Region, day: date) -> dict[int, Reached]:
    """The commitment letter of each department that has items: one, signed or not."""
    units = agreements.units(region, day)
    lacking = set(agreements.unsigned_units(units, day).values_list("pk", flat=True))
    return {unit: Reached(int(unit not in lacking), 1) for unit in units.values_list("pk", flat=True)}


def _running(region: Region, _: date) -> dict[int, Reached]:
    """Items that the newest verification could judge: those that truly run in the hall."""
    run = evidence.latest_run(region)
    rows = evidence.verdicts_by_department(run) if run else []
    judged = (VerdictValue.RUNS, VerdictValue.HOLLOW, VerdictValue.BYPASSED)
    return {
        row.department_id: Reached(row.counts[VerdictValue.RUNS], sum(row.counts[value] for value in judged))
        for row in rows
        if row.department_id is not None
    }


def _settled(region: Region, day: date) -> dict[int, Reached]:
    """Branch halls of the department: those whose decision is closed."""
    halls = Hall.objects.filter(region=region, kind=Hall.Kind.BRANCH, department__isnull=False)
    known = register.known(halls, day)
    decisions = branches.newest(row.hall for row in known)
    found: dict[int, Reached] = {}
    for row in known:
        before = found.get(row.hall.department_id or 0, Reached(0, 0))
        decision = decisions.get(row.hall.pk)
        closed = decision is not None and decision.status == branches.CLOSED
        found[row.hall.department_id or 0] = Reached(before.done + closed, before.whole + 1)
    return found


def _inspected(region: Region, _: date) -> dict[int, Reached]:
    """The self-inspection report of the newest round: one, signed by the head or not."""
    rows = SelfSheet.objects.filter(region=region).order_by("round_id").values_list("department_id", "signed_at")
    return {department: Reached(int(signed_at is not None), 1) for department, signed_at in rows}


def _visits(region: Region, day: date) -> dict[int, Reached]:
    """Cases finished in the year up to the day: those for which people came to the hall at most once."""
    return {key: Reached(once, whole) for key, (once, whole) in visits.once_by_department(region, day).items()}


def _of(department: Department) -> dict[str, object]:
    return {"department": department.pk}


GAUGES = {
    Task.Gauge.ENTERED: Gauge("项", "应进事项中已声明进驻的", _entered, "entry:items", _of),
    Task.Gauge.SIGNED: Gauge(
        "份", "有效的进驻承诺书", _signed, "agreements:board",
        lambda department: {"department": department.pk, "kind": Kind.COMMITMENT},
    ),
    Task.Gauge.RUNNING: Gauge("项", "最近一次核验能判断的事项中实质运行的", _running, "evidence:verdicts", _of),
    Task.Gauge.SETTLED: Gauge("个", "部门分厅中处置已销号的", _settled, "entry:branches", lambda department: {}),
    Task.Gauge.INSPECTED: Gauge(
        "份", "最近一轮自查中负责人已签发的报告", _inspected, "inspections:rounds", lambda department: {}
    ),
    Task.Gauge.VISITS: Gauge("件", "近一年办结、到厅不超过一次的办件（按号票数）", _visits, "cases:visits", _of),
}  # fmt: skip
