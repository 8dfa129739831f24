"""部门自查的可信度: of what a department said over the name of its head, how much data or inspectors then refuted.

Only answers count that the newest verification or an accepted finding of a visit can judge. Below LEAST_ANSWERS there
is no share, whatever it would be.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from yimen.inspections.self_inspection import facts
from yimen.inspections.self_inspection.models import SelfAnswer, SelfRound
from yimen.inspections.self_inspection.rules import LEAST_ANSWERS
from yimen.inspections.self_inspection.states import SAID
from yimen.people.models import Department, Region
from yimen.rectification.models import Finding
from yimen.rectification.states import ACCEPTED
from yimen.verify.chance import wilson

VISITS = "inspections:visit:"


@dataclass(frozen=True)
class Judged:
    """One answer that can be judged: whether it was refuted, and by what."""

    answer: SelfAnswer
    refuted: bool
    by: str
    rows: facts.RowsAt | None = None


@dataclass
class Credibility:
    """What a department's word was worth: the answers judged, and of each round how many were refuted."""

    department: Department
    judged: list[Judged] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Answers that could be judged."""
        return len(self.judged)

    @property
    def refuted(self) -> int:
        """Of these, how many data or a visit refuted."""
        return sum(each.refuted for each in self.judged)

    @property
    def enough(self) -> bool:
        """Whether there are enough of them to speak of a share."""
        return self.total >= LEAST_ANSWERS

    @property
    def share(self) -> float | None:
        """Refuted of judged; None where there are too few."""
        return self.refuted / self.total if self.enough else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of that share (Wilson); None where there are too few."""
        return wilson(self.refuted, self.total) if self.enough else None

    def of_round(self, round: SelfRound) -> "Credibility":
        """The same of one round only."""
        rows = [each for each in self.judged if each.answer.sheet.round_id == round.pk]
        return Credibility(self.department, rows)


def of_region(region: Region, day: date) -> list[Credibility]:
    """Each department that ever signed a sheet, as data of that day judge it; the least credible first."""
    answers = SelfAnswer.objects.filter(sheet__region=region, sheet__status__in=SAID).exclude(
        question__check_against="", version__isnull=True
    )
    rows = answers.select_related("question", "version", "sheet__round", "sheet__department").order_by("pk")
    return _judged(list(rows), facts.gather(region, day), _seen_by_visits(region))


def _seen_by_visits(region: Region) -> dict[str, date]:
    """Code of an item that a visit's accepted finding speaks of -> the day of the newest such visit."""
    rows = Finding.objects.filter(region=region, source__startswith=VISITS, status=ACCEPTED).order_by("period_to")
    return dict(rows.values_list("subject", "period_to"))


def _judged(answers: Iterable[SelfAnswer], known: facts.Facts, visited: dict[str, date]) -> list[Credibility]:
    found: dict[int, Credibility] = {}
    for each in answers:
        sheet = each.sheet
        code = each.version.code if each.version else ""
        row = found.setdefault(sheet.department_id, Credibility(sheet.department))
        fact = known.of(sheet.department_id, each.question, code)
        seen_on = visited.get(code)
        if each.answer == SelfAnswer.Value.YES and seen_on is not None and seen_on >= sheet.round.period_from:
            row.judged.append(Judged(each, True, f"{seen_on} 现场检查的疑点已认定"))
        elif fact.answer and each.answer and each.question.check_against:
            refuted = fact.contradicts(each.answer)
            row.judged.append(Judged(each, refuted, fact.sentence, facts.rows_at(known, each)))
    return sorted(found.values(), key=lambda row: (row.share is None, -(row.share or 0), row.department.code))
