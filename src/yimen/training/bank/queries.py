"""Questions about the bank: what is in use, in which topics, and how hard."""

from collections import Counter
from datetime import date

from django.db.models import QuerySet

from yimen.exchange.models import ImportBatch
from yimen.people.queries import Somebody, may
from yimen.training.bank.models import BankQuestion, QuestionVersion
from yimen.training.courses.models import Course


def newest_versions(course: Course, day: date | None = None) -> list[QuestionVersion]:
    """The newest version of each question of the course with its options; with a day only of those in use then."""
    rows = QuestionVersion.objects.filter(question__course=course).select_related("question")
    if day is not None:
        rows = rows.exclude(question__retired_on__lte=day)
    newest: dict[int, QuestionVersion] = {}
    for version in rows.order_by("question__code", "-number").prefetch_related("options"):
        newest.setdefault(version.question_id, version)
    return list(newest.values())


def content_of(version: QuestionVersion) -> tuple[object, ...]:
    """What an import compares: as `reading.Asked.content`."""
    options = tuple((each.letter, each.text) for each in version.options.all())
    return (
        version.kind, version.topic, version.difficulty, version.stem, options, version.key, version.reasons,
    )  # fmt: skip


def standing(course: Course) -> dict[str, tuple[object, ...] | None]:
    """Code -> content of the newest version, None of a retired question."""
    return {
        each.question.code: None if each.question.retired_on else content_of(each) for each in newest_versions(course)
    }


def stock(course: Course, day: date) -> Counter[tuple[str, int]]:
    """(topic, difficulty) -> how many questions are in use."""
    return Counter((each.topic, each.difficulty) for each in newest_versions(course, day))


def visible_imports(user: Somebody) -> QuerySet[ImportBatch]:
    """The files of questions of the user's county, for those who keep training."""
    if not may(user, "training.keep"):
        return ImportBatch.objects.none()
    rows = ImportBatch.objects.filter(region=user.region_id, kind=ImportBatch.Kind.QUESTIONS)  # type: ignore[union-attr]
    return rows.select_related("region")


def visible_questions(user: Somebody, course: Course) -> QuerySet[BankQuestion]:
    """The questions of a course with their keys, for those who keep training and for nobody else."""
    if not (may(user, "training.keep") and user.region_id == course.region_id):  # type: ignore[union-attr]
        return BankQuestion.objects.none()
    return BankQuestion.objects.filter(course=course)
