"""Verbs on qualifications: granted for a passed paper, ended before their time. The only writers of them."""

from datetime import date

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.common.workdays import ONE_DAY, months_after
from yimen.documents import layout
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.models import User
from yimen.training.courses.services import allow
from yimen.training.exams.models import Exam, ExamPaper
from yimen.training.exams.states import CLOSED
from yimen.training.standing import notice
from yimen.training.standing.models import Qualification


@ledger.mutation("training.qualified")
def grant(*, by: User | None, papers: list[ExamPaper], day: date) -> list[Qualification]:
    """The qualifications of passed papers of one exam, numbered without gaps, in force from the day.

    Errors: Refused for a paper that did not pass.
    """
    if not papers or not all(each.passed for each in papers):
        raise Refused("只有合格的试卷才能登记培训合格。")
    version = papers[0].exam.version
    course = version.course
    allow(by, course.region_id)
    locked_head(course.region_id, "default")  # so that nobody counts the same serial meanwhile
    series = f"{course.code}-{day.year}-"
    last = Qualification.objects.filter(version__course=course, number__startswith=series).count()
    made = Qualification.objects.bulk_create(
        Qualification(
            number=f"{series}{serial:04}", staff=each.staff, version=version, paper=each, valid_from=day,
            valid_to=months_after(day, version.months) - ONE_DAY,
        )
        for serial, each in enumerate(papers, start=last + 1)
    )  # fmt: skip
    facts = {"course": course.code, "people": len(made)}
    ledger.record(chain=course.region_id, kind="training.qualified", by=by, changed=made, facts=facts)
    return made


@ledger.mutation("training.qualification_ended")
def end(*, by: User, qualification: Qualification, reason: str, day: date) -> Qualification:
    """The qualification, no longer counting from the day on. Errors: Refused without a reason; Conflict when over."""
    region = qualification.version.course.region_id
    allow(by, region)
    reason = tidy(reason)[:200]
    if len(reason) < 4:
        raise Refused("请写明撤销的原因，至少 4 个字。")
    rows = Qualification.objects.filter(pk=qualification.pk, ended_on__isnull=True, valid_to__gte=day)
    if rows.update(ended_on=day, ended_for=reason, ended_by=by) != 1:
        raise Conflict("这份合格已经到期或撤销。")
    qualification.refresh_from_db()
    ledger.record(chain=region, kind="training.qualification_ended", by=by, changed=[qualification])
    return qualification


@ledger.mutation("training.passes_announced", composed=True)
def announce(*, by: User, exam: Exam, day: date) -> IssuedDocument:
    """The letter that names who passed, issued under its own number. Errors: Refused before the end, with nobody to
    name, or when it was issued already.
    """
    region = exam.version.course.region
    allow(by, region.pk)
    source = notice.source_of(exam)
    if exam.status != CLOSED:
        raise Refused("考试还没有结束，结束阅卷以后再公布。")
    if IssuedDocument.objects.filter(region=region, source=source).exists():
        raise Refused("合格通报已经印发，不能再印发一次。")
    rows = Qualification.objects.filter(paper__exam=exam, ended_on__isnull=True).select_related("staff__department")
    passed = list(rows.order_by("number"))
    if not passed:
        raise Refused("没有人合格，无须印发通报。")
    number = documents.allocate(by=by, region=region, series=notice.SERIES, year=day.year, use="培训合格通报")
    paper = notice.letter(exam, passed, number.text, day)
    issued = documents.issue(
        by=by, number=number, kind=IssuedDocument.Kind.CIRCULAR, title=paper.title, issued_on=day, source=source,
        pdf=layout.letter(paper), recipients=paper.recipients,
    )  # fmt: skip
    facts = {"exam": exam.pk, "number": number.text, "people": len(passed)}
    ledger.record(chain=region.pk, kind="training.passes_announced", by=by, facts=facts)
    return issued
