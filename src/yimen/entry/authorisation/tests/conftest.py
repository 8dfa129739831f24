"""A department with three items, people on both posts, and a head who hands over."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry import services as entry
from yimen.entry.authorisation import services
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.services import Grant
from yimen.entry.modes import Power
from yimen.entry.services import Claim
from yimen.halls import services as halls
from yimen.halls.models import Hall, Posting, Window
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

LONG_AGO = date(2022, 1, 1)
EVERY_STEP = frozenset(Power.values)


def today() -> date:
    """The day on which the tests act."""
    return timezone.localdate()


@pytest.fixture
def centre(county: Region, make_department: Any) -> Department:
    """县政务服务中心."""
    return make_department(county, "D90", "政务服务中心", "centre")


@pytest.fixture
def staff(county: Region, police: Department, tax: Department, centre: Department) -> dict[str, Staff]:
    """Three people of the police, one of the tax office, one of the centre."""
    of = {"P1": police, "P2": police, "P3": police, "T1": tax, "C1": centre}
    rows = [Staff(region=county, department=where, code=code, name="欧阳修") for code, where in of.items()]
    people.register_staff(by=None, region=county, staff=rows)
    return {row.code: row for row in Staff.objects.select_related("department")}


@pytest.fixture
def hall(county: Region) -> Hall:
    """县综合大厅."""
    return halls.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")


@pytest.fixture
def window(county: Region, hall: Hall, staff: dict[str, Staff]) -> Window:
    """窗口 A01, at which P1 and P2 stand."""
    rows = [Window(hall=hall, code="A01", terminal="10.1.1.1", valid_from=LONG_AGO)]
    made = halls.add_windows(by=None, region=county, windows=rows)[0]
    posted = [Posting(staff=staff[code], window=made, valid_from=LONG_AGO) for code in ("P1", "P2")]
    halls.add_postings(by=None, region=county, postings=posted)
    return made


@pytest.fixture
def passport(make_item: Any) -> Item:
    """普通护照签发, a licence whose guide says that it has entered."""
    return make_item("P1", "普通护照签发", in_hall=True, place="友谊县政务服务中心")


@pytest.fixture
def residence(make_item: Any) -> Item:
    """户口迁移, of whose guide nothing is known."""
    return make_item("P2", "户口迁移")


@pytest.fixture
def enter() -> Callable[..., None]:
    """Declares items in as a register would, ready or not, at window A01 unless said otherwise."""

    def make(*items: Item, mode: str = "own_window", windows: str = "A01") -> None:
        for item in items:
            entry.declare(by=None, item=item, claim=Claim(mode, today(), windows=windows))

    return make


@pytest.fixture
def give(head: User, police: Department) -> Callable[..., Mandate]:
    """The police's head hands over steps of items."""

    def make(
        person: Staff, items: Iterable[Item], *, post: str = "a", powers: Iterable[str] = EVERY_STEP,
        by: User | None = head, kind: str = "authorisation", first: date | None = None, last: date | None = None,
        expected: int | None = None,
    ) -> Mandate:  # fmt: skip
        begins = first or today()
        what = Grant(kind, person, post, begins, last or begins + timedelta(days=365), frozenset(powers))
        return services.grant(by=by, department=police, grant=what, items=items, expected=expected)

    return make
