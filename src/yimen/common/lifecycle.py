"""生命周期: a lifecycle is a table of moves; buttons, permissions, diagrams and tests read the same table."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One permitted change of status.

    `act` is the permission that it needs; `needs` are the fields that must be given with it and may not be empty.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    act: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lifecycle:
    """The states and moves of one model's `status` field, e.g. those of an order (整改单)."""

    model: str  # "rectification.Order"
    label: str
    states: dict[str, str]  # code -> official term
    initial: tuple[str, ...]
    moves: tuple[Move, ...]

    def move(self, name: str) -> Move:
        """The move of that name; KeyError if the table has none."""
        for move in self.moves:
            if move.name == name:
                return move
        raise KeyError(f"{self.model} has no move {name}")

    def event(self, name: str) -> str:
        """The kind of the ledger's event for that move: `rectification.order.close`; KeyError as `move`."""
        return f"{self.model}.{self.move(name).name}".lower()

    def moves_from(self, status: str) -> Iterator[Move]:
        """The moves that leave a status, in the table's order: what a page may offer as buttons."""
        return (move for move in self.moves if status in move.sources)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For the model field's `choices`."""
        return list(self.states.items())


LIFECYCLES: dict[str, Lifecycle] = {}


def lifecycle(table: Lifecycle) -> Lifecycle:
    """The same table, registered; refuses moves into or out of states that it does not name."""
    for move in table.moves:
        unknown = {*move.sources, move.target} - set(table.states)
        if unknown:
            raise ValueError(f"{table.model}.{move.name}: unknown states {sorted(unknown)}")
    if not set(table.initial) <= set(table.states):
        raise ValueError(f"{table.model}: unknown initial state")
    LIFECYCLES[table.model] = table
    return table
