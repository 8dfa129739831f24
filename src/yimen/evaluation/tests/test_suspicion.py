"""Odd ratings are marked with what was seen, honest ones left alone, and nothing is deleted."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.common.errors import Refused
from yimen.evaluation import queries, services
from yimen.evaluation.models import Rating, StaffMark, Suspicion
from yimen.evaluation.rules import Channel
from yimen.evaluation.suspicion import INNOCENT, Seen, odd
from yimen.evaluation.tests import scenes
from yimen.people.models import Staff, User

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
PRAISE = ["很好", "服务热情", "", "", "", "办得快", "谢谢"]


def honest(key: int, chance: random.Random) -> Seen:
    at = NOW + timedelta(seconds=chance.randrange(180 * 86400))
    ended = at - timedelta(seconds=20 + chance.randrange(86400))
    address = f"10.{chance.randrange(200)}.{chance.randrange(200)}.{chance.randrange(200)}"
    place = f"w{chance.randrange(60)}"
    return Seen(key, at, ended, address, place, "good", chance.choice(PRAISE), chance.random() < 0.5)


def brushed(key: int, chance: random.Random) -> list[Seen]:
    """Six ratings somebody gave himself: in a row, from one machine, in one wording, at once, or as staff."""
    at, way = NOW + timedelta(seconds=chance.randrange(180 * 86400)), key % 5
    place = f"b{key}"
    rows = []
    for each in range(6):
        when = at + timedelta(seconds=6 * each if way == 0 else 3000 * each)
        ended = when - timedelta(seconds=3 if way == 3 else 600)
        address = f"172.16.9.{key % 250}" if way == 1 else f"10.250.{key % 250}.{each}"
        words = f"非常满意的服务{key}" if way == 2 else ""
        own = "手机号码与登记的工作人员相同。" if way == 4 else ""
        rows.append(Seen(key + each, when, ended, address, place, "excellent", words, way == 0, own))
    return rows


def test_of_planted_ones_nearly_all_are_marked_and_of_honest_ones_hardly_any() -> None:
    """Twenty thousand honest ratings and two hundred brushed ones in groups, as TRUST T09 asks."""
    chance = random.Random(11)
    good = [honest(key, chance) for key in range(20_000)]
    planted = [row for group in range(34) for row in brushed(100_000 + 10 * group + group % 5, chance)]
    marked = {mark.key for mark in odd([*good, *planted])}
    found = sum(row.key in marked for row in planted)
    wrong = sum(row.key in marked for row in good)
    assert found >= 0.95 * len(planted) and len(planted) >= 200
    assert wrong < 0.01 * len(good)


@pytest.mark.parametrize(("apart", "number", "hit"), [(20, 5, True), (21, 5, False), (20, 4, False)])
def test_a_burst_begins_with_five_of_twenty_seconds(apart: int, number: int, hit: bool) -> None:
    rows = [
        Seen(each, NOW + timedelta(seconds=apart * each), None, "", "w1", "good", "", True) for each in range(number)
    ]
    assert bool(list(odd(rows))) is hit


@pytest.mark.django_db
def test_a_rating_from_the_clerks_own_machine_is_marked_kept_and_counted_apart(
    delivered: Dossier, officer: User
) -> None:
    rating = scenes.rated(delivered, terminal=house.TERMINAL)
    assert "self" in {each.kind for each in rating.suspicions.all()}
    rows = queries.chosen_ratings(officer, {})
    assert queries.in_doubt(rows, yes=True).count() == 1
    assert queries.in_doubt(rows, yes=False).count() == 0
    assert Rating.objects.count() == 1


@pytest.mark.django_db
def test_staff_is_known_by_digests_of_numbers_that_are_not_kept(delivered: Dossier, hall_manager: User) -> None:
    staff = Staff.objects.first()
    services.mark_staff(by=hall_manager, staff=staff, phone="138-1111 2222")
    assert "13811112222" not in str(list(StaffMark.objects.values()))
    rating = scenes.rated(delivered, contact="+86 13811112222")
    assert "手机号码" in rating.suspicions.get(kind="self").seen
    with pytest.raises(Refused, match="11 位"):
        services.mark_staff(by=hall_manager, staff=staff, phone="123")


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "marked"), [("here", 5), ("before", 0)])
def test_a_fifth_in_a_row_marks_all_five_and_each_once_but_not_beside_those_of_an_earlier_system(
    delivered: Dossier, origin: str, marked: int
) -> None:
    for number, row in enumerate(scenes.history(delivered, 4)):
        at = datetime.now(UTC) - timedelta(seconds=15 * (4 - number))
        Rating.objects.filter(pk=row.pk).update(rated_at=at, grade="good", words="", origin=origin)
    rating = scenes.rated(delivered, channel=Channel.DEVICE)
    assert rating.suspicions.filter(kind="burst").exists() is bool(marked)
    assert Suspicion.objects.filter(kind="burst").count() == marked
    assert Case.objects.filter(ratings__suspicions__kind="burst").count() == marked


def test_every_kind_has_an_innocent_explanation() -> None:
    assert set(INNOCENT) == set(Suspicion.Kind)
