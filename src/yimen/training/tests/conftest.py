"""What the tests of pages begin with."""

import pytest

from yimen.people.models import Department, Region, Staff, User
from yimen.training.courses.models import CourseVersion
from yimen.training.tests import making


@pytest.fixture
def version(county: Region) -> CourseVersion:
    """A course for everybody with a bank."""
    return making.a_bank(making.a_course(county))


@pytest.fixture
def learner(police: Department, clerk: User) -> Staff:
    """A clerk with a work number."""
    return making.somebody(police, "P1", clerk)
