"""The rows behind a verdict: clues by rule, cases with their links, and where each stands in our database."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from yimen.cases.models import Case, RegisterRecord
from yimen.cases.queries import shown_name
from yimen.evidence.dataset import cases_of
from yimen.evidence.models import Clue, Link, Run, Verdict
from yimen.evidence.thresholds.queries import convicts_at
from yimen.people.queries import Somebody
from yimen.rectification.models import Finding
from yimen.rectification.queries import visible_findings
from yimen.verify import OFF_CLASSES, Rule, rules

NUMBERS_AT_ONCE = 400


def rule_of(code: str) -> Rule | None:
    """The rule of that number; None for one that this engine does not have (any more)."""
    return next((rule for rule in rules() if rule.id == code), None)


@dataclass(frozen=True)
class ClueGroup:
    """The clues of one rule about one item: the rule's words, how many there are, and the first of them."""

    rule: Rule | None
    code: str
    convicts: bool
    total: int
    clues: list["PlacedClue"]


@dataclass(frozen=True)
class PlacedClue:
    """A clue and the address of the case or record that it speaks of ("" when that is not in our database).

    not_counted: why it adds no matter to those handled off the hall, though its rule convicts; mostly "".
    """

    clue: Clue
    url: str
    not_counted: str = ""


SHOWN_A_RULE = 20


def clues_by_rule(verdict: Verdict) -> list[ClueGroup]:
    """The clues about an item by rule, those that convict first; up to SHOWN_A_RULE of each."""
    rows = Clue.objects.filter(run=verdict.run, item_code=verdict.item_code)
    totals = dict(rows.order_by().values_list("rule").annotate(n=Count("pk")))
    turn = Window(RowNumber(), partition_by="rule", order_by=["-probability", "pk"])
    first = list(rows.annotate(turn=turn).filter(turn__lte=SHOWN_A_RULE).order_by("rule", "turn"))
    placed = with_places(verdict.run)(first)
    groups, threshold = [], convicts_at(verdict.run)
    for code, total in totals.items():
        clues = [each for each in placed if each.clue.rule == code]
        rule = rule_of(code)
        convicts = any(each.clue.kind in OFF_CLASSES and each.clue.probability >= threshold for each in clues)
        groups.append(ClueGroup(rule, code, convicts, total, clues))
    return sorted(groups, key=lambda group: (not group.convicts, -group.total, group.code))


def with_places(run: Run) -> Callable[[Iterable[Clue]], list[PlacedClue]]:
    """A function that gives clues of a run the addresses of what they speak of, in three queries for any number."""

    sure_from, repeated = convicts_at(run), run.report.get("repeated", {})

    def place(clues: Iterable[Clue]) -> list[PlacedClue]:
        found = list(clues)
        cases = case_keys(run, [each.subject for each in found if each.subject_kind == Clue.Subject.CASE])
        records = record_keys(run, [each.subject for each in found if each.subject_kind == Clue.Subject.RECORD])
        urls = {Clue.Subject.CASE: ("cases:case", cases), Clue.Subject.RECORD: ("cases:record", records)}
        placed = []
        for each in found:
            route, keys = urls.get(Clue.Subject(each.subject_kind), ("", {}))
            url = reverse(route, args=[keys[each.subject]]) if each.subject in keys else ""
            placed.append(PlacedClue(each, url, _not_counted(each, sure_from, repeated)))
        return placed

    return place


def _not_counted(clue: Clue, sure_from: float, repeated: Mapping[str, Collection[str]]) -> str:
    if clue.kind not in OFF_CLASSES:
        return ""
    if clue.probability < sure_from:
        return "把握不足，不计入"
    further = clue.subject_kind == Clue.Subject.RECORD and clue.subject in repeated.get(clue.item_code, ())
    return "与另一条记录是同一次申请，已计入" if further else ""


def case_keys(run: Run, numbers: Iterable[str]) -> dict[str, int]:
    """Number of a case -> its key in our database; none for a set from outside."""
    if run.purpose == Run.Purpose.FOREIGN:
        return {}
    rows = Case.objects.filter(region=run.region_id, case_number__in=set(numbers))
    return dict(rows.order_by().values_list("case_number", "pk"))


def record_keys(run: Run, numbers: Iterable[str]) -> dict[str, int]:
    """A record's key in the set -> its key in our database; none for a set from outside."""
    return {written: key for written, key, _ in records(run, numbers)}


def records(run: Run, numbers: Iterable[str]) -> Iterator[tuple[str, int, date | None]]:
    """(key in the set, key in our database, day of application or else of issue) of each record that we have."""
    wanted = set(numbers)
    if run.purpose == Run.Purpose.FOREIGN or not wanted:
        return
    # `department/number` stands for a number that several departments use; a plain one may hold a stroke as well.
    asked = sorted(wanted | {number.partition("/")[2] for number in wanted} - {""})
    known = RegisterRecord.objects.filter(region=run.region_id).order_by()
    for start in range(0, len(asked), NUMBERS_AT_ONCE):
        rows = known.filter(record_number__in=asked[start : start + NUMBERS_AT_ONCE])
        columns = ("pk", "record_number", "department__code", "applied_on", "issued_on")
        for key, number, code, applied, issued in rows.values_list(*columns):
            for written in {number, f"{code}/{number}"} & wanted:
                yield written, key, applied or issued


@dataclass(frozen=True)
class Matter:
    """One case behind a verdict: its applicant as shown, the record linked to it, and the rules that hit it."""

    case: Case
    person: str
    record: str
    record_url: str
    link: Link | None
    clues: list[Clue]


def cases_behind(verdict: Verdict) -> QuerySet[Case]:
    """The cases of the item in the run's period, newest first; none for a set from outside."""
    run = verdict.run
    if run.purpose == Run.Purpose.FOREIGN:
        return Case.objects.none()
    rows = cases_of(run.region, run.period_from, run.period_to).filter(item_code=verdict.item_code)
    return rows.order_by("-received_at", "-pk")


def matters(verdict: Verdict) -> Callable[[Iterable[Case]], list[Matter]]:
    """A function that joins cases with links and clues of the verdict's run, in four queries for any number."""

    def join(cases: Iterable[Case]) -> list[Matter]:
        found = list(cases)
        numbers = [case.case_number for case in found]
        links = {link.case_number: link for link in Link.objects.filter(run=verdict.run_id, case_number__in=numbers)}
        records = record_keys(verdict.run, [link.record_number for link in links.values()])
        clues: dict[str, list[Clue]] = {}
        about = Clue.objects.filter(run=verdict.run_id, subject__in=numbers, subject_kind=Clue.Subject.CASE)
        for clue in about:
            clues.setdefault(clue.subject, []).append(clue)
        rows = []
        for case in found:
            link = links.get(case.case_number)
            number = link.record_number if link else ""
            url = reverse("cases:record", args=[records[number]]) if number in records else ""
            rows.append(
                Matter(
                    case,
                    shown_name(case.applicant_name),
                    number,
                    url,
                    link,
                    clues.get(case.case_number, []),
                )
            )
        return rows

    return join


def finding_about(user: Somebody, verdict: Verdict) -> Finding | None:
    """The newest finding on the verdict's item that the user may see."""
    if verdict.run.purpose == Run.Purpose.FOREIGN:
        return None
    rows = visible_findings(user).filter(region=verdict.run.region_id, subject=verdict.item_code)
    return rows.order_by("-pk").first()
