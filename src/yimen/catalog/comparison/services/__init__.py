"""Verbs on comparisons: the only writers of this room within the catalogue."""

from yimen.catalog.comparison.services.comparing import compare
from yimen.catalog.comparison.services.deciding import decide, withdraw
from yimen.catalog.comparison.services.pushing import list_pushed, take_pushed, write_pushed
from yimen.catalog.comparison.services.taking_in import apply_list, opened, read_list, settle_columns

__all__ = [
    "apply_list",
    "compare",
    "decide",
    "list_pushed",
    "opened",
    "read_list",
    "settle_columns",
    "take_pushed",
    "withdraw",
    "write_pushed",
]
