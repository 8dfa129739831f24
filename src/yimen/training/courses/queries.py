"""Questions about courses: which hold on a day, for which items and causes, and what findings ask for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from yimen.catalog.models import ItemVersion
from yimen.common.prepared import prepared
from yimen.people.models import Region
from yimen.people.queries import Somebody, may
from yimen.rectification.hearing.queries import findings_feeding
from yimen.rectification.models import Finding
from yimen.rectification.rules import CAUSES
from yimen.training.courses.models import Course, CourseVersion, TrainingTerms

LOOKED_BACK = 365
"""Days of confirmed findings from which courses are proposed."""


def terms_of(region: Region) -> TrainingTerms:
    """The county's terms; the usual ones, not stored, where it set none."""
    return TrainingTerms.objects.filter(region=region).first() or TrainingTerms(region=region)


def visible_courses(user: Somebody) -> QuerySet[Course]:
    """The courses of the user's county, retired ones too."""
    if not may(user, "training.read"):
        return Course.objects.none()
    return Course.objects.filter(region=user.region_id)  # type: ignore[union-attr]


def in_use(day: date) -> Q:
    """The condition for courses that are taught on a day."""
    return Q(retired_on__isnull=True) | Q(retired_on__gt=day)


def versions_on(region: str, day: date) -> list[CourseVersion]:
    """The version that holds on a day of each course in use, with items and causes; four queries, one without any."""
    courses = {each.pk: each for each in _taught(region, day)}
    if not courses:
        return []
    rows = CourseVersion.objects.filter(course__in=list(courses), valid_from__lte=day).order_by("number")
    newest = {version.course_id: version for version in rows.prefetch_related("items", "causes")}
    for key, version in newest.items():
        version.course = courses[key]
    return [newest[key] for key in courses if key in newest]


@prepared
def _taught(region: str, day: date) -> QuerySet[Course]:
    """The courses in use in a county on a day: every acceptance asks."""
    return Course.objects.filter(in_use(day), region_id=region).order_by("code")


def version_on(course: Course, day: date) -> CourseVersion | None:
    """The version of the course that holds on a day; None before its first."""
    return course.versions.filter(valid_from__lte=day).order_by("-number").first()


def least_number(course: Course, day: date) -> int:
    """The oldest version of which a pass still counts on a day: the newest that does not keep its forerunners."""
    breaks = course.versions.filter(valid_from__lte=day, keeps=False).order_by("-number")
    return breaks.values_list("number", flat=True).first() or 1


def items_named(version: CourseVersion, day: date) -> list[ItemVersion]:
    """The items of a course as the list names them on a day."""
    keys = [each.item_id for each in version.items.all()]
    rows = ItemVersion.objects.filter(item__in=keys, valid_from__lte=day)
    newest = {each.item_id: each for each in rows.select_related("department").order_by("valid_from", "number")}
    return sorted(newest.values(), key=lambda each: each.code)


@dataclass
class Proposal:
    """培训建议: an item whose confirmed findings have a cause that training removes; which courses answer it."""

    cause: str
    item: ItemVersion | None
    subject: str
    findings: list[Finding] = field(default_factory=list)
    courses: list[CourseVersion] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The cause in words."""
        return CAUSES[self.cause]

    @property
    def title(self) -> str:
        """The item's name, or what the finding speaks of."""
        return self.item.name if self.item else self.findings[0].title


def proposals(region: Region, day: date) -> list[Proposal]:
    """What confirmed findings of the last year ask for, the most frequent first; each names its rows."""
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings_feeding(region, "training", day - timedelta(days=LOOKED_BACK)):
        found[finding.cause, finding.subject].append(finding)
    subjects = {subject for _, subject in found}
    rows = ItemVersion.objects.filter(region=region, code__in=subjects).select_related("department")
    items = {each.code: each for each in rows.order_by("number")}
    courses = versions_on(region.pk, day)
    made = [
        Proposal(cause, items.get(subject), subject, rows, _answering(courses, cause, items.get(subject)))
        for (cause, subject), rows in found.items()
    ]
    return sorted(made, key=lambda each: (bool(each.courses), -len(each.findings), each.subject))


def _answering(courses: list[CourseVersion], cause: str, item: ItemVersion | None) -> list[CourseVersion]:
    """The courses against this cause that are for the item, or for everybody."""
    return [
        each
        for each in courses
        if any(row.cause == cause for row in each.causes.all())
        and (each.everyone or (item is not None and any(row.item_id == item.item_id for row in each.items.all())))
    ]


def with_counts(rows: QuerySet[Course]) -> QuerySet[Course]:
    """The courses with how many questions of theirs are in use and how many sessions there were."""
    questions = Count("questions", filter=Q(questions__retired_on__isnull=True), distinct=True)
    return rows.annotate(questions_in_use=questions, held=Count("versions__sessions", distinct=True)).order_by(
        F("retired_on").asc(nulls_first=True), "code"
    )
