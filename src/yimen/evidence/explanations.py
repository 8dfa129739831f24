"""Clues and links explained: record and case side by side, each comparison in words with its weight as a waterfall."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from yimen.cases.models import Case, RegisterRecord
from yimen.cases.queries import item_names, shown_name, visible_cases, visible_records
from yimen.common.text import mask_id
from yimen.evidence.models import Clue, Comparison, Link, Run
from yimen.evidence.rows import record_keys
from yimen.people.queries import Somebody
from yimen.verify import explaining

AGREE, DIFFER, ABSENT = "agree", "differ", "absent"
MARKS = {AGREE: ("相符", "good"), DIFFER: ("有差异", "warn"), ABSENT: ("未载明", "plain")}
CHECKS = {
    "name": "翻看申请表和台账原件，核对持有人姓名（名称）是否写错、是否改过名，或者由他人代办。",
    "id": "核对台账原件上的证件号是否漏位、错位或填成了经办人的号码。",
    "item": "核对台账登记的事项是否选错，是否按旧的事项名称或编码登记。",
    "applied": "核对申请表上的收件日期，是否把发证日期或录入日期当成了申请日期。",
    "issued": "核对证照存根上的发证日期，是否与决定文书上的日期不一致。",
    "document": "在证照存根中查出文书号，补填到台账；大厅办件缺文书号的，请窗口一并补填。",
    "result": "核对办件的办理结果是否漏填或填错。",
}
"""How a department looks a thing up in its own books when it differs or is absent."""


@dataclass(frozen=True)
class Step:
    """One row of the waterfall: the comparison, how it is marked, and its bar between 0 and 100 of the width."""

    comparison: explaining.Comparison
    state: str
    left: float
    width: float
    zero: float

    @property
    def words(self) -> str:
        """How the two sides agree, in one word."""
        return MARKS[self.state][0]

    @property
    def tone(self) -> str:
        """The tone that goes with the word."""
        return MARKS[self.state][1]

    @property
    def signed(self) -> str:
        """The weight with its sign, to one place."""
        return f"{self.comparison.weight:+.1f}".replace("-", "−")

    @property
    def gains(self) -> bool:
        """Whether it speaks for one matter."""
        return self.comparison.weight >= 0

    @property
    def times(self) -> str:
        """By how much it changes how likely the pair is, in words."""
        return times(self.comparison.weight)


@dataclass(frozen=True)
class Explained:
    """What a page shows of a pair: both rows where the user may see them, the waterfall, and what is to be checked.

    `taken_by` is the other record that the nearest case was linked to; `kept` says whether the run kept comparisons at
    all (runs of before they were kept did not).
    """

    record_number: str = ""
    case_number: str = ""
    record: RegisterRecord | None = None
    case: Case | None = None
    item_code: str = ""
    steps: list[Step] = field(default_factory=list)
    weight: float = 0.0
    probability: float = 0.0
    linked: bool = False
    taken_by: Link | None = None
    kept: bool = True
    checks: list[str] = field(default_factory=list)

    @property
    def compared(self) -> list[Step]:
        """The comparisons of the two sides, without the start and what other cases add."""
        return [step for step in self.steps if step.comparison.field in explaining.COLUMNS]

    @property
    def total(self) -> str:
        """The sum with its sign."""
        return f"{self.weight:+.1f}".replace("-", "−")


def times(weight: float) -> str:
    """A weight (log2) in words: how many times as likely, or what fraction."""
    if abs(weight) < 0.05:
        return "不变"
    number = 2 ** abs(weight)
    words = f"{number:.1f}" if number < 10 else _rounded(number)
    return f"约 {words} 倍" if weight > 0 else f"约 1/{words}"


def _rounded(number: float) -> str:
    for unit, word in ((1e8, "亿"), (1e4, "万")):
        if number >= unit:
            return f"{number / unit:,.1f} {word}" if number < 10 * unit else f"{number / unit:,.0f} {word}"
    return f"{number:,.0f}"


def of_link(user: Somebody, link: Link) -> Explained:
    """A link: the record and the case that were taken for one matter."""
    return _pair(user, link.run, link.record_number, link.case_number, linked=True)


def of_clue(user: Somebody, clue: Clue) -> Explained:
    """A clue: of a record its nearest case, of a case the record linked to it, of an item neither."""
    if clue.subject_kind == Clue.Subject.CASE:
        return of_case(user, clue.run, clue.subject)
    if clue.subject_kind == Clue.Subject.RECORD:
        return of_record(user, clue.run, clue.subject)
    return Explained(item_code=clue.item_code)


def of_case(user: Somebody, run: Run, number: str) -> Explained:
    """A case, and the record that the run linked to it, if any."""
    link = Link.objects.filter(run=run, case_number=number).first()
    return _pair(user, run, link.record_number if link else "", number, linked=link is not None)


def of_record(user: Somebody, run: Run, number: str) -> Explained:
    """A record, and the case that the run linked to it, else the one nearest to it."""
    link = Link.objects.filter(run=run, record_number=number).first()
    return _pair(user, run, number, link.case_number if link else "", linked=link is not None)


def _pair(user: Somebody, run: Run, record_number: str, case_number: str, *, linked: bool) -> Explained:
    kept = Comparison.objects.filter(run=run, record_number=record_number).first() if record_number else None
    if kept and case_number and kept.case_number != case_number:
        kept = None
    case_number = case_number or (kept.case_number if kept else "")
    record, case = _record(user, run, record_number), _case(user, run, case_number)
    names = item_names([each.item_id for each in (record, case) if each])
    item_code = (case.item_code if case else "") or (record.item_code if record else "")
    taken = None if linked or not case_number else Link.objects.filter(run=run, case_number=case_number).first()
    if kept is None:
        any_kept = Comparison.objects.filter(run=run).exists()
        return Explained(
            record_number, case_number, record, case, item_code, linked=linked, taken_by=taken, kept=any_kept
        )
    found = explaining.explain(_shown_record(record, names), _shown_case(case, names), kept.levels, kept.weights)
    steps = _steps(found)
    checks = [
        CHECKS[each.comparison.field] for each in steps if each.state != AGREE and each.comparison.field in CHECKS
    ]
    return Explained(
        record_number,
        case_number,
        record,
        case,
        item_code,
        steps,
        kept.weight,
        explaining.probability(kept.weight),
        linked,
        taken,
        True,
        checks,
    )


def _record(user: Somebody, run: Run, number: str) -> RegisterRecord | None:
    key = record_keys(run, [number]).get(number) if number else None
    return visible_records(user).filter(pk=key).first() if key else None


def _case(user: Somebody, run: Run, number: str) -> Case | None:
    if not number or run.purpose == Run.Purpose.FOREIGN:
        return None
    return visible_cases(user).filter(region=run.region_id, case_number=number).first()


def _steps(found: list[explaining.Comparison]) -> list[Step]:
    """The comparisons with their bars: each begins where the one before it ended."""
    ends, total = [0.0], 0.0
    for each in found:
        total += each.weight
        ends.append(total)
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    steps = []
    for each, begin, end in zip(found, ends, ends[1:], strict=False):
        state = ABSENT if not each.level else DIFFER if each.differs else AGREE
        left, width = 100 * (min(begin, end) - low) / span, 100 * abs(end - begin) / span
        steps.append(Step(each, state, round(left, 2), round(max(width, 0.6), 2), round(-100 * low / span, 2)))
    return steps


def _shown_record(record: RegisterRecord | None, names: Mapping[int, str]) -> dict[str, Any]:
    """A record as it may be shown, by the columns of the contract."""
    if record is None:
        return {}
    return {
        "holder_name": shown_name(record.holder_name),
        "holder_id": mask_id(record.holder_id),
        "item_name": record.item_name or names.get(record.item_id or 0) or record.item_code,
        "applied_on": record.applied_on,
        "issued_on": record.issued_on,
        "document_no": record.document_number,
        "origin": record.get_origin_display(),
    }


def _shown_case(case: Case | None, names: Mapping[int, str]) -> dict[str, Any]:
    if case is None:
        return {}
    return {
        "applicant_name": shown_name(case.applicant_name),
        "applicant_id": mask_id(case.applicant_id),
        "item_name": names.get(case.item_id or 0) or case.item_code,
        "received_on": _days(case),
        "decided_on": _day(case.decided_at),
        "document_no": case.document_number,
        "result": case.get_result_display(),
    }


def _days(case: Case) -> str:
    """The day of receipt, and of acceptance where that is another."""
    received, accepted = _day(case.received_at), _day(case.accepted_at)
    if received and accepted and received != accepted:
        return f"收件 {received}，受理 {accepted}"
    return str(received or accepted or "")


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None
