"""What the tests of ratings stand on: a county's case that was delivered, its applicant, and who called."""

import pytest
from django.core.cache import cache

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.evaluation.tests import scenes
from yimen.halls.models import Window
from yimen.people.models import Department, User


@pytest.fixture
def window(clerk: User) -> Window:
    """The clerk's window, open today."""
    cache.clear()
    return scenes.window_of(clerk)


@pytest.fixture
def version(police: Department, window: Window) -> ItemVersion:
    """An item of the police that is decided on the spot."""
    return house.version_of(police, "I1", "instant")


@pytest.fixture
def delivered(clerk: User, approver: User, version: ItemVersion) -> Dossier:
    """A case of today whose result was handed out at the window."""
    return scenes.delivered(clerk, approver, version)
