"""A hall of two floors, the police and the tax bureau at its windows, a branch hall, what is known of the work."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import pytest

from yimen.halls import services as halls
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.planning import measuring, services
from yimen.halls.planning.measuring import ItemWork, Key, Times, Work
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
def work(police: Department, tax: Department, monkeypatch: pytest.MonkeyPatch) -> dict[str, Work]:
    """Window -> twenty days of work there: the police and the tax bureau in the hall, more at the tax bureau's branch.

    As a room above would tell it; which windows are asked about decides what is answered.
    """
    known = {
        (police.pk, "P1"): _work(8, 10, "居住证签发"),
        (tax.pk, "T1"): _work(5, 6, "发票领用"),
        (tax.pk, "B1"): _work(20, 6, "发票领用"),
    }

    def tell(_: Region, windows: Collection[str], *__: date) -> dict[Key, Work]:
        return {key: work for key, work in known.items() if key[1] in windows}

    monkeypatch.setattr(measuring, "SOURCES", [tell])
    return {window: work for (_, window), work in known.items()}


def _work(a_day: float, minutes: float, item: str) -> Work:
    slots = {540 + 30 * slot: a_day / 6 for slot in range(6)}
    times = Times.of([minutes - 3, minutes + 3] * round(10 * a_day))
    return Work(slots, times.sample, times, (ItemWork("I1", item, times.sample, times),), "测试")
