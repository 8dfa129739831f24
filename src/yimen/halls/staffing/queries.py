"""Questions about people at windows: who stands where on a day, who is away, what waits for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from yimen.halls.models import Attendance, Hall, Posting, Window
from yimen.halls.queries import posted_on, with_people
from yimen.halls.staffing import registry
from yimen.halls.staffing.models import Appraisal, Leave, ShiftHandover
from yimen.halls.staffing.registry import Letters
from yimen.halls.staffing.states import AGREED, APPROVED, ASKED, OBJECTED, PROPOSED, SETTLED, WRITTEN
from yimen.people.models import Staff, User, in_force
from yimen.people.queries import Somebody, may, of_departments, roles_of, visible_staff
from yimen.people.rules import COUNTY_WIDE

NOBODY, AWAY, COVERED = "nobody", "away", "covered"
STANDINGS = {COVERED: "有人在岗", AWAY: "都请假，无人顶岗", NOBODY: "没有派驻"}


def visible_leaves(user: Somebody) -> QuerySet[Leave]:
    """The leave of staff whom the user may see: the county's for county-wide roles, else his department's."""
    if not may(user, "halls.read"):
        return Leave.objects.none()
    rows = Leave.objects.filter(of_departments(user, "staff__region", "staff__department"))
    return rows.select_related("staff__department", "staff__account", "asked_by")


def visible_appraisals(user: Somebody) -> QuerySet[Appraisal]:
    """The appraisals of staff whom the user may see, for those who oversee them."""
    if not may(user, "staffing.appraisals"):
        return Appraisal.objects.none()
    rows = Appraisal.objects.filter(of_departments(user, "staff__region", "staff__department"))
    return rows.select_related("staff__department", "staff__region")


def own_appraisals(user: User) -> QuerySet[Appraisal]:
    """What both masters settled about the user himself: he is told."""
    return Appraisal.objects.filter(staff__account=user, status=SETTLED)


def visible_handovers(user: Somebody) -> QuerySet[ShiftHandover]:
    """The handovers whose giver's people the user may see."""
    if not may(user, "halls.read"):
        return ShiftHandover.objects.none()
    rows = ShiftHandover.objects.filter(of_departments(user, "giver__region", "giver__department"))
    return rows.select_related("window__hall", "giver__account", "giver__department", "taker__account")


def askable_staff(user: User) -> QuerySet[Staff]:
    """For whom the user may ask leave and the like: a clerk for himself, others for those whom they see."""
    rows = visible_staff(user).filter(postings__isnull=False).distinct().order_by("code")
    if may(user, "halls.keep") or may(user, "staffing.agree"):
        return rows
    return rows.filter(account=user)


def waiting_leaves(user: User) -> QuerySet[Leave]:
    """The leave that waits for this user's move."""
    wanted = Q(pk__in=[])
    if may(user, "staffing.agree"):
        wanted |= Q(status=ASKED)
    if may(user, "halls.keep"):
        wanted |= Q(status=AGREED)
    return visible_leaves(user).filter(wanted)


def waiting_appraisals(user: User) -> QuerySet[Appraisal]:
    """The appraisals that wait for this user's move."""
    wanted = Q(pk__in=[])
    if may(user, "staffing.agree"):
        wanted |= Q(status=PROPOSED)
    if may(user, "halls.keep"):
        wanted |= Q(status=OBJECTED)
    return visible_appraisals(user).filter(wanted)


def waiting_handovers(user: User) -> QuerySet[ShiftHandover]:
    """The handovers that this user has to sign."""
    return visible_handovers(user).filter(status=WRITTEN, taker__account=user)


def away_on(day: date, staff: Iterable[int] | None = None) -> QuerySet[Leave]:
    """The approved leave that touches a day, of everybody or of those named."""
    rows = Leave.objects.filter(status=APPROVED, first_on__lte=day, last_on__gte=day)
    return rows if staff is None else rows.filter(staff__in=list(staff))


def away_between(first: date, last: date, staff: Collection[int]) -> list[Leave]:
    """The approved leave of those people that touches the days from first to last."""
    return list(Leave.objects.filter(status=APPROVED, first_on__lte=last, last_on__gte=first, staff__in=list(staff)))


@dataclass(frozen=True)
class Person:
    """在岗人员: one posting at a window with what is known of its holder on the day."""

    posting: Posting
    leave: Leave | None
    letters: Letters
    attendance: Attendance | None
    lesson: str = ""

    @property
    def away(self) -> bool:
        """Whether he is away all day."""
        return self.leave is not None and not self.leave.half


@dataclass
class Post:
    """窗口岗位: a window on a day with its people, A before B before stand-ins."""

    window: Window
    people: list[Person] = field(default_factory=list)

    @property
    def state(self) -> str:
        """`covered`, `away` when everybody is on leave, `nobody` when nobody is posted."""
        if not self.people:
            return NOBODY
        return AWAY if all(person.away for person in self.people) else COVERED

    @property
    def words(self) -> str:
        """The state in words."""
        return STANDINGS[self.state]

    @property
    def main(self) -> Person | None:
        """Who is A."""
        return next((each for each in self.people if each.posting.part == Posting.Part.MAIN), None)

    @property
    def deputy(self) -> Person | None:
        """Who is B."""
        return next((each for each in self.people if each.posting.part == Posting.Part.DEPUTY), None)

    @property
    def lacking(self) -> int:
        """How many items A may accept and B may not: B must hold the same authorisation."""
        if self.main is None or self.deputy is None:
            return 0
        return len(self.main.letters.items - self.deputy.letters.items)

    @property
    def departments(self) -> list[str]:
        """The departments whose people stand here, by short name."""
        return sorted({each.posting.staff.department.short_name for each in self.people})


def posts_on(hall: Hall, day: date, user: User) -> list[Post]:
    """The windows of a hall on a day with the people whom the user may see; seven queries at most, however many."""
    windows = list(with_people(hall.windows.filter(in_force(day))).order_by("code"))
    seen = posted_on(day).filter(of_departments(user, "staff__region", "staff__department"), window__in=windows)
    postings = list(seen.select_related("staff__department", "window").order_by("part", "staff__code"))
    staff = {posting.staff_id for posting in postings}
    leaves = {leave.staff_id: leave for leave in away_on(day, staff)}
    came = {row.staff_id: row for row in Attendance.objects.filter(date=day, staff__in=staff)}
    letters, lessons = registry.letters_of(staff, day), registry.lessons_of(staff, day)
    posts = {window.pk: Post(window) for window in windows}
    for posting in postings:
        who = posting.staff_id
        posts[posting.window_id].people.append(
            Person(posting, leaves.get(who), letters.get(who, Letters()), came.get(who), lessons.get(who, ""))
        )
    if roles_of(user) & COUNTY_WIDE:
        return list(posts.values())
    return [post for post in posts.values() if post.people]


def covers(window: Window, day: date, without: Staff) -> bool:
    """Whether somebody else is posted at the window on the day and not away."""
    others = set(posted_on(day).filter(window=window).exclude(staff=without).values_list("staff", flat=True))
    away = set(away_on(day, others).filter(half="").values_list("staff", flat=True))
    return bool(others - away)


def windows_of(staff: Staff, first: date, last: date) -> list[Window]:
    """The windows at which somebody is posted on any of the days."""
    upper = Q(postings__valid_to__isnull=True) | Q(postings__valid_to__gte=first)
    rows = Window.objects.filter(upper, postings__staff=staff, postings__valid_from__lte=last)
    return list(rows.select_related("hall").distinct().order_by("code"))


def days_away(staff: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    """Key of staff -> the whole days of approved leave between two days."""
    found: dict[int, set[date]] = defaultdict(set)
    for leave in away_between(first, last, list(staff)):
        if not leave.half:
            span = range(max(leave.first_on, first).toordinal(), min(leave.last_on, last).toordinal() + 1)
            found[leave.staff_id].update(date.fromordinal(number) for number in span)
    return found
