"""A case that is handled here is evidence like any that was handed in, also while a file is being read."""

import pytest

from yimen.cases.handling.tests import house
from yimen.evidence.dataset import cases_of
from yimen.exchange import services as exchange
from yimen.exchange.states import READING
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db


def test_a_case_handled_here_is_in_the_set(clerk: User, liaison: User, police: Department) -> None:
    house.post(clerk)
    dossier = house.accepted(clerk, house.version_of(police))
    exchange.open_batch(
        by=liaison, region=police.region, department=police, kind="cases.cases", name="办件.csv",
        content="办件编号\nC1\n".encode(), status=READING,
    )  # fmt: skip
    assert list(cases_of(police.region, house.DAY, house.DAY)) == [dossier.case]
