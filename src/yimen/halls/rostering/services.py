"""Verbs on rosters: terms, wishes, a roster made by rule or by the solver, and which one holds."""

import logging
import time
from collections.abc import Callable
from datetime import date, timedelta

from yimen.common.errors import Conflict, Refused
from yimen.halls import services as halls
from yimen.halls.models import Hall
from yimen.halls.rostering import queries, solving
from yimen.halls.rostering.models import Roster, RosterGap, RosterTerms, RosterTurn, Wish
from yimen.halls.rostering.rules import Turn
from yimen.halls.rostering.solving import Problem, Solution
from yimen.halls.rostering.states import PUBLISHED, QUEUED, ROSTER
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Staff, User
from yimen.people.queries import may

log = logging.getLogger(__name__)
LONGEST = timedelta(days=34)
BROKEN = "求解程序出错，没有保存任何班次。请把排班表编号告诉系统管理员查看日志，修复后重新编排。"
WAYS: dict[str, Callable[[Problem], Solution]] = {
    Roster.Way.RULE: solving.by_rule,
    Roster.Way.SOLVER: solving.by_solver,
}


@ledger.mutation("halls.roster_terms_set")
def set_terms(
    *, by: User | None, hall: Hall, noon_windows: int, weekend_windows: int, days_running: int
) -> RosterTerms:
    """The hall's terms, which hold for rosters made from now on. Errors: Refused for numbers that cannot be."""
    halls._allow(by, hall.region)
    if not (0 <= noon_windows <= 200 and 0 <= weekend_windows <= 200 and 1 <= days_running <= 14):
        raise Refused("值班窗口为 0 至 200 个，连续上班为 1 至 14 天。")
    given = {"noon_windows": noon_windows, "weekend_windows": weekend_windows, "days_running": days_running}
    row, _ = RosterTerms.objects.update_or_create(hall=hall, defaults={**given, "set_by": by})
    ledger.record(chain=hall.region_id, kind="halls.roster_terms_set", by=by, changed=[row], facts=given)
    return row


@ledger.mutation("halls.roster_wished")
def wish(*, by: User | None, staff: Staff, day: date, turn: str, wanted: bool, weight: int, today: date) -> Wish:
    """What somebody wishes for one turn; said again, it replaces what he said. Errors: Refused for a day gone by."""
    own = by is None or staff.account_id == by.pk or may(by, "halls.keep")
    if not own or (by is not None and by.region_id != staff.region_id):
        raise Refused("排班意愿由本人或大厅管理员登记。")
    if day <= today:
        raise Refused("只能登记以后日子的意愿。")
    if turn not in Turn.values or not 1 <= weight <= 5:
        raise Refused("请选一个班次，程度为 1 至 5。")
    given = {"wanted": wanted, "weight": weight, "wished_by": by}
    row, _ = Wish.objects.update_or_create(staff=staff, date=day, turn=turn, defaults=given)
    ledger.record(chain=staff.region_id, kind="halls.roster_wished", by=by, changed=[row])
    return row


@ledger.mutation("halls.roster_made")
def make(
    *, by: User | None, hall: Hall, first_on: date, last_on: date, way: str, frozen_to: date | None = None
) -> Roster:
    """A draft of the period with its turns, its gaps and what binds in each, made at once.

    Days up to `frozen_to` stay as the rosters say that hold. Errors: Refused for a period without open days or longer
    than five weeks, and for a frozen day outside it.
    """
    problem = _problem(by, hall, first_on, last_on, frozen_to)
    begun = time.monotonic()
    found = WAYS[Roster.Way(way)](problem)
    roster = Roster.objects.create(
        hall=hall, first_on=first_on, last_on=last_on, way=way, frozen_to=frozen_to, cost=found.cost,
        bound=found.bound, milliseconds=_since(begun), made_by=by, **begin(ROSTER, by=by),
    )  # fmt: skip
    turns, gaps = _rows(roster, problem, found)
    facts = {"way": way, "turns": len(turns), "gaps": len(gaps), "cost": found.cost}
    kind = "halls.roster_made"
    ledger.record(chain=hall.region_id, kind=kind, by=by, changed=[roster, *gaps], facts=facts)
    ledger.record_batch(chain=hall.region_id, kind=kind, by=by, model=RosterTurn, rows=turns)
    return roster


def _problem(by: User | None, hall: Hall, first_on: date, last_on: date, frozen_to: date | None) -> Problem:
    halls._allow(by, hall.region)
    if not first_on <= last_on <= first_on + LONGEST:
        raise Refused("排班的第一天不能晚于最后一天，一次最多排五周。")
    if frozen_to is not None and not first_on <= frozen_to < last_on:
        raise Refused("“不动至”须在排班期间之内、最后一天之前。")
    problem = queries.problem_of(hall, first_on, last_on, frozen_to)
    if not problem.days:
        raise Refused(f"{hall}在这段时间没有登记开放日，请先登记开放日再排班。")
    return problem


def _since(begun: float) -> int:
    return round(1000 * (time.monotonic() - begun))


def _rows(roster: Roster, problem: Problem, found: Solution) -> tuple[list[RosterTurn], list[RosterGap]]:
    """What the roster consists of, written."""
    turns = RosterTurn.objects.bulk_create(
        [RosterTurn(roster=roster, date=day, turn=turn, window_id=window, staff_id=staff)
         for (day, turn, window), staff in sorted(found.turns.items())],
        batch_size=1000,
    )  # fmt: skip
    return turns, _gaps(roster, problem, found)


@ledger.mutation("halls.roster_asked")
def ask(*, by: User | None, hall: Hall, first_on: date, last_on: date, frozen_to: date | None = None) -> Roster:
    """A roster that the solver makes in the background; see `solve`. Errors: Refused as for `make`, and while another
    one of the hall is being made.
    """
    _problem(by, hall, first_on, last_on, frozen_to)
    if Roster.objects.filter(hall=hall, status=QUEUED).exists():
        raise Refused("本大厅已有一份排班正在求解，请等它完成，或先选“不采用”。")
    roster = Roster.objects.create(
        hall=hall, first_on=first_on, last_on=last_on, way=Roster.Way.SOLVER, frozen_to=frozen_to, made_by=by,
        **begin(ROSTER, by=by, status=QUEUED),
    )  # fmt: skip
    ledger.record(chain=hall.region_id, kind="halls.roster_asked", by=by, changed=[roster])
    return roster


def solve(roster: Roster, *, seconds: float = solving.SECONDS) -> Roster:
    """The roster as a draft, or failed with the reason; one that is over already, or was dropped, as it is.

    The question is put when the work begins, so that leave and attendance of the meantime count.
    """
    if roster.status != QUEUED:
        return roster
    try:
        begun = time.monotonic()
        problem = queries.problem_of(roster.hall, roster.first_on, roster.last_on, roster.frozen_to)
        found = solving.by_solver(problem, seconds=seconds)
        return settle(roster=roster, problem=problem, found=found, milliseconds=_since(begun))
    except Conflict:  # dropped meanwhile
        roster.refresh_from_db()
        return roster
    except Exception:
        log.exception("roster %s failed", roster.pk)
        return fail(roster=roster, failure=BROKEN)


@ledger.mutation(ROSTER.event("settle"))
def settle(*, roster: Roster, problem: Problem, found: Solution, milliseconds: int) -> Roster:
    """The roster with what the solver found, a draft from now on. Errors: Conflict once it was dropped."""
    chain, kind = roster.hall.region_id, ROSTER.event("settle")
    settled = advance(
        roster, "settle", by=None, chain=chain, cost=found.cost, bound=found.bound, milliseconds=milliseconds
    )
    turns, gaps = _rows(roster, problem, found)
    ledger.record_batch(chain=chain, kind=kind, by=None, model=RosterTurn, rows=turns)
    ledger.record_batch(chain=chain, kind=kind, by=None, model=RosterGap, rows=gaps)
    return settled


@ledger.mutation(ROSTER.event("fail"))
def fail(*, roster: Roster, failure: str) -> Roster:
    """The roster, given up for a reason."""
    return advance(roster, "fail", by=None, chain=roster.hall.region_id, failure=failure)


def _gaps(roster: Roster, problem: Problem, found: Solution) -> list[RosterGap]:
    name = dict(Staff.objects.filter(pk__in={each.staff for each in problem.posters}).values_list("pk", "code"))
    return RosterGap.objects.bulk_create(
        [RosterGap(roster=roster, date=gap.day, turn=gap.turn, window_id=gap.window, missing=gap.missing,
                   binds=solving.why(problem, gap, found.turns, name)[:300]) for gap in found.gaps]
    )  # fmt: skip


@ledger.mutation(*(ROSTER.event(name) for name in ("publish", "drop")), composed=True)
def move_roster(*, by: User, roster: Roster, move: str) -> Roster:
    """The roster, published or dropped; a published one replaces those of its hall whose days lie within its own.

    Errors: Refused for one that begins within another's days: the rest of those would have no roster.
    """
    halls._allow(by, roster.hall.region)
    if move == "publish":
        others = Roster.objects.filter(
            hall=roster.hall, status=PUBLISHED, first_on__lte=roster.last_on, last_on__gte=roster.first_on
        )
        for other in others:
            if other.first_on < roster.first_on or other.last_on > roster.last_on:
                raise Refused(f"与 {other.first_on} 至 {other.last_on} 的排班部分重叠，请按同样的起止日期重排。")
            replace(by=by, roster=other)
    return advance(roster, move, by=by, chain=roster.hall.region_id)


@ledger.mutation(ROSTER.event("replace"))
def replace(*, by: User, roster: Roster) -> Roster:
    """The roster, which another one replaces."""
    return advance(roster, "replace", by=by, chain=roster.hall.region_id)
