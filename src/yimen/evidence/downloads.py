"""The rows of a run as CSV, in the columns of the evidence contract; cells that a spreadsheet would run are guarded."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from yimen.evidence.models import Link, Run
from yimen.evidence.queries import visible_clues, visible_verdicts
from yimen.exchange.formulas import guarded
from yimen.people.models import User
from yimen.people.queries import of_regions, roles_of
from yimen.people.rules import COUNTY_WIDE

ROWS_AT_ONCE = 2_000
BYTE_ORDER_MARK = "\ufeff"  # without it Excel and WPS take the file for GBK

TABLES: dict[str, dict[str, str]] = {
    "verdicts": {
        "item_code": "item_code", "verdict": "engine_verdict", "matters": "matters", "off_matters": "off_matters",
        "off_share": "off_share", "off_low": "off_low", "off_high": "off_high", "reasons": "reasons",
        "item_name": "item_name", "department": "department__short_name", "concluded": "verdict",
    },
    "findings": {
        "subject_kind": "subject_kind", "subject": "subject", "item_code": "item_code", "class": "kind",
        "rule": "rule", "probability": "probability", "explanation": "explanation",
    },
    "links": {
        "record_no": "record_number", "case_no": "case_number", "probability": "probability", "method": "method",
    },
}  # fmt: skip
"""File -> column of the contract (further ones behind) -> field."""


def _links(user: User, run: Run) -> QuerySet[Link]:
    """Links name records of several departments, so they are for those who see the whole county."""
    rows = Link.objects.filter(of_regions(user, "run__region"), run=run)
    return rows if roles_of(user) & COUNTY_WIDE else rows.none()


_ROWS: dict[str, Callable[[User, Run], QuerySet[Any]]] = {
    "verdicts": visible_verdicts,
    "findings": visible_clues,
    "links": _links,
}


class _Line:
    """What `csv.writer` writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def lines(name: str, run: Run, user: User) -> Iterator[str]:
    """The file line by line; name: a key of TABLES."""
    columns = TABLES[name]
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    rows = _ROWS[name](user, run).order_by("pk").values_list(*columns.values())
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
