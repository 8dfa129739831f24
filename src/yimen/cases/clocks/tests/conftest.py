"""What the tests of clocks share: an item with limits, and a case of it accepted on 1 June 2023."""

from datetime import date

import pytest

from yimen.cases.clocks.services import follow
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.people.models import Department, User

LIMITS = {"statutory_days": 20, "statutory_unit": "working", "promised_days": 5, "promised_unit": "working"}


@pytest.fixture
def window(clerk: User) -> Window:
    """The clerk's window."""
    return house.post(clerk)


@pytest.fixture
def version(police: Department) -> ItemVersion:
    """A licence with twenty days by law and five promised."""
    return house.version_of(police, **LIMITS)


@pytest.fixture
def received(clerk: User, window: Window, version: ItemVersion) -> Dossier:
    """A case whose materials came on 1 June 2023; nobody has told its applicant anything."""
    return house.received(clerk, version).dossier


@pytest.fixture
def accepted(clerk: User, window: Window, version: ItemVersion) -> Dossier:
    """A case accepted on 1 June 2023, its clocks as they stood on that day."""
    dossier = house.accepted(clerk, version)
    follow(dossier, as_of=date(2023, 6, 1))
    return dossier
