"""A hall of two floors with the police and the tax bureau at its windows, a branch hall, and a quarter of cases."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.common.workdays import SHANGHAI
from yimen.halls import services as halls
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.planning import services
from yimen.halls.planning.services import Traits
from yimen.halls.space import services as space
from yimen.halls.space.services import Laid
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff

DAY = date(2023, 6, 1)
BEGAN = date(2023, 1, 1)
HERE, BRANCH = ("P1", "P2", "T1", "T2"), ("B1",)


@pytest.fixture
def hall(county: Region) -> Hall:
    """友谊县政务服务中心."""
    return halls.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")


@pytest.fixture
def branch(county: Region, tax: Department) -> Hall:
    """办税服务分厅."""
    return halls.add_hall(by=None, region=county, code="B1", name="办税服务分厅", kind="branch", department=tax)


@pytest.fixture
def windows(county: Region, hall: Hall, branch: Hall, police: Department, tax: Department) -> None:
    """Two windows of each in the hall and one of the tax bureau in its branch, one person at each."""
    rows = [Window(hall=hall, code=code, terminal="10.1.1.1", valid_from=BEGAN) for code in HERE]
    rows += [Window(hall=branch, code=code, terminal="10.1.2.1", valid_from=BEGAN) for code in BRANCH]
    made = halls.add_windows(by=None, region=county, windows=rows)
    staff = [
        Staff(region=county, department=police if row.code.startswith("P") else tax, code=f"S{n}", name="王丽")
        for n, row in enumerate(made)
    ]
    people.register_staff(by=None, region=county, staff=staff)
    postings = [Posting(staff=one, window=row, valid_from=BEGAN) for one, row in zip(staff, made, strict=True)]
    halls.add_postings(by=None, region=county, postings=postings)


@pytest.fixture
def laid(hall: Hall, windows: None) -> Hall:
    """Ten stations on two floors; the police network reaches only the upper one."""
    area = Decimal("6")
    below = [(f"1-0{n}", area, code) for n, code in enumerate(("P1", "P2", "T1", "", ""), 1)]
    above = [(f"2-0{n}", area, code) for n, code in enumerate(("T2", "", "", "", ""), 1)]
    floors = [Laid("一楼", Decimal("300"), below), Laid("二楼", Decimal("200"), above)]
    space.lay_out(by=None, hall=hall, valid_from=BEGAN, floors=floors)
    traits = [Traits("一楼", "", (), step_free=True), Traits("二楼", "", ("police",), quiet=True, walk=50)]
    services.state_traits(by=None, hall=hall, traits=traits)
    return hall


@pytest.fixture
def cases(county: Region, police: Department, tax: Department, make_item: Callable[..., Item]) -> list[Case]:
    """Twenty days of cases: the police at the hall, the tax bureau at the hall and more at its branch."""
    licence, invoice = make_item("I1", "居住证签发"), make_item("I2", "发票领用", tax)
    return Case.objects.bulk_create(
        [
            *_cases(county, police, licence, "P1", 8, minutes=10, seed=1),
            *_cases(county, tax, invoice, "T1", 5, minutes=6, seed=2),
            *_cases(county, tax, invoice, "B1", 20, minutes=6, seed=3),
        ]
    )


def _cases(
    region: Region, department: Department, item: Item, window: str, a_day: int, *, minutes: float, seed: int
) -> Iterator[Case]:
    chance = random.Random(seed)
    for number in range(20):
        day = datetime(2023, 5, 1 + number, 9, tzinfo=SHANGHAI)
        for place in range(a_day):
            came = day + timedelta(minutes=chance.uniform(0, 180))
            key = f"{window}-{number}-{place}"
            times = {"received_at": came, "accepted_at": came + timedelta(minutes=minutes * chance.uniform(0.5, 1.5))}
            where: dict[str, Any] = {"department": department, "item": item, "window_code": window}
            yield Case(region=region, case_number=key, channel="window", **where, **times)
