"""What changed between two runs: verdicts, findings new, gone and still there, and what can be said of the reasons.

Both runs are finished, so what is counted here never changes again; it is counted from their rows, once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Case as Which
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence.dataset import cases_of
from yimen.evidence.models import Clue, Run, Verdict
from yimen.evidence.queries import counted_verdicts, own_runs, visible_clues, visible_runs
from yimen.evidence.rows import NUMBERS_AT_ONCE, records
from yimen.evidence.states import DONE
from yimen.people.queries import Somebody
from yimen.verify.contract import TABLES

DAYS_KEPT = 30 * 86_400
NEW, GONE, STILL = "new", "gone", "still"
SORTS = {NEW: "新出现", GONE: "不再出现", STILL: "仍在"}
RULE, PERIOD, LATE, ENGINE, OTHER = "rule", "period", "late", "engine", "other"
CAUSES = {
    RULE: "规则、参数变更，或规则启用情况不同",
    PERIOD: "期间移动：对象的日期只在一次的期间内",
    LATE: "补报：对象是上次核验之后才导入的",
    ENGINE: "引擎版本变更",
    OTHER: "关联的其他数据变化",
}
"""Why a finding came or went, in the order in which it is asked: the first that applies is given."""


def before(run: Run) -> Run | None:
    """The finished run of the same purpose before this one; None for the first, and for sets from outside."""
    return own_runs(run.region).filter(purpose=run.purpose, pk__lt=run.pk).order_by("-pk").first()


def comparable(user: Somebody, run: Run) -> QuerySet[Run]:
    """The runs that a run may be compared with: earlier finished ones over the county's own data."""
    rows = visible_runs(user).filter(region=run.region_id, status=DONE, pk__lt=run.pk)
    return rows.exclude(purpose=Run.Purpose.FOREIGN).order_by("-pk")


@dataclass(frozen=True)
class Turnover:
    """Findings of one item: how many came, went and stayed."""

    new: int = 0
    gone: int = 0
    still: int = 0


def turnover(run: Run, earlier: Run) -> dict[str, Turnover]:
    """Item code -> its findings new, gone and still there; items without findings in either run are not in it."""
    key = f"evidence:turnover:{earlier.pk}:{run.pk}"
    found: dict[str, tuple[int, int, int]] | None = cache.get(key)
    if found is None:
        new, still = _counted(run, earlier)
        gone, _ = _counted(earlier, run)
        found = {code: (new[code], gone[code], still[code]) for code in {*new, *gone, *still}}
        cache.set(key, found, DAYS_KEPT)
    return {code: Turnover(*counts) for code, counts in found.items()}


def _counted(run: Run, other: Run) -> tuple[Counter[str], Counter[str]]:
    """(Item code -> clues that only the first run has, item code -> clues that both have)."""
    only: Counter[str] = Counter()
    both: Counter[str] = Counter()
    rows = Clue.objects.filter(run=run).annotate(there=Exists(_same(other))).order_by()
    for code, there, n in rows.values_list("item_code", "there").annotate(n=Count("pk")):
        (both if there else only)[code] += n
    return only, both


def _same(other: Run) -> QuerySet[Clue]:
    """The other run's clue of the same rule about the same thing of the same item."""
    return Clue.objects.filter(
        run=other,
        subject=OuterRef("subject"),
        subject_kind=OuterRef("subject_kind"),
        rule=OuterRef("rule"),
        item_code=OuterRef("item_code"),
    )


def compared(user: Somebody | None, run: Run, earlier: Run) -> QuerySet[Any]:
    """The run's verdicts that the user may see with `was` and `was_share` of the earlier run; those changed first.

    Here and below: without a user those of everybody, for figures that name nobody.
    """
    then = Verdict.objects.filter(run=earlier, item_code=OuterRef("item_code"))
    rows = (
        counted_verdicts(run, user)
        .select_related("department")
        .annotate(was=Subquery(then.values("verdict")[:1]), was_share=Subquery(then.values("off_share")[:1]))
    )
    return rows.annotate(same=Q(verdict=F("was"))).order_by("same", "-off_matters", "item_code")


def moves(user: Somebody | None, run: Run, earlier: Run) -> list[tuple[str, str, int]]:
    """(Verdict then, verdict now, how many items) of the user's items whose verdict changed, most first."""
    changed = compared(user, run, earlier).exclude(verdict=F("was")).exclude(was=None).order_by()
    grouped = changed.values_list("was", "verdict").annotate(n=Count("pk"))
    return sorted(grouped, key=lambda each: (-each[2], each[0], each[1]))


def filtered(rows: QuerySet[Any], chosen: dict[str, Any], turned: dict[str, Turnover]) -> QuerySet[Any]:
    """The rows under the filters: what changed, verdicts then and now, department, words of the item.

    Items with findings new or gone come before those without.
    """
    change = chosen.get("change")
    if change == "verdict":
        rows = rows.filter(was__isnull=False).exclude(verdict=F("was"))
    elif change == "added":
        rows = rows.filter(was__isnull=True)
    elif change in SORTS:
        rows = rows.filter(item_code__in=[code for code, each in turned.items() if getattr(each, change)])
    for name in ("was", "verdict", "department"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("q"):
        rows = rows.filter(Q(item_name__icontains=chosen["q"]) | Q(item_code__startswith=chosen["q"]))
    moved = [code for code, each in turned.items() if each.new or each.gone]
    rows = rows.annotate(calm=Which(When(item_code__in=moved, then=0), default=1))
    return rows.order_by("same", "calm", "-off_matters", "item_code")


def dropped(user: Somebody | None, run: Run, earlier: Run) -> QuerySet[Verdict]:
    """The earlier run's verdicts on items that this one says nothing of."""
    now = Verdict.objects.filter(run=run, item_code=OuterRef("item_code"))
    return counted_verdicts(earlier, user).select_related("department").filter(~Exists(now)).order_by("item_code")


@dataclass(frozen=True)
class Reason:
    """One thing in which two runs differ: what, how it was and is, and what that can mean for the answer."""

    title: str
    was: str
    now: str
    means: str


def reasons(run: Run, earlier: Run) -> list[Reason]:
    """Everything in which the runs themselves say that they differ, from the digests that they keep."""
    found = []
    if (run.period_from, run.period_to) != (earlier.period_from, earlier.period_to):
        was, now = (f"{each.period_from} 至 {each.period_to}" for each in (earlier, run))
        found.append(Reason("数据期间", was, now, "只在一次期间内的办件和台账，其线索随期间出现或消失"))
    if run.engine_version != earlier.engine_version:
        was, now = (each.engine_version or "未记录" for each in (earlier, run))
        found.append(Reason("引擎版本", was, now, "同样的数据也可能得到不同的答案"))
    found += _rule_reasons(run.report, earlier.report)
    found += _data_reasons(run, earlier)
    return found


def _rule_reasons(now: dict[str, Any], was: dict[str, Any]) -> Iterator[Reason]:
    rules, old = ({each["rule"]: each for each in report.get("rules", [])} for report in (now, was))
    listed = {
        "规则内容": {code for code in {*rules} & {*old} if rules[code].get("digest") != old[code].get("digest")},
        "规则启用": {code for code in {*rules} & {*old} if rules[code]["switched_on"] != old[code]["switched_on"]},
        "规则增减": {*rules} ^ {*old},
    }
    words = {
        "规则内容": lambda code, side: side[code].get("digest", "")[:8] or "未记录",
        "规则启用": lambda code, side: "启用" if side[code]["switched_on"] else "未启用",
        "规则增减": lambda code, side: "有" if code in side else "无",
    }
    for title, codes in listed.items():
        for code in sorted(codes):
            said = words[title]
            yield Reason(f"{title} {code}", said(code, old), said(code, rules), "只影响这条规则的线索")
    parameters, given = now.get("parameters", {}), was.get("parameters", {})
    for code in sorted({*parameters, *given}):
        if parameters.get(code) != given.get(code):
            yield Reason(f"参数 {code}", *_differing(given.get(code), parameters.get(code)), "只影响这条规则的线索")
    if now.get("settings") != was.get("settings"):
        values = _differing(was.get("settings"), now.get("settings"))
        yield Reason("引擎参数", *values, "影响哪些线索计入厅外办理和结论")


def _differing(was: dict[str, float] | None, now: dict[str, float] | None) -> tuple[str, str]:
    """Both sides in words, of what differs only."""
    old, new = was or {}, now or {}
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    before_it, after_it = ({name: side[name] for name in names if name in side} for side in (old, new))
    return _values(before_it), _values(after_it)


def _values(values: dict[str, float] | None) -> str:
    return "，".join(f"{name}={value:g}" for name, value in (values or {}).items()) or "无"


def _data_reasons(run: Run, earlier: Run) -> Iterator[Reason]:
    inputs, old = run.report.get("inputs", {}), earlier.report.get("inputs", {})
    for name in TABLES:
        now, was = inputs.get(name, {}), old.get(name, {})
        if now.get("sha256") == was.get("sha256"):
            continue
        before_it, after_it = (f"{each['rows']} 行" if each else "没有" for each in (was, now))
        yield Reason(f"数据：{TABLES[name].title}", before_it, after_it, "行数相同的，也有行的内容改过")


def handed_in_late(run: Run, earlier: Run) -> dict[str, int]:
    """How many cases and records of days that both periods have were imported after the earlier run: 补报."""
    first, last = max(run.period_from, earlier.period_from), min(run.period_to, earlier.period_to)
    if first > last or earlier.finished_at is None or run.finished_at is None:
        return {"cases": 0, "register": 0}
    span = {"imported_at__gt": earlier.requested_at, "imported_at__lte": run.finished_at}
    record = RegisterRecord.objects.filter(region=run.region_id, issued_on__gte=first, issued_on__lte=last, **span)
    return {"cases": cases_of(run.region, first, last).filter(**span).count(), "register": record.count()}


@dataclass(frozen=True)
class Change:
    """One finding that came, went or stayed, and why it came or went."""

    clue: Clue
    sort: str
    cause: str

    @property
    def words(self) -> str:
        """Why, in Chinese; nothing for one that stayed."""
        return CAUSES.get(self.cause, "")

    @property
    def title(self) -> str:
        """Whether it is new, gone or still there, in Chinese."""
        return SORTS[self.sort]


def clues_of(user: Somebody, run: Run, earlier: Run, code: str, sort: str) -> QuerySet[Clue]:
    """The clues of an item of one sort: new and still there are the run's, gone ones the earlier run's."""
    return clues_of_items(user, run, earlier, [code], sort)


def clues_of_items(user: Somebody, run: Run, earlier: Run, codes: list[str], sort: str) -> QuerySet[Clue]:
    """The same of several items."""
    mine, other = (earlier, run) if sort == GONE else (run, earlier)
    rows = visible_clues(user, mine).filter(item_code__in=codes).annotate(there=Exists(_same(other)))
    return rows.filter(there=sort == STILL).order_by("-probability", "pk")


def explained(clues: Iterable[Clue], sort: str, run: Run, earlier: Run) -> list[Change]:
    """The clues with why each came or went."""
    found = list(clues)
    if sort == STILL:
        return [Change(clue, sort, "") for clue in found]
    changed = _changed_rules(run, earlier)
    days = _days(run, found)
    return [Change(clue, sort, _cause(clue, changed, days, run, earlier)) for clue in found]


def causes_of(rows: QuerySet[Clue], sort: str, run: Run, earlier: Run) -> list[tuple[str, str, int]]:
    """(Cause, in words, how many clues) of all of the rows, in the order of CAUSES."""
    counted: Counter[str] = Counter(each.cause for each in explained(rows, sort, run, earlier))
    return [(cause, words, counted[cause]) for cause, words in CAUSES.items() if counted[cause]]


def _changed_rules(run: Run, earlier: Run) -> set[str]:
    """Codes of the rules of which anything is different: their file, whether they ran, their parameters."""
    changed: set[str] = set()
    for reason in _rule_reasons(run.report, earlier.report):
        title, _, code = reason.title.partition(" ")
        if title.startswith(("规则", "参数")):
            changed.add(code)
    return changed


def _cause(
    clue: Clue, changed: set[str], days: dict[tuple[str, str], tuple[date | None, datetime]], run: Run, earlier: Run
) -> str:
    if clue.rule in changed:
        return RULE
    day, imported = days.get((clue.subject_kind, clue.subject), (None, None))
    if day is not None and (_within(day, run) != _within(day, earlier)):
        return PERIOD
    if imported is not None and earlier.requested_at < imported:
        return LATE
    return ENGINE if run.engine_version != earlier.engine_version else OTHER


def _within(day: date, run: Run) -> bool:
    return run.period_from <= day <= run.period_to


def _days(run: Run, clues: list[Clue]) -> dict[tuple[str, str], tuple[date | None, datetime]]:
    """(Kind, number) of what a clue speaks of -> (its day, when it was imported), where it is in our database."""
    found: dict[tuple[str, str], tuple[date | None, datetime]] = {}
    numbers = [each.subject for each in clues if each.subject_kind == Clue.Subject.CASE]
    for some in _parts(numbers):
        rows = Case.objects.filter(region=run.region_id, case_number__in=some)
        for number, received, accepted, imported in rows.values_list(
            "case_number", "received_at", "accepted_at", "imported_at"
        ):
            when = received or accepted
            found[Clue.Subject.CASE, number] = (timezone.localdate(when) if when else None, imported)
    lone = {
        key: (number, day)
        for number, key, day in records(run, [each.subject for each in clues if each.subject_kind == "record"])
    }
    for some in _parts(list(lone)):
        written = RegisterRecord.objects.filter(pk__in=some).values_list("pk", "imported_at")
        for key, imported in written:
            number, day = lone[key]
            found[Clue.Subject.RECORD, number] = (day, imported)
    return found


def _parts(things: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(things), NUMBERS_AT_ONCE):
        yield things[start : start + NUMBERS_AT_ONCE]
