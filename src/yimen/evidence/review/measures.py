"""复核结果: what the readings of one run say of the engine, each figure with its interval and the rows behind it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from yimen.evidence.models import Clue
from yimen.evidence.review import estimation
from yimen.evidence.review.estimation import Agreement, Estimate, Read, Weighed
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum
from yimen.evidence.review.queries import State, state_of, with_readings
from yimen.evidence.rows import rule_of
from yimen.verify import OFF_CLASSES

Answer = Reading.Answer
ENOUGH, WIDEST = 10, 0.25
"""Fewer answers than that, or an interval that reaches further to either side, is 样本不足."""
MET, SHORT, OPEN, SCARCE = "met", "short", "open", "scarce"
WORDS = {MET: "达到目标", SHORT: "低于目标", OPEN: "尚不能断定", SCARCE: "样本不足"}
TONES = {MET: "good", SHORT: "wrong", OPEN: "warn", SCARCE: "plain"}
ITEM = "item"


@dataclass(frozen=True)
class Row:
    """One measured share: of what, the estimate (None before every stratum has an answer), and how it stands."""

    title: str
    note: str
    estimate: Estimate | None
    answered: int
    drawn: int
    size: int
    query: str
    standing: str = ""
    low: float | None = None
    high: float | None = None
    believed: float | None = None

    @property
    def words(self) -> str:
        """The standing in words."""
        return WORDS.get(self.standing, "")

    @property
    def tone(self) -> str:
        """The tone that goes with it."""
        return TONES.get(self.standing, "plain")

    @property
    def scarce(self) -> bool:
        """Whether too little was read to speak of."""
        return self.standing == SCARCE


@dataclass(frozen=True)
class RuleRow:
    """One rule's measured precision over the drawn matters that it hit."""

    code: str
    title: str
    answered: int
    query: str
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass
class Measures:
    """Everything that the readings of a run say."""

    target: float
    classes: list[Row] = field(default_factory=list)
    doubtful: list[Row] = field(default_factory=list)
    passed: list[Row] = field(default_factory=list)
    rules: list[RuleRow] = field(default_factory=list)
    reliability: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    brier: float | None = None
    brier_links: float | None = None
    agreement: Agreement | None = None
    raise_to: float | None = None

    @property
    def short(self) -> list[Row]:
        """The classes whose measured precision falls short of the target."""
        return [row for row in self.classes if row.estimate and not row.scarce and row.estimate.share < self.target]


class Sample:
    """A plan's drawn matters with what they came to, grouped by stratum; loaded in four queries."""

    def __init__(self, plan: ReviewPlan) -> None:
        self.plan = plan
        self.strata = list(Stratum.objects.filter(plan=plan))
        self.rows: list[tuple[Sampled, State]] = [
            (each, state_of(each)) for each in with_readings(Sampled.objects.filter(plan=plan))
        ]
        self.by_stratum: dict[int, list[tuple[Sampled, State]]] = defaultdict(list)
        for each, state in self.rows:
            self.by_stratum[each.stratum_id].append((each, state))

    def read(self, stratum: Stratum) -> Read:
        """What was settled of a stratum."""
        settled = [state.settled for _, state in self.by_stratum[stratum.pk]]
        return Read(
            stratum.size,
            settled.count(Answer.REAL),
            settled.count(Answer.NOT_REAL),
            settled.count(Answer.UNCLEAR),
        )

    def weighed(self, strata: Iterable[Stratum]) -> Iterator[tuple[Sampled, Weighed]]:
        """Each answer of the strata with how many it stands for."""
        for stratum in strata:
            answered = self.read(stratum).answered
            for each, state in self.by_stratum[stratum.pk]:
                if state.settled in (Answer.REAL, Answer.NOT_REAL):
                    yes = state.settled == Answer.REAL
                    yield each, Weighed(stratum.size / answered, yes, each.believed or 0.0)


def measure(plan: ReviewPlan, target: float) -> Measures:
    """All measures of a drawn plan, against the county's target for what convicts."""
    sample = Sample(plan)
    found = Measures(target)
    findings = [each for each in sample.strata if each.frame == Stratum.Frame.FINDING]
    for value, label in Clue.Class.choices:
        for by_item in (False, True):
            strata = [s for s in findings if s.kind == value and (s.subject_kind == ITEM) == by_item]
            title = label + ("（事项层面）" if by_item else "")
            query = {"kind": value, **({"subject_kind": ITEM} if by_item else {})}
            convicting = [each for each in strata if each.convicts]
            if convicting:
                row = _row(sample, title, "达到定案门槛", convicting, {**query, "convicts": 1}, target)
                found.classes.append(row)
            if len(convicting) < len(strata):
                rest = [each for each in strata if not each.convicts]
                found.doubtful.append(_row(sample, title, "低于定案门槛", rest, {**query, "convicts": 0}))
    for frame, title, note in PASSED:
        strata = [each for each in sample.strata if each.frame == frame]
        if strata:
            found.passed.append(_row(sample, title, note, strata, {"frame": frame}, turned=frame == Stratum.Frame.LINK))
    links = [each for each in sample.strata if each.frame == Stratum.Frame.LINK]
    found.reliability, found.links = _bands(sample, findings), _bands(sample, links)
    found.brier = estimation.brier([each for _, each in sample.weighed(findings)])
    found.brier_links = estimation.brier([each for _, each in sample.weighed(links)])
    found.rules = _rules(sample, findings)
    found.agreement = estimation.agreement(
        [(state.answers[0], state.answers[1]) for _, state in sample.rows if len(state.answers) > 1], Reading.ANSWERS
    )
    found.raise_to = _raise_to(sample, findings, target) if found.short else None
    return found


PASSED = (
    (Stratum.Frame.LONE, "未列线索的台账记录中，实为厅外办理的", "有相近办件、没有关联也没有列为线索的台账记录"),
    (Stratum.Frame.LINK, "台账与办件的关联中，连错的", "连错的台账可能掩盖一件厅外办理"),
    (Stratum.Frame.CASE, "未列线索的办件中，实有问题的", "没有厅外办理、补录、分厅或非派驻线索的办件"),
)


def _row(
    sample: Sample,
    title: str,
    note: str,
    strata: list[Stratum],
    query: dict[str, object],
    target: float | None = None,
    *,
    turned: bool = False,
) -> Row:
    """The share answered yes in these strata; `turned`: the share answered no."""
    reads = [sample.read(each) for each in strata]
    if turned:
        reads = [Read(each.size, each.no, each.yes, each.unclear) for each in reads]
    estimate = estimation.stratified(reads)
    answered = sum(each.answered for each in reads)
    whole = sum(each.size for each in strata)
    standing = ""
    if estimate is None or (answered < whole and (answered < ENOUGH or estimate.half_width > WIDEST)):
        standing = SCARCE
    elif target is not None:
        standing = MET if estimate.low >= target else SHORT if estimate.high < target else OPEN
    drawn = sum(each.drawn for each in strata)
    return Row(title, note, estimate, answered, drawn, whole, urlencode(query), standing)


def _bands(sample: Sample, strata: list[Stratum]) -> list[Row]:
    """Belief against truth by band, the lowest first; a band's strata of all classes together."""
    rows = []
    for low, high in sorted({(each.low, each.high) for each in strata}):
        here = [each for each in strata if (each.low, each.high) == (low, high)]
        answers = [each for _, each in sample.weighed(here)]
        row = _row(sample, "", "", here, {"frame": here[0].frame, "low": f"{low:g}"})
        weight = sum(each.weight for each in answers)
        believed = sum(each.weight * each.believed for each in answers) / weight if weight else None
        rows.append(Row(**{**row.__dict__, "low": low, "high": high, "believed": believed}))
    return rows


def _rules(sample: Sample, findings: list[Stratum]) -> list[RuleRow]:
    """Each rule that hit a drawn matter, by its number; those with too few answers without a share."""
    hit: dict[tuple[str, str], set[str]] = defaultdict(set)
    subjects = {each.subject for each, _ in sample.rows if each.stratum.frame == Stratum.Frame.FINDING}
    clues = Clue.objects.filter(run=sample.plan.run_id, subject__in=subjects).order_by()
    for kind, subject, number in clues.values_list("kind", "subject", "rule"):
        hit[kind, subject].add(number)
    answers: dict[str, list[Weighed]] = defaultdict(list)
    for each, weighed in sample.weighed(findings):
        for code in hit[each.stratum.kind, each.subject]:
            answers[code].append(weighed)
    rows = []
    for code in sorted({number for codes in hit.values() for number in codes}):
        rule, given = rule_of(code), answers[code]
        found = estimation.domain(given) if len(given) >= ENOUGH else None
        query = urlencode({"frame": Stratum.Frame.FINDING, "rule": code})
        rows.append(RuleRow(code, rule.title if rule else "", len(given), query, *(found or ())))
    return rows


def _raise_to(sample: Sample, findings: list[Stratum], target: float) -> float | None:
    """The least threshold at which what would still convict reaches the target; None where none does."""
    strata = [each for each in findings if each.kind in OFF_CLASSES and each.subject_kind != ITEM]
    for low in sorted({each.low for each in strata if each.convicts})[1:]:
        estimate = estimation.stratified(sample.read(each) for each in strata if each.low >= low)
        if estimate and estimate.answered >= ENOUGH and estimate.share >= target:
            return low
    return None
