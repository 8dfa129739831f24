"""Questions about sessions: which a user sees, who has a seat, what the code of the day is, who learnt what when."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from yimen.halls.queries import posted_on
from yimen.people.models import Staff, User
from yimen.people.queries import Somebody, may, of_departments, visible_staff
from yimen.training.courses.models import Course
from yimen.training.sessions.models import CourseSession, Enrolment
from yimen.training.sessions.rules import DIGITS, EARLY
from yimen.training.sessions.states import PLANNED
from yimen.training.standing.queries import needs_of, wanting


def visible_sessions(user: Somebody) -> QuerySet[CourseSession]:
    """The sessions of the user's county, with how many seats are taken and how many people were there."""
    if not may(user, "training.read"):
        return CourseSession.objects.none()
    seated = Q(enrolments__withdrawn_at__isnull=True)
    rows = CourseSession.objects.filter(version__course__region=user.region_id)  # type: ignore[union-attr]
    counted = rows.select_related("version__course").annotate(
        taken=Count("enrolments", filter=seated),
        came=Count("enrolments", filter=Q(enrolments__signed_at__isnull=False)),
    )
    return counted.order_by("-starts_at", "-pk")  # counting drops the order of the model


def visible_enrolments(user: Somebody, session: CourseSession) -> QuerySet[Enrolment]:
    """Who has a seat, as far as the user may see these people."""
    rows = Enrolment.objects.filter(
        of_departments(user, "staff__region", "staff__department"), session=session, withdrawn_at__isnull=True
    )
    return rows.select_related("staff__department")


def enrollable(user: User, session: CourseSession) -> QuerySet[Staff]:
    """The people whom the user may give a seat and who have none: those whom he sees, a clerk only himself."""
    rows = visible_staff(user).order_by("department__code", "code")
    if not may(user, "training.enrol"):
        rows = rows.filter(account=user)
    seated = Enrolment.objects.filter(session=session, withdrawn_at__isnull=True)
    return rows.filter(region=session.version.course.region_id).exclude(pk__in=seated.values("staff"))


def lacking(user: User, session: CourseSession, day: date) -> list[Staff]:
    """Of the people whom the user may send those at a window on the day who need the course and do not hold it."""
    people = list(enrollable(user, session).filter(pk__in=posted_on(day).values("staff")))
    needs = needs_of(session.version.course.region_id, {each.pk for each in people}, day)
    course = session.version.course_id
    return [
        each for each in people if any(need.version.course_id == course for need in wanting(needs.get(each.pk, [])))
    ]


def code_of(session: CourseSession) -> str:
    """签到码: the digits that the screen in the room shows on the day; of that session alone."""
    digest = salted_hmac("yimen.training.session", f"{session.pk}:{session.starts_at.isoformat()}", algorithm="sha256")
    return f"{int(digest.hexdigest(), 16) % 10**DIGITS:0{DIGITS}}"


def code_counts(session: CourseSession, at: datetime) -> bool:
    """Whether the code of the day is taken at a moment."""
    return session.status == PLANNED and session.starts_at - EARLY <= at <= session.ends_at


def own_enrolments(user: User) -> QuerySet[Enrolment]:
    """The user's own seats, the newest session first."""
    rows = Enrolment.objects.filter(staff__account=user, withdrawn_at__isnull=True)
    return rows.select_related("session__version__course").order_by("-session__starts_at")


def learnt_since(staff: Staff, course: Course, least: int) -> datetime | None:
    """When the person last sat in a session of the course, in a version that still counts; None if never."""
    rows = Enrolment.objects.filter(staff=staff, session__version__course=course, session__version__number__gte=least)
    return rows.filter(signed_at__isnull=False).order_by("-signed_at").values_list("signed_at", flat=True).first()


def coming(user: User, courses: Collection[int], at: datetime) -> list[CourseSession]:
    """The sessions of these courses that still take enrolments."""
    rows = visible_sessions(user).filter(status=PLANNED, starts_at__gt=at, version__course__in=courses)
    return list(rows.order_by("starts_at"))


def day_of_first_lesson(course: Course) -> date | None:
    """The day of the first session that was held; None before."""
    first = Enrolment.objects.filter(session__version__course=course, signed_at__isnull=False).order_by("signed_at")
    found = first.values_list("signed_at", flat=True).first()
    return found.date() if found else None
