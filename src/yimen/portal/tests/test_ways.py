"""去哪里办: from what somebody wants to the window marked on the plan, and whether the doors are open."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yimen.catalog.models import ItemVersion
from yimen.entry import services as entry
from yimen.entry.models import Mode
from yimen.entry.services import Claim
from yimen.halls import services as registers
from yimen.halls.models import Hall, Window
from yimen.halls.space import services as space
from yimen.halls.space.services import Box, Laid, LaidZone

HOME = "/portal/230522000000/"
pytestmark = pytest.mark.django_db


def declare(version: ItemVersion, mode: str, **more: Any) -> None:
    entry.declare(by=None, item=version.item, claim=Claim(mode, date(2023, 5, 1), **more))


@pytest.fixture
def drawn(hall: Hall) -> Hall:
    """The hall with A01 in its zone on the first floor and A02 on the second, which nobody has drawn."""
    rows = [Window(hall=hall, code=code, terminal="10.1.1.1", valid_from=date(2023, 1, 1)) for code in ("A01", "A02")]
    registers.add_windows(by=None, region=hall.region, windows=rows)
    first = Laid(
        "一楼", Decimal("200"), [("1-01", Decimal("2.3"), "A01")], 2000, 1000,
        [LaidZone("综合受理区", "comprehensive", Box(0, 0, 900, 400))], places={"1-01": Box(100, 100, 180, 130)},
    )  # fmt: skip
    second = Laid("二楼", Decimal("90"), [("2-01", Decimal("6"), "A02")])
    space.lay_out(by=None, hall=hall, valid_from=date(2023, 1, 1), floors=[first, second])
    return hall


def test_an_item_s_window_is_marked_on_its_floor_and_told_in_words(
    drawn: Hall, version: ItemVersion, django_assert_max_num_queries: Any
) -> None:
    declare(version, Mode.OWN_WINDOW, hall=drawn, windows="A01")
    with django_assert_max_num_queries(25):
        page = Client().get(f"{HOME}halls/{drawn.pk}/?item={version.item_id}").content.decode()
    assert page.count('class="floor-here"') == 1
    assert "到一楼“综合受理区”" in page and "<strong>A01</strong>" in page
    assert 'aria-label="二楼平面图' not in page  # a floor with nothing for him is not drawn
    whole = Client().get(f"{HOME}halls/{drawn.pk}/").content.decode()
    assert "floor-here" not in whole and 'aria-label="二楼平面图' in whole
    assert (
        f"halls/{drawn.pk}/?item={version.item_id}" in Client().get(f"{HOME}items/{version.item_id}/").content.decode()
    )
    found = Client().get(f"{HOME}halls/?q=开宾馆").content.decode()
    assert version.name in found and f"halls/{drawn.pk}/?item={version.item_id}" in found


def test_an_item_of_elsewhere_says_so_and_a_key_of_none_is_not_found(drawn: Hall, version: ItemVersion) -> None:
    declare(version, Mode.ONLINE_ONLY)
    page = Client().get(f"{HOME}halls/{drawn.pk}/?item={version.item_id}").content.decode()
    assert "这件事不在这个大厅办" in page and "floor-here" not in page
    for wrong in ("x", "9" * 30, "0"):
        assert Client().get(f"{HOME}halls/{drawn.pk}/?item={wrong}").status_code == 404
    Hall.objects.filter(pk=drawn.pk).update(closes_on=date(2023, 2, 1))
    assert Client().get(f"{HOME}halls/{drawn.pk}/").status_code == 404
