"""期限预览: the whole chain of deadlines that a plan would give to a case accepted on a day, before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yimen.cases.clocks import laws
from yimen.cases.clocks.assembling import LISTED, law_of
from yimen.cases.clocks.histories import Clock, History, Kind
from yimen.cases.clocks.laws import Law, Unit
from yimen.cases.clocks.reckoning import Derivation, derive
from yimen.cases.plans.services import Planned
from yimen.catalog.models import ItemVersion


@dataclass(frozen=True)
class Link:
    """链上一环: a step with the clock that it would have; None for a step without days of its own."""

    step: Planned
    start: date
    found: Derivation | None


@dataclass(frozen=True)
class Chain:
    """期限链: the steps one after the other, the limits of the whole beside them, and what does not fit together."""

    accepted: date
    links: tuple[Link, ...]
    limits: tuple[Derivation, ...]
    warnings: tuple[str, ...]


def chain(version: ItemVersion, steps: Sequence[Planned], accepted: date) -> Chain:
    """The chain, each step beginning on the last day of the one before."""
    links, start = [], accepted
    for step in steps:
        found = _step(step, step.days, start) if step.days is not None else None
        links.append(Link(step, start, found))
        start = found.due if found and found.due else start
    limits = tuple(_limits(version, accepted))
    return Chain(accepted, tuple(links), limits, tuple(_warnings(steps, start, limits)))


def _step(step: Planned, days: int, start: date) -> Derivation:
    clock = Clock(Kind.STEP, days, Unit.WORKING, laws.STEP, "步骤方案载明按工作日计算", step.name, "环节开始")
    return derive(History(clock, start), as_of=start)


def _limits(version: ItemVersion, accepted: date) -> list[Derivation]:
    law = law_of(version)
    statutory = version.statutory_days
    if statutory is None and law is Law.LICENSING:
        statutory = laws.DECISION_DAYS
    found = []
    for kind, days, stated in (
        (Kind.PROMISED, version.promised_days, version.promised_unit),
        (Kind.STATUTORY, statutory, version.statutory_unit),
    ):
        if days is not None:
            rule = laws.counting(law, days, stated)
            clock = Clock(kind, days, rule.unit, LISTED[kind], rule.article)
            found.append(derive(History(clock, accepted), as_of=accepted))
    return found


def _warnings(steps: Sequence[Planned], end: date, limits: Sequence[Derivation]) -> list[str]:
    """Where the steps together end behind a limit, and which steps nobody is held to."""
    found = [
        f"各环节依次用满到 {end:%Y-%m-%d}，晚于{limit.history.clock.label}的最后一日 {limit.due:%Y-%m-%d}。"
        for limit in limits
        if limit.due and end > limit.due
    ]
    unlimited = "、".join(step.name for step in steps if step.days is None)
    if unlimited:
        found.append(f"没有单独设时限的环节：{unlimited}，只受办结时限约束。")
    return found
