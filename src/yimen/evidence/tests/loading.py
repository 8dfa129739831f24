"""A county out of an evidence set: the way back, to prove that nothing is lost between the set and our database."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, time
from pathlib import Path

from yimen.cases import services as cases
from yimen.catalog.models import Item, ItemVersion
from yimen.entry.exemptions.states import EXEMPTION, PUBLISHED
from yimen.entry.models import Declaration, Exemption, Mode
from yimen.halls.models import Attendance, Hall, HallDay, Posting, Window
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region, Staff

MODES = {"hall": Mode.OWN_WINDOW, "entrusted": Mode.ENTRUSTED, "branch_hall": Mode.BRANCH_HALL}
BEGIN = date(2020, 1, 1)


def rows_of(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one table; none when the set has no such table."""
    path = folder / f"{name}.csv"
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from csv.DictReader(stream)


def load(folder: Path, region: Region) -> None:
    """Fills a county from a set: departments, halls, people, items, declarations, cases and ledgers."""
    departments = _departments(folder, region)
    windows = _halls(folder, region)
    _people(folder, region, departments, windows)
    _items(folder, region, departments)
    for name, verb in (("cases", cases.import_cases), ("register", cases.import_register)):
        rows: Iterable[cases.Row] = enumerate(rows_of(folder, name), start=2)
        if (folder / f"{name}.csv").exists():
            verb(by=None, region=region, file=cases.SourceFile(f"{name}.csv", "0" * 64, 1), rows=rows)


def _departments(folder: Path, region: Region) -> dict[str, Department]:
    names = ("items", "postings", "cases", "register")
    codes = sorted({row["department_code"] for name in names for row in rows_of(folder, name)})
    known = {each.code: each for each in Department.objects.filter(region=region)}
    for code in codes:
        if code not in known:
            known[code] = Department.objects.create(region=region, code=code, name=f"部门{code}", short_name=code)
    return known


def _halls(folder: Path, region: Region) -> dict[str, Window]:
    halls = {
        row["hall_code"]: Hall.objects.create(
            region=region, code=row["hall_code"], name=row["hall_name"], kind=row["kind"]
        )
        for row in rows_of(folder, "halls")
    }
    HallDay.objects.bulk_create(
        HallDay(
            hall=halls[row["hall_code"]],
            date=row["date"],
            opens_at=time.fromisoformat(row["opens_at"]),
            closes_at=time.fromisoformat(row["closes_at"]),
        )
        for row in rows_of(folder, "hall_days")
    )
    return {
        row["window_code"]: Window.objects.create(
            hall=halls[row["hall_code"]],
            code=row["window_code"],
            terminal=row["terminal"],
            valid_from=row["from_date"],
            valid_to=row["to_date"] or None,
        )
        for row in rows_of(folder, "windows")
    }


def _people(folder: Path, region: Region, departments: dict[str, Department], windows: dict[str, Window]) -> None:
    staff: dict[str, Staff] = {}
    for row in rows_of(folder, "postings"):
        code, department = row["operator_code"], departments[row["department_code"]]
        if code not in staff:
            staff[code] = Staff.objects.create(region=region, department=department, code=code, name="某人")
        Posting.objects.create(
            staff=staff[code],
            window=windows[row["window_code"]],
            valid_from=row["from_date"],
            valid_to=row["to_date"] or None,
        )
    Attendance.objects.bulk_create(
        Attendance(
            staff=staff[row["operator_code"]],
            date=row["date"],
            arrived_at=time.fromisoformat(row["arrived_at"]) if row["arrived_at"] else None,
            left_at=time.fromisoformat(row["left_at"]) if row["left_at"] else None,
        )
        for row in rows_of(folder, "attendance")
        if row["operator_code"] in staff
    )


def _items(folder: Path, region: Region, departments: dict[str, Department]) -> None:
    for row in rows_of(folder, "items"):
        department = departments[row["department_code"]]
        item = Item.objects.create(region=region, code=row["item_code"])
        ItemVersion.objects.create(
            item=item,
            region=region,
            department=department,
            code=row["item_code"],
            name=row["item_name"],
            kind="01",
            initiation=row["initiation"],
            handling=row["handling"],
            promised_days=row["promised_days"] or None,
            search_text=row["item_name"],
            valid_from=BEGIN,
        )
        begins = row["entry_from"] or BEGIN
        if row["entry_mode"] == "exempt":
            Exemption.objects.create(
                region=region,
                item=item,
                department=department,
                reason=Exemption.Reason.SAFETY,
                basis="县政府批准",
                valid_from=begins,
                approved_on=begins,
                holds_from=begins,
                **_approved(),
            )
        elif row["entry_mode"] in MODES:
            Declaration.objects.create(
                region=region,
                item=item,
                department=department,
                mode=MODES[row["entry_mode"]],
                valid_from=begins,
                declared_at=begins,
            )


def _approved() -> dict[str, object]:
    """The status fields of an exemption that was approved long ago."""

    return {**begin(EXEMPTION, by=None), "status": PUBLISHED, "registered": True}
