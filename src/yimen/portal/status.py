"""办件状态 as its applicant is told it: where it stands, who has it, day n of m; not one word on any person."""

from dataclasses import dataclass
from datetime import date

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import WAITING_FOR
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI, Suspension, due, due_in_natural_days, working_days_between

LEGAL = {
    True: "工作日按国务院办公厅公布的放假安排计算（行政许可法第八十二条）",
    False: "按自然日计算",
}


@dataclass(frozen=True)
class Standing:
    """办件进度. `day` of `days` counts from the day after acceptance; `derivation` is how, line by line."""

    label: str
    waits: str
    department: str
    day: int | None
    days: int | None
    due_on: date | None
    derivation: list[str]


def standing_of(dossier: Dossier, today: date) -> Standing:
    """Where the dossier stands today."""
    day, days, due_on, lines = _counted(dossier, today)
    waits = WAITING_FOR.get(dossier.status, "")
    return Standing(dossier.status_label, waits, dossier.department.name, day, days, due_on, lines)


def _counted(dossier: Dossier, today: date) -> tuple[int | None, int | None, date | None, list[str]]:
    case, version = dossier.case, dossier.version
    if case.accepted_at is None:
        return None, None, None, ["还没有受理：收到材料后 5 个工作日内告知是否受理或补正，逾期自收到之日起视为受理。"]
    if version.promised_days is None:
        return None, None, None, ["事项清单没有载明承诺时限。"]
    accepted = case.accepted_at.astimezone(SHANGHAI).date()
    until = case.finished_at or case.decided_at
    last = until.astimezone(SHANGHAI).date() if until else today
    working = version.promised_unit != ItemVersion.DayUnit.NATURAL
    stops = [Suspension(pause.started_on, pause.ended_on) for pause in dossier.pauses.all()]
    if working:
        found = due(accepted, version.promised_days, suspensions=stops)
        passed = working_days_between(accepted, last, suspensions=stops)
    else:
        found, passed = due_in_natural_days(accepted, version.promised_days), (last - accepted).days
    lines = [
        f"受理日 {accepted:%Y-%m-%d}，当日不计（民法典第二百零一条）",
        f"承诺 {version.promised_days} 个{version.get_promised_unit_display()}，{LEGAL[working]}",
        *(f"特别程序自 {stop.start:%Y-%m-%d} 起停止计时（行政许可法第四十五条）" for stop in stops if working),
        f"到 {last:%Y-%m-%d} 是第 {passed} 天",
        *([f"期限到 {found.on:%Y-%m-%d}"] if found else []),
    ]
    return passed, version.promised_days, found.on if found else None, lines
