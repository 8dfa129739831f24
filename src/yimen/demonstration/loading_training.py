"""业务培训 in the demonstration: the lesson after the notice of 2023, this year's, what is open now, and a gap or two.

Answers come from a person's ability and a question's difficulty; two sat side by side. Every name is invented.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Hall
from yimen.halls.queries import posted_on
from yimen.people.models import Region, Staff, User
from yimen.training.bank import services as bank
from yimen.training.courses import services as courses
from yimen.training.courses.models import Course, CourseVersion
from yimen.training.courses.services import Content
from yimen.training.exams import services as exams
from yimen.training.exams.draw import Part
from yimen.training.exams.models import Exam, ExamPaper
from yimen.training.exams.queries import on_paper
from yimen.training.sessions import services as sessions
from yimen.training.standing import services as standing

QUESTIONS = Path(__file__).parent / "data" / "training_questions.csv"
SEED = 23
LESSON_OF_2023 = date(2023, 6, 12)
FIRST, SECOND = 18, 60
"""How many people sat in 2023 and this year."""
PARTS = (
    Part("受理与告知", 1, 3, 2), Part("受理与告知", 2, 3, 3), Part("受理与告知", 3, 2, 5), Part("办理时限", 1, 2, 2),
    Part("办理时限", 2, 3, 3), Part("送达与公示", 2, 2, 3), Part("窗口纪律", 1, 3, 2), Part("窗口纪律", 2, 2, 3),
)  # fmt: skip
SHORT = (Part("受理与告知", 1, 2, 2), Part("办理时限", 2, 1, 3), Part("送达与公示", 1, 1, 2), Part("窗口纪律", 2, 1, 3))
"""This year's blueprint: a short one, for everybody at once."""
EASE = {1: 0.16, 2: 0.04, 3: -0.12}
"""What a question's difficulty adds to the chance that somebody knows it."""


@dataclass(frozen=True)
class Lesson:
    """A session and its exam: on which day, for whom, by which blueprint."""

    title: str
    day: date
    people: Sequence[Staff]
    parts: Sequence[Part]


def load_training(region: Region, users: Mapping[str, User]) -> None:
    """Two courses, a bank, an exam of 2023 and one of this year, sessions to come, and an exam that is open."""
    manager, today = users["hall_manager"], timezone.localdate()
    hall = Hall.objects.filter(region=region, kind=Hall.Kind.MAIN).order_by("code")[0]
    common, police = _courses(region, manager, users["clerk"])
    batch = bank.read_file(by=manager, course=common, name="综合窗口题库.csv", content=QUESTIONS.read_bytes())
    bank.apply_file(by=manager, batch=batch)
    version = common.versions.get()
    then, now = _posted(hall, LESSON_OF_2023, FIRST), _posted(hall, today, SECOND)
    _hold(version, Lesson("2023年6月上岗考试", LESSON_OF_2023, then, PARTS), manager)
    _hold(version, Lesson("本年度上岗考试", today - timedelta(days=40), now, SHORT), manager)
    _open(version, police, users, today)


def _courses(region: Region, manager: User, clerk: User) -> tuple[Course, Course]:
    """The course for everybody at a window, and the police's for its items."""
    common = Content(
        "受理与一次性告知、办理时限、送达与公示、窗口纪律：按行政许可法逐条讲，结合认定的疑点讲案例。", 6, 12,
        date(2023, 6, 1), everyone=True, causes=("untrained",),
    )  # fmt: skip
    versions = ItemVersion.objects.filter(department=clerk.department, valid_to__isnull=True).order_by("code")
    items = list(Item.objects.filter(pk__in=[each.item_id for each in versions[:8]]))
    own = Content(
        "户籍、居住证、出入境等事项的收件要点和当场核验办法，避免让群众回派出所办。", 4, 24, timezone.localdate(),
        items=items, causes=("habit",),
    )  # fmt: skip
    first = courses.add_course(by=manager, region=region, code="K01", name="综合窗口受理规范", content=common)
    return first, courses.add_course(by=manager, region=region, code="K02", name="公安窗口业务", content=own)


def _posted(hall: Hall, day: date, most: int) -> list[Staff]:
    """People at the hall's windows on a day, evenly from all departments."""
    rows = posted_on(day).filter(window__hall=hall).select_related("staff__region").order_by("staff__code")
    people = list({each.staff_id: each.staff for each in rows}.values())
    return [people[n * len(people) // most] for n in range(most)] if len(people) > most else people


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def _hold(version: CourseVersion, lesson: Lesson, manager: User) -> None:
    """The session with its list, the exam three days later, papers written, marked and published."""
    session = sessions.plan(
        by=manager, version=version, starts_at=_at(lesson.day, 14), ends_at=_at(lesson.day, 17), place="大厅三楼培训室",
        teacher="县营商局政策法规股", seats=150,
    )  # fmt: skip
    before = _at(lesson.day - timedelta(days=2), 9)
    seats = sessions.enrol(by=None, session=session, staff=list(lesson.people), at=before)
    sessions.sign_list(by=manager, session=session, enrolments=seats, at=_at(lesson.day, 14, 5))
    sessions.hold(by=manager, session=session, at=_at(lesson.day, 17))
    exam_day = lesson.day + timedelta(days=3)
    exam = exams.commit(
        by=manager, version=version, title=lesson.title, opens_at=_at(exam_day, 9), closes_at=_at(exam_day, 11),
        minutes=40, pass_share=70, parts=lesson.parts, at=before,
    )  # fmt: skip
    _sit(exam, lesson.people, random.Random(SEED + lesson.day.year))
    closed = exams.close(by=manager, exam=exam, at=_at(exam_day, 11))
    if lesson.day == LESSON_OF_2023:  # the other waits for whoever tries the button
        standing.announce(by=manager, exam=closed, day=exam_day)


def _sit(exam: Exam, people: Sequence[Staff], chance: random.Random) -> None:
    """Everybody's paper; the second looks over the shoulder of the first, who is not good."""
    copied: dict[int, str] = {}
    for number, person in enumerate(people):
        paper = exams.draw_paper(by=None, exam=exam, staff=person, at=exam.opens_at + timedelta(minutes=1))
        ability = 0.35 if number < 2 else chance.uniform(0.55, 0.95)
        _answer(paper, ability, chance, copied if number < 2 else {})


def _answer(paper: ExamPaper, ability: float, chance: random.Random, seen: dict[int, str]) -> None:
    """A paper answered by somebody of an ability; what he has `seen` he copies."""
    at = paper.started_at
    for row in on_paper(paper):
        at += timedelta(seconds=chance.randint(20, 90))
        knows = chance.random() < ability + EASE[row.version.difficulty]
        wrong = [each for each in row.shown if each not in row.version.key] or list(row.shown)
        letters = seen.setdefault(row.version_id, row.version.key if knows else chance.choice(wrong))
        exams.answer(by=None, paper=paper, place=row.place, letters=letters, at=min(at, paper.ends_at))
    exams.hand_in(by=None, paper=paper, at=min(at, paper.ends_at))


def _open(version: CourseVersion, police: Course, users: Mapping[str, User], today: date) -> None:
    """What stands open: two sessions to come, and for the clerk an exam that he may sit now."""
    manager, clerk, now = users["hall_manager"], users["clerk"], timezone.now()
    for days, of, place in ((3, version, "大厅三楼培训室"), (6, police.versions.get(), "公安局二楼会议室")):
        day = today + timedelta(days=days)
        coming = sessions.plan(
            by=manager, version=of, starts_at=_at(day, 14), ends_at=_at(day, 17), place=place,
            teacher="县营商局政策法规股", seats=30,
        )  # fmt: skip
        own = Staff.objects.filter(department=clerk.department).order_by("code")[:5]
        sessions.enrol(by=users["liaison_police"], session=coming, staff=list(own), at=now)
    learner = Staff.objects.filter(account=clerk).first()
    if learner is None:
        return
    begun = now - timedelta(days=5)
    session = sessions.plan(
        by=manager, version=version, starts_at=begun, ends_at=begun + timedelta(hours=3), place="大厅三楼培训室",
        teacher="县营商局政策法规股", seats=10,
    )  # fmt: skip
    seats = sessions.enrol(by=clerk, session=session, staff=[learner], at=begun - timedelta(days=1))
    sessions.sign_list(by=manager, session=session, enrolments=seats, at=begun)
    exams.commit(
        by=manager, version=version, title="本月补充上岗考试", opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=20), minutes=40, pass_share=70, parts=PARTS, at=now - timedelta(days=1),
    )  # fmt: skip
