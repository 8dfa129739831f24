"""A branch hall with two windows and a machine each, the hall beside it, and cases taken in here or there."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from yimen.cases.imports import SHANGHAI
from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.entry.branches.models import BranchDecision
from yimen.entry.branches.tests.conftest import (
    branch,
    finish,
    for_want_of_room,
    passport,
    proof,
    say,
    staff,
    way_to,
)  # fmt: skip
from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch
from yimen.halls import services as halls
from yimen.halls.models import Hall, Window
from yimen.people.models import Region, User

__all__ = ["branch", "finish", "for_want_of_room", "passport", "proof", "say", "staff", "way_to"]
CLOSED_ON = date(2023, 5, 13)
LONG_AGO = date(2022, 1, 1)
BRANCH, HALL, MOVED, OFFICE, LENT = "10.0.9.1", "10.0.1.1", "10.0.9.2", "10.0.77.7", "10.0.1.9"
"""Machines: of the branch, of the hall, of the branch until it was carried into the hall, of nobody, and of the hall
but lent to the branch for ten days."""


@pytest.fixture
def places(county: Region, branch: Hall) -> Hall:
    """The comprehensive hall and the windows of both; the branch itself comes back."""
    main = halls.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")
    point = halls.add_hall(by=None, region=county, code="T1", name="兴隆镇便民服务中心", kind="township")
    after = CLOSED_ON + timedelta(days=1)
    windows = [
        Window(hall=branch, code="B01", terminal=BRANCH, valid_from=LONG_AGO, valid_to=CLOSED_ON),
        Window(hall=branch, code="B02", terminal=MOVED, valid_from=LONG_AGO, valid_to=CLOSED_ON),
        Window(hall=main, code="W01", terminal=HALL, valid_from=LONG_AGO),
        Window(hall=main, code="W02", terminal=MOVED, valid_from=after),
        Window(hall=main, code="W03", terminal=LENT, valid_from=LONG_AGO),
        Window(hall=branch, code="B03", terminal=LENT, valid_from=date(2023, 2, 1), valid_to=date(2023, 2, 10)),
        Window(hall=point, code="T01", terminal="10.0.5.1", valid_from=LONG_AGO),
    ]
    halls.add_windows(by=None, region=county, windows=windows)
    return branch


@pytest.fixture
def take_in(passport: Item, officer: User) -> Callable[..., None]:
    """So many cases of the branch's item on each of some days, at a machine and a window."""
    numbers = iter(range(100_000))
    batch = exchange.open_batch(
        by=officer, region=officer.region, kind=ImportBatch.Kind.CASES, name="办件.csv", content=b"case_no\n1\n",
        department=None,
    )  # fmt: skip

    def received(day: date) -> datetime:
        return datetime.combine(day, time(9), SHANGHAI)

    def make(first: date, days: int, *, terminal: str = "", window: str = "", each: int = 1, **more: Any) -> None:
        version = passport.versions.get()
        Case.objects.bulk_create(
            Case(
                region_id=passport.region_id, department=version.department, item=passport, item_code=passport.code,
                case_number=f"C{next(numbers)}", received_at=received(first + timedelta(days=n)),
                terminal=terminal, window_code=window, batch=batch, **{"channel": "window", **more},
            )
            for n in range(days)
            for _ in range(each)
        )  # fmt: skip

    return make


@pytest.fixture
def reported(way_to: Any, places: Hall) -> BranchDecision:
    """The branch's closing, reported as done."""
    made: BranchDecision = way_to("finished")
    return made
