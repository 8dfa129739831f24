"""办件在哪里受理: where a case was taken in, told from its machine and its window as they were on that day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yimen.cases.models import Case
from yimen.halls.models import Hall, Window

IN_HALL, IN_BRANCH, OWN_PLACE, ELSEWHERE, UNKNOWN = "hall", "branch", "own", "elsewhere", "unknown"
PLACES = {
    IN_HALL: "综合大厅",
    IN_BRANCH: "分厅",
    OWN_PLACE: "部门自有场所",
    ELSEWHERE: "网上、邮寄和其他大厅",
    UNKNOWN: "未载明地点",
}
"""Place -> its words, in the order in which they are shown."""
BY_POST = {Case.Channel.ONLINE, Case.Channel.POST}


@dataclass(frozen=True)
class Where:
    """What a case says of where it was taken in."""

    day: date
    channel: str
    window: str
    terminal: str


class Places:
    """The county's windows and machines, to be asked where a case was taken in; two queries, whatever is asked."""

    def __init__(self, branch: Hall) -> None:
        self.branch = branch
        self._machines: dict[str, list[Window]] = defaultdict(list)
        self._windows: dict[str, list[Window]] = defaultdict(list)
        for window in Window.objects.filter(hall__region=branch.region_id).select_related("hall"):
            self._windows[window.code].append(window)
            if window.terminal:
                self._machines[window.terminal].append(window)

    def of(self, said: Where) -> str:
        """The place: the machine speaks before the window, for a window is typed and an address is not.

        A machine that no hall registers is the department's own. A machine of the branch stays the branch's after it
        closed, unless another hall registers it from then on: so one that was moved into the hall counts for the hall.
        """
        if said.channel in BY_POST:
            return ELSEWHERE
        if said.terminal:
            return self._place(self._machines.get(said.terminal, ()), said.day) or OWN_PLACE
        if said.window:
            return self._place(self._windows.get(said.window, ()), said.day) or UNKNOWN
        return UNKNOWN

    def _place(self, spans: Iterable[Window], day: date) -> str:
        known = list(spans)
        if not known:
            return ""
        held = [span for span in known if span.in_force(day)]
        # Out of its dates: the last place in which it stood before the day, else the first after it.
        before = [span for span in known if span.valid_from <= day]
        span = max(held or before, key=lambda each: each.valid_from, default=None) or min(
            known, key=lambda each: each.valid_from
        )
        if span.hall_id == self.branch.pk:
            return IN_BRANCH
        return IN_HALL if span.hall.kind == Hall.Kind.MAIN else ELSEWHERE
