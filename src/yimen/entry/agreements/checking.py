"""核对已签署的文件 against the register: is this the file, of this agreement, signed by those who were to sign it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from yimen.documents.signing import checking as signatures
from yimen.documents.signing.checking import Digests, Problem
from yimen.entry.agreements import queries
from yimen.entry.agreements.models import Agreement, AgreementFile, PaperScan, SigningStep
from yimen.entry.agreements.rules import SAME_FIELDS
from yimen.entry.agreements.services.signing import document_of
from yimen.entry.agreements.states import SIGNING


@dataclass
class Outcome:
    """核对结果: the agreement that the file is of, reasons to refuse it, and what else whoever checks should know."""

    digests: Digests
    agreement: Agreement | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """True when the file is the signed one, whether or not it is still in force."""
        return self.agreement is not None and not self.problems


def check(content: bytes, at: datetime, expected: Agreement | None = None) -> Outcome:
    """The outcome for a file that somebody holds; `expected`: of which agreement it is said to be."""
    outcome = Outcome(signatures.digests(content))
    paper = PaperScan.objects.filter(digest=outcome.digests.sha256).select_related("agreement__region").first()
    if paper is not None:
        return _of_paper(outcome, paper, expected)
    outcome.agreement = expected or _claimed(content, outcome)
    if outcome.agreement is None:
        outcome.problems.append(
            Problem("unknown", "这份文件没有登记过，也不是已登记文件的改动版本：不能认可。请核对是否拿错了文件。")
        )
        return outcome
    if outcome.agreement.track == Agreement.Track.PAPER:
        text = "这份文件以纸质签署，所交的不是登记的扫描件（摘要不同）：不能认可。请核对纸质原件。"
        outcome.problems.append(Problem("not_registered", text))
    else:
        _check_electronic(content, at, outcome, outcome.agreement)
    _note_standing(outcome, outcome.agreement, at)
    return outcome


def _of_paper(outcome: Outcome, paper: PaperScan, expected: Agreement | None) -> Outcome:
    outcome.agreement = paper.agreement
    if expected is not None and paper.agreement_id != expected.pk:
        outcome.problems.append(_other(paper.agreement, expected))
    outcome.notes.append("这是登记过的纸质签署扫描件，与登记时的字节完全一致；纸质签名的真伪由见证人核对。")
    return outcome


def _claimed(content: bytes, outcome: Outcome) -> Agreement | None:
    """The agreement that the bytes are of, or that its signatures name."""
    file = AgreementFile.objects.filter(digest=outcome.digests.sha256).select_related("agreement__region").first()
    if file is not None:
        return file.agreement
    named = signatures.claimed(content)
    rows = Agreement.objects.select_related("region", "department", "version", "prior")
    return rows.filter(region=named.get("region", ""), number=named.get("number", "")).first()


def _other(found: Agreement, expected: Agreement) -> Problem:
    return Problem("other_document", f"这是{found.number}的文件，不是{expected.number}的：不能代替。")


def _check_electronic(content: bytes, at: datetime, outcome: Outcome, agreement: Agreement) -> None:
    report = signatures.check(content, agreement.region, at)
    said = report.document
    differing = [
        name for key, name in SAME_FIELDS.items() if said and said.get(key) != getattr(document_of(agreement), key)
    ]
    if said and differing:
        outcome.problems.append(
            Problem("other_document", f"文件所载的{'、'.join(differing)}与登记的{agreement.number}不符：是另一份文件。")
        )
    outcome.problems += report.problems
    outcome.notes += report.unchecked
    if outcome.problems:
        return
    for step, signature in zip(agreement.steps.select_related("certificate"), report.signatures, strict=False):
        outcome.problems += _check_step(step, signature)
    newest = queries.newest_file(agreement)
    if not outcome.problems and newest.digest != outcome.digests.sha256:
        outcome.problems.append(Problem("not_registered", "文件与登记的签署结果不是同一份（摘要不同）：不能认可。"))
    if agreement.status == SIGNING:
        outcome.problems.append(Problem("unfinished", "文件还在签署中，各方签完之后才有效。"))


def _check_step(step: SigningStep, signature: object) -> list[Problem]:
    """What is wrong with one signature against who was to sign at that place and what was shown to him."""
    found = []
    serial = f"{signature.serial:x}"  # type: ignore[attr-defined]
    statement = signature.statement  # type: ignore[attr-defined]
    if step.certificate is None or serial != step.certificate.serial or statement.get("role") != step.role:
        found.append(Problem("other_signer", f"{step.get_role_display()}的签名不是登记的签署人所签。"))
    elif statement.get("challenge") != step.challenge:
        found.append(Problem("challenge", f"{step.get_role_display()}的签名用的不是系统给出的一次性挑战码。"))
    return found


def _note_standing(outcome: Outcome, agreement: Agreement, at: datetime) -> None:
    standing = queries.standing(agreement, timezone.localdate(at))
    if standing != "valid":
        outcome.notes.append(f"文件{queries.STANDINGS[standing][0]}。")
