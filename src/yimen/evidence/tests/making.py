"""A small evidence set whose answer is plain: a few items of two departments in one hall, 2024."""

import csv
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from yimen.verify import TABLES

FIRST, LAST = date(2024, 1, 1), date(2024, 3, 31)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


def person(number: int) -> tuple[str, str]:
    """A made-up name and identity number of no region (999999), right to its check character."""
    body = f"999999{1950 + number % 50}0101{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    return f"{SURNAMES[number % 32]}{SURNAMES[number // 32 % 32]}{number % 7}号", body + check


def workdays() -> list[date]:
    """The days on which the hall was open: Monday to Friday of the period and of the month after."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 31))
    return [day for day in days if day.weekday() < 5]


class County:
    """What will be written: `matter` for one that went through the hall, `around` for one that did not."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self.days = workdays()
        self.number = 0
        self.tables["halls"] = [{"hall_code": "H0", "hall_name": "政务服务中心", "kind": "main"}]
        self.tables["hall_days"] = [
            {"hall_code": "H0", "date": day, "opens_at": "08:30", "closes_at": "17:00"} for day in self.days
        ]

    def department(self, code: str) -> None:
        """A department with one window and one posted clerk."""
        window = f"W{code}"
        since = {"from_date": date(2023, 1, 1), "to_date": None}
        terminal = f"172.16.0.{len(self.tables['windows']) + 10}"
        self.tables["windows"].append({"window_code": window, "hall_code": "H0", "terminal": terminal, **since})
        self.tables["postings"].append(
            {"operator_code": f"OP{code}", "department_code": code, "window_code": window, **since}
        )
        self.tables["attendance"] += [
            {"operator_code": f"OP{code}", "date": day, "arrived_at": "08:20", "left_at": "17:05"} for day in self.days
        ]

    def item(self, code: str, department: str, mode: str = "hall", initiation: str = "on_application") -> None:
        """An item declared since 2023."""
        self.tables["items"].append(
            {
                "item_code": code, "item_name": f"第{code}号许可", "department_code": department,
                "initiation": initiation, "entry_mode": mode, "entry_from": date(2023, 1, 1),
                "handling": "committed", "promised_days": 10,
            }
        )  # fmt: skip

    def matter(self, item: str, department: str, *, record: bool = True) -> None:
        """One application accepted at the department's window, decided three days on, and in its ledger."""
        self.number += 1
        name, number = person(self.number)
        day = self.days[self.number * 7 % 55]
        at = datetime(day.year, day.month, day.day, 9, 5 + self.number % 50)
        decided = at + timedelta(days=3, hours=2)
        terminal = next(each["terminal"] for each in self.tables["windows"] if each["window_code"] == f"W{department}")
        document = f"友{department}许字〔2024〕{self.number}号"
        self.tables["cases"].append(
            {
                "case_no": f"C{self.number:06d}", "item_code": item, "department_code": department,
                "applicant_name": name, "applicant_id": number, "channel": "window", "received_at": at,
                "accepted_at": at + timedelta(minutes=6), "decided_at": decided,
                "finished_at": decided + timedelta(hours=1), "recorded_at": at + timedelta(minutes=7),
                "window_code": f"W{department}", "operator_code": f"OP{department}", "terminal": terminal,
                "result": "granted", "document_no": document,
            }
        )  # fmt: skip
        if record:
            self._record(item, department, name, number, day, decided.date(), document)

    def around(self, item: str, department: str) -> None:
        """One licence in the department's ledger of which the hall knows nothing."""
        self.number += 1
        name, number = person(self.number)
        day = self.days[self.number * 7 % 55]
        issued = day + timedelta(days=2)
        self._record(item, department, name, number, day, issued, f"友{department}许字〔2024〕{self.number}号")

    def _record(
        self, item: str, department: str, name: str, number: str, applied: date, issued: date, document: str
    ) -> None:
        self.tables["register"].append(
            {
                "record_no": f"R{self.number:06d}", "department_code": department, "item_code": item,
                "item_name": f"第{item}号许可", "holder_name": name, "holder_id": number, "applied_on": applied,
                "issued_on": issued, "document_no": document, "origin": "issued",
            }
        )  # fmt: skip

    def write(self, folder: Path, *, without: Iterable[str] = ()) -> Path:
        """The folder, with every table that has rows, less those `without`."""
        folder.mkdir(parents=True, exist_ok=True)
        meta = {"region": "230522", "from": str(FIRST), "to": str(LAST)}
        (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
        for name, rows in self.tables.items():
            if rows and name not in without:
                with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                    writer = csv.DictWriter(stream, [column.name for column in TABLES[name].columns])
                    writer.writeheader()
                    writer.writerows(rows)
        return folder


def small_county() -> County:
    """I1 runs, I2 is bypassed, I3 hollow (all of D01); I4 has no business, I5 is exempt; I6 of D02 has no ledger."""
    county = County()
    for code in ("D01", "D02"):
        county.department(code)
    for code in ("I1", "I2", "I3", "I4"):
        county.item(code, "D01")
    county.item("I5", "D01", mode="exempt")
    county.item("I6", "D02")
    for _ in range(12):
        county.matter("I1", "D01")
        county.matter("I6", "D02", record=False)
    for _ in range(8):
        county.matter("I2", "D01")
        county.around("I3", "D01")
    for _ in range(4):
        county.around("I2", "D01")
    return county
