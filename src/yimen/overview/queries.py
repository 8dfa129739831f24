"""Questions that span rooms: what waits for somebody, the three rates, charts and the monthly report's figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from yimen.cases.clocks import queries as clocks
from yimen.cases.clocks.charts import address as clocks_at
from yimen.cases.handovers import queries as handovers
from yimen.entry import queries as entry
from yimen.entry.authorisation import queries as authorisation
from yimen.entry.exemptions import duties
from yimen.entry.readiness import conditions
from yimen.entry.readiness import queries as readiness
from yimen.entry.rounds import queries as rounds
from yimen.evaluation.curing import queries as curing
from yimen.evaluation.hindrances import queries as hindrances
from yimen.evidence import queries as evidence
from yimen.evidence.models import Run, VerdictValue
from yimen.people.models import Department, Region, Staff, User
from yimen.people.queries import may, roles_of
from yimen.people.rules import COUNTY_WIDE, LEADER, OFFICER
from yimen.programme import queries as programme
from yimen.rectification import queries as rectification
from yimen.training.courses.queries import terms_of
from yimen.training.standing import queries as training


@dataclass(frozen=True)
class Waiting:
    """待办: how many things wait for the user, and where they are listed; `wrong` when they are late."""

    label: str
    count: int
    url: str
    note: str
    wrong: bool = False
    unit: str = "件"


def link(route: str, **filters: Any) -> str:
    """The address of a list with its filters."""
    query = urlencode({name: value for name, value in filters.items() if value not in (None, "")})
    return f"{reverse(route)}?{query}" if query else reverse(route)


def waiting(user: User, day: date) -> list[Waiting]:
    """What waits for the user, by what he may do; each count opens exactly the rows that it counts."""
    findings, orders = rectification.visible_findings(user), rectification.visible_orders(user)
    found: list[Waiting] = []

    def add_findings(act: str, label: str, status: str, note: str) -> None:
        if may(user, act):
            count = rectification.with_status(findings, status).count()
            found.append(Waiting(label, count, link("rectification:findings", status=status), note))

    def add_orders(act: str, label: str, status: str, note: str, *, wrong: bool = False) -> None:
        if may(user, act):
            count = rectification.orders_with_status(orders, status, day).count()
            url = link("rectification:orders", status=status)
            found.append(Waiting(label, count, url, note, wrong and count > 0))

    add_findings("finding.judge", "待认定的疑点", "unjudged", "听取部门说明后认定或排除")
    add_findings("order.issue", "待下达整改单", "unordered", "已认定、尚未下达")
    add_orders("order.check", "待处理的整改单", "for_officer", "已答复、有异议或复核中")
    add_findings("finding.explain", "待说明的疑点", "raised", "认定之前请说明情况")
    add_orders("order.receive", "待签收", "issued", "整改单")
    add_orders("order.answer", "待答复", "owed", "整改中和反弹重开")
    add_orders("order.read", "逾期的整改单", "late", "期限已过、仍未答复", wrong=True)
    found += _waiting_clocks(user, day)
    found += _waiting_handovers(user, day)
    found += _waiting_sheets(user, day)
    found += _waiting_letters(user, day)
    found += _waiting_conditions(user, day)
    found += _waiting_public(user, day)
    found += _waiting_training(user, day)
    if may(user, "programme.read"):
        count = programme.open_tasks(user, day)
        found.append(Waiting("专项行动任务", count, reverse("programme:tasks"), "尚未上报成果"))
    if may(user, "entry.draft_exemption"):
        open_now = duties.duties(user, day)
        late = any(each.late(day) for each in open_now)
        note = "到期、签批、整改步骤和异议"
        found.append(Waiting("负面清单待办", len(open_now), reverse("entry:duties"), note, late))
    return found


CLOCKS = "个时限"
"""What is counted there: a case may have several."""


def _waiting_clocks(user: User, day: date) -> list[Waiting]:
    """The clocks of cases that run out: the days left for who handles them, what is late for his head, and upwards."""
    if not may(user, "cases.read"):
        return []
    figures = clocks.figures(clocks.visible_clocks(user), day)
    found = []
    if may(user, "cases.accept") or may(user, "cases.examine"):
        note, url = "办件时限快到了，请先办", clocks_at(standing="warned")
        found.append(Waiting("办件即将到期", figures["warned"], url, note, unit=CLOCKS))
        url = clocks_at(standing="overdue")
        found.append(Waiting("办件已逾期", figures["overdue"], url, "已报部门负责人", figures["overdue"] > 0, CLOCKS))
    if roles_of(user) & {OFFICER, LEADER}:
        url = clocks_at(standing="raised")
        found.append(
            Waiting("逾期上报的办件", figures["raised"], url, "逾期满三天，请督办", figures["raised"] > 0, CLOCKS)
        )
    return found


def _waiting_handovers(user: User, day: date) -> list[Waiting]:
    """The slips that the user's department has to take over, and the cases that it has to hand on."""
    if not may(user, "cases.hand_over"):
        return []
    slips, url = handovers.incoming(user), reverse("cases:handovers")
    late = slips.filter(due_on__lt=day).exists()
    note = "移交次日起一个工作日内确认接收或退回"
    return [
        Waiting("待接收的交接单", slips.count(), f"{url}?tab={handovers.INCOMING}", note, late, "张"),
        Waiting("待移交的办件", handovers.keys_to_hand_over(user).count(), url, "开交接单，交承办部门或窗口"),
    ]


def _waiting_public(user: User, day: date) -> list[Waiting]:
    """What the public waits for: bad ratings to be called back or put right, reports to be given out or answered."""
    found = []

    def add_bad(act: str, label: str, status: str, note: str) -> None:
        if may(user, act):
            rows = curing.chosen_bad_ratings(user, {"status": status}, day)
            late = curing.overdue(rows, day).exists()
            found.append(Waiting(label, rows.count(), link("evaluation:bad_ratings", status=status), note, late, "条"))

    def add_hindrances(act: str, label: str, status: str, note: str) -> None:
        if may(user, act):
            rows = hindrances.chosen_hindrances(user, {"status": status}, day)
            late = hindrances.overdue(rows, day).exists()
            found.append(Waiting(label, rows.count(), link("evaluation:hindrances", status=status), note, late, "条"))

    add_bad("evaluation.call_back", "待办理的差评", "for_bureau", "回访、核实、反馈")
    add_bad("evaluation.put_right", "待整改的差评", "for_department", "按要求整改后提交结果")
    add_hindrances("hindrance.assign", "待交办的办不成事", "received", "交给部门，限期答复")
    add_hindrances("hindrance.answer", "待答复的反映和异议", "open", "查明原因，答复本人")
    return found


def _waiting_training(user: User, day: date) -> list[Waiting]:
    """What a clerk has to learn; for those who send people, whose qualifications end soon."""
    if may(user, "training.sit"):
        staff = Staff.objects.filter(account=user).first()
        needs = training.needs_of(staff.region_id, [staff.pk], day).get(staff.pk, []) if staff else []
        lacking = len(training.wanting(needs))
        return [Waiting("待学的课程", lacking, reverse("training:mine"), "报名、签到、考试合格", lacking > 0, "门")]
    if may(user, "training.enrol"):
        rows = training.visible_qualifications(user)
        ending = training.with_standing(rows, "soon", day, terms_of(user.region).remind_days).count()
        url = link("training:qualifications", standing="soon")
        return [Waiting("培训快到期", ending, url, "安排人员续训", unit="份")]
    return []


_SHEETS = {
    "entry.declare": ("待填报的梳理表", "逐项说明怎样进厅，再报负责人签发"),
    "entry.sign_sheet": ("待签发的梳理表", "部门已填完，核对后签发"),
    "entry.round": ("待确认的梳理表", "部门已签发，请确认或退回"),
}


def _waiting_sheets(user: User, day: date) -> list[Waiting]:
    """The sheets of the open round: a department's own opens itself, the bureau's stand on the round's board."""
    found = []
    for act, sheets in rounds.waiting_sheets(user).items():
        label, note = _SHEETS[act]
        url = reverse("entry:rounds")
        if sheets and act == "entry.round":
            url = f"{reverse('entry:round', args=[sheets[0].round_id])}?show=signed"
        elif sheets:
            url = reverse("entry:sheet", args=[sheets[0].pk])
        late = any(sheet.round.deadline < day for sheet in sheets)
        if act != "entry.round" and (reminder := rounds.last_reminders(sheets)):
            last = max(each.recorded_at for each in reminder.values())
            note = f"营商局 {timezone.localtime(last):%m-%d} 催报：已逾期，请尽快填报、签发"
        found.append(Waiting(label, len(sheets), url, note, late))
    return found


def _waiting_letters(user: User, day: date) -> list[Waiting]:
    """The letters of authorisation that wait to be announced, or to be issued anew before they run out."""
    rows, found = authorisation.visible_mandates(user), []
    for act, standing, label, note in (
        ("entry.announce", "unannounced", "待公示的授权书", "部门已签发，请登记公示"),
        ("entry.authorise", "expiring", "即将到期的授权书", "三十天内到期，请重新签发"),
    ):
        if may(user, act):
            count = authorisation.standing(rows, standing, day).count()
            found.append(Waiting(label, count, link("entry:mandates", standing=standing), note))
    return found


def _waiting_conditions(user: User, day: date) -> list[Waiting]:
    """The items that entered under a condition and are not ready yet, for whoever prepares or confirms; one link."""
    if not (may(user, "entry.prepare") or may(user, "entry.round")):
        return []
    rows = conditions.visible_conditions(user)
    items = list(rows.order_by().values_list("item", flat=True).distinct())
    if not items:
        return []
    lists = readiness.readiness_on(day, entry.visible_states(user, day).filter(item__in=items)).lists
    waiting = conditions.pending(rows, lists, day)
    late = sum(each.state == conditions.OVERDUE for each in waiting)
    note = f"其中 {late} 件逾期" if late else "限期补齐就绪清单"
    return [Waiting("附条件进驻", len(waiting), f"{reverse('entry:readiness')}#pending", note, late > 0)]


@dataclass(frozen=True)
class Scope:
    """What a first page speaks of: a county or one of its departments, a day, and the run that its verdicts are of."""

    region: Region
    department: Department | None
    day: date
    run: Run | None


def scope_of(user: User, asked: date | None = None) -> Scope:
    """The whole county for county-wide roles, else the user's own department.

    The day is the one asked for, else the last of the latest verification's data, so that the three rates speak of
    one time; before the first verification it is today.
    """
    run = evidence.latest_run(user.region)
    department = None if roles_of(user) & COUNTY_WIDE else user.department
    return Scope(user.region, department, asked or (run.period_to if run else timezone.localdate()), run)


def rates(user: User, scope: Scope) -> list[dict[str, Any]]:
    """The three rates side by side, as the page's part shows them: declared, staffed, truly running."""
    declared, staffed = entry.three_rates(scope.day, region=scope.region, department=scope.department)
    shown = [
        _rate("declared", declared.label, declared.says, declared.numerator, declared.denominator, declared),
        _rate("staffed", staffed.label, staffed.says, staffed.numerator, staffed.denominator, staffed),
    ]
    meaning = "结论为实质运行的事项 ÷ 可以下结论的事项（证据不足、无业务、不在应进范围的另列）"
    if scope.run is None:
        shown.append(
            {"code": "running", "label": "实质运行率", "meaning": meaning, "part": 0, "whole": 0, "missing": "尚未核验"}
        )
        return shown
    counts = evidence.verdict_counts(scope.run, user)
    judged = counts["runs"] + counts["hollow"] + counts["bypassed"]
    url = link("evidence:verdicts", verdict="runs", run=scope.run.pk) if may(user, "evidence.read") else ""
    shown.append(
        {
            "code": "running",
            "label": "实质运行率",
            "meaning": meaning,
            "part": counts["runs"],
            "whole": judged,
            "url": url,
            "missing": "" if judged else "没有可判定的事项",
        }
    )
    return shown


def _rate(code: str, label: str, meaning: str, part: int, whole: int, rate: entry.Rate) -> dict[str, Any]:
    url = f"{reverse('entry:items')}?{rate.numerator_query}"
    return {
        "code": code,
        "label": label,
        "meaning": meaning,
        "part": part,
        "whole": whole,
        "url": url,
        "missing": "" if whole else "没有应进事项",
    }


def verdict_tiles(user: User, scope: Scope) -> list[dict[str, Any]]:
    """The number of items with each verdict, each opening its rows; empty before the first verification."""
    if scope.run is None or not may(user, "evidence.read"):
        return []
    counts = evidence.verdict_counts(scope.run, user)
    return [
        {
            "label": label,
            "figure": counts[value],
            "url": link("evidence:verdicts", verdict=value, run=scope.run.pk),
            "wrong": value in {"hollow", "bypassed"} and counts[value] > 0,
        }
        for value, label in VerdictValue.choices
    ]


def department_chart(user: User, scope: Scope) -> dict[str, Any] | None:
    """Verdicts by department as a stacked chart; None before the first verification or without a right to see it."""
    if scope.run is None or not may(user, "evidence.read"):
        return None
    rows = evidence.verdicts_by_department(scope.run, user)
    rows = [row for row in rows if sum(row.counts.values()) > row.counts["exempt"]]
    if not rows:
        return None
    series = [
        {
            "name": label,
            "verdict": value,
            "values": [row.counts[value] for row in rows],
            "urls": [link("evidence:verdicts", department=row.department_id, verdict=value) for row in rows],
        }
        for value, label in VerdictValue.choices
        if value != "exempt"
    ]
    return {
        "title": "各部门核验结论",
        "unit": "项",
        "description": "每个应进事项只计一次；证据不足、无业务不视为正常，也不视为有问题。",
        "head": "部门",
        "categories": [row.name for row in rows],
        "series": series,
    }


def trend_chart(user: User, scope: Scope) -> dict[str, Any] | None:
    """The share of matters handled off the hall by month, for the whole county; a month without matters is a gap."""
    if scope.run is None or not roles_of(user) & COUNTY_WIDE:
        return None
    months = evidence.trend_by_month(scope.region, scope.run)
    if not months:
        return None
    return {
        "title": "厅外办理占比（按月）",
        "unit": "%",
        "description": "由核验逐件得出；没有办件的月份留空，不算零。",
        "head": "月份",
        "categories": [f"{month.first:%Y-%m}" for month in months],
        "series": [
            {
                "name": "厅外办理占比",
                "tone": "wrong",
                "values": [None if month.share is None else round(100 * month.share, 1) for month in months],
                "urls": [link("cases:cases", month=f"{month.first:%Y-%m}") for month in months],
            }
        ],
    }


def worst(user: User, scope: Scope, most: int = 10) -> list[Any]:
    """The accused items with the most matters off the hall, for the first page."""
    if scope.run is None or not may(user, "evidence.read"):
        return []
    rows = evidence.visible_verdicts(user, scope.run).filter(Q(verdict="hollow") | Q(verdict="bypassed"))
    return list(rows.order_by("-off_matters", "item_code")[:most])
