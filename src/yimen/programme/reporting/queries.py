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
from yimen.programme.reporting.figures import RATES, REGISTER, Figures, figures, rates
from yimen.programme.reporting.models import ProgrammeReport
from yimen.programme.reporting.register import Register, Turn, kept_register, turns, unattested
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
    "open": "尚未完成的事项", RATES: "三率", REGISTER: "台账明细所依据的声明",
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
    """What comes out otherwise when the figures are counted again from the state that the report names; mostly none.

    The entry rates are counted again from the kept rows, each of which must have stood in the ledger by then. Reports
    of before rows were kept have none: their entry rates are not counted again.
    """
    kept, chain = kept_figures(report), report.notice.region_id
    state = LedgerState(chain, report.events, report.head)
    again = figures(report.notice, report.period_to, state)
    found = []
    if register := kept.get(REGISTER):
        again[RATES] = rates(register, state)
        if unknown := unattested(register, chain):
            found.append(Difference(REGISTER, len(register["items"]), unknown))
    return found + _differing({name: value for name, value in kept.items() if name in again}, again)


def register_of(report: ProgrammeReport, day: date) -> Register:
    """The register as it stands by now for the last day of a report."""
    return kept_register(report.notice.region, report.period_to, state_on(report.notice.region, day))


def since_then(report: ProgrammeReport, now: Register) -> list[Difference]:
    """事后登记: what is otherwise by all that was recorded up to `now` (see `register_of`), for the same days."""
    state = LedgerState(report.notice.region_id, now["ledger"]["events"], now["ledger"]["head"])
    found = {**figures(report.notice, report.period_to, state), RATES: rates(now, state)}
    return _differing({name: value for name, value in kept_figures(report).items() if name in found}, found)


def turned_since(report: ProgrammeReport, now: Register) -> list[Turn]:
    """The items whose rows are behind a changed entry rate: what the report kept and what the register has by now."""
    kept = kept_figures(report).get(REGISTER)
    return list(turns(kept, now)) if kept else []


def _differing(reported: Figures, counted: Figures) -> list[Difference]:
    return [
        Difference(name, reported.get(name), value)
        for name, value in json.loads(json_bytes(counted)).items()
        if reported.get(name) != value
    ]
