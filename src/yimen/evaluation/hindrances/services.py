"""Verbs on what could not be done: taken down, given to a department, answered, confirmed by the person himself."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.numbering import digest_of
from yimen.cases.handling.services.shared import words
from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.common.slips import ALPHABET, new_secret
from yimen.common.text import mask_within, phone_key, tidy
from yimen.common.workdays import day_received
from yimen.evaluation.curing.queries import involved
from yimen.evaluation.deadlines import last_day
from yimen.evaluation.hindrances.models import Cause, Dispute, Hindrance, Kind, Outcome
from yimen.evaluation.hindrances.queries import visible_hindrances
from yimen.evaluation.hindrances.states import ASSIGNED, HINDRANCE, OPEN
from yimen.evaluation.queries import terms_of
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may

PREFIX = {Kind.HINDRANCE: "BB", Kind.OBJECTION: "YY"}
SHORTEST, LONGEST = 10, 2000
MOST_OPEN = 3
"""So many objections to one case may wait for their answer at a time."""


@dataclass(frozen=True)
class Told:
    """反映内容: what somebody says, how to reach him, and what he says it is about."""

    words: str
    name: str = ""
    contact: str = ""
    cause: str = ""
    item: Item | None = None


@dataclass(frozen=True)
class Filed:
    """登记结果: the report, and the secret that opens it to whoever made it; it is kept nowhere."""

    hindrance: Hindrance
    secret: str


def _number(kind: str, day: date) -> str:
    """A number that tells no order: whoever has his own cannot guess another's."""
    return f"{PREFIX[Kind(kind)]}{day:%y%m%d}{''.join(secrets.choice(ALPHABET) for _ in range(8))}"


def _file(
    by: User | None, region: Region, kind: str, channel: str, told: Told, at: datetime | None, **more: Any
) -> Filed:
    now = at or timezone.now()
    secret, number = new_secret(), _number(kind, timezone.localdate(now))
    thing = Hindrance.objects.create(
        region=region,
        kind=kind,
        number=number,
        secret=digest_of(number, secret),
        channel=channel,
        name=tidy(told.name)[:60],
        contact=phone_key(told.contact)[:30],
        words=words(told.words, "遇到的情况", SHORTEST, LONGEST),
        cause=told.cause if told.cause in Cause.values else "",
        received_at=now,
        received_by=by,
        **more,
    )
    return Filed(thing, secret)


@ledger.mutation("evaluation.hindrance_filed")
def report(
    *, by: User | None, region: Region, told: Told, channel: str = Hindrance.Channel.ONLINE, at: datetime | None = None
) -> Filed:
    """The new report (办不成事) and its secret; `by` is None for somebody online.

    Errors: Refused for fewer than ten characters, without the right, or for another county's item.
    """
    if by is not None and not (may(by, "hindrance.take") and by.region_id == region.pk):
        raise Refused("您的角色不能登记办不成事反映。")
    if told.item is not None and told.item.region_id != region.pk:
        raise Refused("这是其他县的事项，请选择本县的事项。")
    start = day_received(at or timezone.now())
    filed = _file(
        by, region, Kind.HINDRANCE, channel, told, at, item=told.item,
        due_on=last_day(start, terms_of(region).hindrance_days), **begin(HINDRANCE, by=by),
    )  # fmt: skip
    facts = {"number": filed.hindrance.number, "channel": channel}
    ledger.record(chain=region.pk, kind="evaluation.hindrance_filed", by=by, changed=[filed.hindrance], facts=facts)
    return filed


@ledger.mutation("evaluation.objection_filed")
def object_to(*, dossier: Dossier, told: Told) -> Filed:
    """The applicant's objection to the decision on his case or its handling, and its secret.

    It goes to the bureau and to the department, which must answer. Errors: Refused while MOST_OPEN wait.
    """
    region = dossier.region
    if Hindrance.objects.filter(case=dossier.pk, status__in=OPEN).count() >= MOST_OPEN:
        raise Refused(f"这件办件已有 {MOST_OPEN} 条异议等待答复，请等答复后再提。")
    due_on = last_day(timezone.localdate(), terms_of(region).objection_days)
    filed = _file(
        None, region, Kind.OBJECTION, Hindrance.Channel.ONLINE, told, None, case=dossier.case,
        item=dossier.version.item, department=dossier.department, due_on=due_on,
        **begin(HINDRANCE, by=None, status=ASSIGNED),
    )  # fmt: skip
    facts = {"number": filed.hindrance.number, "due": due_on.isoformat()}
    ledger.record(chain=region.pk, kind="evaluation.objection_filed", by=None, changed=[filed.hindrance], facts=facts)
    return filed


def _seen(by: User, thing: Hindrance) -> None:
    if not visible_hindrances(by).filter(pk=thing.pk).exists():
        raise Refused("这条反映不归您办理。")


@ledger.mutation(HINDRANCE.event("assign"))
def assign(*, by: User, thing: Hindrance, department: Department, hard: bool) -> Hindrance:
    """The report, given to a department; a difficult one has the county's longer time. Errors: Refused."""
    _seen(by, thing)
    if department.region_id != thing.region_id:
        raise Refused("请交给本县的部门办理。")
    terms = terms_of(thing.region)
    start = day_received(thing.received_at)
    due_on = last_day(start, terms.hard_hindrance_days if hard else terms.hindrance_days)
    return advance(thing, "assign", by=by, chain=thing.region_id, department=department, due_on=due_on, hard=hard)


@ledger.mutation(HINDRANCE.event("pass_on"))
def pass_on(*, by: User, thing: Hindrance, answer: str) -> Hindrance:
    """The report that belongs elsewhere (诉讼、复议、信访), with the words that tell the person where."""
    _seen(by, thing)
    return advance(thing, "pass_on", by=by, chain=thing.region_id, **_answered(by, answer))


@ledger.mutation(HINDRANCE.event("settle"))
def settle(*, by: User, thing: Hindrance, answer: str, cause: str, outcome: str) -> Hindrance:
    """The report that was settled at the window while the person waited."""
    _seen(by, thing)
    return advance(thing, "settle", by=by, chain=thing.region_id, cause=Cause(cause), outcome=Outcome(outcome),
                   **_answered(by, answer))  # fmt: skip


@ledger.mutation(HINDRANCE.event("answer"))
def answer_it(*, by: User, thing: Hindrance, answer: str, cause: str, outcome: str) -> Hindrance:
    """The report with the department's answer, its cause and outcome.

    Errors: Refused for other departments, and for whoever had a hand in the case: nobody answers about himself.
    """
    _seen(by, thing)
    if by.department_id != thing.department_id:
        raise Refused("只有承办部门可以答复。")
    if thing.case_id and by.pk in involved(thing.case_id):
        raise Refused("您经办过这件办件，不能答复对它的异议，请由本部门其他人员答复。")
    return advance(thing, "answer", by=by, chain=thing.region_id, cause=Cause(cause), outcome=Outcome(outcome),
                   **_answered(by, answer))  # fmt: skip


def _answered(by: User, answer: str) -> dict[str, Any]:
    return {"answer": mask_within(words(answer, "答复", SHORTEST, LONGEST)), "answered_at": timezone.now(),
            "answered_by": by}  # fmt: skip


@ledger.mutation(HINDRANCE.event("confirm"))
def confirm(*, thing: Hindrance) -> Hindrance:
    """The report of which the person himself says that it is solved."""
    return advance(thing, "confirm", by=None, chain=thing.region_id)


@ledger.mutation(HINDRANCE.event("dispute"))
def dispute(*, thing: Hindrance, text: str) -> Hindrance:
    """The report of which the person says that the answer did not help: once more at the department, with a new day."""
    said = words(text, "为什么没有解决", SHORTEST, LONGEST)
    if thing.department_id is None:
        raise Refused("这条反映没有交办部门，请到大厅“办不成事”窗口重新反映。")
    row = Dispute.objects.create(hindrance=thing, words=said, answer_then=thing.answer)
    terms = terms_of(thing.region)
    days = terms.objection_days if thing.kind == Kind.OBJECTION else terms.hindrance_days
    due_on = last_day(timezone.localdate(), days)
    return advance(thing, "dispute", by=None, chain=thing.region_id, also=[row], due_on=due_on)


@ledger.mutation(HINDRANCE.event("close"))
def close(*, by: User, thing: Hindrance, closing: str) -> Hindrance:
    """The answered report, closed by somebody outside the answering department after the person was asked."""
    _seen(by, thing)
    if thing.department_id is not None and by.department_id == thing.department_id:
        raise Refused("答复部门不能自己办结，请由营商局回访后办结。")
    return advance(thing, "close", by=by, chain=thing.region_id, closing=words(closing, "回访情况和办结说明", 5, 500))


@ledger.mutation("evaluation.hindrance_revealed")
def reveal(*, by: User, thing: Hindrance, reason: str) -> Hindrance:
    """The report, whose person may now be called: who looked and why stands in the ledger. Errors: Refused."""
    _seen(by, thing)
    if not may(by, "hindrance.reveal"):
        raise Refused("您的角色不能查看联系方式。")
    reason = mask_within(words(reason, "查看的事由，它将留在存证账本里", 5, 200))
    facts = {"number": thing.number, "reason": reason}
    ledger.record(chain=thing.region_id, kind="evaluation.hindrance_revealed", by=by, facts=facts)
    return thing
