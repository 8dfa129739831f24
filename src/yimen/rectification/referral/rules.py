"""有权部门: to whom what may be handed, read from `data/authorities.csv`; facts of competence, nothing else."""

import csv
from dataclasses import dataclass
from functools import cache

from yimen.rectification.rules import DATA


@dataclass(frozen=True)
class Authority:
    """有权部门: its code, its name (`{region}` stands for the county), what it is competent for, and by which basis."""

    code: str
    name: str
    competence: str
    basis: str


@cache
def authorities() -> dict[str, Authority]:
    """Code -> authority, in the table's order."""
    with (DATA / "authorities.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: Authority(**row) for row in csv.DictReader(stream)}


AUTHORITIES = [(each.code, each.name.replace("{region}", "县")) for each in authorities().values()]
