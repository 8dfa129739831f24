"""督促阶梯: the rungs in their order, read from `data/ladder.csv`."""

import csv
from dataclasses import dataclass
from functools import cache

from yimen.rectification.rules import DATA


@dataclass(frozen=True)
class Rung:
    """一级督促: its title, the kind of letter and the series of its number, working days to act and to cool down.

    kind is empty where no letter is sent: the last rung only proposes to refer, which two people then approve.
    """

    code: str
    place: int
    title: str
    kind: str
    series: str
    finish_days: int
    cool_days: int
    demand: str
    step_next: str


@cache
def ladder() -> tuple[Rung, ...]:
    """The rungs from the lowest to the highest."""
    with (DATA / "ladder.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Rung(row["rung"], place, row["title"], row["kind"], row["series"], int(row["finish_days"]),
                 int(row["cool_days"]), row["demand"], row["step_next"])
            for place, row in enumerate(csv.DictReader(stream), start=1)
        )  # fmt: skip


RUNGS = [(each.code, each.title) for each in ladder()]
