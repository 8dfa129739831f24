"""The counts of a release, read from the set that a verification kept: cases by department, item and month."""

import csv
import hashlib
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import Any

from yimen.common.errors import Refused
from yimen.evidence import kept
from yimen.evidence.models import Run
from yimen.evidence.opening.suppression import Cell, with_totals

UNLISTED = "unlisted"
"""Under this code stand the cases of a department whose item is on no list."""


@dataclass(frozen=True)
class Counted:
    """The counts with totals, the names of departments' items by code, and the digest of the cases counted."""

    cells: dict[Cell, int]
    names: dict[tuple[str, str], str]
    digest: str


def counted(run: Run, year: int) -> Counted:
    """The cases received in a year (else accepted) by department, item and month; every month of every item, also zero.

    Errors: Refused when the run's set is kept no longer.
    """
    file = kept.set_file(run)
    if not file.exists():
        raise Refused(f"核验批次 {run.pk} 的数据集没有保存，请重新核验一次再发布。")
    with zipfile.ZipFile(file) as archive:  # our own file: it was packed by `kept.keep_set`
        cases = archive.read("cases.csv")
        names = {
            (row["department_code"], row["item_code"]): row["item_name"] for row in _rows(archive.read("items.csv"))
        }
    listed = {item: department for department, item in names}
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    found = Counter({(*key, month): 0 for key in names for month in months})
    for row in _rows(cases):
        month = (row["received_at"] or row["accepted_at"])[:7]
        if month in months:
            item = row["item_code"] if row["item_code"] in listed else UNLISTED
            found[listed.get(item, row["department_code"]), item, month] += 1
    for department, item, _ in list(found):
        if item == UNLISTED:
            names[department, item] = "未列入清单的事项"
            for month in months:
                found[department, item, month] += 0
    return Counted(with_totals(found), names, hashlib.sha256(cases).hexdigest())


def _rows(content: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
