"""停止规则: when enough was seen, by Wald's sequential test of the share of failed asks (1945); pure.

H0: the share is `fine` or less; H1: it is `bad` or more. The two chances to err are what the county states beforehand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from yimen.inspections.visits import rules
from yimen.verify.chance import wilson

GO_ON, ENOUGH_FINE, ENOUGH_BAD, UNDECIDED = "go_on", "fine", "bad", "undecided"
WORDS = {
    GO_ON: "还不能下结论，继续暗访",
    ENOUGH_FINE: "可以停止：问题比例在容许范围内",
    ENOUGH_BAD: "可以停止：问题比例超出容许范围",
    UNDECIDED: "已问满上限，仍不能下结论（证据不足）",
}
TONES = {GO_ON: "calm", ENOUGH_FINE: "good", ENOUGH_BAD: "wrong", UNDECIDED: "warn"}


@dataclass(frozen=True)
class Stop:
    """What the asks so far say: the decision and after how many it fell; all asks, the failed, and their interval."""

    decision: str
    at: int
    asks: int
    failed: int

    @property
    def words(self) -> str:
        """The sentence."""
        return WORDS[self.decision]

    @property
    def tone(self) -> str:
        """How it looks."""
        return TONES[self.decision]

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share (Wilson); None before the first ask. Sequential, so a guide and no proof."""
        return wilson(self.failed, self.asks) if self.asks else None


def decide(
    failed: Iterable[bool],
    *,
    fine: float = rules.FINE,
    bad: float = rules.BAD,
    false_alarm: float = rules.FALSE_ALARM,
    overlooked: float = rules.OVERLOOKED,
    longest: int = rules.LONGEST,
) -> Stop:
    """The decision over the asks in order; the first border crossed stands, whatever comes later.

    false_alarm: chance to call bad what is fine; overlooked: chance to call fine what is bad, each at most.
    """
    upper, lower = log((1 - overlooked) / false_alarm), log(overlooked / (1 - false_alarm))
    if_failed, if_not = log(bad / fine), log((1 - bad) / (1 - fine))
    ratio, asks, wrong = 0.0, 0, 0
    decision, at = GO_ON, 0
    for each in failed:
        asks, wrong = asks + 1, wrong + each
        ratio += if_failed if each else if_not
        if decision != GO_ON:
            continue
        if ratio >= upper:
            decision, at = ENOUGH_BAD, asks
        elif ratio <= lower:
            decision, at = ENOUGH_FINE, asks
        elif asks >= longest:
            decision, at = UNDECIDED, asks
    return Stop(decision, at, asks, wrong)
