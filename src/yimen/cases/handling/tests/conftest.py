"""What the tests of handling share: an item of the police, and the clerk at his window."""

import pytest

from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.people.models import Department, User


@pytest.fixture
def window(clerk: User) -> Window:
    """The clerk's window."""
    return house.post(clerk)


@pytest.fixture
def version(police: Department) -> ItemVersion:
    """An item that is examined and then decided."""
    return house.version_of(police)


@pytest.fixture
def instant(police: Department) -> ItemVersion:
    """An item that is decided on the spot."""
    return house.version_of(police, "I2", "instant")
