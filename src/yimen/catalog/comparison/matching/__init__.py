"""事项匹配: which item of one list is which of another, by code and by name. A pure library; knows no database."""

from yimen.catalog.comparison.matching.pairing import Listed as Listed
from yimen.catalog.comparison.matching.pairing import Outcome, Pair, Sureness, match

__all__ = ["Listed", "Outcome", "Pair", "Sureness", "match"]
