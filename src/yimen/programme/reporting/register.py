"""台账明细: every item as the register had it when a report was made; the entry rates are counted from these rows.

What is declared later for an earlier day changes the register. So the rows stay with the report, under the digest that
the ledger has of its figures, and name the state of the ledger in which each declaration behind them must stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yimen.entry import queries as entry
from yimen.entry.modes import AT_A_COUNTER
from yimen.people.models import Region
from yimen.programme.reporting.state import LedgerState

Register = dict[str, Any]
BEARERS = {"declaration": "entry.declaration", "exemption": "entry.exemption"}
"""What may stand behind a row -> its table in the ledger."""
FIGURES = {
    "declared": ("已声明进驻的事项", "entered"),
    "must_enter": ("应进事项", "must_enter"),
    "staffed": ("有人值守的事项", "staffed"),
    "at_a_counter": ("须设窗口的事项", "at_a_counter"),
}
"""What a page may list -> its heading, and the mark that its rows bear."""


def kept_register(region: Region, day: date, state: LedgerState) -> Register:
    """The items of a county as they stand on a day, with the ledger's state at that moment; one query."""
    rows = entry.state_on(day, region).order_by("code", "pk").select_related("department")
    return {
        "day": day.isoformat(),
        "ledger": {"events": state.events, "head": state.head},
        "items": [_kept(row) for row in rows],
    }


def _kept(row: Any) -> Register:
    at_a_counter = row.mode in AT_A_COUNTER and not row.lapsed
    return {
        "item": row.item_id,
        "code": row.code,
        "name": row.name,
        "department": row.department.short_name,
        "says": entry.STATES[row.entry_state],
        "entered": row.entry_state == entry.IS_ENTERED,
        "must_enter": row.entry_state != entry.IS_EXEMPT,
        "at_a_counter": at_a_counter,
        "staffed": at_a_counter and row.is_staffed,
        "declaration": row.declaration_id,
        "exemption": row.exemption_id,
    }


def rows_of(register: Register, figure: str) -> list[Register]:
    """The rows that one of FIGURES counts."""
    mark = FIGURES[figure][1]
    return [row for row in register["items"] if row[mark]]


def entry_rates(register: Register) -> dict[str, list[int]]:
    """The declared and the staffed rate, each as a part of a whole, counted from the rows and from nothing else."""
    count = {figure: len(rows_of(register, figure)) for figure in FIGURES}
    return {
        "declared": [count["declared"], count["must_enter"]],
        "staffed": [count["staffed"], count["at_a_counter"]],
    }


def unattested(register: Register, chain: str) -> list[str]:
    """Codes of the items of which a declaration or exemption is named that did not stand in the ledger's state."""
    state = LedgerState(chain, register["ledger"]["events"], register["ledger"]["head"], kinds=("entry.",))
    stood = {name: state.of(table) for name, table in BEARERS.items()}
    return [
        row["code"]
        for row in register["items"]
        if any(row[name] is not None and row[name] not in stood[name] for name in BEARERS)
    ]


@dataclass(frozen=True)
class Turn:
    """事后登记: an item that the register has otherwise by now for the same day."""

    item: int
    name: str
    department: str
    was: str
    now: str


def turns(then: Register, now: Register) -> Iterator[Turn]:
    """The items of which the register says something else by now, of the day of both, in the order of their codes."""
    was, shown = ({row["item"]: row for row in each["items"]} for each in (then, now))
    for item in sorted({*was, *shown}, key=lambda key: (was.get(key) or shown[key])["code"]):
        before, after = _words(was.get(item)), _words(shown.get(item))
        if before != after:
            row = shown.get(item) or was[item]
            yield Turn(item, row["name"], row["department"], before, after)


def _words(row: Register | None) -> str:
    if row is None:
        return "不在清单"
    if not row["at_a_counter"]:
        return str(row["says"])
    return f"{row['says']}，{'有人值守' if row['staffed'] else '无人值守'}"
