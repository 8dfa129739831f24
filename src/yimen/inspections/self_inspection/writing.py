"""自查报告 of a sheet: what its head signs, in official layout."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from yimen.documents import layout
from yimen.documents.content import OfficialDocument
from yimen.documents.self_reports import CheckedItem, SelfReport, as_document
from yimen.documents.signing import pades
from yimen.documents.word import docx
from yimen.entry.modes import Mode
from yimen.entry.queries import state_on
from yimen.inspections.self_inspection.models import Question, SelfAnswer, SelfSheet

METHOD = "自查采取逐项对照自查清单、核对办件与台账数据、现场查看窗口的办法进行，答案在签发前与系统数据逐条核对。"
NOT_SIGNED = "（签发时编号）"


def digest_of(answers: Sequence[SelfAnswer]) -> str:
    """SHA-256 over every answer with its words, its deadline and the digests of its evidence: what is signed."""
    lines = []
    for each in answers:
        files = ",".join(f"{file.digest}@{file.effective_on}" for file in each.evidence.all())
        lines.append(f"{each.pk}|{each.answer}|{each.words}|{each.mend_by or ''}|{files}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def as_paper(
    sheet: SelfSheet, answers: Sequence[SelfAnswer], *, number: str, signer: str, day: date
) -> OfficialDocument:
    """The report as data. Raises ValueError where the answers leave no report, e.g. without any item."""
    modes = dict(state_on(day).filter(department=sheet.department_id).order_by().values_list("code", "mode"))
    of_items = [each for each in answers if each.version is not None]
    items = tuple(
        CheckedItem(each.version.code, each.version.name, _mode(modes.get(each.version.code)), _found(each), _due(each))
        for each in of_items
        if each.version is not None
    )
    faults = [each for each in answers if each.answer == SelfAnswer.Value.NO]
    report = SelfReport(
        department=sheet.department.name,
        number=number or NOT_SIGNED,
        recipient=f"{sheet.region.name}营商环境建设监督局",
        signer=signer,
        checked_from=sheet.round.period_from,
        checked_to=sheet.round.period_to,
        method=METHOD,
        items=items,
        measures=tuple(_measure(each) for each in faults),
        issued_on=day,
        answers=tuple(
            (each.question.text, each.get_answer_display() or "未填", _words(each))
            for each in answers
            if each.question.scope == Question.Scope.DEPARTMENT
        ),
        signature_field=pades.field_name(1),
    )
    return as_document(report)


def unsigned(paper: OfficialDocument) -> bytes:
    """The PDF/A with an empty place of signature and the code of the page where anybody checks it."""
    return pades.prepare(layout.printed(paper), address=settings.PUBLIC_URL + reverse("signing:checker"))


def editable(paper: OfficialDocument) -> bytes:
    """The DOCX of the same report."""
    return docx(paper)


def _mode(mode: str | None) -> str:
    return Mode(mode).label if mode else "未声明"


def _found(answer: SelfAnswer) -> str:
    said = {
        SelfAnswer.Value.YES: "在大厅实质运行",
        SelfAnswer.Value.NO: "没有在大厅实质运行",
        SelfAnswer.Value.IDLE: "自查期间无业务",
    }.get(SelfAnswer.Value(answer.answer), "未填") if answer.answer else "未填"  # fmt: skip
    words = _words(answer)
    return f"{said}。{words}" if words else said


def _words(answer: SelfAnswer) -> str:
    """The department's words, and its explanation where it keeps to what the data speak against."""
    kept = [each for each in answer.contradictions.all() if each.settled == "explained"]
    said = [answer.words, *(f"与数据不符（{each.sentence}），部门说明：{each.explanation}" for each in kept[-1:])]
    return "；".join(each for each in said if each)


def _due(answer: SelfAnswer) -> date | None:
    return answer.mend_by if answer.answer == SelfAnswer.Value.NO else None


def _measure(answer: SelfAnswer) -> str:
    about = answer.version.name if answer.version else answer.question.text
    due = f"，{answer.mend_by:%Y年%-m月%-d日}前完成" if answer.mend_by else ""
    return f"“{about}”：{answer.words or '按要求整改'}{due}。"
