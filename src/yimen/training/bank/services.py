"""Verbs on the bank: questions kept, imported from a file, retired. The only writers of them."""

from collections.abc import Sequence
from datetime import date

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.exchange import mapping, sheets
from yimen.exchange import services as exchange
from yimen.exchange.mapping import ColumnMap
from yimen.exchange.models import ImportBatch
from yimen.exchange.sheets import Sheet
from yimen.exchange.states import BATCH, PLANNED
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.training.bank import queries
from yimen.training.bank.imports import FIELDS
from yimen.training.bank.models import BankQuestion, QuestionOption, QuestionVersion
from yimen.training.bank.reading import Asked, Plan, make_plan
from yimen.training.courses.models import Course
from yimen.training.courses.services import allow

COURSE = "course"
"""Under this name the batch remembers for which course its file is."""


@ledger.mutation("training.questions_kept")
def keep_questions(
    *, by: User | None, course: Course, questions: Sequence[Asked], batch: ImportBatch | None = None
) -> list[QuestionVersion]:
    """A version of each question: the first of a new one, the next of one that stands. Errors: Refused for none."""
    allow(by, course.region_id)
    if not questions:
        raise Refused("没有一道新的或改过的题目。")
    codes = [each.code for each in questions]
    known = {each.code: each for each in BankQuestion.objects.filter(course=course, code__in=codes)}
    fresh = [BankQuestion(course=course, code=each) for each in codes if each not in known]
    BankQuestion.objects.bulk_create(fresh)
    known |= {each.code: each for each in fresh}
    last = dict(
        QuestionVersion.objects.filter(question__in=known.values()).order_by("number").values_list("question", "number")
    )
    made = QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=known[each.code], number=last.get(known[each.code].pk, 0) + 1, kind=each.kind, topic=each.topic,
            difficulty=each.difficulty, stem=each.stem, reasons=each.reasons, batch=batch, made_by=by,
        )
        for each in questions
    )  # fmt: skip
    options = QuestionOption.objects.bulk_create(
        QuestionOption(version=version, letter=letter, text=text, right=letter in each.key)
        for version, each in zip(made, questions, strict=True)
        for letter, text in each.options
    )
    facts = {"course": course.code, "questions": len(made)}
    ledger.record(
        chain=course.region_id, kind="training.questions_kept", by=by, changed=[*fresh, *made, *options], facts=facts
    )
    return made


@ledger.mutation("exchange.batch_planned", composed=True)
def read_file(*, by: User, course: Course, name: str, content: bytes) -> ImportBatch:
    """A planned batch of questions. Errors: Refused for a file without the columns that it needs."""
    allow(by, course.region_id)
    sheet = sheets.read(name, content, known=mapping.known_headings(FIELDS))[0]
    columns = mapping.propose(FIELDS, sheet.headings)
    if columns.missing:
        wanted = "、".join(f"“{each.label}”" for each in columns.missing)
        raise Refused(f"表中没有找到{wanted}列：请补上这些列（可下载现行题库照着改）后重新导入。")
    batch = exchange.open_batch(
        by=by, region=course.region, kind=ImportBatch.Kind.QUESTIONS, name=name, content=content,
        encoding=sheet.encoding, sheet=sheet.name, heading_line=sheet.heading_line, mapping=columns.as_choices(),
    )  # fmt: skip
    plan = make_plan(sheet, columns, queries.standing(course))
    summary = {**plan.summary(), COURSE: course.pk}
    return exchange.plan_batch(by=by, batch=batch, mapping=columns.as_choices(), plan=summary)


def course_of(batch: ImportBatch) -> Course:
    """For which course the batch was handed in."""
    return Course.objects.get(pk=batch.plan[COURSE], region=batch.region_id)


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns."""
    content = exchange.kept_file(batch.digest)
    sheet = sheets.read(batch.file_name, content, known=mapping.known_headings(FIELDS))[0]
    return sheet, mapping.propose(FIELDS, sheet.headings)


def plan_of(batch: ImportBatch) -> Plan:
    """What applying the batch would write now."""
    return make_plan(*opened(batch), queries.standing(course_of(batch)))


@ledger.mutation(BATCH.event("apply"), composed=True)
def apply_file(*, by: User, batch: ImportBatch) -> list[QuestionVersion]:
    """The questions of the batch; rows refused are kept with their reasons.

    Errors: Refused once it was settled, and for a file without a new row.
    """
    allow(by, batch.region_id)
    if batch.status != PLANNED:
        raise Refused("该批次已经办理过，请重新上传文件。")
    plan = plan_of(batch)
    if not plan.taken:
        raise Refused("没有一道新的或改过的题目可以导入，请按退回原因更正后重新上传。")
    made = keep_questions(by=by, course=course_of(batch), questions=plan.taken, batch=batch)
    if plan.refused:
        exchange.refuse_rows(by=by, batch=batch, rows=plan.refused)
    taken, refused = len(plan.taken) + len(plan.same), len(plan.refused)
    exchange.finish(by=by, batch=batch, read=taken + refused, accepted=taken, refused=refused)
    return made


@ledger.mutation("training.question_retired")
def retire_question(*, by: User | None, question: BankQuestion, reason: str, day: date) -> BankQuestion:
    """The question, in no exam from now on; those that have it keep it. Errors: Refused without a reason."""
    allow(by, question.course.region_id)
    reason = tidy(reason)[:200]
    if len(reason) < 4:
        raise Refused("请写明为什么停用，至少 4 个字。")
    rows = BankQuestion.objects.filter(pk=question.pk, retired_on__isnull=True)
    if rows.update(retired_on=day, retired_for=reason) != 1:
        raise Conflict("这道题已经停用。")
    question.refresh_from_db()
    chain = question.course.region_id
    ledger.record(chain=chain, kind="training.question_retired", by=by, changed=[question], facts={"why": reason})
    return question
