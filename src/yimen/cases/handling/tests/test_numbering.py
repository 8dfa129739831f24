"""办件编号 and 查询码."""

from itertools import pairwise

import pytest

from yimen.cases.handling.services import Handed, numbering
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.common import slips
from yimen.common.check_characters import mod_37_36
from yimen.common.errors import Refused
from yimen.halls.models import Window
from yimen.people.models import User

pytestmark = pytest.mark.django_db


def test_the_check_character_is_that_of_the_standard() -> None:
    """The example of the Global Release Identifier, which uses ISO/IEC 7064 MOD 37,36."""
    assert mod_37_36("A12425GABC1234002") == "M"


def test_every_single_wrong_character_is_found() -> None:
    body = "230522D012023060100001"
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    wrong = {body[:n] + sign + body[n + 1 :] for n in range(len(body)) for sign in signs} - {body}
    assert all(mod_37_36(each) != mod_37_36(body) for each in wrong)


def test_numbers_of_a_day_follow_each_other_without_gaps(clerk: User, window: Window, version: ItemVersion) -> None:
    numbers = [house.received(clerk, version).dossier.number for _ in range(12)]
    assert all(each.startswith("230522D0120230601") and mod_37_36(each[:-1]) == each[-1] for each in numbers)
    assert [int(b[17:22]) - int(a[17:22]) for a, b in pairwise(numbers)] == [1] * 11


def test_a_refused_application_leaves_no_gap(clerk: User, window: Window, version: ItemVersion) -> None:
    first = house.received(clerk, version).dossier.number
    with pytest.raises(Refused):
        house.received(clerk, version, papers=[Handed("")])
    assert int(house.received(clerk, version).dossier.number[17:22]) == int(first[17:22]) + 1


def test_the_secret_opens_its_own_case_only(clerk: User, window: Window, version: ItemVersion) -> None:
    one, other = house.received(clerk, version), house.received(clerk, version)
    number = one.dossier.number
    assert numbering.matches(number, one.secret, one.dossier.secret)
    assert numbering.matches(number, f"{one.secret[:5].lower()} - {one.secret[5:]}", one.dossier.secret)
    assert not numbering.matches(number, other.secret, one.dossier.secret)
    assert not numbering.matches(other.dossier.number, one.secret, other.dossier.secret)
    assert not numbering.matches(other.dossier.number, one.secret, one.dossier.secret), "a digest copied to another"
    assert one.secret not in str(vars(one.dossier))


def test_secrets_are_long_enough_that_nobody_guesses_one() -> None:
    assert len(slips.ALPHABET) ** slips.SECRET_LENGTH >= 2**50
    assert len({slips.new_secret() for _ in range(1000)}) == 1000
