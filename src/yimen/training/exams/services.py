"""Verbs on exams: committed to, begun, answered, handed in, closed and marked. The only writers of them."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from yimen.common import sealing
from yimen.common.drawing import commitment
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Staff, User
from yimen.people.queries import may
from yimen.training.bank.models import QuestionOption, QuestionVersion
from yimen.training.bank.queries import newest_versions
from yimen.training.courses.models import CourseVersion
from yimen.training.courses.services import allow
from yimen.training.exams import queries
from yimen.training.exams.draw import Card, Part, drawn, frame_digest, seed_of, shuffled
from yimen.training.exams.marking import is_right, marked
from yimen.training.exams.models import Exam, ExamPaper, ExamPart, FramedQuestion, PaperQuestion
from yimen.training.exams.rules import GRACE, LONGEST, MOST_QUESTIONS, SHORTEST
from yimen.training.exams.states import EXAM, PAPER, WRITING
from yimen.training.standing import services as standing

USE = "exams"


def _chain(exam: Exam) -> str:
    return exam.version.course.region_id


def _place(mark: str) -> str:
    return f"exam:{mark}"


@ledger.mutation("training.exam_seed_committed")
def commit(
    *, by: User | None, version: CourseVersion, title: str, opens_at: datetime, closes_at: datetime, minutes: int,
    pass_share: int, parts: Sequence[Part], at: datetime | None = None,
) -> Exam:  # fmt: skip
    """An exam whose seed is committed to and whose questions are fixed; its secret is shown to nobody before the end.

    Errors: Refused for times out of order, a blueprint that the bank cannot fill, and for one that begins already.
    """
    allow(by, version.course.region_id)
    now = at or timezone.now()
    _check(opens_at, closes_at, minutes, pass_share, now)
    questions = newest_versions(version.course, timezone.localdate(now))
    cards = {Card(each.question.code, each.number, each.topic, each.difficulty): each for each in questions}
    _fits(parts, cards)
    secret, frame = secrets.token_hex(32), frame_digest(cards, parts)
    promise = commitment(secret)
    exam = Exam.objects.create(
        version=version, title=tidy(title)[:80] or f"{version.course.name}考试", opens_at=opens_at,
        closes_at=closes_at, minutes=minutes, pass_share=pass_share, commitment=promise, frame_digest=frame,
        committed_at=now, sealed_secret=sealing.seal(secret, _place(promise), USE), made_by=by, **begin(EXAM, by=by),
    )  # fmt: skip
    rows = [
        exam,
        *ExamPart.objects.bulk_create(
            ExamPart(exam=exam, place=place, topic=each.topic, difficulty=each.difficulty, count=each.count,
                     marks=each.marks)
            for place, each in enumerate(parts, start=1)
        ),
        *FramedQuestion.objects.bulk_create(FramedQuestion(exam=exam, version=each) for each in questions),
    ]  # fmt: skip
    facts = {"commitment": promise, "frame": frame, "questions": len(questions)}
    ledger.record(chain=_chain(exam), kind="training.exam_seed_committed", by=by, changed=rows, facts=facts)
    return exam


def _check(opens_at: datetime, closes_at: datetime, minutes: int, pass_share: int, now: datetime) -> None:
    if not now < opens_at < closes_at:
        raise Refused("时间须依次为：现在、开考、结束；种子要在开考之前封存。")
    if not SHORTEST <= minutes <= LONGEST or closes_at - opens_at < timedelta(minutes=minutes):
        raise Refused(f"答卷时间应在 {SHORTEST} 至 {LONGEST} 分钟之间，且不长于开考到结束的时间。")
    if not 1 <= pass_share <= 100:
        raise Refused("合格线应在 1% 至 100% 之间。")


def _fits(parts: Sequence[Part], cards: dict[Card, QuestionVersion]) -> None:
    if not parts or not 1 <= sum(each.count for each in parts) <= MOST_QUESTIONS:
        raise Refused(f"请在组卷蓝图里填写题数，合计 1 至 {MOST_QUESTIONS} 题。")
    if len({(each.topic, each.difficulty) for each in parts}) < len(parts):
        raise Refused("同一知识点、同一难度在蓝图里只能有一行。")
    for part in parts:
        known = sum((each.topic, each.difficulty) == (part.topic, part.difficulty) for each in cards)
        if known < part.count or part.count < 1 or not 1 <= part.marks <= 100:
            level = QuestionVersion.Difficulty(part.difficulty).label
            raise Refused(f"“{part.topic}”难度“{level}”在用 {known} 题，抽不出 {part.count} 题；请减少或先补充题库。")


def start(*, by: User, exam: Exam, at: datetime | None = None) -> ExamPaper:
    """The user's own paper of the exam, the one that he has or a fresh one drawn for him.

    Errors: Refused with the sentence of `queries.standing_in_the_way`, and for those who know the keys.
    """
    now = at or timezone.now()
    staff = Staff.objects.filter(account=by, region=_chain(exam)).first()
    if staff is None or not may(by, "training.sit"):
        raise Refused("账号没有对应的工作人员，不能考试：请大厅管理员先登记工号。")
    if may(by, "training.keep"):
        raise Refused("能看题库的人不能应考，请用窗口人员的账号。")
    if own := exam.papers.filter(staff=staff).first():
        return own
    if obstacle := queries.standing_in_the_way(staff, exam, now):
        raise Refused(obstacle)
    return draw_paper(by=by, exam=exam, staff=staff, at=now)


@ledger.mutation("training.paper_drawn")
def draw_paper(*, by: User | None, exam: Exam, staff: Staff, at: datetime) -> ExamPaper:
    """The candidate's paper as the seed gives it, its time running from now; `start` asks whether he may.

    Errors: Refused for another's account; without one it is the system's own act.
    """
    if by is not None and staff.account_id != by.pk:
        raise Refused("只能为本人抽取试卷。")
    cards, parts = queries.cards_of(exam), queries.parts_of(exam)
    secret = sealing.unseal(exam.sealed_secret, _place(exam.commitment), USE)
    seed = seed_of(secret, exam.frame_digest)
    questions = drawn(seed, staff.code, parts, cards)
    earlier = ExamPaper.objects.filter(staff=staff, exam__version__course=exam.version.course_id).count()
    paper = ExamPaper.objects.create(
        exam=exam, staff=staff, try_number=earlier + 1, started_at=at,
        ends_at=min(at + timedelta(minutes=exam.minutes), exam.closes_at),
        full_marks=sum(part.marks for _, part in questions), **begin(PAPER, by=by),
    )  # fmt: skip
    versions = QuestionVersion.objects.in_bulk([cards[card] for card, _ in questions])
    options = _letters(versions.values())
    rows = PaperQuestion.objects.bulk_create(
        PaperQuestion(
            paper=paper, place=place, version_id=cards[card], marks=part.marks,
            shown=_shown(versions[cards[card]], seed, staff.code, card.code, options[cards[card]]),
        )
        for place, (card, part) in enumerate(questions, start=1)
    )  # fmt: skip
    facts = {"exam": exam.pk, "questions": len(rows)}
    ledger.record(chain=_chain(exam), kind="training.paper_drawn", by=by, changed=[paper, *rows], facts=facts)
    return paper


def _letters(versions: Iterable[QuestionVersion]) -> dict[int, list[str]]:
    """Key of a version -> the letters of its options."""
    found: dict[int, list[str]] = {}
    rows = QuestionOption.objects.filter(version__in=[each.pk for each in versions]).order_by("letter")
    for key, letter in rows.values_list("version_id", "letter"):
        found.setdefault(key, []).append(letter)
    return found


def _shown(version: QuestionVersion, seed: str, who: str, code: str, letters: list[str]) -> str:
    """The order of the options: 对 stays before 错, all others are shuffled."""
    if version.kind == QuestionVersion.Kind.JUDGE:
        return "".join(letters)
    return shuffled(seed, who, code, letters)


@ledger.mutation("training.answered")
def answer(
    *, by: User | None, paper: ExamPaper, place: int, letters: Sequence[str], at: datetime | None = None
) -> PaperQuestion:
    """The question with this answer, which may still be changed until the paper is handed in.

    Errors: Refused for another's paper, after the time, for letters that the question does not offer; Conflict once
    the paper is handed in.
    """
    now = at or timezone.now()
    _own(by, paper)
    if paper.status != WRITING:
        raise Conflict("试卷已经交了，不能再改。")
    if now > paper.ends_at + GRACE:
        raise Refused("答卷时间已到，这一题没有保存；此前保存的答案有效，请交卷。")
    row = paper.questions.select_related("version").filter(place=place).first()
    chosen = "".join(sorted(set(letters)))
    if row is None or set(chosen) - set(row.shown) or not chosen:
        raise Refused("请选择一个答案再保存。")
    if row.version.kind != QuestionVersion.Kind.MULTIPLE and len(chosen) != 1:
        raise Refused("这一题只能选一个答案。")
    PaperQuestion.objects.filter(pk=row.pk).update(answer=chosen, answered_at=now)
    row.refresh_from_db()
    ledger.record(chain=_chain(paper.exam), kind="training.answered", by=by, changed=[row])
    return row


def _own(by: User | None, paper: ExamPaper) -> None:
    if by is None:
        return
    if not may(by, "training.sit") or paper.staff.account_id != by.pk:
        raise Refused("只能作答本人的试卷。")


@ledger.mutation(PAPER.event("hand_in"))
def hand_in(*, by: User | None, paper: ExamPaper, at: datetime | None = None) -> ExamPaper:
    """The paper, handed in; marks stand once the exam is over for everybody. Errors: as of the lifecycle."""
    _own(by, paper)
    return advance(paper, "hand_in", by=by, chain=_chain(paper.exam), handed_in_at=at or timezone.now())


@ledger.mutation(EXAM.event("close"), composed=True)
def close(*, by: User | None, exam: Exam, at: datetime | None = None) -> Exam:
    """The exam, over: papers collected and marked, the secret shown to all, who passed is qualified from the day on.

    Errors: Refused before its end; Conflict when it is closed already.
    """
    now = at or timezone.now()
    allow(by, _chain(exam))
    if now < exam.closes_at:
        raise Refused(f"考试到 {timezone.localtime(exam.closes_at):%Y-%m-%d %H:%M} 结束，到时再阅卷并公开种子。")
    for paper in exam.papers.filter(status=WRITING):
        _collect(by=by, paper=paper, at=paper.ends_at)
    secret = sealing.unseal(exam.sealed_secret, _place(exam.commitment), USE)
    closed = advance(exam, "close", by=by, chain=_chain(exam), secret=secret, facts={"secret": secret})
    passed = [paper for paper in exam.papers.select_related("staff") if _mark(by=by, paper=paper).passed]
    if passed:
        granted = ExamPaper.objects.filter(exam=exam, passed=True).select_related("staff", "exam__version__course")
        standing.grant(by=by, papers=list(granted), day=timezone.localdate(now))
    return closed


@ledger.mutation(PAPER.event("collect"))
def _collect(*, by: User | None, paper: ExamPaper, at: datetime) -> ExamPaper:
    """The paper, collected as it stood when its time was over."""
    return advance(paper, "collect", by=by, chain=_chain(paper.exam), handed_in_at=at)


@ledger.mutation(PAPER.event("mark"))
def _mark(*, by: User | None, paper: ExamPaper) -> ExamPaper:
    """The paper with its marks, question by question."""
    rows = queries.on_paper(paper)
    for row in rows:
        row.right = is_right(row.answer, row.version.key)
    PaperQuestion.objects.bulk_update(rows, ["right"])
    result = marked(((bool(row.right), row.marks) for row in rows), paper.exam.pass_share)
    return advance(paper, "mark", by=by, chain=_chain(paper.exam), also=rows, marks=result.marks, passed=result.passed)


@ledger.mutation(EXAM.event("call_off"))
def call_off(*, by: User, exam: Exam, reason: str) -> Exam:
    """The exam, called off. Errors: Refused once somebody began a paper."""
    allow(by, _chain(exam))
    if exam.papers.exists():
        raise Refused("已经有人开考，不能取消，请等结束后阅卷。")
    return advance(exam, "call_off", by=by, chain=_chain(exam), reason=tidy(reason)[:200])
