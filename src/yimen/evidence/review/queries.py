"""Questions about the review: who sees it, what waits for whom, and what was settled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet

from yimen.evidence.models import Run
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled
from yimen.evidence.review.states import DRAWN
from yimen.evidence.states import DONE
from yimen.people.models import Staff, User
from yimen.people.queries import Somebody, may, of_regions

Answer = Reading.Answer
AT_ONCE = 100
FEW = 10
"""So many are read at once where one is looked for."""
NEWEST = 4
"""So many drawn plans are still read; an older one stays as it is, with the answers that it has."""


def visible_plans(user: Somebody) -> QuerySet[ReviewPlan]:
    """The plans of the user's county, or of those below, newest first."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.quality"):
        return ReviewPlan.objects.none()
    rows = ReviewPlan.objects.filter(of_regions(user, "run__region"), run__status=DONE)
    return rows.select_related("run__region").order_by("-run")


def runs_without_plan(user: Somebody) -> QuerySet[Run]:
    """The finished runs of the user's county over its own data that have no plan: made before seeds were committed."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.run"):
        return Run.objects.none()
    rows = Run.objects.filter(region=user.region_id, status=DONE, review_plan__isnull=True)
    return rows.exclude(purpose=Run.Purpose.FOREIGN).order_by("-pk")


def visible_sampled(user: Somebody, plan: ReviewPlan) -> QuerySet[Sampled]:
    """The drawn matters of a plan, with their readings."""
    if not visible_plans(user).filter(pk=plan.pk).exists():
        return Sampled.objects.none()
    return with_readings(Sampled.objects.filter(plan=plan))


def with_readings(rows: QuerySet[Sampled]) -> QuerySet[Sampled]:
    """The rows with stratum, department and readings, in three queries for any number."""
    readings = Prefetch("readings", Reading.objects.select_related("reader").order_by("place", "pk"))
    rows = rows.select_related("stratum", "department", "plan__run").defer("plan__run__report")  # large, and once a row
    return rows.prefetch_related(readings).order_by("turn")


def own_readings(user: User) -> QuerySet[Reading]:
    """The readings that the user took, and nobody else may answer."""
    rows = Reading.objects.filter(reader=user, sampled__plan__run__region=user.region_id)
    return rows.select_related("sampled__stratum", "sampled__plan__run__region", "sampled__department")


def open_reading(user: User) -> Reading | None:
    """The one that the user has taken and not answered."""
    return own_readings(user).filter(answer="").first()


@dataclass(frozen=True)
class State:
    """How far a matter is read: its answers in turn, whether anybody has it in hand, and the answer it came to."""

    answers: list[str]
    in_hand: int
    wanted: int
    settled: str

    @property
    def disagreed(self) -> bool:
        """Whether the first two said different things."""
        return len(self.answers) > 1 and self.answers[0] != self.answers[1]


def state_of(sampled: Sampled) -> State:
    """The state of a matter whose readings are loaded.

    Two who agree settle it; where they differ a third reads, and the majority holds. Three different answers are none:
    it cannot be told.
    """
    counted = sorted((each for each in sampled.readings.all() if each.place), key=lambda each: each.place)
    answers = [each.answer for each in counted if each.answer]
    wanted = 2 if sampled.twice else 1
    if len(answers) >= 2 and answers[0] != answers[1]:
        wanted = 3
    settled = ""
    if len(answers) >= wanted:
        settled = next((each for each in answers if answers.count(each) * 2 > len(answers)), Answer.UNCLEAR)
    return State(answers, len(counted) - len(answers), wanted, settled)


def barred(user: User) -> set[int]:
    """The departments that the user may not judge: his own, that of his work number, those he recused himself from.

    Where somebody worked before is not kept anywhere else: he has to say so once.
    """
    known = {user.department_id, *Staff.objects.filter(account=user).values_list("department", flat=True)}
    recused = Reading.objects.filter(reader=user, answer=Answer.RECUSED).order_by()
    return {key for key in {*known, *recused.values_list("sampled__department", flat=True)} if key is not None}


def next_for(user: User) -> tuple[Sampled, int] | None:
    """The first of those that wait for the user; None where nothing does."""
    return next(waiting_for(user, FEW), None)


def waiting_for(user: User, at_once: int = AT_ONCE) -> Iterator[tuple[Sampled, int]]:
    """(matter, which reading) that the user may take, the newest run's first, in the drawn order."""
    no = barred(user)
    plans = ReviewPlan.objects.filter(run__region=user.region_id, status=DRAWN).order_by("-run")
    newest = list(plans.values_list("pk", flat=True)[:NEWEST])
    # What is plainly done is left out by the database; whether two differ is asked of the few that remain.
    seats = Count("readings", filter=Q(readings__place__gt=0))
    rows = Sampled.objects.filter(plan__in=newest).exclude(readings__reader=user).exclude(department__in=no)
    rows = rows.annotate(seats=seats).filter(Q(seats=0) | Q(twice=True, seats__lt=3))
    for sampled in with_readings(rows).order_by("-plan__run", "turn").iterator(chunk_size=at_once):
        state, readings = state_of(sampled), list(sampled.readings.all())
        if len(state.answers) + state.in_hand >= state.wanted:
            continue
        taken = {each.place for each in readings}
        yield sampled, next(place for place in (1, 2, 3) if place not in taken)


@dataclass(frozen=True)
class Progress:
    """How far a plan is: drawn, settled, readings given and wanted, matters on which two differed."""

    drawn: int
    settled: int
    given: int
    wanted: int
    disagreed: int

    @property
    def share(self) -> float:
        """Settled of drawn, between 0 and 1."""
        return self.settled / self.drawn if self.drawn else 0.0


def progress(rows: Iterable[Sampled]) -> Progress:
    """The progress of drawn matters whose readings are loaded."""
    states = [state_of(each) for each in rows]
    return Progress(
        len(states),
        sum(bool(each.settled) for each in states),
        sum(len(each.answers) for each in states),
        sum(each.wanted for each in states),
        sum(each.disagreed for each in states),
    )
