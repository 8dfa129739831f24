"""演示县: a deterministic county to try everything on, with the truth beside it.

`generate(seed, matters, out_dir)` writes it. Pure: needs no database, no settings and none of the other rooms.
"""

from yimen.demonstration.county import Summary, generate

__all__ = ["Summary", "generate"]
