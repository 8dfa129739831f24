"""The shapes of what the engine estimates besides the contract's answer; nothing here accuses anybody."""

from __future__ import annotations

from typing import NamedTuple


class Volume(NamedTuple):
    """隐藏办理量: one estimate. level: item, department, county or series; code: what it is about.

    hall, register: granted matters that the hall shows, entries that the ledger shows of them or beside them; linked:
    in both; alone: records without a case, each counted as far as it is believed; capture: share of the hall's matters
    that the ledger has; hidden, hidden_low, hidden_high: matters in neither, None where enough is false (证据不足);
    explanation: one Chinese sentence. Of a series: numbers seen in the hall, in the ledger, in both, and in neither.
    """

    level: str
    code: str
    name: str
    hall: int
    register: int
    linked: int
    alone: float
    capture: float | None
    hidden: float | None
    hidden_low: float | None
    hidden_high: float | None
    enough: bool
    explanation: str


class Change(NamedTuple):
    """变化点: from which day on an item's matters ran otherwise. measure: see `changes.MEASURES`.

    changed_on with low_on to high_on (95 %): the first day of the new way; before_n, before_hits, after_n, after_hits:
    what was counted on either side up to the next change; chance: of so great a change anywhere in the whole set
    without a cause; kind: policy 制度或环境变化, improved 好转, check 需核实; explanation: one Chinese sentence.
    """

    item_code: str
    measure: str
    changed_on: str
    low_on: str
    high_on: str
    before_n: int
    before_hits: int
    after_n: int
    after_hits: int
    chance: float
    kind: str
    explanation: str
