"""Questions about visits: who sees what, what stays sealed, what was seen, when enough was seen."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Q, QuerySet

from yimen.evidence.models import Verdict
from yimen.evidence.queries import ACCUSED, latest_run
from yimen.inspections.self_inspection import credibility
from yimen.inspections.visits import draw, rules, stopping
from yimen.inspections.visits.models import (
    Candidate,
    Observation,
    Photo,
    ScriptStep,
    Visit,
    VisitPlan,
    VisitScript,
)
from yimen.inspections.visits.states import OPENED, SEALED, SIGNED
from yimen.people.models import Department, Region, User, in_force
from yimen.people.queries import Somebody, may, of_regions
from yimen.people.rules import INSPECTOR
from yimen.rectification.models import Finding
from yimen.rectification.queries import SETTLED, UNJUDGED
from yimen.rectification.states import ACCEPTED


def visible_plans(user: Somebody) -> QuerySet[VisitPlan]:
    """The plans of the user's county or of those below, newest first; for county-wide roles only."""
    if isinstance(user, AnonymousUser) or not may(user, "visit.read"):
        return VisitPlan.objects.none()
    return VisitPlan.objects.filter(of_regions(user)).select_related("region", "script", "status_by").order_by("-pk")


def visible_visits(user: Somebody) -> QuerySet[Visit]:
    """The visits of those plans. Of a sealed one nothing tells the target: it stands nowhere in clear."""
    if isinstance(user, AnonymousUser) or not may(user, "visit.read"):
        return Visit.objects.none()
    rows = Visit.objects.filter(of_regions(user))
    return rows.select_related("plan__script", "region", "department", "first", "second", "opened_by")


def own_visits(user: User) -> QuerySet[Visit]:
    """The opened visits that the inspector records now: what his phone takes along."""
    mine = Q(first=user) | Q(second=user)
    return visible_visits(user).filter(mine, status=OPENED)


def visible_photos(user: Somebody) -> QuerySet[Photo]:
    """The photographs of the visits that the user may see."""
    return Photo.objects.filter(observation__visit__in=visible_visits(user).order_by().values("pk"))


def visible_scripts(user: Somebody) -> QuerySet[VisitScript]:
    """The scripts of the user's county with their steps."""
    if isinstance(user, AnonymousUser) or not may(user, "visit.read"):
        return VisitScript.objects.none()
    return VisitScript.objects.filter(of_regions(user)).prefetch_related("steps")


def inspectors_of(region: Region, day: date) -> list[User]:
    """The county's inspectors on a day, by account."""
    rows = User.objects.filter(in_force(day, "grants__"), region=region, is_active=True, grants__role=INSPECTOR)
    return list(rows.select_related("department").distinct().order_by("username"))


def candidates_on(region: Region, day: date, weights: dict[str, int], floor_days: int) -> list[Candidate]:
    """Every department with items, unsaved, with what weighs for it on a day; in a handful of queries."""
    run = latest_run(region)
    wrong = _counted(Verdict.objects.filter(run=run, verdict__in=ACCUSED)) if run else Counter[int]()
    unsettled = Q(status__in=UNJUDGED) | Q(status=ACCEPTED, order__isnull=True) | (
        Q(order__isnull=False) & ~Q(order__status__in=SETTLED)
    )  # fmt: skip
    findings = _counted(Finding.objects.filter(unsettled, region=region))
    refuted = {
        row.department.pk: round((row.share or 0) * 10) for row in credibility.of_region(region, day) if row.enough
    }
    last = dict(
        Visit.objects.filter(region=region, status=SIGNED)
        .order_by()
        .values_list("department")
        .annotate(Max("opened_at"))
    )
    found = []
    for department in Department.objects.filter(region=region, item_versions__isnull=False).distinct().order_by("code"):
        seen = last.get(department.pk)
        days = (day - seen.date()).days if seen else None
        months = min(rules.MOST_MONTHS, days // 30) if days is not None else rules.MOST_MONTHS
        tenths = refuted.get(department.pk)
        key = department.pk
        points = {"wrong": wrong[key], "findings": findings[key], "credibility": tenths or 0, "months": months}
        found.append(
            Candidate(
                department=department, wrong=points["wrong"], findings=points["findings"], refuted_tenths=tenths,
                months=months, weight=rules.BASE + sum(weights[name] * number for name, number in points.items()),
                must=days is None or days >= floor_days,
            )
        )  # fmt: skip
    return found


def _counted(rows: QuerySet[Any]) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list("department").annotate(n=Count("pk"))))


def pairs_until(region: Region, inspectors: Iterable[User]) -> dict[tuple[int, int], int]:
    """(one, other) by account -> how often they went together before."""
    keys = {each.pk: each.username for each in inspectors}
    went = Visit.objects.filter(region=region, status__in=(OPENED, SIGNED, SEALED)).values_list("first", "second")
    found = Counter[tuple[int, int]]()
    for one, other in went:
        if one in keys and other in keys:
            pair = (one, other) if keys[one] < keys[other] else (other, one)
            found[pair] += 1
    return dict(found)


def frame_of(plan: VisitPlan) -> tuple[list[draw.Ticket], list[draw.Person], dict[draw.Pair, int]]:
    """What the plan's draw rests on, as it was kept when the seed was committed to."""
    tickets = [
        draw.Ticket(each.department.code, each.weight, each.must)
        for each in plan.candidates.select_related("department")
    ]
    people = [draw.Person(each.user.username, each.own_department) for each in plan.inspectors.select_related("user")]
    before = {
        (each.first.username, each.second.username): each.times
        for each in plan.pairs_before.select_related("first", "second")
    }
    return tickets, people, before


def published(plan: VisitPlan) -> dict[str, Any]:
    """What anybody needs to draw a revealed plan again: `replay_draw.py` reads it."""
    tickets, people, before = frame_of(plan)
    rows = plan.visits.select_related("first", "second").order_by("number")
    frame = draw.frame_digest(tickets, people, before, plan.visits_wanted)
    seed = draw.seed_of(plan.secret, plan.beacon, frame)
    codes = draw.departments(seed, tickets, plan.visits_wanted)
    # Of a visit that took place its own target, so that one that was changed would show; else what was drawn.
    targets = dict(rows.filter(department__isnull=False).values_list("number", "department__code"))
    return {
        "title": plan.title,
        "visits": plan.visits_wanted,
        "commitment": plan.commitment,
        "secret": plan.secret,
        "beacon": plan.beacon,
        "frame": plan.frame_digest,
        "tickets": [{"code": each.code, "weight": each.weight, "must": each.must} for each in tickets],
        "people": [{"name": each.name, "department": each.department} for each in people],
        "before": [[one, other, times] for (one, other), times in before.items()],
        "drawn": [
            [targets.get(each.number, codes[each.number - 1]), each.first.username, each.second.username]
            for each in rows
        ],
    }


def standing_observations(visit: Visit) -> list[Observation]:
    """What was recorded and not replaced, in order, with step, item and photographs."""
    rows = Observation.objects.filter(visit=visit, replaced_by__isnull=True)
    return list(rows.select_related("step", "item", "by").prefetch_related("photos"))


def digest_of(visit: Visit) -> str:
    """SHA-256 over everything recorded of a visit, replaced rows and photographs included: what both sign."""
    rows = Observation.objects.filter(visit=visit).order_by("key").values_list("key", "digest")
    photos = Photo.objects.filter(observation__visit=visit).order_by("key").values_list("key", "digest")
    text = "\n".join(f"{key}|{digest}" for key, digest in [*rows, *photos])
    return hashlib.sha256(text.encode()).hexdigest()


def missing_photos(visit: Visit) -> int:
    """How many photographs of it have been told of and have not come whole."""
    return Photo.objects.filter(observation__visit=visit, whole_at__isnull=True).count()


def asks(visits: QuerySet[Visit]) -> list[tuple[int, bool]]:
    """(department, failed) of every ask with an outcome that speaks, of signed visits, in order of time."""
    spoken = (*rules.AGAINST, *rules.FOR)
    rows = Observation.objects.filter(
        visit__in=visits.filter(status=SIGNED).order_by().values("pk"), outcome__in=spoken, replaced_by__isnull=True
    ).order_by("taken_at", "pk")
    return [
        (department, outcome in rules.AGAINST)
        for department, outcome in rows.values_list("visit__department", "outcome")
    ]


def stop_of(region: Region, since: date) -> stopping.Stop:
    """Whether enough was asked in the county since a day."""
    rows = Visit.objects.filter(region=region, plan__period_from__gte=since)
    return stopping.decide(failed for _, failed in asks(rows))


def stops_by_department(visits: QuerySet[Visit]) -> list[tuple[Department, stopping.Stop]]:
    """The same for each department that was asked."""
    by_department: dict[int, list[bool]] = {}
    for department, failed in asks(visits):
        by_department.setdefault(department, []).append(failed)
    rows = Department.objects.filter(pk__in=by_department).order_by("code")
    return [(each, stopping.decide(by_department[each.pk])) for each in rows]


def steps_for(visits: Iterable[Visit]) -> dict[int, list[ScriptStep]]:
    """Script -> its steps in order."""
    found: dict[int, list[ScriptStep]] = {}
    for step in ScriptStep.objects.filter(script__in={each.plan.script_id for each in visits}):
        found.setdefault(step.script_id, []).append(step)
    return found


def year_before(day: date) -> date:
    """The first day of the twelve months that end on a day: over these the county's asks are summed."""
    return day - timedelta(days=365)
