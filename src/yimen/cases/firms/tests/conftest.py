"""A firm whose legal representative the province's identity knows, and who may be named its agent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from yimen.cases.applying.tests.conftest import (  # noqa: F401 - fixtures
    ME,
    OTHER,
    citizen,
    draft,
    make_citizen,
    own_files,
    version,
)
from yimen.cases.firms import services
from yimen.cases.firms.models import Representative
from yimen.catalog.models import ItemVersion
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen, Region

FIRM, BOSS = "91110000100000001W", "110101199003070038"
NAME = "友谊县禾丰米业有限公司"


@pytest.fixture
def boss(county: Region) -> Citizen:
    """The legal representative, as the province's identity knows him."""
    return citizens.sign_in_by_identity(
        region=county, issuer="https://id.example", subject="boss", name="王某", person_id=BOSS
    )


@pytest.fixture
def head(boss: Citizen) -> Representative:
    """His right."""
    return services.vouch(citizen=boss, code=FIRM, name=NAME)


@pytest.fixture
def name_agent(boss: Citizen, head: Representative) -> Callable[..., Representative]:
    """Names the citizen of the phone, by default for every item and a month."""

    def make(*items: ItemVersion, person_id: str = ME, phone: str = "13800001234", days: int = 30) -> Representative:
        scope = services.Scope(timezone.localdate() + timedelta(days=days), items)
        return services.name_agent(citizen=boss, head=head, agent=services.Agent("某甲", person_id, phone), scope=scope)

    return make
