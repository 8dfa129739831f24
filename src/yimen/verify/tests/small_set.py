"""A small honest county, and how to change it: the stage on which every rule is tried.

One main hall H0 with windows W1, W2 (staff P1, P2, both stationed and present), one branch hall B0 with window B1
(staff P9); item I1 committed in the hall, I2 instant, E1 entrusted, X1 exempt. January and February 2023, every
weekday open. `county()` gives the tables as lists of rows; change them, then `answer(tables, folder)` verifies.
"""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path

from yimen.verify import TABLES, Result, verify

Row = dict[str, object]
Tables = dict[str, list[Row]]
MACHINES = (
    ("W1", "H0", "10.0.0.1"),
    ("W2", "H0", "10.0.0.2"),
    ("W3", "H0", "10.0.0.3"),
    ("B1", "B0", "10.9.0.1"),
)
START, END = date(2023, 1, 1), date(2023, 2, 28)


def weekdays() -> list[date]:
    """Every Monday to Friday of the period and of the week after it."""
    days = [START + timedelta(days=n) for n in range((END - START).days + 8)]
    return [day for day in days if day.weekday() < 5]


def county() -> Tables:
    """The honest county without cases and records."""
    staff = [("P1", "D1", "W1"), ("P2", "D1", "W2"), ("P3", "D2", "W3"), ("P9", "D1", "B1")]
    return {
        "items": [
            item("I1"),
            item("I2", handling="instant", promised_days=1),
            item("X1", entry_mode="exempt"),
            item("E1", entry_mode="entrusted"),
        ],
        "halls": [
            {"hall_code": "H0", "hall_name": "政务服务中心", "kind": "main"},
            {"hall_code": "B0", "hall_name": "办证分厅", "kind": "branch"},
        ],
        "hall_days": [
            {"hall_code": hall, "date": day, "opens_at": "08:30", "closes_at": "17:00"}
            for day in weekdays()
            for hall in ("H0", "B0")
        ],
        "windows": [
            {"window_code": w, "hall_code": h, "terminal": t, "from_date": "2022-01-01", "to_date": ""}
            for w, h, t in MACHINES
        ],
        "postings": [
            {"operator_code": p, "department_code": d, "window_code": w, "from_date": "2022-01-01", "to_date": ""}
            for p, d, w in staff
        ],
        "attendance": [
            {"operator_code": p, "date": day, "arrived_at": "08:20", "left_at": "17:05"}
            for day in weekdays()
            for p, _, _ in staff
        ],
        "cases": [],
        "register": [],
    }


def item(code: str, **changes: object) -> Row:
    """An on-application item of department D1, entered in the hall since 2022, changed as given."""
    row: Row = {
        "item_code": code,
        "item_name": f"事项{code}办理",
        "department_code": "D1",
        "initiation": "on_application",
        "entry_mode": "hall",
        "entry_from": "2022-01-01",
        "handling": "committed",
        "promised_days": 10,
    }
    return row | changes


def case(number: int, received: str = "2023-01-10 09:00:00", **changes: object) -> Row:
    """An honest case of I1 at window W1 by person `number`, decided six days later, changed as given."""
    at = datetime.fromisoformat(received)
    row: Row = {
        "case_no": f"C{number:04}",
        "item_code": "I1",
        "department_code": "D1",
        "applicant_name": NAMES[number % len(NAMES)],
        "applicant_id": person(number),
        "channel": "window",
        "received_at": at,
        "accepted_at": at + timedelta(minutes=10),
        "decided_at": at + timedelta(days=6),
        "finished_at": at + timedelta(days=6, hours=2),
        "recorded_at": at + timedelta(minutes=11),
        "window_code": "W1",
        "operator_code": "P1",
        "terminal": "10.0.0.1",
        "result": "granted",
        "document_no": "",
    }
    return row | changes


def record(number: int, issued: str = "2023-01-16", **changes: object) -> Row:
    """The record in the ledger that belongs to `case(number)`, changed as given."""
    row: Row = {
        "record_no": f"R{number:04}",
        "department_code": "D1",
        "item_code": "I1",
        "item_name": "",
        "holder_name": NAMES[number % len(NAMES)],
        "holder_id": person(number),
        "applied_on": "2023-01-10",
        "issued_on": issued,
        "document_no": "",
        "origin": "issued",
    }
    return row | changes


def person(number: int) -> str:
    """A number of an impossible region with the right form, different for each person."""
    return f"99999919{60 + number % 40:02}0{1 + number % 9}{10 + number % 18:02}{number % 1000:03}X"


NAMES = ("王晓梅", "李建国", "张伟", "赵兰英", "陈志强", "杨帆", "周敏", "吴桂芳", "徐磊", "孙丽华", "胡勇", "朱海涛")


def write(tables: Tables, folder: Path, start: date = START, end: date = END) -> Path:
    """The folder, now holding the tables as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = [column.name for column in TABLES[name].columns]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    (folder / "meta.json").write_text(json.dumps({"region": "999999", "from": str(start), "to": str(end)}))
    return folder


def answer(tables: Tables, folder: Path, **options: object) -> Result:
    """The engine's answer to the tables, without the estimates beside it, which take a third of the time."""
    return verify(write(tables, folder / "set"), **{"estimates": False, **options})  # type: ignore[arg-type]


def estimated(tables: Tables, folder: Path, **options: object) -> Result:
    """The engine's answer to the tables, with the estimates."""
    return answer(tables, folder, estimates=True, **options)


def found(result: Result, rule: str) -> list[str]:
    """Subjects of the findings that a rule made."""
    return [finding.subject for finding in result.findings if finding.rule == rule]
