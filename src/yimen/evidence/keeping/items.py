"""The two promises about items: none accepted elsewhere, nobody sent back; out of the run's verdicts and clues."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from yimen.cases.models import Case
from yimen.common.workdays import SHANGHAI
from yimen.evidence.answers import blind_spots
from yimen.evidence.keeping.answers import Answer, Row, judged
from yimen.evidence.keeping.letters import Letter
from yimen.evidence.keeping.models import PromiseRow
from yimen.evidence.keeping.rules import ELSEWHERE, MEASURES, RETURNING, SENT_BACK
from yimen.evidence.models import Clue, Run, Verdict, VerdictValue
from yimen.evidence.queries import ACCUSED
from yimen.evidence.rows import records, rule_of
from yimen.evidence.thresholds.queries import convicts_at
from yimen.verify import OFF_CLASSES

Span = tuple[date, date]


@dataclass(frozen=True)
class Hit:
    """A clue, with the day of the matter that it speaks of; None where the clue is about the item as a whole.

    lone: it speaks of a record of the ledger that has no case.
    """

    rule: str
    day: date | None
    lone: bool


class Items:
    """The verdicts and dated clues of a run, to be asked by letter; the queries do not grow with the letters."""

    def __init__(self, run: Run, letters: Iterable[Letter]) -> None:
        self.run = run
        self.verdicts = {each.item_code: each for each in Verdict.objects.filter(run=run)}
        convicting = Clue.objects.filter(run=run, kind__in=OFF_CLASSES, probability__gte=convicts_at(run))
        accused = [code for code, each in self.verdicts.items() if each.verdict in ACCUSED]
        self.off = self._dated(convicting.filter(item_code__in=accused), once=True)
        self.returned = self._dated(Clue.objects.filter(run=run, rule__in=SENT_BACK), once=False)
        self._handled = {span: _handled(run, span) for span in {(each.first, each.last) for each in letters}}

    def elsewhere(self, letter: Letter) -> Answer:
        """Whether items of the annex were handled outside the hall while the letter held."""
        rows, known, unknown = [], 0, 0
        for code in sorted(letter.items & self.verdicts.keys()):
            verdict, hits = self.verdicts[code], self._within(self.off[code], letter)
            handled = self._handled[letter.first, letter.last][code]
            if verdict.verdict == VerdictValue.THIN:
                unknown += handled
                rows += _unknown(verdict, letter, handled)
            elif verdict.verdict != VerdictValue.EXEMPT:
                known += handled + sum(hit.lone for hit in hits)
            if hits:
                rows.append(_row(code, hits, letter, f"{verdict.get_verdict_display()}：{verdict.item_name}"))
        return judged(MEASURES[ELSEWHERE], known, unknown, rows, blind_spots(self.run))

    def returning(self, letter: Letter) -> Answer:
        """Whether applicants of the annex's items were sent to the department first."""
        found = {code: self._within(self.returned[code], letter) for code in letter.items & self.returned.keys()}
        by_rule = Counter(hit.rule for hits in found.values() for hit in hits)
        speaking = {rule for rule, n in by_rule.items() if n >= SENT_BACK[rule]}
        rows, known, unknown = [], 0, 0
        for code in sorted(letter.items & self.verdicts.keys()):
            verdict, handled = self.verdicts[code], self._handled[letter.first, letter.last][code]
            hits = [hit for hit in found.get(code, []) if hit.rule in speaking]
            if hits:
                rows.append(_row(code, hits, letter, verdict.item_name))
            if verdict.ledger_missing and not hits:
                unknown += handled
                rows += _unknown(verdict, letter, handled)
            else:
                known += handled
        return judged(MEASURES[RETURNING], known, unknown, rows, self._off("R44"))

    def _off(self, rule: str) -> list[str]:
        return [
            f"{each['title']}（{rule}）" for each in self.run.report.get("switched_off", []) if each["rule"] == rule
        ]

    def _within(self, hits: Iterable[Hit], letter: Letter) -> list[Hit]:
        """Those of the letter's days; one without a day only where the letter held all along."""
        whole = letter.first == self.run.period_from and letter.last == self.run.period_to
        return [hit for hit in hits if (letter.first <= hit.day <= letter.last if hit.day else whole)]

    def _dated(self, clues: QuerySet[Clue], *, once: bool) -> dict[str, list[Hit]]:
        """Item -> its clues with their days; `once` counts a matter that several rules hit a single time."""
        days = _days_of_cases(self.run, clues)
        rows = list(clues.order_by("-probability", "pk").values_list("item_code", "subject_kind", "subject", "rule"))
        lone = [subject for _, kind, subject, _ in rows if kind == Clue.Subject.RECORD]
        days |= {(Clue.Subject.RECORD, number): day for number, _, day in records(self.run, lone)}
        found: dict[str, list[Hit]] = defaultdict(list)
        seen: set[tuple[str, str]] = set()
        for code, kind, subject, rule in rows:
            if not (once and (kind, subject) in seen):
                seen.add((kind, subject))
                found[code].append(Hit(rule, days.get((kind, subject)), kind == Clue.Subject.RECORD))
        return found


def _days_of_cases(run: Run, clues: QuerySet[Clue]) -> dict[tuple[str, str], date | None]:
    wanted = clues.filter(subject_kind=Clue.Subject.CASE).order_by().values("subject")
    rows = Case.objects.filter(region=run.region_id, case_number__in=wanted)
    moments = rows.annotate(at=Coalesce("received_at", "accepted_at")).values_list("case_number", "at")
    return {(Clue.Subject.CASE, number): at.astimezone(SHANGHAI).date() if at else None for number, at in moments}


def _handled(run: Run, span: Span) -> Counter[str]:
    """Item -> how many cases were received from the first day to the last."""
    begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (span[0], span[1] + timedelta(days=1)))
    rows: QuerySet[Any] = Case.objects.filter(region=run.region_id, received_at__gte=begin, received_at__lt=end)
    return Counter(dict(rows.order_by().values_list("item_code").annotate(n=Count("pk"))))


def _row(code: str, hits: list[Hit], letter: Letter, what: str) -> Row:
    by_rule = Counter(hit.rule for hit in hits)
    told = "、".join(f"{_title(rule)}（{rule}）{n} 件" for rule, n in by_rule.most_common())
    days = [hit.day for hit in hits if hit.day]
    return Row(
        code, min(days, default=letter.first), max(days, default=letter.last), len(hits), f"{what[:120]}；{told}"[:300]
    )


def _unknown(verdict: Verdict, letter: Letter, handled: int) -> list[Row]:
    if not handled:
        return []
    why = "缺部门台账" if verdict.ledger_missing else "业务量过少"
    words = f"{verdict.item_name[:120]}：{why}"
    return [Row(verdict.item_code, letter.first, letter.last, handled, words, PromiseRow.Kind.UNKNOWN)]


def _title(code: str) -> str:
    rule = rule_of(code)
    return rule.title if rule else code
