"""An item that left the hall within the period is judged for its time there: nothing becomes lawful afterwards."""

from datetime import date, timedelta
from typing import Any

import pytest

from yimen.catalog.models import ItemVersion
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.services.loading import Registered, load
from yimen.evidence.dataset import modes_in
from yimen.evidence.models import Verdict
from yimen.evidence.tests.conftest import verdicts_of
from yimen.evidence.tests.making import FIRST, LAST
from yimen.people.models import Region

BEGINS = date(2024, 3, 20)
EVE = BEGINS - timedelta(days=1)


def exempted(region: Region, item_code: str, begins: date) -> None:
    """Puts an item on the negative list from a day on, as a register of before would."""
    version = ItemVersion.objects.get(region=region, item__code=item_code)
    entry = Exemption(
        region=region,
        item=version.item,
        department=version.department,
        reason=Exemption.Reason.SITE,
        basis="《车辆查验场地规范》",
        valid_from=begins,
        valid_to=begins + timedelta(days=365),
        approved_on=begins,
        approval_number="友政发〔2024〕3号",
    )
    load(by=None, region=region, rows=[Registered(entry)])


def accused(done: Any) -> str:
    """The code of an item that the small set shows as handled around the hall."""
    return next(code for code, verdict in sorted(verdicts_of(done).items()) if verdict in ("hollow", "bypassed"))


def test_an_exemption_of_late_does_not_wipe_out_what_was_done_before_it(done: Any, make_run: Any) -> None:
    code = accused(done)
    exempted(done.region, code, BEGINS)
    later = Verdict.objects.get(run=make_run(done.region), item_code=code)
    assert later.verdict == verdicts_of(done)[code]
    assert f"进驻至{EVE}" in later.reasons


def test_an_exemption_of_before_the_period_puts_the_item_out_of_scope(done: Any, make_run: Any) -> None:
    code = accused(done)
    exempted(done.region, code, FIRST - timedelta(days=30))
    assert verdicts_of(make_run(done.region))[code] == "exempt"


@pytest.mark.parametrize("begins", [FIRST, FIRST + timedelta(days=1), LAST, LAST + timedelta(days=1)])
def test_the_time_in_the_hall_ends_on_the_eve_of_the_exemption(done: Any, begins: date) -> None:
    code = accused(done)
    item = ItemVersion.objects.get(region=done.region, item__code=code).item_id
    exempted(done.region, code, begins)
    mode, _, until = modes_in(done.region, FIRST, LAST)[item]
    if begins > LAST:
        assert (mode, until) == ("hall", None)
    elif begins == FIRST:
        assert (mode, until) == ("exempt", None)
    else:
        assert (mode, until) == ("hall", begins - timedelta(days=1))
