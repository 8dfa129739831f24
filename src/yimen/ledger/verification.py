"""账本核验: the whole check of an installation, from the triggers to every row."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

from . import guards
from .attest import attested_models
from .chainwalk import INCOMPLETE, TAMPERED, ChainState, Problem, Walk
from .models import Event
from .reading import snapshot
from .reconcile import reconcile


@dataclass(frozen=True)
class Result:
    """核验结果: what was read, what agrees and what does not."""

    chains: list[ChainState]
    rows: dict[str, int]
    problems: list[Problem]

    @property
    def exit_code(self) -> int:
        """0 good, 1 tampered, 2 incomplete."""
        grades = {problem.grade for problem in self.problems}
        return TAMPERED if TAMPERED in grades else INCOMPLETE if INCOMPLETE in grades else 0


def verify(
    chain: str | None = None, using: str = DEFAULT_DB_ALIAS, tick: Callable[[], object] = lambda: None
) -> Result:
    """Return the result over all chains, or over one chain and the rows that no chain knows.

    `tick` is called once for each event and row, for a progress bar. Reads in one transaction, so that writers may
    go on meanwhile. Memory: about 250 bytes for each attested row.
    """
    with snapshot(using):
        walk = Walk(using, tick)
        walk.run()
        rows = reconcile(walk, tick)
        for name in guards.missing(connections[using]):
            walk.problem(TAMPERED, name.rsplit("_no_", 1)[0], name, "", None, "只增不改的触发器不见了或被停用")
    for state in walk.chains.values():
        if state.sealed is None and not state.broken:
            text = "这条链还没有封存过：请运行 manage.py ledger seal"
            walk.problem(INCOMPLETE, "ledger_seal", "", state.chain, None, text)
    problems = [problem for problem in walk.problems if chain is None or problem.chain in {"", chain}]
    states = [state for name, state in sorted(walk.chains.items()) if chain is None or name == chain]
    return Result(states, rows, problems)


def amount(using: str = DEFAULT_DB_ALIAS) -> int:
    """Return how often `verify` will tick."""
    rows = sum(model._base_manager.using(using).count() for model in attested_models())
    return rows + Event.objects.using(using).count()
