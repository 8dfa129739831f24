"""A county whose verification kept a set: cases of two departments over a year, many months with few."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yimen.evidence import kept
from yimen.evidence.models import Run
from yimen.evidence.states import DONE
from yimen.people.models import Region

YEAR = 2023
ITEMS = {"I1": "D01", "I2": "D01", "I3": "D01", "J1": "D02", "J2": "D02"}
MONTHLY = {"I1": 40, "I2": 6, "I3": 2, "J1": 15, "J2": 1}
"""Item code -> its department and how many cases it has a month."""


def unsaved_run(region: Region) -> Run:
    """A finished run over the whole year."""
    now, first, last = timezone.now(), date(YEAR, 1, 1), date(YEAR, 12, 31)
    return Run(region=region, period_from=first, period_to=last, finished_at=now, status=DONE, status_at=now)


def keep(run: Run, more: Mapping[str, int] | None = None) -> None:
    """The set of the run, kept: `more` cases of an item in January than MONTHLY says."""
    folder = Path(settings.YIMEN_DATA) / f"written-{run.pk}"
    folder.mkdir(parents=True)
    _write(folder / "items.csv", ("item_code", "item_name", "department_code"),
           [(code, f"事项{code}", department) for code, department in ITEMS.items()])  # fmt: skip
    rows = []
    for code, count in MONTHLY.items():
        for month in range(1, 13):
            # The third item has a summer without any: zeros are published.
            n = 0 if (code, month) == ("I3", 7) else count + month % 3 + (more or {}).get(code, 0) * (month == 1)
            rows += [(f"{code}-{month}-{k}", code, ITEMS[code], f"{YEAR}-{month:02}-03 10:00:00", "") for k in range(n)]
    rows.append(("L1", "X9", "D02", "", f"{YEAR}-05-04 09:00:00"))
    rows.append(("B1", "I1", "D01", f"{YEAR - 1}-12-30 09:00:00", ""))
    _write(folder / "cases.csv", ("case_number", "item_code", "department_code", "received_at", "accepted_at"), rows)
    kept.keep_set(run, folder)


def _write(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)
