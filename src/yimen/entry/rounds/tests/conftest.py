"""A round of a small county: two departments, three items, a hall with staffed windows, people on both posts."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry.modes import Power
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.models import Round, Sheet, SheetLine
from yimen.entry.rounds.services import Answer
from yimen.entry.rounds.texts import digest_of
from yimen.halls import services as halls
from yimen.halls.models import Hall, HallDay, Posting, Window
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

LONG_AGO = date(2022, 1, 1)
ALL_HANDED: dict[str, str] = dict.fromkeys(Power.values, "")


@pytest.fixture
def items(make_item: Any, tax: Department) -> dict[str, Item]:
    """普通护照签发 and 户口迁移 of the police, 发票领用 of the tax office; the first is no licence."""
    return {
        "passport": make_item("P1", "普通护照签发", kind="07"),
        "residence": make_item("P2", "户口迁移"),
        "invoice": make_item("T1", "发票领用", department=tax, kind="20"),
    }


@pytest.fixture
def hall(county: Region) -> Hall:
    """县综合大厅."""
    hall = halls.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")
    day = HallDay(hall=hall, date=date(2023, 5, 15), opens_at=time(8, 30), closes_at=time(17))
    halls.add_hall_days(by=None, region=county, days=[day])
    return hall


@pytest.fixture
def window(county: Region, hall: Hall) -> Window:
    """窗口 A01, and A02 beside it where nobody stands."""
    rows = [Window(hall=hall, code=code, terminal="10.1.1.1", valid_from=LONG_AGO) for code in ("A01", "A02")]
    return halls.add_windows(by=None, region=county, windows=rows)[0]


@pytest.fixture
def staff(county: Region, police: Department, tax: Department, window: Window) -> dict[str, Staff]:
    """Two police officers at A01, one who stands nowhere, and one of the tax office."""
    rows = {
        code: Staff(region=county, department=department, code=code, name="王丽")
        for code, department in (("P1", police), ("P2", police), ("P9", police), ("T1", tax))
    }
    people.register_staff(by=None, region=county, staff=list(rows.values()))
    found = {row.code: row for row in Staff.objects.all()}
    posted = [Posting(staff=found[code], window=window, valid_from=LONG_AGO) for code in ("P1", "P2")]
    halls.add_postings(by=None, region=county, postings=posted)
    return found


@pytest.fixture
def opened(officer: User, items: dict[str, Item], staff: dict[str, Staff]) -> Round:
    """A round under way, until in ten days."""
    today = timezone.localdate()
    return services.open_round(
        by=officer, region=officer.region, title="清单梳理", as_of=today, deadline=today + timedelta(days=10)
    )


@pytest.fixture
def sheet(opened: Round, police: Department) -> Sheet:
    """The police's sheet."""
    return Sheet.objects.select_related("round__region", "department").get(round=opened, department=police)


@pytest.fixture
def say(staff: dict[str, Staff]) -> Callable[..., Answer]:
    """An answer as it should be, with what a test wants otherwise."""

    def make(**otherwise: Any) -> Answer:
        plain = {
            "mode": "own_window", "windows": "A01", "staff_a": staff["P1"], "staff_b": staff["P2"],
            "powers": ALL_HANDED,
        }  # fmt: skip
        return Answer(**{**plain, **otherwise})

    return make


def line_of(sheet: Sheet, number: int = 1) -> SheetLine:
    """The line of that number, as it is now, with all that it says."""
    return queries.lines_of(sheet).get(number=number)


def fill(sheet: Sheet, by: User | None, answer: Answer) -> Sheet:
    """The sheet with every line answered alike."""
    services.answer_lines(by=by, sheet=sheet, lines=SheetLine.objects.filter(sheet=sheet), answer=answer)
    return sheet


def signed(sheet: Sheet, liaison: User | None, head: User | None, answer: Answer) -> Sheet:
    """The sheet filled in, submitted and signed."""
    services.submit(by=liaison, sheet=fill(sheet, liaison, answer))
    return services.sign(by=head, sheet=sheet, seen=digest_of(queries.lines_of(sheet)))
