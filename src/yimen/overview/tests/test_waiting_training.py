"""What waits of training: for a clerk what he has to learn, for whoever sends people whose qualification ends soon."""

from datetime import timedelta

import pytest

from yimen.overview.queries import waiting
from yimen.people.models import Department, Region, User
from yimen.training.models import Qualification
from yimen.training.tests import making


@pytest.mark.django_db
def test_a_lesson_waits_until_it_is_passed_and_again_before_it_ends(
    county: Region, police: Department, clerk: User, liaison: User, officer: User
) -> None:
    version = making.a_bank(making.a_course(county))
    learner = making.somebody(police, "P1", clerk)
    day = making.NINE.date()
    lacking = {each.label: (each.count, each.wrong) for each in waiting(clerk, day)}
    assert lacking["待学的课程"] == (1, True)
    making.passed(version, learner, officer)
    last = Qualification.objects.get().valid_to
    assert {each.label: each.count for each in waiting(clerk, last)}["待学的课程"] == 0
    for today, count in ((day, 0), (last - timedelta(days=31), 0), (last - timedelta(days=30), 1), (last, 1)):
        found = {each.label: each for each in waiting(liaison, today)}
        assert found["培训快到期"].count == count, today
        assert found["培训快到期"].url.endswith("standing=soon")
