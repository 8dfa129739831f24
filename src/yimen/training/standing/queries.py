"""Questions about standing: what each person needs for what he may accept, what he holds, what is wanting."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from yimen.halls.models import Hall, Posting
from yimen.halls.queries import posted_on
from yimen.halls.staffing.registry import letters_of
from yimen.people.models import Staff, User
from yimen.people.queries import Somebody, may, of_departments
from yimen.training.courses.models import CourseVersion
from yimen.training.courses.queries import versions_on
from yimen.training.standing.models import Qualification

STANDINGS = {"": "全部", "valid": "有效", "soon": "即将到期", "over": "已到期", "ended": "已撤销"}


def holds_on(day: date) -> Q:
    """The condition for qualifications that count on a day; an ended one counted until the day before."""
    not_ended = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return Q(valid_from__lte=day, valid_to__gte=day) & not_ended


def visible_qualifications(user: Somebody) -> QuerySet[Qualification]:
    """The qualifications of people whom the user may see, a clerk's own among them."""
    if not may(user, "training.read"):
        return Qualification.objects.none()
    rows = Qualification.objects.filter(of_departments(user, "staff__region", "staff__department"))
    return rows.select_related("staff__department", "version__course", "paper__exam")


def with_standing(rows: QuerySet[Qualification], wanted: str, day: date, soon: int) -> QuerySet[Qualification]:
    """The rows narrowed to how they stand on a day; `soon` are days before the end."""
    return rows.filter(
        {
            "valid": holds_on(day),
            "soon": holds_on(day) & Q(valid_to__lte=day + timedelta(days=soon)),
            "over": Q(ended_on__isnull=True, valid_to__lt=day),
            "ended": Q(ended_on__isnull=False),
        }.get(wanted, Q())
    )


def standing_of(thing: Qualification, day: date, soon: int) -> tuple[str, str]:
    """(words, tone) of how a qualification stands on a day; `soon` are days before its end."""
    if thing.ended_on is not None:
        return f"{thing.ended_on} 撤销", "plain"
    left = (thing.valid_to - day).days
    if left < 0:
        return "已到期", "wrong"
    return (f"还有 {left} 天到期", "warn") if left <= soon else ("有效", "good")


@dataclass(frozen=True)
class Need:
    """所需培训: a course that a person needs on a day, for which of his items, and until when he holds it."""

    version: CourseVersion
    items: frozenset[int]
    valid_to: date | None = None
    ever: bool = False

    @property
    def held(self) -> bool:
        """Whether he holds it on the day."""
        return self.valid_to is not None


Needs = dict[int, list[Need]]


def needs_of(region: str, staff: Collection[int], day: date) -> Needs:
    """Key of staff -> the courses that he needs on the day, held or wanting; nobody of whom nothing is known.

    What he may accept tell his letters of authority; without any, only courses for everybody at a window are his. Six
    queries at most, however many people.
    """
    versions = versions_on(region, day)
    if not versions or not staff:
        return {}
    letters = letters_of(staff, day)
    items = {who: letters[who].items if who in letters else frozenset() for who in staff}
    held = _held(staff, versions, day)
    wanted = {each.pk: frozenset(row.item_id for row in each.items.all()) for each in versions}
    found: Needs = defaultdict(list)
    for who, own in items.items():
        for each in versions:
            if each.everyone or own & wanted[each.pk]:
                until, ever = held.get((who, each.course_id), (None, False))
                found[who].append(Need(each, own & wanted[each.pk], until, ever))
    return found


Held = dict[tuple[int, int], tuple[date | None, bool]]


def _held(staff: Iterable[int], versions: list[CourseVersion], day: date) -> Held:
    """(staff, course) -> (until when he holds it on the day or None, whether he ever held it)."""
    least = _least_numbers(versions, day)
    rows = Qualification.objects.filter(staff__in=list(staff), version__course__in=least, valid_from__lte=day)
    found: Held = {}
    columns = ("staff_id", "version__course_id", "version__number", "valid_to", "ended_on")
    for who, course, number, until, ended in rows.order_by("valid_to").values_list(*columns):
        counts = number >= least[course] and until >= day and (ended is None or ended > day)
        before = found.get((who, course), (None, False))[0]
        found[who, course] = (until if counts else before, True)
    return found


def _least_numbers(versions: list[CourseVersion], day: date) -> dict[int, int]:
    """Course -> the oldest version of which a pass still counts."""
    least = {each.course_id: 1 for each in versions}
    breaks = CourseVersion.objects.filter(course__in=least, valid_from__lte=day, keeps=False).order_by("number")
    least.update(breaks.values_list("course_id", "number"))
    return least


def needs_for_item(staff: Staff, item: int, day: date) -> list[Need]:
    """The courses that the person needs to accept one item: those of the item and those for everybody."""
    versions = [
        each
        for each in versions_on(staff.region_id, day)
        if each.everyone or any(row.item_id == item for row in each.items.all())
    ]
    held = _held([staff.pk], versions, day) if versions else {}
    return [Need(each, frozenset({item}), *held.get((staff.pk, each.course_id), (None, False))) for each in versions]


def wanting(needs: Iterable[Need]) -> list[Need]:
    """Those that are not held."""
    return [each for each in needs if not each.held]


def people_of(hall: Hall, day: date, user: User) -> list[Posting]:
    """The postings at a hall's windows on a day whose holders the user may see, by window."""
    rows = posted_on(day).filter(of_departments(user, "staff__region", "staff__department"), window__hall=hall)
    return list(rows.select_related("staff__department", "window").order_by("window__code", "part", "staff__code"))
