"""Giving up a batch: whoever handed it in, the bureau and departments' liaisons; a hall's manager only his own."""

import pytest

from yimen.common.errors import Refused
from yimen.exchange import services
from yimen.exchange.models import ImportBatch
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db


def planned(by: User, region: Region, kind: str) -> ImportBatch:
    """A batch whose columns wait for a person."""
    return services.open_batch(by=by, region=region, kind=kind, name="表.csv", content="编号\n1\n".encode())


def test_a_halls_manager_gives_up_his_own_plan_and_nobody_elses(
    hall_manager: User, officer: User, county: Region
) -> None:
    services.discard(by=hall_manager, batch=planned(hall_manager, county, ImportBatch.Kind.SPACE))
    items = planned(officer, county, ImportBatch.Kind.ITEMS)
    with pytest.raises(Refused, match="只能放弃自己报送的批次"):
        services.discard(by=hall_manager, batch=items)
    assert services.discard(by=officer, batch=items).status == "discarded"
