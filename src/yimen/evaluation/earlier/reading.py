"""What a file of earlier ratings would write: each row the rating of a case that we know, or refused with a reason."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from yimen.cases.models import Case
from yimen.cases.numbers.queries import cases_in
from yimen.common.code_lists import RatingChannel
from yimen.common.text import code_key, tidy
from yimen.evaluation.models import Rating
from yimen.evaluation.rules import OF_INTERFACE, Service
from yimen.exchange.mapping import ColumnMap
from yimen.exchange.planning import Plan, Wrong, plan_rows
from yimen.exchange.sheets import Sheet
from yimen.halls.models import Window
from yimen.people.models import Region

AT_ONCE = 500
ONCE = "每次服务只评价一次，已有的不覆盖；删去这一行即可。"


class RatingPlan(Plan):
    """导入计划: the ratings that would be taken in, those among them that a machine gave, and the rows refused."""

    @property
    def defaults(self) -> int:
        """How many are kept and never counted."""
        return sum(row["rating"].default for row in self.taken)

    def summary(self) -> dict[str, Any]:
        """The counts, as the batch keeps them."""
        return {**super().summary(), "default": self.defaults}


class Known:
    """What rows may name in a county: cases by their numbers, windows by theirs, and what was rated before."""

    def __init__(self, region: Region, numbers: Sequence[str], now: datetime) -> None:
        self.region, self.now = region, now
        self.cases = cases_in(region, numbers)
        self.windows = _windows(region)
        self.rated = set(_rated(list({case.pk for case in self.cases.values()})))

    def take(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The unsaved rating of the row and the indicators ticked. Raises Wrong."""
        case = self.cases.get(row["case_number"])
        if case is None:
            raise Wrong("case_number", "本县没有这个编号的办件。", "请核对编号，或先导入办件，再导入它的评价。")
        self._check_time(row["rated_at"], case)
        default = row["channel"] == RatingChannel.DEFAULT or row.get("default") is True
        service = row.get("service") or _service_of(case)
        key = (case.pk, service, default)
        if key in self.rated:
            raise Wrong("case_number", "这件办件的这项服务已有评价。", ONCE)
        window = self._window(row.get("window", ""))
        self.rated.add(key)
        return {"rating": self._rating(row, case, service, window, default), "ticked": row.get("ticked") or ()}

    def _check_time(self, rated_at: datetime, case: Case) -> None:
        if rated_at > self.now:
            raise Wrong("rated_at", "评价时间在现在之后。", "请核对评价时间。")
        if case.received_at is not None and rated_at < case.received_at:
            raise Wrong("rated_at", "评价时间早于办件的收件时间。", "请核对评价时间和办件编号是否对应。")

    def _window(self, code: str) -> Window | None:
        if not code:
            return None
        found = self.windows.get(code_key(code), [])
        if len(found) != 1:
            reason = "有几个大厅用这个窗口编号。" if found else "本县没有登记这个窗口。"
            raise Wrong("window", reason, "请核对窗口编号；说不准的留空，这条评价只按部门统计。")
        return found[0]

    def _rating(self, row: Mapping[str, Any], case: Case, service: str, window: Window | None, default: bool) -> Rating:
        return Rating(
            region=self.region, department_id=case.department_id, item_id=case.item_id, case=case, window=window,
            service=service, grade=row["grade"], channel=OF_INTERFACE[row["channel"]], default=default,
            words=row.get("words", ""), contact=row.get("contact", ""), rated_at=row["rated_at"],
            origin=Rating.Origin.BEFORE,
        )  # fmt: skip


def make_plan(region: Region, sheet: Sheet, columns: ColumnMap, now: datetime) -> RatingPlan:
    """What taking in the sheet would write as of now: one query for every few hundred rows."""
    column = next((match.column for match in columns.matches if match.field.name == "case_number"), None)
    numbers = [] if column is None else [tidy(row.cells[column]) for row in sheet.rows]
    plan = plan_rows(sheet, columns, Known(region, numbers, now).take)
    return RatingPlan(plan.taken, plan.refused)


def _service_of(case: Case) -> Service:
    """What a rating is of that does not say: the handing-out at a window, or the matter online."""
    return Service.DELIVERY if case.channel == Case.Channel.WINDOW else Service.MATTER


def _windows(region: Region) -> dict[str, list[Window]]:
    found: dict[str, list[Window]] = {}
    for window in Window.objects.filter(hall__region=region):
        found.setdefault(code_key(window.code), []).append(window)
    return found


def _rated(cases: list[int]) -> Iterator[tuple[int, str, bool]]:
    """(case, service, whether by default) of the first ratings that there are of these cases."""
    for start in range(0, len(cases), AT_ONCE):
        rows = Rating.objects.filter(case__in=cases[start : start + AT_ONCE], turn=1)
        yield from rows.values_list("case", "service", "default")
