"""Verbs on clocks: keeping those that run up to date, and reminding of those that run out."""

from yimen.cases.clocks.services.keeping import begin, follow, keep, read_whole, recompute
from yimen.cases.clocks.services.reminding import remind

__all__ = ["begin", "follow", "keep", "read_whole", "recompute", "remind"]
