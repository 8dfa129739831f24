"""Questions about exams: who sees which, who may sit, what was drawn, and what stands in the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yimen.people.models import Staff, User
from yimen.people.queries import Somebody, may, of_departments
from yimen.training.courses.queries import least_number, terms_of
from yimen.training.exams.draw import Card, Part
from yimen.training.exams.models import Exam, ExamPaper, PaperQuestion
from yimen.training.exams.states import COMMITTED, MARKED
from yimen.training.sessions.queries import learnt_since


def visible_exams(user: Somebody) -> QuerySet[Exam]:
    """The exams of the user's county, with how many papers were begun and passed."""
    if not may(user, "training.read"):
        return Exam.objects.none()
    rows = Exam.objects.filter(version__course__region=user.region_id).select_related(  # type: ignore[union-attr]
        "version__course__region"
    )
    return rows.annotate(begun=Count("papers"), good=Count("papers", filter=Q(papers__passed=True))).order_by(
        "-opens_at", "-pk"
    )


def visible_papers(user: Somebody, exam: Exam) -> QuerySet[ExamPaper]:
    """The papers of an exam whose candidates the user may see."""
    rows = ExamPaper.objects.filter(of_departments(user, "staff__region", "staff__department"), exam=exam)
    return (
        rows.select_related("staff__department")
        .annotate(answered=Count("questions", filter=Q(questions__answered_at__isnull=False)), asked=Count("questions"))
        .order_by("staff__code")
    )


def own_papers(user: User) -> QuerySet[ExamPaper]:
    """The user's own papers, the newest first."""
    rows = ExamPaper.objects.filter(staff__account=user).select_related("exam__version__course__region", "staff")
    return rows.order_by("-started_at")


def cards_of(exam: Exam) -> dict[Card, int]:
    """The frame's questions as the draw knows them -> key of the version."""
    rows = exam.frame.order_by().values_list(
        "version__question__code", "version__number", "version__topic", "version__difficulty", "version"
    )
    return {Card(code, number, topic, level): key for code, number, topic, level, key in rows}


def parts_of(exam: Exam) -> list[Part]:
    """The blueprint as the draw knows it."""
    return [Part(each.topic, each.difficulty, each.count, each.marks) for each in exam.parts.all()]


def standing_in_the_way(staff: Staff, exam: Exam, at: datetime) -> str:
    """Why this person cannot begin a paper of the exam now, in one sentence that says what to do; empty when he can."""
    if exam.status != COMMITTED or at >= exam.closes_at:
        return "这场考试已经结束或取消，请等下一场。"
    if at < exam.opens_at:
        return f"{timezone.localtime(exam.opens_at):%Y-%m-%d %H:%M} 开考，到时再来。"
    course = exam.version.course
    learnt = learnt_since(staff, course, least_number(course, timezone.localdate(at)))
    if learnt is None:
        return f"还没有参加“{course.name}”的培训：请先报名，签到以后才能考。"
    return _resit(tries_since(staff, exam, learnt), exam, at)


def tries_since(staff: Staff, exam: Exam, learnt: datetime) -> list[ExamPaper]:
    """The person's papers of the exam's course since he last sat in a session, the newest first."""
    rows = ExamPaper.objects.filter(staff=staff, exam__version__course=exam.version.course_id, started_at__gte=learnt)
    return list(rows.exclude(exam=exam).order_by("-started_at"))


def _resit(tries: list[ExamPaper], exam: Exam, at: datetime) -> str:
    terms = terms_of(exam.version.course.region)
    if len(tries) >= terms.tries:
        return f"参加培训后已经考过 {len(tries)} 次，按规定须重新参加培训再考。"
    if tries and tries[0].status != MARKED:
        return f"上一场“{tries[0].exam}”还没有公布成绩，公布以后再考。"
    if tries and not tries[0].passed:
        first = timezone.localdate(tries[0].started_at) + timedelta(days=terms.resit_days)
        if timezone.localdate(at) < first:
            return f"补考至少间隔 {terms.resit_days} 天，{first} 起可以考。"
    return ""


@dataclass(frozen=True)
class OpenExam:
    """可考的考试: an exam as one candidate sees it, with what stands in his way and his paper if he began one."""

    exam: Exam
    obstacle: str
    paper: ExamPaper | None


def open_to(staff: Staff, user: User, at: datetime) -> list[OpenExam]:
    """The exams that are not over, as the candidate sees them."""
    papers = {each.exam_id: each for each in own_papers(user)}
    rows = visible_exams(user).filter(status=COMMITTED, closes_at__gt=at).order_by("opens_at")
    return [
        OpenExam(each, "" if each.pk in papers else standing_in_the_way(staff, each, at), papers.get(each.pk))
        for each in rows
    ]


def due_to_close(at: datetime) -> QuerySet[Exam]:
    """The exams of all counties whose end is past and that nobody closed yet."""
    rows = Exam.objects.filter(status=COMMITTED, closes_at__lte=at)
    return rows.select_related("version__course__region").order_by("closes_at")


def on_paper(paper: ExamPaper) -> list[PaperQuestion]:
    """The paper's questions in their order with their options; two queries."""
    rows = paper.questions.select_related("version__question").prefetch_related("version__options")
    return list(rows.order_by("place"))
