"""Questions about ratings; `visible_*` first. What a department may see is another table than what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.states import ARCHIVED, DECIDED, DECLINED, DELIVERED, ENDED
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.curing.states import FED_BACK
from yimen.evaluation.models import Rating, Release, ReleasedRating, Suspicion, Terms
from yimen.evaluation.rules import Service
from yimen.people.models import Region, User
from yimen.people.queries import Somebody, may, of_departments, of_regions

MATTER_ENDED = (DECIDED, DELIVERED, DECLINED, ENDED, ARCHIVED)


def terms_of(region: Region) -> Terms:
    """The county's terms; the usual ones, not stored, where it set none."""
    return Terms.objects.filter(region=region).first() or Terms(region=region)


def visible_ratings(user: Somebody) -> QuerySet[Rating]:
    """The ratings that the user may look through, without whose they are: his county's, for who oversees them.

    Of his own department nobody sees any here, whatever his role: he sees what was released, like the others there.
    """
    if not isinstance(user, User) or not may(user, "evaluation.oversee"):
        return Rating.objects.none()
    rows = Rating.objects.filter(of_regions(user))
    if user.department_id:
        rows = rows.exclude(department=user.department_id)
    return rows.select_related("department", "region", "window")


def visible_releases(user: Somebody) -> QuerySet[Release]:
    """The batches that the user may see: the county's, or his own department's."""
    if not may(user, "evaluation.read"):
        return Release.objects.none()
    return Release.objects.filter(of_departments(user)).select_related("department", "region")


def visible_released(user: Somebody) -> QuerySet[ReleasedRating]:
    """The released ratings that the user may see, by their keys, which say nothing of when they were given."""
    return ReleasedRating.objects.filter(release__in=visible_releases(user).order_by()).select_related(
        "release__department"
    )


def counted(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """The ratings that people gave: a default is none."""
    return rows.filter(default=False)


def in_doubt(rows: QuerySet[Rating], *, yes: bool) -> QuerySet[Rating]:
    """The ratings of which something was marked, or those of which nothing was."""
    doubt = Exists(Suspicion.objects.filter(rating=OuterRef("pk")))
    return rows.filter(doubt if yes else ~doubt)


def marked(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """The ratings with `doubtful`: whether anything about them was marked."""
    return rows.annotate(doubtful=Exists(Suspicion.objects.filter(rating=OuterRef("pk"))))


def visible_suspicions(user: Somebody) -> QuerySet[Suspicion]:
    """What was marked of the ratings that the user may look through, newest first."""
    rows = Suspicion.objects.filter(rating__in=visible_ratings(user).order_by())
    return rows.select_related("rating__department", "rating__window").order_by("-pk")


def chosen_ratings(user: Somebody, chosen: dict[str, Any]) -> QuerySet[Rating]:
    """The visible ratings under the filters of the list: department, window, grade, year, doubt, counted only."""
    rows = marked(counted(visible_ratings(user)))
    for name in ("department", "grade", "channel", "origin", "window"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("region"):
        rows = rows.filter(region=chosen["region"])
    if chosen.get("year"):
        rows = rows.filter(rated_at__year=chosen["year"])
    if chosen.get("doubt"):
        rows = in_doubt(rows, yes=chosen["doubt"] == "yes")
    return rows


def years(user: Somebody) -> list[int]:
    """The years with ratings, newest first."""
    return [each.year for each in visible_ratings(user).dates("rated_at", "year", order="DESC")]


@dataclass(frozen=True)
class Chance:
    """What may be rated now: the service, and whether for the first or the second time."""

    service: Service
    turn: int

    @property
    def words(self) -> str:
        """How it is called on a page."""
        return f"{self.service.label}{'（整改后再评）' if self.turn == 2 else ''}"


def chances(dossier: Dossier, now: datetime) -> list[Chance]:
    """What the applicant may rate now: each service on site once, an online matter once, each once more when put right.

    Nothing before the service took place, nor after the county's days for it are over.
    """
    open_until = timedelta(days=terms_of(dossier.region).rate_days)
    given = set(Rating.objects.filter(case=dossier.pk, default=False).values_list("service", "turn"))
    cured = set(
        BadRating.objects.filter(rating__case=dossier.pk, status=FED_BACK).values_list("rating__service", flat=True)
    )
    found = []
    for service, ended in services_of(dossier).items():
        if (service, 1) not in given and ended <= now <= ended + open_until:
            found.append(Chance(service, 1))
        elif service in cured and (service, 2) not in given:
            found.append(Chance(service, 2))
    return found


def services_of(dossier: Dossier) -> dict[Service, datetime]:
    """The services that were done for the applicant of a case, each with when it ended."""
    case = dossier.case
    if case.channel != Case.Channel.WINDOW:
        ended = case.finished_at or case.decided_at
        return {Service.MATTER: ended} if ended and dossier.status in MATTER_ENDED else {}
    found = {Service.RECEPTION: case.recorded_at or case.received_at}
    if (delivered := getattr(dossier, "delivered", None)) is not None:
        found[Service.DELIVERY] = delivered.served_at
    return {service: at for service, at in found.items() if at}


def to_release(region: Region, before: datetime) -> QuerySet[Rating]:
    """The counted ratings that no batch told of yet, given before a moment."""
    return counted(Rating.objects.filter(region=region, released=False, rated_at__lt=before))


def monday(moment: datetime) -> date:
    """The Monday of the week of a moment, in Asia/Shanghai."""
    day = timezone.localdate(moment)
    return day - timedelta(days=day.weekday())


def grades_in(rows: QuerySet[Any]) -> dict[str, int]:
    """Satisfaction -> how many of the rows have it."""
    return dict(rows.order_by().values_list("grade").annotate(n=Count("pk")))


def names_of(cases: Iterable[int]) -> dict[int, list[str]]:
    """Case -> the names in it that redaction takes out wherever they stand."""
    rows = Case.objects.filter(pk__in=cases).values_list("pk", "applicant_name", "dossier__agent_name", "case_number")
    return {key: [each for each in found if each] for key, *found in rows}


def on_site(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """The ratings of services at a window that is known."""
    return rows.filter(~Q(service=Service.MATTER), window__isnull=False)


def earlier(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """The ratings of the system before this one, in which nobody looked for anything odd."""
    return rows.filter(origin=Rating.Origin.BEFORE)


def kinds_in(rows: QuerySet[Suspicion]) -> dict[str, int]:
    """Kind of doubt -> how many of the rows are of it."""
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def item_names(items: Iterable[int | None]) -> dict[int, str]:
    """Item -> its newest name."""
    rows = ItemVersion.objects.filter(item__in={each for each in items if each}).order_by("valid_from", "number")
    return dict(rows.values_list("item", "name"))
