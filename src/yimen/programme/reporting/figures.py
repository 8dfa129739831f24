"""报告的数字: counted from a named state of the ledger and the days that were declared by then; whole numbers only.

The entry rates are counted from the register's rows as they stood when the report was made, which are kept with it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yimen.entry.branches.states import CLOSED as BRANCH_CLOSED
from yimen.entry.branches.states import DECIDED as BRANCH_DECIDED
from yimen.evidence import queries as evidence
from yimen.evidence.models import Run
from yimen.inspections.self_inspection.states import RETURNED, SAID
from yimen.inspections.visits.states import CALLED_OFF
from yimen.inspections.visits.states import SIGNED as VISIT_SIGNED
from yimen.people.models import Department
from yimen.programme import rules
from yimen.programme.letters.models import LetterAnswer, LetterTask
from yimen.programme.letters.states import SETTLED
from yimen.programme.meetings.models import Decision
from yimen.programme.meetings.states import HELD, MINUTED
from yimen.programme.models import Notice, Service, Submission, Task
from yimen.programme.queries import parties
from yimen.programme.reporting.register import Register, entry_rates
from yimen.programme.reporting.state import LedgerState
from yimen.rectification.models import Finding, Order
from yimen.rectification.publishing.queries import column
from yimen.rectification.states import ACCEPTED, CLOSED, RAISED, WITHDRAWN

Figures = dict[str, Any]
RATES, REGISTER = "rates", "register"
"""The parts that rest on the register's rows, which the report keeps."""
LONGEST_REASON = 80


@dataclass(frozen=True)
class _Part:
    """A department's part in a task, by the rows that stood."""

    task: Task
    department: Department
    light: str
    days_late: int


def figures(notice: Notice, day: date, state: LedgerState) -> Figures:
    """All figures of a report as they stood on a day, without the rates; equal states give equal figures."""
    parts = _parts(notice, day, state)
    return {
        "tasks": [_task(task, [each for each in parts if each.task == task]) for task in _tasks(notice, state)],
        "departments": _departments(parts),
        "verdicts": _verdicts(state),
        "findings": _findings(state),
        "orders": _orders(state),
        "branches": _counted(state, "entry.branchdecision", decided=BRANCH_DECIDED, closed=(BRANCH_CLOSED,)),
        "visits": _counted(state, "inspections.visit", signed=(VISIT_SIGNED,), called_off=(CALLED_OFF,)),
        "self_inspection": _counted(state, "inspections.selfsheet", signed=SAID, returned=(RETURNED,)),
        "meetings": _meetings(notice, parts, state),
        "letters": _letters(notice, state),
        "open": _open(notice, parts, state),
    }


def rates(register: Register, state: LedgerState) -> Figures:
    """The three rates side by side: declared and staffed from kept rows, running by the state's newest verification."""
    run = _run(state)
    running = evidence.truly_running_rate(run) if run else None
    return {**entry_rates(register), "running": [running.running, running.judged] if running else [0, 0]}


def _tasks(notice: Notice, state: LedgerState) -> list[Task]:
    known = state.of("programme.task")
    rows = Task.objects.filter(notice=notice, pk__in=list(known)).select_related("notice__region")
    return list(rows.order_by("number"))


def _parts(notice: Notice, day: date, state: LedgerState) -> list[_Part]:
    """Each department's part in each task, with its light by the days that were declared for rows that stood."""
    tasks = {task.pk: task for task in _tasks(notice, state)}
    pairs = parties().filter(task__in=list(tasks), pk__in=list(state.of("programme.duty"))).order_by()
    whose = sorted({(pair["task"], pair["who"]) for pair in pairs.values("task", "who")})
    departments = Department.objects.in_bulk({who for _, who in whose})
    served = _first(Service.objects.filter(task__in=list(tasks)), state.of("programme.service"), day)
    handed_in = _first(Submission.objects.filter(task__in=list(tasks)), state.of("programme.submission"), day)
    found = []
    for task, who in whose:
        dates = rules.Dates(
            tasks[task].ordered_on, tasks[task].due, served.get((task, who)), handed_in.get((task, who))
        )
        found.append(_Part(tasks[task], departments[who], rules.light(dates, day), rules.days_late(dates, day)))
    return sorted(found, key=lambda each: (each.task.number, each.department.code))


def _first(rows: Any, known: dict[int, str], day: date) -> dict[tuple[int, int], date]:
    """(task, department) -> the first day that was declared, of the rows that stood."""
    found: dict[tuple[int, int], date] = {}
    asked = rows.order_by("-declared_on").values_list("pk", "task", "department", "declared_on")
    for key, task, department, declared in asked:
        if key in known and declared <= day:
            found[task, department] = declared
    return found


def _task(task: Task, parts: list[_Part]) -> Figures:
    lights = Counter(each.light for each in parts)
    in_time = sum(each.light == rules.HANDED_IN and not each.days_late for each in parts)
    return {
        "number": task.number, "title": task.title, "due": task.due.isoformat(), "departments": len(parts),
        "handed_in": lights[rules.HANDED_IN], "in_time": in_time, "overdue": lights[rules.OVERDUE],
        "unserved": lights[rules.UNSERVED] + lights[rules.REGISTERED_LATE],
    }  # fmt: skip


def _departments(parts: list[_Part]) -> list[Figures]:
    """A line for each department: its parts, those handed in and those overdue; most overdue first."""
    by_department: dict[Department, list[_Part]] = {}
    for each in parts:
        by_department.setdefault(each.department, []).append(each)
    lines = [
        {
            "name": department.short_name,
            "parts": len(whose),
            "handed_in": sum(each.light == rules.HANDED_IN for each in whose),
            "overdue": sum(each.light == rules.OVERDUE for each in whose),
        }
        for department, whose in sorted(by_department.items(), key=lambda pair: pair[0].code)
    ]
    return sorted(lines, key=lambda line: -int(str(line["overdue"])))


def _run(state: LedgerState) -> Run | None:
    """The newest regular verification that was finished when the ledger was in that state."""
    runs = Run.objects.filter(pk__in=list(state.of("evidence.run")), purpose=Run.Purpose.REGULAR)
    return runs.order_by("-pk").first()


def _verdicts(state: LedgerState) -> Figures:
    run = _run(state)
    if run is None:
        return {"run": 0, "counts": {}, "departments": []}
    rows = evidence.verdicts_by_department(run)
    return {
        "run": run.pk,
        "from": run.period_from.isoformat(),
        "to": run.period_to.isoformat(),
        "counts": evidence.verdict_counts(run),
        "departments": [{"name": row.name, "runs": row.counts["runs"], "judged": _judged(row.counts)} for row in rows],
    }


def _judged(counts: dict[str, int]) -> int:
    return counts["runs"] + counts["hollow"] + counts["bypassed"]


def _findings(state: LedgerState) -> Figures:
    """Every finding that was raised, in exactly one column, as the published counts have them."""
    known = state.of("rectification.finding")
    orders = state.of("rectification.order")
    ordered = dict(Order.objects.filter(pk__in=list(orders)).values_list("finding", "pk"))
    found = Counter(
        column(status or RAISED, orders.get(ordered.get(finding, 0)) if (status == ACCEPTED) else None)
        for finding, status in known.items()
    )
    columns = ("unjudged", "accepted", "closed", "dismissed", "withdrawn")
    return {"raised": len(known), **{name: found[name] for name in columns}, "kinds": _kinds(known)}


def _kinds(known: dict[int, str]) -> Figures:
    names = Finding.objects.filter(pk__in=list(known)).order_by("pk")
    return dict(sorted(Counter(each.get_kind_display() for each in names).items()))


def _orders(state: LedgerState) -> Figures:
    known = Counter(state.of("rectification.order").values())
    issued = sum(known.values())
    return {
        "issued": issued, "closed": known[CLOSED], "withdrawn": known[WITHDRAWN],
        "open": issued - known[CLOSED] - known[WITHDRAWN],
    }  # fmt: skip


def _counted(state: LedgerState, label: str, **statuses: Iterable[str]) -> Figures:
    """How many rows of a table there were, and how many had one of the named statuses."""
    known = Counter(state.of(label).values())
    return {"all": sum(known.values())} | {name: sum(known[each] for each in group) for name, group in statuses.items()}


def _meetings(notice: Notice, parts: list[_Part], state: LedgerState) -> Figures:
    """Meetings that were held under the notice, what they settled, and how much of that all have handed in."""
    known = state.of("programme.meeting")
    held = notice.meetings.filter(pk__in=[key for key, status in known.items() if status in (HELD, MINUTED)])
    decisions = Decision.objects.filter(meeting__in=held, pk__in=list(state.of("programme.decision")))
    tasks = list(decisions.values_list("task", flat=True))
    waiting = {each.task.pk for each in parts if each.light != rules.HANDED_IN}
    return {"held": held.count(), "decisions": len(tasks), "answered": sum(task not in waiting for task in tasks)}


def _letters(notice: Notice, state: LedgerState) -> Figures:
    known = state.of("programme.supervisionletter")
    own = notice.letters.filter(pk__in=list(known)).values_list("pk", flat=True)
    answers = LetterAnswer.objects.filter(letter__in=own, pk__in=list(state.of("programme.letteranswer")))
    return {
        "sent": len(own),
        "answered": answers.values("letter").distinct().count(),
        "settled": sum(known[key] == SETTLED for key in own),
    }


def _open(notice: Notice, parts: list[_Part], state: LedgerState) -> list[Figures]:
    """What is not handed in: the task, the department, since when, and what the department gave as its reason."""
    reasons = _reasons(notice, state)
    return [
        {
            "task": f"{each.task.number} {each.task.title}",
            "department": each.department.short_name,
            "light": rules.LIGHTS[each.light],
            "days_late": each.days_late,
            "why": reasons.get((each.task.pk, each.department.pk), ""),
        }
        for each in parts
        if each.light != rules.HANDED_IN
    ]


def _reasons(notice: Notice, state: LedgerState) -> dict[tuple[int, int], str]:
    """(task, department) -> the newest answer to a letter that demanded it."""
    lines = LetterTask.objects.filter(letter__notice=notice, pk__in=list(state.of("programme.lettertask")))
    demanded: dict[int, list[tuple[int, int]]] = {}
    for letter, task, department in lines.values_list("letter", "task", "letter__department"):
        demanded.setdefault(letter, []).append((task, department))
    answers = LetterAnswer.objects.filter(letter__in=demanded, pk__in=list(state.of("programme.letteranswer")))
    found: dict[tuple[int, int], str] = {}
    for row in answers.order_by("pk"):
        text = " ".join(row.text.split())
        said = text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"
        found |= dict.fromkeys(demanded[row.letter_id], said)
    return found
