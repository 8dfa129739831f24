"""Verbs on self-inspection: checklists, rounds, answers, submission, signature, review. The only writers of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.queries import IS_EXEMPT, state_on
from yimen.exchange import planning
from yimen.exchange.mapping import ColumnMap
from yimen.exchange.models import ImportBatch
from yimen.exchange.sheets import Sheet
from yimen.exchange.states import BATCH, PLANNED
from yimen.exchange.uploads import keep_upload
from yimen.inspections.self_inspection import facts, queries, rules, signing, writing
from yimen.inspections.self_inspection.imports import FIELDS
from yimen.inspections.self_inspection.models import (
    AnswerEvidence,
    Checklist,
    ChecklistVersion,
    Contradiction,
    Question,
    SelfAnswer,
    SelfRound,
    SelfSheet,
    SheetReturn,
)
from yimen.inspections.self_inspection.reading import Asked, Plan, make_plan
from yimen.inspections.self_inspection.states import OPEN, OWED, ROUND, SHEET, SUBMITTED
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may


@dataclass(frozen=True)
class Said:
    """One answer as the department gives it."""

    value: str
    words: str = ""
    mend_by: date | None = None


def _keep(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "inspection.keep") and by.region_id == region):
        raise Refused("只有本县营商局业务人员可以编制自查清单、发布和审核自查。")


@ledger.mutation("inspections.checklist_made")
def make_checklist(
    *, by: User | None, region: Region, name: str, questions: Sequence[Asked], batch: ImportBatch | None = None
) -> ChecklistVersion:
    """A new version of the checklist of that name, the first one where there is none yet.

    Errors: Refused without a question asked of each item, since a report lists items.
    """
    _keep(by, region.pk)
    name = tidy(name)
    if not 2 <= len(name) <= 60:
        raise Refused("请写明自查清单的名称，2 至 60 个字。")
    if not any(each.scope == Question.Scope.ITEM for each in questions):
        raise Refused("自查清单须有至少一个“逐个事项”的问题，自查报告才能逐项列出。")
    checklist, _ = Checklist.objects.get_or_create(region=region, name=name)
    text = "\n".join(f"{each.code}|{each.scope}|{each.check}|{each.needs_evidence}|{each.text}" for each in questions)
    version = ChecklistVersion.objects.create(
        checklist=checklist,
        number=checklist.versions.count() + 1,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        batch=batch,
        made_by=by,
    )
    made = Question.objects.bulk_create(
        Question(
            version=version, place=place, code=each.code, text=each.text, scope=each.scope, basis=each.basis,
            check_against=each.check, needs_evidence=each.needs_evidence,
        )
        for place, each in enumerate(questions, start=1)
    )  # fmt: skip
    changed = [checklist, version, *made]
    facts_ = {"name": name, "number": version.number, "digest": version.digest}
    ledger.record(chain=region.pk, kind="inspections.checklist_made", by=by, changed=changed, facts=facts_)
    return version


def starting_questions() -> list[Asked]:
    """The questions of the checklist that every county can begin with."""
    return [Asked(code, text, scope, check, basis) for code, text, scope, check, basis in rules.STARTING]


@ledger.mutation("exchange.batch_planned", composed=True)
def read_file(*, by: User, name: str, content: bytes) -> ImportBatch:
    """A planned batch of questions. Errors: Refused for a file without the columns that it needs."""
    _keep(by, by.region_id)
    sheet, columns = planning.read_table(name, content, FIELDS)
    planning.needs(columns, "可下载现行清单照着改")
    batch = planning.open_table(
        by=by, region=by.region, kind=ImportBatch.Kind.CHECKLIST, name=name, content=content, sheet=sheet,
        columns=columns,
    )  # fmt: skip
    return planning.planned(by=by, batch=batch, columns=columns, counts=make_plan(sheet, columns).summary)


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns."""
    return planning.opened(batch, FIELDS)


def plan_of(batch: ImportBatch) -> Plan:
    """What taking in the batch would write."""
    return make_plan(*opened(batch))


@ledger.mutation(BATCH.event("apply"), composed=True)
def apply_file(*, by: User, batch: ImportBatch, name: str) -> ChecklistVersion:
    """A checklist's new version from the batch; rows refused are kept with their reasons.

    Errors: Refused once it was settled, and for a file without a good row.
    """
    _keep(by, batch.region_id)
    if batch.status != PLANNED:
        raise Refused("该批次已经办理过，请重新上传文件。")
    plan = plan_of(batch)
    if not plan.taken:
        raise Refused("没有一行可以导入，请按退回原因更正后重新上传。")
    version = make_checklist(by=by, region=batch.region, name=name, questions=plan.taken, batch=batch)
    planning.close(by=by, batch=batch, taken=len(plan.taken), refused=plan.refused)
    return version


@ledger.mutation("inspections.self_round_opened")
def open_round(
    *,
    by: User | None,
    region: Region,
    version: ChecklistVersion,
    title: str,
    period_from: date,
    period_to: date,
    deadline: date,
) -> SelfRound:
    """A round for every department that has items to enter, each sheet pre-filled with what the data say.

    Errors: Refused for dates out of their order, while another round is open, and where no department has an item.
    """
    _keep(by, region.pk)
    if not period_from <= period_to <= deadline:
        raise Refused("日期须依次为：自查起始日期、自查截止日期、报送期限。")
    if SelfRound.objects.filter(region=region, status=OPEN).exists():
        raise Refused("上一轮自查还没有结束，请先结束后再发布新的一轮。")
    items = _items(region, period_to)
    if not items:
        raise Refused("没有应进大厅的事项，请先导入事项清单。")
    made = SelfRound.objects.create(
        region=region, version=version, title=tidy(title)[:100], period_from=period_from, period_to=period_to,
        deadline=deadline, opened_by=by, **begin(ROUND, by=by),
    )  # fmt: skip
    departments = Department.objects.filter(pk__in=items).order_by("code")
    sheets_ = SelfSheet.objects.bulk_create(
        SelfSheet(round=made, region=region, department=each, **begin(SHEET, by=by)) for each in departments
    )
    answers = SelfAnswer.objects.bulk_create(_blank(made, sheets_, items), batch_size=500)
    changed = [made, *sheets_]
    facts_ = {"departments": len(sheets_), "deadline": deadline.isoformat()}
    ledger.record(chain=region.pk, kind="inspections.self_round_opened", by=by, changed=changed, facts=facts_)
    ledger.record_batch(chain=region.pk, kind="inspections.self_sheets_made", by=by, model=SelfAnswer, rows=answers)
    return made


def _items(region: Region, day: date) -> dict[int, list[ItemVersion]]:
    """Department -> its items that must enter the hall on a day."""
    found: dict[int, list[ItemVersion]] = {}
    for version in state_on(day, region).exclude(entry_state=IS_EXEMPT).order_by("code"):
        found.setdefault(version.department_id, []).append(version)
    return found


def _blank(made: SelfRound, sheets_: Sequence[SelfSheet], items: Mapping[int, list[ItemVersion]]) -> list[SelfAnswer]:
    known = facts.gather(made.region, made.period_to)
    asked = queries.questions_by_scope(made.version)
    blank = []
    for sheet in sheets_:
        pairs: list[tuple[Question, ItemVersion | None]] = [
            (question, None) for question in asked[Question.Scope.DEPARTMENT]
        ]
        pairs += [(question, item) for question in asked[Question.Scope.ITEM] for item in items[sheet.department_id]]
        for question, item in pairs:
            said = known.of(sheet.department_id, question, item.code if item else "").answer
            blank.append(SelfAnswer(sheet=sheet, question=question, version=item, prefilled=said, answer=said))
    return blank


@ledger.mutation(ROUND.event("close"))
def close_round(*, by: User, round: SelfRound) -> SelfRound:
    """The round, closed: sheets that were not handed in stay as they are, and are shown as not handed in."""
    _keep(by, round.region_id)
    return advance(round, "close", by=by, chain=round.region_id)


def _own(by: User | None, sheet: SelfSheet) -> None:
    if by is not None and not (may(by, "inspection.answer") and by.department_id == sheet.department_id):
        raise Refused("只有本部门的联络员可以填报自查表。")
    if sheet.status not in OWED or sheet.round.status != OPEN:
        raise Refused(f"自查表现在是“{sheet.status_label}”，不能再改；需要更正的，请营商局退回。")


@ledger.mutation("inspections.self_answered")
def answer(
    *, by: User | None, sheet: SelfSheet, said: Mapping[int, Said], at: datetime | None = None
) -> list[SelfAnswer]:
    """The answers of a sheet that were given or confirmed now; who takes back a contradicted answer is kept with it.

    said: key of an answer -> what is said. Errors: Refused for answers of another sheet, and a no without words.
    """
    _own(by, sheet)
    moment = at or timezone.now()
    rows = {each.pk: each for each in queries.answers_of(sheet) if each.pk in said}
    if set(said) - set(rows):
        raise Refused("提交的答案不属于这张自查表，请刷新页面后重填。")
    known = facts.gather(sheet.region, timezone.localdate(moment))
    before = facts.contradicted(known, [each for each in rows.values() if each.answered_at])
    was = {key: rows[key].answer for key in before}
    for key, row in rows.items():
        _write(row, said[key], by, moment)
    SelfAnswer.objects.bulk_update(
        rows.values(), ["answer", "words", "mend_by", "answered_by", "answered_at"], batch_size=300
    )
    after = facts.contradicted(known, rows.values())
    taken_back = Contradiction.objects.bulk_create(
        Contradiction(
            answer=rows[key], run=known.run, said=was[key], figure=fact.figure, sentence=fact.sentence,
            settled=Contradiction.Settled.CORRECTED,
        )
        for key, fact in before.items()
        if key not in after
    )  # fmt: skip
    ledger.record(
        chain=sheet.region_id,
        kind="inspections.self_answered",
        by=by,
        changed=[*rows.values(), *taken_back],
        facts={"sheet": sheet.pk, "answers": len(rows), "corrected": len(taken_back)},
    )
    return list(rows.values())


def _write(row: SelfAnswer, said: Said, by: User | None, at: datetime) -> None:
    if said.value not in SelfAnswer.Value.values:
        raise Refused("请为每个问题选择“是”“否”或“无业务”。")
    words = tidy(said.words)[:500]
    if said.value == SelfAnswer.Value.NO and len(words) < 4:
        about = row.version.name if row.version else row.question.text
        raise Refused(f"“{about[:60]}”填了“否”，请写明情况和打算怎么整改。")
    row.answer, row.words, row.answered_by, row.answered_at = said.value, words, by, at
    row.mend_by = said.mend_by if said.value == SelfAnswer.Value.NO else None


@ledger.mutation("inspections.self_evidence_added")
def add_evidence(
    *, by: User, answer: SelfAnswer, files: Sequence[UploadedFile], effective_on: date
) -> list[AnswerEvidence]:
    """The files, kept under an answer with the day from which they hold; the day on which they came is the server's.

    Errors: Refused for a day to come, and once the sheet was handed in.
    """
    _own(by, answer.sheet)
    if effective_on > timezone.localdate():
        raise Refused("佐证的生效日期在今天之后：请填写材料载明的日期。")
    if not files:
        raise Refused("请选择要提交的佐证文件。")
    kept = [keep_upload(each) for each in files]
    rows = [
        AnswerEvidence.objects.create(
            answer=answer, file_name=each.name, digest=each.digest, size=each.size, media_type=each.media_type,
            effective_on=effective_on, by=by,
        )
        for each in kept
    ]  # fmt: skip
    ledger.record(
        chain=answer.sheet.region_id,
        kind="inspections.self_evidence_added",
        by=by,
        changed=rows,
        declared_at=effective_on,
    )
    return rows


@ledger.mutation(SHEET.event("submit"))
def submit(*, by: User | None, sheet: SelfSheet, explained: Mapping[int, str], at: datetime | None = None) -> SelfSheet:
    """The sheet, handed to the head for signature.

    explained: key of an answer that the data contradict -> why the department keeps to it. Errors: Refused while an
    answer is open, evidence is wanting, or a contradiction is neither corrected nor explained.
    """
    _own(by, sheet)
    moment = at or timezone.now()
    answers = queries.answers_of(sheet)
    if open_ones := sum(each.answered_at is None for each in answers):
        raise Refused(f"还有 {open_ones} 个问题没有填报或确认，请填完后再提交。")
    if lacking := queries.lacking_evidence(answers):
        raise Refused(f"还有 {len(lacking)} 个问题须附佐证，例如“{lacking[0].question.text[:40]}”。")
    known = facts.gather(sheet.region, timezone.localdate(moment))
    rows = []
    for key, fact in facts.contradicted(known, answers).items():
        words = tidy(explained.get(key, ""))
        if len(words) < 8:
            raise Refused(f"“{fact.sentence}”与所填答案不符：请更正答案，或写明理由（至少 8 个字）。")
        said = next(each.answer for each in answers if each.pk == key)
        rows.append(
            Contradiction(
                answer_id=key, run=known.run, said=said, figure=fact.figure, sentence=fact.sentence,
                settled=Contradiction.Settled.EXPLAINED, explanation=words[:500],
            )
        )  # fmt: skip
    Contradiction.objects.bulk_create(rows)
    facts_ = {"maintained": len(rows)}
    return advance(sheet, "submit", by=by, chain=sheet.region_id, also=rows, submitted_at=moment, facts=facts_)


@ledger.mutation(SHEET.event("sign"))
def sign(*, by: User, sheet: SelfSheet, seen: str, at: datetime | None = None) -> SelfSheet:
    """The sheet, signed by the department's head: the report numbered, sealed with his certificate and issued.

    seen: the digest of the answers that the page showed. Errors: Refused for anybody but the head, without a
    certificate; Conflict when the answers are no longer those that he saw.
    """
    if not may(by, "inspection.sign") or by.department_id != sheet.department_id:
        raise Refused("自查报告由本部门负责人签发。")
    if sheet.status != SUBMITTED:
        raise Conflict(f"自查表现在是“{sheet.status_label}”，不能签发。")
    answers = queries.answers_of(sheet)
    if writing.digest_of(answers) != seen:
        raise Conflict("自查表在您查看之后有了变化，请刷新页面核对后再签发。")
    moment = (at or timezone.now()).replace(microsecond=0)
    number = signing.issue(by=by, sheet=sheet, answers=answers, digest=seen, at=moment)
    return advance(
        sheet, "sign", by=by, chain=sheet.region_id, digest=seen, number=number, signed_by=by, signed_at=moment,
        facts={"digest": seen},
    )  # fmt: skip


@ledger.mutation(SHEET.event("send_back"))
def send_back(*, by: User, sheet: SelfSheet, words: str) -> SheetReturn:
    """The sheet, back to the department with the reason. Errors: Refused without one."""
    _keep(by, sheet.region_id)
    words = tidy(words)
    if len(words) < 4:
        raise Refused("请写明退回的原因，部门才知道要更正什么。")
    row = SheetReturn.objects.create(sheet=sheet, words=words[:500], by=by)
    advance(sheet, "send_back", by=by, chain=sheet.region_id, also=[row])
    return row


@ledger.mutation(SHEET.event("accept"))
def accept(*, by: User, sheet: SelfSheet) -> SelfSheet:
    """The sheet, reviewed: its answers stand, and are held against every later verification."""
    _keep(by, sheet.region_id)
    return advance(sheet, "accept", by=by, chain=sheet.region_id)
