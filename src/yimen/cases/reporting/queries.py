"""Questions about reports: the messages of a case, and those of a department that wait to be put right."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import visible_to
from yimen.cases.models import Case
from yimen.cases.queries import visible_cases
from yimen.exchange.platform import bodies
from yimen.exchange.platform.charts import TONES
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.rules import OUT
from yimen.exchange.platform.states import STUCK_MESSAGES
from yimen.people.queries import Somebody, may, of_departments

SAYS = {"process": "step", "special": "procedure", "result": "result"}
"""Kind of message -> the field that tells which of several such events it is."""


@dataclass(frozen=True)
class Report:
    """上报: a message, what of the case it tells, and how its state looks."""

    message: OutboxMessage
    event: str
    tone: str


def visible_reports(user: Somebody) -> QuerySet[OutboxMessage]:
    """The messages of the cases that the user may open."""
    if not may(user, "cases.read"):
        return OutboxMessage.objects.none()
    same = {"region": OuterRef("region"), "case_number": OuterRef("stream")}
    cases = visible_cases(user).order_by().filter(**same)
    handled = visible_to(user).order_by().filter(**{f"case__{name}": value for name, value in same.items()})
    return OutboxMessage.objects.filter(Q(Exists(cases)) | Q(Exists(handled))).select_related("region", "put_by")


def stuck(user: Somebody) -> QuerySet[OutboxMessage]:
    """The messages of the user's department, or of the county, that the platform refused or that never arrived;
    the oldest first.
    """
    cases = Case.objects.order_by().filter(
        of_departments(user), region=OuterRef("region"), case_number=OuterRef("stream")
    )
    rows = OutboxMessage.objects.filter(Exists(cases), status__in=STUCK_MESSAGES)
    return rows.select_related("region").order_by("status_at", "pk")


def of_case(case: Case) -> QuerySet[OutboxMessage]:
    """The messages of a case in their order."""
    rows: QuerySet[OutboxMessage] = OutboxMessage.objects.filter(region=case.region_id, stream=case.case_number)
    return rows.order_by("sequence")


def case_of(message: OutboxMessage) -> Case | None:
    """The case that a message tells of, with its department."""
    rows = Case.objects.filter(region=message.region_id, case_number=message.stream)
    return rows.select_related("department").first()


def is_handled(case: Case) -> bool:
    """Whether the case is handled here, so that it has a page of its own."""
    return Dossier.objects.filter(pk=case.pk).exists()


def reports(messages: Iterable[OutboxMessage]) -> list[Report]:
    """The messages with what each tells: no personal data in it."""
    return [Report(each, event_of(each), TONES[each.status]) for each in messages]


def event_of(message: OutboxMessage) -> str:
    """What the message tells, such as 过程：审查（通过）."""
    fields, title = bodies.read(message.body), OUT[message.kind].title
    told = fields.get(SAYS.get(message.kind, ""), "")
    action = f"（{fields['action']}）" if message.kind == "process" and fields.get("action") != "其他" else ""
    ended = "（结束）" if message.kind == "special" and fields.get("ended_at") else ""
    return f"{title}：{told}{action}{ended}" if told else title
