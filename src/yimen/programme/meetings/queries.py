"""Questions about meetings: which one may be seen, who sits in one, and what earlier ones left open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from yimen.people.models import LeadingGroupMember, Region, in_force
from yimen.people.queries import Somebody, may, of_regions, roles_of
from yimen.people.rules import COUNTY_WIDE
from yimen.programme import rules
from yimen.programme.meetings.models import Decision, Meeting
from yimen.programme.meetings.states import CALLED_OFF, MINUTED
from yimen.programme.models import Notice
from yimen.programme.queries import Standing, parties, standings

PLACES = [LeadingGroupMember.Place.LEADER, LeadingGroupMember.Place.DEPUTY, LeadingGroupMember.Place.MEMBER]


def visible_to(user: Somebody) -> QuerySet[Meeting]:
    """The meetings that the user may see, newest first: all for county-wide roles.

    A department sees those at which it has a place on the day, and those that settled something it has a part in.
    """
    if isinstance(user, AnonymousUser) or not may(user, "programme.read"):
        return Meeting.objects.none()
    rows = Meeting.objects.filter(of_regions(user, "notice__region")).select_related("notice__region", "document")
    if roles_of(user) & COUNTY_WIDE:
        return rows
    if user.department_id is None:
        return rows.none()
    until = Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("held_on"))
    seats = LeadingGroupMember.objects.filter(
        until, department=user.department_id, region=OuterRef("notice__region"), valid_from__lte=OuterRef("held_on")
    )
    bound = Decision.objects.filter(
        meeting=OuterRef("pk"), task__in=parties().filter(who=user.department_id).values("task")
    )
    return rows.filter(Exists(seats) | Exists(bound))


def visible_notices(user: Somebody) -> QuerySet[Notice]:
    """The notices under which the user may call a meeting, newest first."""
    if isinstance(user, AnonymousUser) or not may(user, "programme.meet"):
        return Notice.objects.none()
    return Notice.objects.filter(region=user.region_id).order_by("-issued_on", "-pk")


def members_on(region: Region, day: date) -> QuerySet[LeadingGroupMember]:
    """Whoever holds a position in the leading group on a day: leader, deputies, members."""
    place = Case(*(When(place=name, then=Value(rank)) for rank, name in enumerate(PLACES)), output_field=IntegerField())
    rows = LeadingGroupMember.objects.filter(in_force(day), region=region).select_related("department", "succeeds")
    return rows.annotate(rank=place).order_by("rank", "department__code", "pk")


@dataclass(frozen=True)
class OpenDecision:
    """尚未落实的议定事项: a decision of an earlier meeting, with the departments that have not answered it."""

    decision: Decision
    waiting: tuple[Standing, ...]

    @property
    def late(self) -> bool:
        """Whether a department is past the deadline."""
        return any(row.light == rules.OVERDUE for row in self.waiting)

    @property
    def names(self) -> str:
        """The departments that are waited for, in one line."""
        return "、".join(f"{row.department.short_name}（{row.label}）" for row in self.waiting)


UNANSWERED = (rules.OVERDUE, rules.BEHIND, rules.DUE_SOON, rules.OPEN, rules.UNSERVED, rules.REGISTERED_LATE)


def left_open(user: Somebody, meeting: Meeting, day: date) -> list[OpenDecision]:
    """What earlier meetings under the same notice settled and is not answered on a day, as far as the user may see.

    Two queries, and those of `standings`.
    """
    earlier = Decision.objects.filter(meeting__notice=meeting.notice_id, meeting__serial__lt=meeting.serial)
    decisions = {row.task_id: row for row in earlier.select_related("meeting", "task")}
    return _open(decisions, standings(user, day, tasks=list(decisions))) if decisions else []


def of_meeting(user: Somebody, meeting: Meeting, day: date) -> list[tuple[Decision, list[Standing]]]:
    """The decisions of one meeting, each with how the departments that the user may see stand."""
    decisions = list(meeting.decisions.select_related("task__notice").order_by("number"))
    rows = standings(user, day, tasks=[row.task_id for row in decisions]) if decisions else []
    shown = [(row, [each for each in rows if each.task.pk == row.task_id]) for row in decisions]
    return [(row, whose) for row, whose in shown if whose]


def _open(decisions: dict[int, Decision], rows: Iterable[Standing]) -> list[OpenDecision]:
    waiting: dict[int, list[Standing]] = {}
    for row in rows:
        if row.light in UNANSWERED:
            waiting.setdefault(row.task.pk, []).append(row)
    return [OpenDecision(decisions[task], tuple(whose)) for task, whose in waiting.items()]


def next_serial(notice: Notice) -> int:
    """The number of the next meeting under a notice; one that was called off keeps its own."""
    last = Meeting.objects.filter(notice=notice).order_by("-serial").values_list("serial", flat=True).first()
    return (last or 0) + 1


def coming(user: Somebody, day: date) -> QuerySet[Meeting]:
    """The meetings that the user may see and that are still to come on a day."""
    return visible_to(user).filter(held_on__gte=day).exclude(status__in=(CALLED_OFF, MINUTED))
