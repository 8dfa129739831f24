"""数据怎么说: what the county's data say to each question, for all departments at once, and the rows behind it.

Absent data say nothing (证据不足): no answer is suggested then, and none is contradicted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from yimen.entry import queries as entry
from yimen.evidence.keeping.models import PromiseCheck
from yimen.evidence.models import Clue, Run, Verdict, VerdictValue
from yimen.evidence.queries import latest_run
from yimen.evidence.thresholds.queries import convicts_at
from yimen.halls.models import Hall
from yimen.inspections.self_inspection.models import Question, SelfAnswer
from yimen.people.models import Region
from yimen.rectification import queries as rectification
from yimen.rectification.models import Order

YES, NO, IDLE = SelfAnswer.Value.YES, SelfAnswer.Value.NO, SelfAnswer.Value.IDLE
Check = Question.Check
ACCUSED = (VerdictValue.HOLLOW, VerdictValue.BYPASSED)
PER_ITEM = {VerdictValue.RUNS: YES, VerdictValue.IDLE: IDLE, VerdictValue.HOLLOW: NO, VerdictValue.BYPASSED: NO}
"""What a verdict suggests as answer; 证据不足 and what is not bound to enter suggest nothing."""


@dataclass(frozen=True)
class Fact:
    """What data say: the answer ("" for 证据不足), how many rows speak against a yes, and the sentence that says so."""

    answer: str = ""
    figure: int = 0
    sentence: str = "证据不足：没有可以核对的数据。"

    def contradicts(self, said: str) -> bool:
        """True when the department says more than the data bear: a yes against a no, or no business against business.

        Who owns up to more than the data show contradicts nobody.
        """
        return bool(self.answer) and said in (YES, IDLE) and said != self.answer and self.answer != IDLE


NOTHING = Fact()


@dataclass
class Facts:
    """The facts of a county on a day, read in a handful of queries whatever the number of departments."""

    region: Region
    day: date
    run: Run | None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    by_department: dict[int, dict[str, Fact]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, department: int, question: Question, code: str = "") -> Fact:
        """The fact on a question of a department; `code` of the item where it is asked of each."""
        if question.check_against == Check.ITEM_RUNS:
            return self._of_item(code)
        return self.by_department[department].get(question.check_against, NOTHING)

    def _of_item(self, code: str) -> Fact:
        verdict = self.verdicts.get(code)
        if verdict is None or verdict.verdict not in PER_ITEM:
            return NOTHING
        said = PER_ITEM[VerdictValue(verdict.verdict)]
        sentence = (
            f"核验共 {verdict.matters} 件，大厅外办理 {verdict.off_matters} 件，"
            f"结论为“{verdict.get_verdict_display()}”。"
        )
        return Fact(said, verdict.off_matters if said == NO else verdict.matters, sentence)


def gather(region: Region, day: date) -> Facts:
    """The facts of the county as its newest verification and its registers have them on a day."""
    run = latest_run(region)
    found = Facts(region, day, run)
    if run is not None:
        _verdicts(found, run)
        _outside(found, run)
        _in_time(found, run)
    _entered(found)
    _branches(found)
    _orders(found)
    return found


def _verdicts(found: Facts, run: Run) -> None:
    judged: dict[int, Counter[str]] = defaultdict(Counter)
    for verdict in Verdict.objects.filter(run=run).exclude(verdict=VerdictValue.EXEMPT):
        found.verdicts[verdict.item_code] = verdict
        if verdict.department_id is not None:
            judged[verdict.department_id][verdict.verdict] += 1
    for department, counts in judged.items():
        wrong = sum(counts[each] for each in ACCUSED)
        if wrong:
            said = Fact(NO, wrong, f"核验结论显示有 {wrong} 项疑似没有实质运行。")
        elif counts[VerdictValue.RUNS]:
            said = Fact(YES, 0, f"核验结论显示 {counts[VerdictValue.RUNS]} 项实质运行，没有疑似不实的事项。")
        else:
            said = NOTHING
        found.by_department[department][Check.ALL_RUN] = said


def outside(run: Run) -> Q:
    """The condition of the clues that say: this stands in a department's register, and no case belongs to it."""
    return Q(
        run=run,
        kind=Clue.Class.OFF_HALL,
        subject_kind=Clue.Subject.RECORD,
        probability__gte=convicts_at(run),
    )


def _outside(found: Facts, run: Run) -> None:
    """A department that handed in no register has nothing to hold against it, nor for it."""
    rows = Clue.objects.filter(outside(run)).order_by().values_list("department")
    lone = dict(rows.annotate(n=Count("subject", distinct=True)))
    departments = Verdict.objects.filter(run=run, ledger_missing=False, matters__gt=0).order_by()
    for department in {*departments.values_list("department", flat=True), *lone} - {None}:
        number = lone.get(department, 0)
        words = f"台账显示有 {number} 件许可没有对应办件。" if number else "台账每一条都有对应办件。"
        found.by_department[department][Check.NO_OUTSIDE] = Fact(NO if number else YES, number, words)


def _in_time(found: Facts, run: Run) -> None:
    outcomes = {PromiseCheck.Outcome.KEPT: YES, PromiseCheck.Outcome.BROKEN: NO}
    checks = PromiseCheck.objects.filter(run=run, code="data_in_time").select_related("agreement")
    for check in checks:
        said = outcomes.get(PromiseCheck.Outcome(check.outcome), "")
        fact = Fact(said, check.against, f"数据报送核对：{check.words}"[:300])
        found.by_department[check.agreement.department_id][Check.IN_TIME] = fact


def _entered(found: Facts) -> None:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    states = entry.state_on(found.day, found.region).order_by().values_list("department", "entry_state")
    for department, state in states:
        counts[department][state] += 1
    for department, by_state in counts.items():
        missing = by_state[entry.IS_UNEXPLAINED]
        words = (
            f"有 {missing} 项应进事项既没有进驻，也不在负面清单。" if missing else "应进事项都已进驻或列入负面清单。"
        )
        found.by_department[department][Check.ALL_ENTERED] = Fact(NO if missing else YES, missing, words)


def _branches(found: Facts) -> None:
    for department, number in dict(
        open_branches(found.region, found.day).order_by().values_list("department").annotate(n=Count("pk"))
    ).items():
        words = f"部门分厅登记中有 {number} 处分厅尚未关停。"
        found.by_department[department][Check.NO_BRANCH] = Fact(NO, number, words)
    for department in found.by_department:
        found.by_department[department].setdefault(Check.NO_BRANCH, Fact(YES, 0, "部门分厅登记中没有分厅。"))


def open_branches(region: Region, day: date) -> QuerySet[Hall]:
    """The branch halls of departments that are not closed on a day."""
    still = Q(closes_on__isnull=True) | Q(closes_on__gt=day)
    return Hall.objects.filter(still, region=region, kind=Hall.Kind.BRANCH, department__isnull=False)


def _orders(found: Facts) -> None:
    orders = Order.objects.filter(region=found.region).order_by()
    late = dict(rectification.late(orders, found.day).values_list("department").annotate(n=Count("pk")))
    for department in {*orders.values_list("department", flat=True)}:
        number = late.get(department, 0)
        words = f"有 {number} 张整改单逾期未答复。" if number else "整改单没有逾期的。"
        found.by_department[department][Check.ORDERS_DONE] = Fact(NO if number else YES, number, words)


@dataclass(frozen=True)
class RowsAt:
    """Where the rows behind a fact are listed: a page of the room that holds them."""

    label: str
    url: str


def rows_at(facts: Facts, answer: SelfAnswer) -> RowsAt | None:
    """The page with the rows behind the fact on an answer; None where nothing can be opened."""
    department, run = answer.sheet.department_id, facts.run
    check = answer.question.check_against
    if check == Check.ITEM_RUNS and answer.version is not None and answer.version.code in facts.verdicts:
        verdict = facts.verdicts[answer.version.code]
        return RowsAt("查看核验结论和逐件线索", reverse("evidence:verdict", args=[verdict.pk]))
    if check == Check.NO_OUTSIDE and run is not None:
        return RowsAt("查看没有对应办件的台账记录", reverse("inspections:rows", args=[answer.pk]))
    places = {
        Check.ALL_RUN: ("查看核验结论", f"{reverse('evidence:verdicts')}?department={department}"),
        Check.ALL_ENTERED: ("查看未说明的事项", f"{reverse('entry:items')}?department={department}&state=unexplained"),
        Check.NO_BRANCH: ("查看部门分厅", reverse("entry:branches")),
        Check.IN_TIME: ("查看履约核对", f"{reverse('evidence:promises')}?department={department}"),
        Check.ORDERS_DONE: (
            "查看逾期整改单",
            f"{reverse('rectification:orders')}?department={department}&status=late",
        ),
    }
    found = places.get(Check(check))
    return RowsAt(*found) if found else None


def contradicted(facts: Facts, answers: Iterable[SelfAnswer]) -> dict[int, Fact]:
    """Key of each answer that the data contradict -> the fact that does."""
    found = {}
    for each in answers:
        fact = facts.of(each.sheet.department_id, each.question, each.version.code if each.version else "")
        if fact.contradicts(each.answer):
            found[each.pk] = fact
    return found
