"""Where things are: regions, departments with their dated codes, halls, windows, township points, opening days."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date

from yimen.demonstration import codes, days

ENTERED_ON = date(2023, 5, 13)
"""The day by which the notice wants everything in the hall."""
SATURDAYS_FROM = date(2023, 3, 4)
SET_UP_ON = date(2022, 1, 1)
REPLACED_ON = date(2023, 6, 12)
"""The day on which the machines of REPLACED_WINDOWS were replaced by new ones with other addresses."""
REPLACED_WINDOWS = ("W0501", "W1402", "Z03")
RECODED_ON = date(2023, 7, 1)
"""The day of the reorganisation on which one department got another code."""
RECODED_SERIAL = "30"
BRANCHES = {
    "03": "公安办证分厅",
    "04": "法律服务分厅",
    "05": "办税服务分厅",
    "06": "烟草专卖分厅",
    "17": "不动产登记分厅",
}
CLOSED_BRANCHES = ("04",)
"""Branch halls that closed when told to, on the eve of ENTERED_ON."""
ORDERED_TO_CLOSE = ("06",)
"""Branch halls without legal basis that were told to close on ENTERED_ON and did not."""


@dataclass(slots=True)
class Department:
    """部门: one body that handles items. `ledger` says how much of its own ledger it hands over."""

    code: str
    serial: str
    name: str
    short_name: str
    sign: str
    kind: str
    windows: int
    ledger: str
    weight: float
    sources: str
    credit_codes: list[tuple[str, date, date | None]] = field(default_factory=list)

    @property
    def covered(self) -> bool:
        """Whether the ledger shows what was handled, so that the truth can be known from it."""
        return self.ledger == "full"


@dataclass(slots=True)
class Window:
    """窗口: one counter with the address of its machine."""

    code: str
    hall_code: str
    department: str
    terminal: str
    from_date: date
    to_date: date | None
    later_terminal: str = ""
    """The machine put there on REPLACED_ON, where it was replaced."""

    def terminal_on(self, day: date) -> str:
        """The address of the machine that stood there on that day."""
        return self.later_terminal if self.later_terminal and day >= REPLACED_ON else self.terminal

    def spans(self) -> list[tuple[str, date, date | None]]:
        """Each machine with its first and last day there."""
        if not self.later_terminal:
            return [(self.terminal, self.from_date, self.to_date)]
        eve = REPLACED_ON - days.ONE_DAY
        return [(self.terminal, self.from_date, eve), (self.later_terminal, REPLACED_ON, self.to_date)]


@dataclass(slots=True)
class Hall:
    """大厅: the comprehensive hall (main) or a department's branch hall."""

    code: str
    name: str
    kind: str
    department: str
    opens: dict[date, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Places:
    """All of one county's places."""

    region: str
    sign: str
    regions: list[dict[str, str]]
    departments: dict[str, Department]
    halls: dict[str, Hall]
    windows: dict[str, Window]
    points: list[dict[str, str]]

    def windows_of(self, department: str, kind: str) -> list[Window]:
        """The windows of a department in halls of that kind."""
        return [w for w in self.windows.values() if w.department == department and self.halls[w.hall_code].kind == kind]


def read(name: str) -> list[dict[str, str]]:
    """The rows of one of the data files."""
    with (days.DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def regions() -> list[dict[str, str]]:
    """Province, city, both counties and their townships; statistical units are marked as such."""
    rows = []
    for row in read("divisions"):
        is_unit = row["level"] == "township" and int(row["code"][6:]) >= 400
        rows.append(
            {
                "region_code": row["code"],
                "name": row["name"],
                "level": row["level"],
                "parent_code": row["parent"],
                "statistical_unit": "1" if is_unit else "0",
            }
        )
    return rows


def credit_code_of(serial: str, kind: str, region: str, edition: int = 0) -> str:
    """A department's invented credit code."""
    prefix = {"institution": "12", "enterprise": "91", "mass": "13"}.get(kind, "11")
    return codes.credit_code(prefix, f"MB{region[4:6]}{edition}{serial}0")


def departments_of(region: str, serials: tuple[str, ...] | None = None) -> dict[str, Department]:
    """The county's departments by code; `serials` restricts a neighbour county to a few of them."""
    found = {}
    county = {row["region_code"]: row["name"] for row in regions()}[region]
    for row in read("departments"):
        if serials and row["serial"] not in serials:
            continue
        code = f"{region}D{row['serial']}"
        department = Department(
            code=code,
            serial=row["serial"],
            name=row["name"].replace("友谊县", county),
            short_name=row["short_name"],
            sign=row["sign"],
            kind=row["kind"],
            windows=int(row["windows"]),
            ledger=row["ledger"],
            weight=float(row["weight"]),
            sources=row["sources"],
        )
        first = credit_code_of(row["serial"], row["kind"], region)
        if row["serial"] == RECODED_SERIAL:
            second = credit_code_of(row["serial"], "institution", region, edition=1)
            department.credit_codes = [(first, SET_UP_ON, date(2023, 6, 30)), (second, RECODED_ON, None)]
        else:
            department.credit_codes = [(first, SET_UP_ON, None)]
        found[code] = department
    return found


def build(region: str, rng: random.Random, serials: tuple[str, ...] | None = None) -> Places:
    """Everything that has a place in the county `region` (230522 or 230521)."""
    names = {row["region_code"]: row["name"] for row in regions()}
    departments = departments_of(region, serials)
    places = Places(region, names[region][0], regions(), departments, {}, {}, [])
    places.halls["H1"] = Hall("H1", f"{names[region]}政务服务中心", "main", f"{region}D02")
    net = 23 if region == "230522" else 24
    counter = 10
    for department in departments.values():
        for number in range(1, department.windows + 1):
            code = f"{'Z' if department.serial == '02' else 'W' + department.serial}{number:02d}"
            terminal = f"10.{net}.1.{counter}"
            moved_in = department.serial in CLOSED_BRANCHES + ORDERED_TO_CLOSE
            later = f"10.{net}.2.{counter}" if code in REPLACED_WINDOWS else ""
            opened = ENTERED_ON if moved_in else SET_UP_ON
            places.windows[code] = Window(code, "H1", department.code, terminal, opened, None, later)
            counter += 1
        if department.serial in BRANCHES:
            _add_branch(places, department, net)
    _open(places, rng)
    _add_points(places, names)
    return places


def _add_branch(places: Places, department: Department, net: int) -> None:
    hall = Hall(f"B{department.serial}", BRANCHES[department.serial], "branch", department.code)
    places.halls[hall.code] = hall
    closed = date(2023, 5, 12) if department.serial in CLOSED_BRANCHES else None
    for number in range(1, 4):
        code = f"{hall.code}{number:02d}"
        terminal = f"10.{net}.{100 + int(department.serial)}.{number + 1}"
        places.windows[code] = Window(code, hall.code, department.code, terminal, SET_UP_ON, closed)


def _open(places: Places, rng: random.Random) -> None:
    """Fill in opening days: working days; Saturday mornings in the main hall from SATURDAYS_FROM."""
    for hall in places.halls.values():
        serial = hall.department[-2:]
        last = date(2023, 5, 12) if hall.kind == "branch" and serial in CLOSED_BRANCHES else days.LAST
        for day in days.between(days.FIRST, last):
            if days.works(day):
                hall.opens[day] = ("08:30", "17:00")
            elif hall.kind == "main" and day >= SATURDAYS_FROM and day.weekday() == 5 and day not in days.moved_days():
                hall.opens[day] = ("09:00", "12:00")


def _add_points(places: Places, names: dict[str, str]) -> None:
    for row in places.regions:
        if row["parent_code"] != places.region or row["level"] != "township":
            continue
        kind = "服务点" if row["statistical_unit"] == "1" else "便民服务中心"
        places.points.append(
            {
                "point_code": f"T{row['region_code'][6:]}",
                "name": f"{row['name']}{kind}",
                "region_code": row["region_code"],
                "acts": "代收代办、网上申报辅导",
            }
        )


def office_terminal(places: Places, department: str, number: int) -> str:
    """The address of an office machine in the department's own building; not one of any hall's."""
    net = 23 if places.region == "230522" else 24
    return f"10.{net}.{180 + int(department[-2:])}.{number + 20}"
