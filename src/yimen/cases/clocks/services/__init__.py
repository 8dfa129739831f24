"""Verbs on clocks: keeping those that run up to date, and reminding of those that run out."""

from yimen.cases.clocks.services.keeping import follow, recompute
from yimen.cases.clocks.services.reminding import remind

__all__ = ["follow", "recompute", "remind"]
