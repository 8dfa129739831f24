"""Questions about reports: which there are, and whether their figures come out again."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from yimen.common.services import kept_file
from yimen.ledger.canonical import json_bytes
from yimen.people.queries import Somebody, may, of_regions
from yimen.programme.models import Notice
from yimen.programme.reporting.figures import RATES, Figures, figures, rates
from yimen.programme.reporting.models import ProgrammeReport
from yimen.programme.reporting.state import LedgerState, state_on


def visible_to(user: Somebody) -> QuerySet[ProgrammeReport]:
    """The reports of the user's county, newest first: they go to all departments."""
    if isinstance(user, AnonymousUser) or not may(user, "overview.report"):
        return ProgrammeReport.objects.none()
    rows = ProgrammeReport.objects.filter(of_regions(user, "notice__region"))
    return rows.select_related("notice__region", "document__number", "made_by").order_by("-pk")


def visible_notices(user: Somebody) -> QuerySet[Notice]:
    """The notices of which the user may make a report, newest first."""
    if isinstance(user, AnonymousUser) or not may(user, "programme.conclude"):
        return Notice.objects.none()
    return Notice.objects.filter(region=user.region_id).order_by("-issued_on", "-pk")


def kept_figures(report: ProgrammeReport) -> Figures:
    """The figures as they were kept, read from the file under their digest."""
    found: Figures = json.loads(kept_file(report.digest))
    return found


LABELS = {
    "tasks": "任务", "departments": "各部门", "verdicts": "核验结论", "findings": "疑点", "orders": "整改单",
    "branches": "分厅处置", "visits": "督查", "self_inspection": "自查", "meetings": "会议", "letters": "督办函",
    "open": "尚未完成的事项", RATES: "三率",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """重算不符: a figure that comes out otherwise, as it was reported and as it is counted now."""

    name: str
    reported: Any
    counted: Any

    @property
    def label(self) -> str:
        """The part of the report in official words."""
        return LABELS[self.name]


def counted_again(report: ProgrammeReport) -> list[Difference]:
    """What comes out otherwise when the figures are counted again from the state that the report names; mostly none."""
    state = LedgerState(report.notice.region_id, report.events, report.head)
    again = figures(report.notice, report.period_to, state)
    return _differing({name: value for name, value in kept_figures(report).items() if name in again}, again)


def since_then(report: ProgrammeReport, day: date) -> list[Difference]:
    """事后登记: what is otherwise by all that was recorded since, for the same days; the rates among it."""
    state = state_on(report.notice.region, day)
    now = figures(report.notice, report.period_to, state)
    now[RATES] = rates(report.notice, report.period_to, state)
    return _differing({name: value for name, value in kept_figures(report).items() if name in now}, now)


def _differing(reported: Figures, counted: Figures) -> list[Difference]:
    return [
        Difference(name, reported.get(name), value)
        for name, value in json.loads(json_bytes(counted)).items()
        if reported.get(name) != value
    ]
