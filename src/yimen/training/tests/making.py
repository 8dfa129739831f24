"""What the tests of this room set up: a course with a bank, people with letters, a session that was held, an exam."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from yimen.catalog.models import Item
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User
from yimen.training.bank import services as bank
from yimen.training.bank.reading import Asked
from yimen.training.courses import services as courses
from yimen.training.courses.models import Course, CourseVersion
from yimen.training.courses.services import Content
from yimen.training.exams import services as exams
from yimen.training.exams.draw import Part
from yimen.training.exams.models import Exam
from yimen.training.sessions import services as sessions
from yimen.training.sessions.models import CourseSession

LONG_AGO = date(2020, 1, 1)
NINE = datetime.fromisoformat("2024-03-04T09:00:00+08:00")
"""When the lesson of these tests begins; the exam is an hour after it."""
EXAM_AT = NINE + timedelta(hours=3)
PARTS = (Part("受理", 1, 2, 2), Part("受理", 2, 2, 3), Part("送达", 3, 1, 5))
FULL = 2 * 2 + 2 * 3 + 5


def a_course(region: Region, items: Iterable[Item] = (), **more: Any) -> Course:
    """A course of twelve months; without items one for everybody at a window."""
    listed = list(items)
    said = {"outline": "一次性告知和收件登记", "hours": 4, "months": 12, "valid_from": LONG_AGO}
    content = Content(**{**said, "items": listed, "everyone": not listed, "causes": ("untrained",), **more})
    return courses.add_course(by=None, region=region, code="K01", name="综合窗口受理", content=content)


def questions(extra: int = 0) -> list[Asked]:
    """Questions of three strata: four, four and three of them; the key of each single one is A."""
    options = (("A", "当场告知"), ("B", "回去等通知"), ("C", "到部门去"))
    made = [
        Asked(f"{topic[0]}{level}{place}", "single", topic, level, f"{topic}第{place}问？", options, "A", "见规程")
        for topic, level, count in (("受理", 1, 4 + extra), ("受理", 2, 4 + extra), ("送达", 3, 2))
        for place in range(count)
    ]
    return [*made, Asked("送多", "multiple", "送达", 3, "送达可以用哪些方式？", options, "AB")]


def a_bank(course: Course, extra: int = 0) -> CourseVersion:
    """The course's version, its bank filled."""
    bank.keep_questions(by=None, course=course, questions=questions(extra))
    return course.versions.get()


def somebody(department: Department, code: str, account: User | None = None) -> Staff:
    """A person of the department."""
    person = Staff(region=department.region, department=department, code=code, name="赵某某", account=account)
    people.register_staff(by=None, region=department.region, staff=[person])
    return Staff.objects.get(region=department.region, code=code)


def a_session(version: CourseVersion, starts_at: datetime = NINE, seats: int = 40) -> CourseSession:
    """A session of two hours."""
    return sessions.plan(
        by=None, version=version, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="二楼培训室",
        teacher="李老师", seats=seats,
    )  # fmt: skip


def taught(version: CourseVersion, staff: list[Staff], officer: User, at: datetime = NINE) -> CourseSession:
    """A session at which these people were."""
    session = a_session(version, at)
    seats = sessions.enrol(by=None, session=session, staff=staff, at=at - timedelta(days=1))
    sessions.sign_list(by=officer, session=session, enrolments=seats, at=at)
    return session


def an_exam(version: CourseVersion, opens_at: datetime = EXAM_AT, **more: Any) -> Exam:
    """An exam of half an hour, open for two."""
    said = {"title": "3月上岗考试", "minutes": 30, "pass_share": 60, "parts": PARTS}
    return exams.commit(
        by=None, version=version, opens_at=opens_at, closes_at=opens_at + timedelta(hours=2),
        at=opens_at - timedelta(hours=1), **{**said, **more},
    )  # fmt: skip


def passed(version: CourseVersion, staff: Staff, officer: User, at: datetime = NINE) -> Exam:
    """A closed exam that this person, who has an account, passed with full marks."""
    taught(version, [staff], officer, at)
    exam = an_exam(version, at + timedelta(hours=3))
    write(exam, staff, at + timedelta(hours=3, minutes=1))
    return exams.close(by=officer, exam=exam, at=exam.closes_at)


def write(exam: Exam, staff: Staff, at: datetime, letters: str = "") -> Any:
    """The person's paper, answered and handed in: right, or with the same letters everywhere."""
    user = staff.account
    assert user is not None
    paper = exams.start(by=user, exam=exam, at=at)
    for row in paper.questions.all():
        exams.answer(by=user, paper=paper, place=row.place, letters=letters or row.version.key, at=at)
    return exams.hand_in(by=user, paper=paper, at=at)
