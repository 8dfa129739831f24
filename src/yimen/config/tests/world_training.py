"""Training in the world of the tests of rights: a course with a question, a session with a seat, an exam, a paper."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Staff, User
from yimen.training.exams.states import EXAM, PAPER
from yimen.training.models import (
    BankQuestion,
    Course,
    CourseSession,
    CourseVersion,
    Enrolment,
    Exam,
    ExamPaper,
    PaperQuestion,
    Qualification,
    QuestionOption,
    QuestionVersion,
)
from yimen.training.sessions.states import SESSION


def trained(add: Any, department: Department, staff: Staff, user: User) -> dict[str, int]:
    """A course whose exam one of the department's people passed; the key of a file of questions comes back."""
    now, day = timezone.now(), timezone.localdate()
    course = Course(region=department.region, code=f"K{department.pk}", name="窗口受理")
    add("course", course)
    version = CourseVersion(course=course, number=1, outline="一次性告知", hours=4, months=12, valid_from=day)
    add("course_version", version)
    times = {"starts_at": now, "ends_at": now + timedelta(hours=2)}
    held = CourseSession(version=version, place="二楼", teacher="李老师", seats=9, **times, **begin(SESSION, by=user))
    add("course_session", held)
    add("enrolment", Enrolment(session=held, staff=staff))
    question = add("bank_question", BankQuestion(course=course, code="Q1"))
    asked = QuestionVersion(question=question, number=1, kind="judge", topic="受理", difficulty=1, stem="须一次告知。")
    add("question_version", asked)
    add("question_option", QuestionOption(version=asked, letter="A", text="对", right=True))
    exam = Exam(
        version=version, title="上岗考试", opens_at=now, closes_at=now + timedelta(hours=1), minutes=30, pass_share=60,
        sealed_secret="-", commitment="c" * 64, frame_digest="f" * 64, committed_at=now, **begin(EXAM, by=user),
    )  # fmt: skip
    add("exam", exam)
    paper = ExamPaper(
        exam=exam, staff=staff, try_number=1, started_at=now, ends_at=now, full_marks=2, **begin(PAPER, by=user)
    )
    add("exam_paper", paper)
    add("paper_question", PaperQuestion(paper=paper, place=1, version=asked, shown="A", marks=2))
    passed = Qualification(number="K-1", staff=staff, version=version, paper=paper, valid_from=day, valid_to=day)
    add("qualification", passed)
    content = "题目编号,题型,知识点,难度,题目,答案\nQ1,判断,受理,易,须一次告知。,对\n".encode()
    batch = exchange.open_batch(
        by=user, region=department.region, kind=ImportBatch.Kind.QUESTIONS, name="题库.csv", content=content
    )
    planned = exchange.plan_batch(by=user, batch=batch, mapping={}, plan={"course": course.pk})
    return {"questions_batch": planned.pk}
