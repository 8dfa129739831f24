"""One county of the demonstration into the rooms that say what there is: who, where, which items, what was declared."""

import csv
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, time
from io import StringIO
from pathlib import Path

from yimen.cases import services as cases
from yimen.catalog import services as catalog
from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.demonstration import loading_exemptions
from yimen.demonstration.places import CLOSED_BRANCHES, ENTERED_ON, ORDERED_TO_CLOSE, SET_UP_ON
from yimen.entry import services as entry
from yimen.entry.exemptions import services as exemptions
from yimen.entry.models import Declaration, Exemption, Mode
from yimen.halls import services as halls
from yimen.halls.models import Attendance, Hall, HallDay, Posting, Window
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

KINDS = {"vertical": Department.Kind.VERTICAL}
BUREAU, CENTRE = "D01", "D02"
SETS = {"各政务服务单位": "service_units"}
MODES = {
    "hall": Mode.OWN_WINDOW,
    "entrusted": Mode.ENTRUSTED,
    "branch_hall": Mode.BRANCH_HALL,
    "exempt": Mode.NOT_ENTERED,
}
REASONS = {
    "secret": Exemption.Reason.SECRET,
    "statutory_place": Exemption.Reason.LAW,
    "safety": Exemption.Reason.SAFETY,
    "equipment": Exemption.Reason.SITE,
    "no_room": Exemption.Reason.NO_ROOM,
}
MEANWHILE = "派专人在政务服务中心综合窗口收件、受理"


@dataclass
class Loading:
    """A county while it is loaded: its folder, its region, and what the later steps look up by code."""

    folder: Path
    region: Region
    departments: dict[str, Department]

    def table(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a table of the set."""
        return rows_of(self.folder, name)

    def department(self, short: str) -> Department:
        """The department whose code ends so, such as D03."""
        return self.departments[f"{self.region.code[:6]}{short}"]


def rows_of(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a table that lies in the folder."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def regions(folder: Path) -> dict[str, Region]:
    """The regions (区划) by their twelve digits: province, city, both counties and their townships."""
    found: dict[str, Region] = {}
    for row in rows_of(folder, "regions"):
        code = row["region_code"].ljust(12, "0")
        parent = found.get(row["parent_code"].ljust(12, "0"))
        found[code] = people.add_region(by=None, code=code, name=row["name"], level=row["level"], parent=parent)
    return found


def open_county(folder: Path, region: Region) -> Loading:
    """The county with its departments, their dated codes, the set that notices speak of, and the staff."""
    county = Loading(folder, region, {})
    for row in county.table("departments"):
        kind = {BUREAU: Department.Kind.BUREAU, CENTRE: Department.Kind.CENTRE}.get(row["department_code"][6:])
        county.departments[row["department_code"]] = people.add_department(
            by=None,
            region=region,
            code=row["department_code"],
            name=row["name"],
            short_name=row["short_name"],
            kind=kind or KINDS.get(row["kind"], Department.Kind.UNIT),
        )
    for row in county.table("department_codes"):
        people.give_code(
            by=None,
            department=county.departments[row["department_code"]],
            code=row["credit_code"],
            valid_from=date.fromisoformat(row["from_date"]),
        )
    _define_sets(county)
    people.register_staff(
        by=None,
        region=region,
        staff=[
            Staff(
                region=region,
                department=county.departments[row["department_code"]],
                code=row["staff_code"],
                name=row["name"],
            )
            for row in county.table("staff")
        ],
    )
    return county


def _define_sets(county: Loading) -> None:
    """A department whose code changed stays the same department, so it stays a member; those that came later join."""
    first: dict[str, dict[str, date]] = {}
    for row in county.table("department_sets"):
        first.setdefault(row["set_name"], {}).setdefault(row["department_code"], date.fromisoformat(row["from_date"]))
    for name, joined in first.items():
        department_set = people.define_set(
            by=None,
            region=county.region,
            code=SETS[name],
            name=name,
            departments=[county.departments[code] for code, day in joined.items() if day == SET_UP_ON],
            valid_from=SET_UP_ON,
        )
        for code, day in joined.items():
            if day != SET_UP_ON:
                people.join_set(
                    by=None, department_set=department_set, department=county.departments[code], valid_from=day
                )


def load_halls(county: Loading) -> None:
    """Halls, the days on which they opened, windows with their machines, who was posted where, and who came."""
    region = county.region
    found = {row["hall_code"]: _hall(county, row) for row in county.table("halls")}
    days = [
        HallDay(
            hall=found[row["hall_code"]],
            date=date.fromisoformat(row["date"]),
            opens_at=time.fromisoformat(row["opens_at"]),
            closes_at=time.fromisoformat(row["closes_at"]),
        )
        for row in county.table("hall_days")
    ]
    halls.add_hall_days(by=None, region=region, days=days)
    windows = [
        Window(
            hall=found[row["hall_code"]],
            code=row["window_code"],
            kind=Window.Kind.COMPREHENSIVE if row["window_code"].startswith("Z") else Window.Kind.PROFESSIONAL,
            terminal=row["terminal"],
            valid_from=date.fromisoformat(row["from_date"]),
            valid_to=_day(row["to_date"]),
        )
        for row in county.table("windows")
    ]
    by_code: dict[str, list[Window]] = {}
    for window in halls.add_windows(by=None, region=region, windows=windows):
        by_code.setdefault(window.code, []).append(window)
    staff = {row.code: row for row in Staff.objects.filter(region=region)}
    mains: dict[str, str] = {}  # the first one posted at a window is its A, whoever comes beside or after him its B
    postings = [
        Posting(
            staff=staff[row["operator_code"]],
            part="a" if mains.setdefault(row["window_code"], row["operator_code"]) == row["operator_code"] else "b",
            window=_stood_at(by_code[row["window_code"]], _day(row["to_date"]) or date.max),
            valid_from=date.fromisoformat(row["from_date"]),
            valid_to=_day(row["to_date"]),
        )
        for row in county.table("postings")
    ]
    halls.add_postings(by=None, region=region, postings=postings)
    attendance = [
        Attendance(
            staff=staff[row["operator_code"]],
            date=date.fromisoformat(row["date"]),
            arrived_at=time.fromisoformat(row["arrived_at"]),
            left_at=time.fromisoformat(row["left_at"]),
        )
        for row in county.table("attendance")
    ]
    halls.import_attendance(by=None, region=region, attendance=attendance)


def _hall(county: Loading, row: dict[str, str]) -> Hall:
    serial = row["hall_code"][1:]
    branch = row["kind"] == Hall.Kind.BRANCH
    return halls.add_hall(
        by=None,
        region=county.region,
        code=row["hall_code"],
        name=row["hall_name"],
        kind=row["kind"],
        department=county.department(f"D{serial}" if branch else CENTRE),
        closes_on=ENTERED_ON if branch and serial in CLOSED_BRANCHES + ORDERED_TO_CLOSE else None,
    )


def _stood_at(spans: list[Window], last: date) -> Window:
    """The window as it was (with its machine) at the end of a posting."""
    return max((span for span in spans if span.valid_from <= last), key=lambda span: span.valid_from)


def load_items(county: Loading, officer: User) -> None:
    """The county's list of items, taken in as the officer would; Refused if a single row of it cannot be."""
    name = f"{county.region.name}政务服务事项清单.csv"
    batch = catalog.read_list(by=officer, name=name, content=(county.folder / "item_list.csv").read_bytes())
    plan = catalog.apply_list(by=officer, batch=batch, effective_on=SET_UP_ON)
    if plan.refused:
        raise Refused(f"{name}有 {len(plan.refused)} 行未能导入，第一行：{plan.refused[0][2].reason}")


def load_entry(county: Loading) -> None:
    """What departments declared, with its history, and the negative list as the government approved it."""
    items = {item.code: item for item in Item.objects.filter(region=county.region)}
    whose = {row["item_code"]: county.departments[row["department_code"]] for row in county.table("items")}
    by_name = {hall.name: hall for hall in Hall.objects.filter(region=county.region)}
    windows: dict[int, list[str]] = {}
    posted = Posting.objects.filter(window__hall__region=county.region, window__hall__kind=Hall.Kind.MAIN)
    pairs = posted.order_by("window__code").values_list("staff__department", "window__code").distinct()
    for department, code in pairs:
        windows.setdefault(department, []).append(code)
    exempted = list(county.table("exemptions"))
    reasons = {row["item_code"]: row["reason"] for row in exempted}
    declarations = []
    for row in county.table("declarations"):
        code, mode = row["item_code"], MODES[row["mode"]]
        own = ",".join(windows.get(whose[code].pk, [])) if mode == Mode.OWN_WINDOW else ""
        declarations.append(
            Declaration(
                region=county.region,
                item=items[code],
                department=whose[code],
                mode=mode,
                hall=None if mode == Mode.NOT_ENTERED else by_name[row["place"]],
                windows=own,
                reason=reasons[code] if mode == Mode.NOT_ENTERED else "",
                valid_from=date.fromisoformat(row["from_date"]),
                valid_to=_day(row["to_date"]),
                declared_at=date.fromisoformat(row["declared_on"]),
            )
        )
    entry.load_declarations(by=None, region=county.region, rows=declarations)
    if exempted:
        register = [_exemption(county, row, number, items, whose) for number, row in enumerate(exempted, 1)]
        exemptions.load(by=None, region=county.region, rows=loading_exemptions.with_measures(county.region, register))


def _exemption(
    county: Loading, row: dict[str, str], number: int, items: dict[str, Item], whose: dict[str, Department]
) -> Exemption:
    approved = date.fromisoformat(row["approved_on"])
    reason = REASONS[row["reason_code"]]
    return Exemption(
        region=county.region,
        item=items[row["item_code"]],
        department=whose[row["item_code"]],
        reason=reason,
        basis=row["basis"],
        meanwhile=MEANWHILE if reason == Exemption.Reason.NO_ROOM else "",
        valid_from=date.fromisoformat(row["from_date"]),
        valid_to=_day(row["to_date"]),
        approved_on=approved,
        approval_number=f"{county.region.name[0]}政复〔{approved.year}〕{number}号",
    )


def load_cases(county: Loading, officer: User) -> None:
    """The matters of the year as the platform handed them over."""
    path = county.folder / "cases.csv"
    name = f"{county.region.name}办件.csv"
    file = cases.SourceFile(name=name, digest=_digest(path.read_bytes()), size=path.stat().st_size)
    cases.import_cases(by=officer, region=county.region, file=file, rows=enumerate(county.table("cases"), 2))


def load_registers(county: Loading, officer: User, liaisons: list[User], apart: Collection[str] = ()) -> None:
    """The departments' own ledgers: each liaison hands in his department's, the officer those of all others.

    apart: departments (the end of their code) whose register comes in another way.
    """
    otherwise = {county.department(short).code for short in apart}
    with (county.folder / "register.csv").open(encoding="utf-8", newline="") as stream:
        headings, *rows = csv.reader(stream)
    place = headings.index("department_code")
    own = {user.department.code: user for user in liaisons if user.department}
    parts: dict[str, list[list[str]]] = {}
    for row in rows:
        if row[place] not in otherwise:
            parts.setdefault(row[place] if row[place] in own else "", []).append(row)
    for code, some in parts.items():
        whose = own.get(code, officer)
        text = StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([headings, *some])
        content = text.getvalue().encode()
        name = f"{county.departments[code].short_name if code else '其他部门'}台账.csv"
        file = cases.SourceFile(name=name, digest=_digest(content), size=len(content))
        lines = ((line, dict(zip(headings, row, strict=True))) for line, row in enumerate(some, 2))
        cases.import_register(by=whose, region=county.region, file=file, rows=lines)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
