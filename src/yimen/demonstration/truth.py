"""What really happened, for scoring: the truth of each row, and each item's verdict by the contract's definitions."""

from collections import Counter
from dataclasses import dataclass

from yimen.demonstration.flow import Case, Outside
from yimen.demonstration.items import Item
from yimen.demonstration.registers import Record

OFF = ("off_hall", "back_filled", "branch_hall", "unposted")


@dataclass(slots=True, frozen=True)
class ItemTruth:
    """One item's verdict with its figures."""

    item: Item
    verdict: str
    matters: int
    off_matters: int

    @property
    def off_share(self) -> float:
        """off_matters of matters, 4 decimals; 0 where there are none."""
        return round(self.off_matters / self.matters, 4) if self.matters else 0.0


def verdict(item: Item, matters: int, off_matters: int) -> str:
    """The contract's verdict."""
    if item.exempt:
        return "exempt"
    if matters == 0:
        return "idle"
    if matters < 5:
        return "thin"
    share = off_matters / matters
    return "hollow" if share >= 0.8 else "bypassed" if share >= 0.1 else "runs"


def judge(catalogue: list[Item], cases: list[Case], records: list[Record], unseen: list[Outside]) -> list[ItemTruth]:
    """The truth of each item. A matter counts once, however many rows tell of it.

    Matters that no ledger shows (`unseen`) really happened, so they count; they exist only in departments whose
    ledgers are not covered, which scoring leaves out.
    """
    matters: dict[str, set[int]] = {}
    off: dict[str, set[int]] = {}

    def count(item: Item, matter: int, truth: str) -> None:
        matters.setdefault(item.code, set()).add(matter)
        if truth in OFF:
            off.setdefault(item.code, set()).add(matter)

    for case in cases:
        count(case.item, case.matter, case.truth)
    for record in records:
        if record.truth == "off_hall":
            count(record.item, record.matter, record.truth)
    for outside in unseen:
        count(outside.item, outside.matter, outside.truth)
    found = []
    for item in catalogue:
        total, bad = len(matters.get(item.code, ())), len(off.get(item.code, ()))
        if item.exempt:
            total = bad = 0
        found.append(ItemTruth(item, verdict(item, total, bad), total, bad))
    return found


def tally(truths: list[ItemTruth]) -> Counter[str]:
    """How many items have each verdict."""
    return Counter(truth.verdict for truth in truths)
