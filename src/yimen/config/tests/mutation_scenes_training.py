"""Scenes of training; see `mutation_scenes`."""

from datetime import timedelta
from typing import Any

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.exchange.models import ImportBatch
from yimen.people.models import Staff
from yimen.training.bank import services as bank
from yimen.training.bank.models import BankQuestion
from yimen.training.courses import services as courses
from yimen.training.courses.models import Course, CourseVersion
from yimen.training.exams import services as exams
from yimen.training.exams.models import Exam, ExamPaper
from yimen.training.sessions import services as sessions
from yimen.training.sessions.models import CourseSession, Enrolment
from yimen.training.standing import services as standing
from yimen.training.standing.models import Qualification
from yimen.training.tests import making

AT, NINE = making.EXAM_AT, making.NINE
FILE = (
    "题目编号,题型,知识点,难度,题目,答案\nQ1,判断,受理,易,须一次告知。,对\nQ2,判断,受理,很难,须当场收件。,对\n".encode()
)
CONTENT = courses.Content("一次性告知和收件登记", 4, 12, making.LONG_AGO, everyone=True)


def a_course(the: Cast) -> Course:
    return making.a_course(the.county)


def with_bank(the: Cast) -> CourseVersion:
    return making.a_bank(a_course(the))


def learner(the: Cast) -> Staff:
    return making.somebody(the.police, "P1", the.clerk)


def a_session(the: Cast) -> CourseSession:
    return making.a_session(a_course(the).versions.get())


def seated(the: Cast) -> Enrolment:
    at = NINE - timedelta(days=1)
    return sessions.enrol(by=None, session=a_session(the), staff=[learner(the)], at=at)[0]


def attended(the: Cast) -> CourseSession:
    seat = seated(the)
    sessions.sign_list(by=the.officer, session=seat.session, enrolments=[seat], at=NINE)
    return seat.session


def an_exam(the: Cast) -> Exam:
    version = with_bank(the)
    making.taught(version, [learner(the)], the.officer)
    return making.an_exam(version)


def a_paper(the: Cast) -> ExamPaper:
    exam = an_exam(the)
    return exams.start(by=the.clerk, exam=exam, at=AT)


def handed_in(the: Cast) -> ExamPaper:
    return exams.hand_in(by=the.clerk, paper=a_paper(the), at=AT)


def passed_exam(the: Cast) -> Exam:
    version = with_bank(the)
    return making.passed(version, learner(the), the.officer)


def drawing(the: Cast) -> Arguments:
    exam = an_exam(the)
    return given(by=the.clerk, exam=exam, staff=Staff.objects.get(code="P1"), at=AT)


def a_file(the: Cast) -> ImportBatch:
    return bank.read_file(by=the.officer, course=a_course(the), name="题库.csv", content=FILE)


def committing(the: Cast) -> dict[str, Any]:
    return given(
        by=the.officer, version=with_bank(the), title="上岗考试", opens_at=AT, closes_at=AT + timedelta(hours=1),
        minutes=30, pass_share=60, parts=making.PARTS, at=NINE,
    )  # fmt: skip


def granting(the: Cast) -> Arguments:
    """A paper that passed, marked by itself: nobody was qualified for it yet."""
    exam = an_exam(the)
    making.write(exam, Staff.objects.get(code="P1"), AT)
    paper = exams._mark(by=the.officer, paper=exam.papers.get())
    return given(by=the.officer, papers=[paper], day=making.LONG_AGO)


def ending(the: Cast) -> Arguments:
    passed_exam(the)
    thing = Qualification.objects.get()
    return given(by=the.officer, qualification=thing, reason="考试中冒名", day=thing.valid_from)


scene(
    courses.add_course,
    lambda the: given(by=the.officer, region=the.county, code="K02", name="登记业务", content=CONTENT),
)
scene(courses.revise, lambda the: given(by=the.officer, course=a_course(the), content=CONTENT))
scene(courses.retire, lambda the: given(by=the.officer, course=a_course(the), day=making.LONG_AGO))
scene(courses.set_terms, lambda the: given(by=the.officer, region=the.county, gate="bar", tries=3))
scene(sessions.plan, lambda the: planning(the))
scene(
    sessions.enrol,
    lambda the: given(by=the.officer, session=a_session(the), staff=[learner(the)], at=NINE - timedelta(days=1)),
)
scene(sessions.withdraw, lambda the: given(by=the.officer, enrolment=seated(the)))
scene(sessions._sign, lambda the: given(by=the.officer, enrolments=[seated(the)], way="list", at=NINE))
scene(sessions.hold, lambda the: given(by=the.officer, session=attended(the), at=AT))
scene(sessions.cancel, lambda the: given(by=the.officer, session=a_session(the), reason="停电改期"))
scene(
    bank.keep_questions,
    lambda the: given(by=the.officer, course=a_course(the), questions=making.questions()),
)
scene(bank.read_file, lambda the: given(by=the.officer, course=a_course(the), name="题库.csv", content=FILE))
scene(bank.apply_file, lambda the: given(by=the.officer, batch=a_file(the)))
scene(
    bank.retire_question,
    lambda the: given(by=the.officer, question=retirable(the), reason="依据已废止", day=making.LONG_AGO),
)
scene(exams.commit, committing)
scene(exams.draw_paper, drawing)
scene(
    exams.answer,
    lambda the: given(by=the.clerk, paper=a_paper(the), place=1, letters=["A"], at=AT),
)
scene(exams.hand_in, lambda the: given(by=the.clerk, paper=a_paper(the), at=AT))
scene(exams._collect, lambda the: given(by=the.officer, paper=a_paper(the), at=AT))
scene(exams._mark, lambda the: given(by=the.officer, paper=handed_in(the)))
scene(exams.close, lambda the: closing(the))
scene(exams.call_off, lambda the: given(by=the.officer, exam=an_exam(the), reason="停电改期"))
scene(standing.grant, granting)
scene(standing.end, ending)
scene(standing.announce, lambda the: given(by=the.officer, exam=passed_exam(the), day=making.LONG_AGO))


def closing(the: Cast) -> Arguments:
    exam = an_exam(the)
    making.write(exam, Staff.objects.get(code="P1"), AT)
    return given(by=the.officer, exam=exam, at=exam.closes_at)


def retirable(the: Cast) -> BankQuestion:
    with_bank(the)
    return BankQuestion.objects.order_by("code")[0]


def planning(the: Cast) -> Arguments:
    version = a_course(the).versions.get()
    return given(by=the.officer, version=version, starts_at=NINE, ends_at=AT, place="二楼", teacher="李老师", seats=9)
