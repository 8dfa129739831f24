"""What all verbs on dossiers share: rights, the words a person must give, and writing a case with its dossier."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from yimen.cases.clocks import services as clocks
from yimen.cases.handling.models import Dossier, Notice, Step
from yimen.cases.handling.queries import next_holder, sees
from yimen.cases.models import Case
from yimen.cases.plans.models import PlannedStep
from yimen.cases.reporting import services as reporting
from yimen.common.errors import Conflict, Refused
from yimen.common.prepared import prepared
from yimen.common.text import tidy
from yimen.ledger import plain
from yimen.people.lifecycle import advance
from yimen.people.models import User
from yimen.people.queries import may
from yimen.people.rules import APPROVER, CLERK, HEAD


def allow(by: User | None, act: str, dossier: Dossier | None = None) -> None:
    """Nothing. Errors: Refused when the account may not do the act, or may not see the dossier.

    `by` is None for the system itself and for the applicant, who has shown his secret or his account above.
    """
    if by is None:
        return
    if not may(by, act):
        raise Refused("您的角色没有这项权限。")
    if dossier is not None and not sees(by, dossier):
        raise Refused("这件办件不归您经办，请联系承办部门。")


def words(text: str, what: str, shortest: int = 2, longest: int = 1000) -> str:
    """The text, tidied. Errors: Refused when it is too short or too long to say anything."""
    text = tidy(text)
    if not shortest <= len(text) <= longest:
        raise Refused(f"请写明{what}，{shortest} 至 {longest} 个字。")
    return text


def move(
    dossier: Dossier,
    name: str,
    *,
    by: User | None,
    case: dict[str, Any] | None = None,
    also: Iterable[models.Model] = (),
    facts: dict[str, Any] | None = None,
    declared_at: datetime | None = None,
    **changes: Any,
) -> Dossier:
    """The dossier after one move of its lifecycle, whose event covers the case and what the platform is told."""
    touched = list(also)
    if case:
        plain.change(Case, {"pk": dossier.pk}, case)
        touched.append(dossier.case)
    given = {"number": dossier.number, **(facts or {})}
    steady = (dossier.version, dossier.department, dossier.region)

    def follow(moved: Dossier) -> None:
        # A move forgets what hangs on its row; what a case never changes, and who was given it, is not asked for again.
        moved.version, moved.department, moved.region = steady
        if "holder" in changes:
            moved.holder = changes["holder"]
        running = clocks.keep(moved, as_of=timezone.localdate())
        touched.extend(reporting.enclosed(by=by, dossier=moved, event=name, about=[*touched, *running]))

    return advance(dossier, name, by=by, chain=dossier.region_id, facts=given, also=touched,
                   declared_at=declared_at, read_again=_moved if "holder" in changes else _moved_held,
                   followed_by=follow, **changes)  # fmt: skip


@prepared
def _moved(dossier: int) -> models.QuerySet[Dossier]:
    """A dossier with its case, for the holder is known."""
    return Dossier.objects.select_related("case").filter(pk=dossier)


@prepared
def _moved_held(dossier: int) -> models.QuerySet[Dossier]:
    """A dossier with its case and its holder, who may have changed."""
    return clocks.read_whole().filter(pk=dossier)


def follow_up(dossier: Dossier, event: str, *, by: User | None, about: Sequence[models.Model] = ()) -> None:
    """Nothing; what every event of a case entails: its clocks are counted again, and the province's platform is told.

    `about` are the rows that the event wrote.
    """
    reporting.report(by=by, dossier=keep_time(dossier), event=event, about=about)


def keep_time(dossier: Dossier) -> Dossier:
    """The dossier as it now is, its clocks counted again, of which alone some events are."""
    return clocks.follow(dossier, as_of=timezone.localdate())


def tell(dossier: Dossier, kind: Notice.Kind, text: str, by: User | None) -> Notice:
    """A notice to the applicant, written; the caller's event covers it."""
    return plain.create(Notice(dossier=dossier, kind=kind, words=text[:2000], by=by))


def goes_on(dossier: Dossier, *roles: str) -> User | None:
    """Who of the department that handles the case has it next, by the roles in order; None: nobody holds any."""
    return next_holder(dossier.department, roles, timezone.localdate())


def examiner(dossier: Dossier, role: str) -> User | None:
    """Who has the case in a step: the role that the plan names for it, else an approver, else the head."""
    return goes_on(dossier, *([role] if role else [APPROVER, HEAD]))


def desk_clerk(dossier: Dossier) -> User | None:
    """Who has the case before acceptance and after the decision: the clerk who took it in, else one of the office."""
    taken_by = dossier.received_by
    own = taken_by is not None and taken_by.department_id == dossier.department_id
    return taken_by if own else goes_on(dossier, CLERK, APPROVER)


def open_next(dossier: Dossier, planned: PlannedStep, at: datetime) -> Step:
    """The step of the plan, opened; the caller's event covers it."""
    return plain.create(Step(
        dossier=dossier, place=planned.place, kind=planned.kind, name=planned.name, role=planned.role,
        days=planned.days, opened_at=at,
    ))  # fmt: skip


def open_step(dossier: Dossier) -> Step:
    """The step that the dossier is in. Errors: Conflict when it is in none."""
    step = dossier.steps.filter(closed_at__isnull=True).first()
    if step is None:
        raise Conflict("这件办件现在没有进行中的环节。请刷新页面查看最新状态。")
    return step


def close_step(step: Step, *, by: User | None, at: datetime, outcome: Step.Outcome, opinion: str, **more: Any) -> Step:
    """The step, closed. Errors: Conflict when somebody else closed it first."""
    changes = {"closed_at": at, "staff": by, "outcome": outcome, "opinion": opinion, **more}
    if Step.objects.filter(pk=step.pk, closed_at__isnull=True).update(**changes) != 1:
        raise Conflict("此环节刚被他人办理。请刷新页面查看最新状态。")
    step.refresh_from_db()
    return step
