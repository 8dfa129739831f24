"""分厅并入 as a scenario: what a branch hall brings along, and who is touched by it."""

from dataclasses import dataclass

from django.db.models import Count

from yimen.halls.models import Hall, Posting, Window
from yimen.halls.planning.models import Arrangement, ArrangementNeed
from yimen.halls.planning.rules import WORKDAYS_A_MONTH
from yimen.people.models import in_force


@dataclass(frozen=True)
class Merged:
    """One branch hall taken in: its windows and people today, whose it is, and what the plan needs for its department.

    `need` is None where nothing at all is known of the department; `visits` is None without cases at its windows.
    """

    branch: Hall
    windows: int
    people: int
    need: ArrangementNeed | None
    line: str

    @property
    def visits(self) -> int | None:
        """How many people a month go another way than today."""
        if self.need is None or not self.need.branch_arrivals:
            return None
        return round(self.need.branch_arrivals * WORKDAYS_A_MONTH)

    @property
    def more(self) -> int:
        """How many windows the department needs in the hall beyond those that it has there."""
        return max(0, self.need.windows - self.need.windows_today) if self.need else 0


def merged(plan: Arrangement) -> list[Merged]:
    """The branches that the plan takes in; none for a plan of the hall alone. Four queries."""
    branches = [row.branch for row in plan.branches.select_related("branch__department")]
    if not branches:
        return []
    windows = dict(
        Window.objects.filter(in_force(plan.day), hall__in=branches)
        .order_by()
        .values_list("hall")
        .annotate(n=Count("pk"))
    )
    people = dict(
        Posting.objects.filter(in_force(plan.day), window__hall__in=branches)
        .order_by()
        .values_list("window__hall")
        .annotate(n=Count("staff", distinct=True))
    )
    needs = {row.department_id: row for row in plan.needs.select_related("demand")}
    return [
        Merged(branch, windows.get(branch.pk, 0), people.get(branch.pk, 0), needs.get(branch.department_id or 0),
               _line(needs.get(branch.department_id or 0)))
        for branch in branches
    ]  # fmt: skip


def _line(need: ArrangementNeed | None) -> str:
    """The special line that the department filed; empty where it filed none or nothing."""
    return need.demand.get_line_display() if need and need.demand and need.demand.line else ""
