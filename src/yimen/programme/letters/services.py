"""Verbs on supervision letters: sent, received, answered, sent back or settled."""

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.workdays import due
from yimen.documents import layout, word
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.documents.serving.rules import check_receipt
from yimen.exchange.uploads import keep_upload
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, User
from yimen.people.queries import may
from yimen.programme import services as programme
from yimen.programme.letters.models import LetterAnswer, LetterDelivery, LetterTask, SupervisionLetter
from yimen.programme.letters.papers import as_letter, seen_of
from yimen.programme.letters.queries import evidence_of, missed_on, still_red, to_demand
from yimen.programme.letters.states import LETTER
from yimen.programme.models import Notice
from yimen.programme.terms.queries import terms_of
from yimen.rectification.guards import own, words

SERIES = "友营商督"
"""机关代字: the same register as for the letters that press for orders (整改单)."""


@ledger.mutation("programme.letter_sent")
def send(
    *, by: User, notice: Notice, department: Department, demand: str, day: date | None = None
) -> SupervisionLetter:
    """The letter to a department on all its tasks under the notice that went by, issued under a number.

    Errors: Refused without a red light that no open letter demands already.
    """
    if not (may(by, "programme.press") and by.region_id == notice.region_id):
        raise Refused("只有本县营商局业务人员可以发督办函。")
    today = day or timezone.localdate()
    locked_head(notice.region_id, "default")  # so that of two at once only one finds the task not demanded yet
    rows = to_demand(by, notice, department, today)
    if not rows:
        raise Refused(f"{department}在本通知下没有可以督办的逾期任务：尚未逾期，或者已有督办函在办。")
    finish = due(today, terms_of(notice.region).answer_days)
    if finish is None:
        raise ValueError("a deadline without suspensions always has an end")
    said = words(demand, "办理要求")
    number = documents.allocate(by=by, region=notice.region, series=SERIES, year=today.year, use="督办函（专项行动）")
    paper = as_letter(notice, department, rows, said, number.text, finish.on, today)
    document = documents.issue(
        by=by,
        number=number,
        kind=IssuedDocument.Kind.SUPERVISION,
        title=f"督办函（{rows[0].task.title}{f'等{len(rows)}项' if len(rows) > 1 else ''}）",
        recipients=paper.recipients,
        department=department,
        issued_on=today,
        pdf=layout.letter(paper),
        word=word.docx(paper),
        source=f"programme:notice:{notice.pk}",
    )
    letter = SupervisionLetter.objects.create(
        notice=notice, department=department, document=document, issued_on=today, answer_by=finish.on, demand=said,
        issued_by=by, **begin(LETTER, by=by),
    )  # fmt: skip
    lines = LetterTask.objects.bulk_create(
        LetterTask(letter=letter, task=row.task, missed_on=missed_on(row), seen=seen_of(row)[:100]) for row in rows
    )
    ledger.record(
        chain=notice.region_id, kind="programme.letter_sent", by=by, changed=[letter, *lines],
        facts={"number": number.text, "answer_by": finish.on.isoformat(), "tasks": len(lines)},
    )  # fmt: skip
    return letter


@ledger.mutation("programme.letter_sent", composed=True)
def send_to(
    *, by: User, notice: Notice, departments: Sequence[Department], demand: str, day: date | None = None
) -> list[SupervisionLetter]:
    """A letter to each of the departments, or to none. Errors: as `send`."""
    return [send(by=by, notice=notice, department=each, demand=demand, day=day) for each in departments]


@ledger.mutation(LETTER.event("receive"))
def receive(*, by: User, letter: SupervisionLetter) -> SupervisionLetter:
    """The letter, signed for by its department."""
    own(by, letter.department, "programme.answer")
    return advance(letter, "receive", by=by, chain=letter.notice.region_id, received_at=timezone.now())


@ledger.mutation(LETTER.event("serve"))
def serve(
    *, by: User, letter: SupervisionLetter, way: str, served_on: date, receiver: str, scan: UploadedFile,
    day: date | None = None,
) -> SupervisionLetter:  # fmt: skip
    """The letter, served on paper, with the scan of the receipt (送达回证) that its department signed.

    Errors: Refused for a way that needs no paper, for a day before the letter or to come, and without a receiver.
    """
    if by.region_id != letter.notice.region_id:
        raise Refused("只有本县营商局业务人员可以登记送达回证。")
    first, today = letter.issued_on, day or timezone.localdate()
    said = check_receipt(way=way, served_on=served_on, receiver=receiver, first=first, today=today)
    kept = keep_upload(scan)
    row = LetterDelivery.objects.create(
        letter=letter, way=way, served_on=served_on, receiver=said, file_name=kept.name, digest=kept.digest, by=by
    )
    facts = {"served_on": served_on.isoformat(), "way": way}
    return advance(
        letter, "serve", by=by, chain=letter.notice.region_id, received_at=timezone.now(), also=[row], facts=facts
    )


@ledger.mutation(LETTER.event("answer"))
def answer(
    *, by: User, letter: SupervisionLetter, text: str, file: UploadedFile | None = None, hands_in: bool = False
) -> SupervisionLetter:
    """The letter with its answer; with `hands_in` the answer is also what the department hands in for each task.

    Errors: Refused for another department, for words too short, and for a file that is not taken.
    """
    own(by, letter.department, "programme.answer")
    said, kept = words(text, "答复"), keep_upload(file) if file else None
    row = LetterAnswer.objects.create(
        letter=letter, text=said, file_name=kept.name if kept else "", digest=kept.digest if kept else "", by=by
    )
    if hands_in:
        for line in letter.lines.select_related("task__notice"):
            programme.submit(by=by, task=line.task, text=said)
    return advance(letter, "answer", by=by, chain=letter.notice.region_id, also=[row])


@ledger.mutation(LETTER.event("send_back"))
def send_back(*, by: User, letter: SupervisionLetter, decision: str) -> SupervisionLetter:
    """The letter, to be answered again, with the reason; the day to answer stays."""
    _allow(by, letter)
    return advance(
        letter, "send_back", by=by, chain=letter.notice.region_id, decision=words(decision, "审查意见")[:500]
    )


@ledger.mutation(LETTER.event("settle"))
def settle(*, by: User, letter: SupervisionLetter, decision: str, day: date | None = None) -> SupervisionLetter:
    """The letter, settled: an answer alone does not do, each task must have been handed in.

    Errors: Refused while one of its tasks is still overdue, naming it.
    """
    _allow(by, letter)
    if red := still_red(evidence_of(by, letter, day or timezone.localdate())):
        raise Refused(f"任务 {red[0].task.number} 仍未上报成果，不能办结：请退回重新答复，或等部门上报。")
    return advance(letter, "settle", by=by, chain=letter.notice.region_id, decision=words(decision, "审查意见")[:500])


def _allow(by: User, letter: SupervisionLetter) -> None:
    if not (may(by, "programme.press") and by.region_id == letter.notice.region_id):
        raise Refused("只有本县营商局业务人员可以审查督办函的答复。")
