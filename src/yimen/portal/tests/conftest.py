"""A county whose hall is open, with an item that has a guide."""

from datetime import date, time
from typing import Any

import pytest
from django.core.cache import cache

from yimen.catalog.guides import services as guides
from yimen.catalog.guides.tests.conftest import CONTENT
from yimen.catalog.models import ItemVersion
from yimen.catalog.search import services as search
from yimen.catalog.tests.test_import import a_list, row, take_in
from yimen.exchange.identity.tests.conftest import issuer  # noqa: F401 - a fixture
from yimen.halls import services as halls
from yimen.halls.models import Hall, HallDay
from yimen.people.models import Department, Region, User


@pytest.fixture
def version(county: Region, officer: User, police: Department, tax: Department) -> ItemVersion:
    """The item with a guide; there is another without."""
    cache.clear()
    take_in(officer, a_list(row(1, "旅馆业特种行业许可证核发"), row(2, "开具税收完税证明", "税务局")))
    found = ItemVersion.objects.get(name="旅馆业特种行业许可证核发")
    guides.publish(by=officer, version=found, content=CONTENT)
    search.take_usual_synonyms(by=officer, region=county)
    search.index_items(region=county)
    return found


@pytest.fixture
def hall(county: Region) -> Any:
    """The comprehensive hall, open from 8:30 to 17:00."""
    main = halls.add_hall(
        by=None, region=county, code="H1", name="政务服务中心", kind=Hall.Kind.MAIN, address="友谊路1号"
    )
    days = [HallDay(hall=main, date=date(2023, 6, day), opens_at=time(8, 30), closes_at=time(17)) for day in (1, 2, 5)]
    halls.add_hall_days(by=None, region=county, days=days)
    return main
