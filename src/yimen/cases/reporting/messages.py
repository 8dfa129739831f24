"""上报内容: what the platform is told of each event of a case, as kinds and fields of its messages (domain 2.2).

A function here takes the dossier and the rows that its event wrote, its running clocks among them. Nothing is written
here.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from yimen.cases.clocks.histories import Kind as ClockKind
from yimen.cases.clocks.models import RunningClock
from yimen.cases.handling.models import Consultation, Delivery, Dossier, Extension, Notice, Pause, Step
from yimen.cases.models import Case
from yimen.cases.numbers.models import SerialNumber
from yimen.common.prepared import prepared
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Window

Message = tuple[str, dict[str, Any]]
"""Kind and fields, without those that every message of a case has."""
Teller = Callable[[Dossier, Sequence[Model]], Iterator[Message]]
M = TypeVar("M", bound=Model)

ACTIONS = {Step.Outcome.PASSED: "通过", Step.Outcome.RETURNED: "退回", Step.Outcome.STOPPED: "其他"}
OTHER = "其他"
DECISIONS = {Case.Result.GRANTED: "准予", Case.Result.REFUSED: "不予"}


def accepted(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """受理, with all numbers that the case has so far."""
    case = dossier.case
    numbers = {each.sort: each for each in _numbers(case.pk)}
    own, document = numbers.get(SerialNumber.Sort.DEPARTMENT), numbers.get(SerialNumber.Sort.DOCUMENT)
    running = (each for each in about if isinstance(each, RunningClock))
    promised = next((each.due_on for each in running if each.kind == ClockKind.PROMISED.value), None)
    yield (
        "accept",
        {
            "applicant_name": case.applicant_name,
            "applicant_id": case.applicant_id,
            "phone": dossier.phone,
            "department": dossier.department.name,
            "accepted_at": case.accepted_at,
            "place": _place(case),
            "way": case.get_channel_display(),
            "promised_until": promised,
            "own_serial": own.number if own else "",
            "own_created_at": own.declared_at if own else None,
            "queue_number": dossier.ticket,
            "document_number": document.number if document else "",
        },
    )


def _place(case: Case) -> str:
    """Where it was accepted (受理具体地点): the window with its hall, else what is known."""
    if not case.window_code:
        return "网上受理" if case.channel == Case.Channel.ONLINE else "未登记受理窗口"
    hall = "".join(_hall(case.region_id, case.window_code))
    return f"{hall} {case.window_code} 窗口".lstrip()


@prepared
def _numbers(case: int) -> QuerySet[SerialNumber]:
    """The further numbers of a case."""
    return SerialNumber.objects.filter(case_id=case).order_by("sort", "pk")


@prepared
def _hall(region: str, window: str) -> QuerySet[Window, str]:
    """The name of the hall in which a window of this code is."""
    rows = Window.objects.filter(hall__region_id=region, code=window)
    return rows.order_by("pk").values_list("hall__name", flat=True)[:1]


def asked(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """一次性告知补正."""
    notice = _the(about, Notice)
    yield _process("一次性告知补正", OTHER, dossier.case.received_at, dossier.asked_at, notice.words)


def supplemented(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """补正到齐."""
    yield _process("补正受理", OTHER, dossier.asked_at, dossier.supplemented_at)


def step_closed(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """环节, passed or sent back."""
    step = _the(about, Step)
    yield _process(step.name, ACTIONS[Step.Outcome(step.outcome)], step.opened_at, step.closed_at, step.opinion)


def consulted(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """会办, sent out."""
    asked = _the(about, Consultation)
    yield _process(f"征求{asked.department.short_name}意见", OTHER, asked.asked_at, asked.asked_at, asked.question)


def consultation_answered(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """会办, answered."""
    answer = _the(about, Consultation)
    words = f"{'同意' if answer.agrees else '不同意'}。{answer.opinion}"
    yield _process(f"{answer.department.short_name}答复会办", OTHER, answer.asked_at, answer.answered_at, words)


def paused(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """特别程序, begun."""
    yield _special(_the(about, Pause))


def resumed(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """特别程序, ended: of the end only the day is known, so its first moment, but never before the beginning."""
    pause = _the(about, Pause)
    if pause.ended_on is None:
        return
    kind, fields = _special(pause)
    yield kind, {**fields, "ended_at": max(pause.at, datetime.combine(pause.ended_on, time(), SHANGHAI))}


def extended(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """延长期限, once the head approved it."""
    given = _the(about, Extension)
    if given.approved:
        words = f"批准延长 {given.days} 个工作日：{given.reason}"
        yield _process("延长期限", OTHER, given.asked_at, given.settled_at, words)


def decided(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """决定: its step, and 办结 with the document it leads to."""
    yield from step_closed(dossier, about)
    case = dossier.case
    licence = {"licence_name": dossier.version.result_name, "licence_number": case.document_number}
    yield (
        "result",
        {
            "result": DECISIONS[Case.Result(case.result)],
            "finished_at": case.decided_at,
            "delivery": dossier.get_delivery_display(),
            **(licence if case.document_number else {}),
        },
    )


def delivered(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
    """送达: the national tables have none for it, so it is a step."""
    given = _the(about, Delivery)
    words = given.get_way_display() + (f"，邮寄单号 {given.tracking}" if given.tracking else "")
    yield _process("送达", OTHER, dossier.case.decided_at, dossier.case.finished_at, words)


def _closed(result: str) -> Teller:
    """办结 without a decision."""

    def tell(dossier: Dossier, about: Sequence[Model]) -> Iterator[Message]:
        yield "result", {"result": result, "finished_at": dossier.case.finished_at}

    return tell


def _process(step: str, action: str, began: Any, ended: Any, opinion: str = "") -> Message:
    """One row of 过程; what has no beginning began when it ended, as the standard says of the other end."""
    times = {"started_at": min(began or ended, ended), "ended_at": ended}
    return "process", {"step": step, "action": action, "opinion": opinion, **times}


def _special(pause: Pause) -> Message:
    procedure = pause.get_kind_display()
    facts = {"procedure": procedure, "reason": pause.told, "started_at": pause.at, "days": pause.needed_days}
    return "special", facts


def _the(about: Sequence[Model], noun: type[M]) -> M:
    """The row of that noun among those that an event wrote; StopIteration would be a fault of ours."""
    return next(each for each in about if isinstance(each, noun))


TOLD: dict[str, Teller] = {
    "accept": accepted,
    "deem": accepted,
    "ask": asked,
    "supplement": supplemented,
    "step": step_closed,
    "consult": consulted,
    "answer": consultation_answered,
    "pause": paused,
    "resume": resumed,
    "extend": extended,
    "decide": decided,
    "deliver": delivered,
    "decline": _closed("退回"),
    "withdraw": _closed("撤回"),
    "lapse": _closed(OTHER),
    "end": _closed(OTHER),
}
"""Event of a dossier (a move of its lifecycle, or what happens within a state) -> what the platform is told of it."""
