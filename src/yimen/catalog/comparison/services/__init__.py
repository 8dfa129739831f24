"""Verbs on comparisons: the only writers of this room within the catalogue."""

from yimen.catalog.comparison.services.comparing import compare
from yimen.catalog.comparison.services.deciding import decide, withdraw
from yimen.catalog.comparison.services.taking_in import apply_list, opened, read_list, settle_columns

__all__ = ["apply_list", "compare", "decide", "opened", "read_list", "settle_columns", "withdraw"]
