"""Who rated stays hidden from whom he rated: in batches, texts, pages, and in what stands in the database beside."""

import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from yimen.cases.handling.models import Dossier
from yimen.common.errors import Refused
from yimen.evaluation import queries, services
from yimen.evaluation.blurring import Told, blurred
from yimen.evaluation.models import Rating, Release, ReleasedRating
from yimen.evaluation.redaction import redacted
from yimen.evaluation.tests import scenes
from yimen.ledger.models import Event
from yimen.people.models import User

pytestmark = pytest.mark.django_db
DEPARTMENT_ROLES = ("liaison", "head", "clerk", "approver")

TELLING = [  # what somebody writes, what must not be left of it
    ("我叫王小明，电话138 0013 8000", ("王小明", "138")),
    ("我是赵丽华，身份证11010519491231002X", ("赵丽华", "1949")),
    ("打０４６９-５８２１２３４没人接", ("5821234",)),
    ("李科长不给办，说找张主任", ("李", "张")),
    ("小王让我去3号窗口", ("小王", "3号窗口")),
    ("6月3日上午9点半来的", ("6月3日", "9点半")),
    ("昨天下午办的，二月十五日又来", ("昨天", "十五")),
    ("编号230522D0120230601000019，友政许字〔2023〕12号", ("230522", "2023")),
    ("车牌黑J12345的", ("12345",)),
    ("发邮件到wang.xm@example.com", ("example",)),
    ("一三八零零一三八零零零", ("一三八",)),
    ("钱 某某 说的", ("钱",)),
]


@pytest.mark.parametrize(("said", "telling"), TELLING)
def test_names_numbers_and_times_are_taken_out_of_what_somebody_wrote(said: str, telling: tuple[str, ...]) -> None:
    shown = redacted(said, ["钱某某"])
    assert not [word for word in telling if word in shown]


@pytest.mark.parametrize("said", ["态度很好，一次办成", "让我去局里交材料，大厅不收", "跑了三趟，材料清单写得不清楚"])
def test_what_tells_nobody_stays_as_it_was(said: str) -> None:
    assert redacted(said) == said


def test_fewer_than_ten_are_not_released_and_the_present_week_waits(delivered: Dossier) -> None:
    scenes.history(delivered, 9)
    now = datetime.now(UTC)
    scenes.rated(delivered)  # of this week
    with pytest.raises(Refused, match="不足 10 条"):
        services.release(by=None, department=delivered.department, now=now)
    assert not ReleasedRating.objects.exists()


def test_a_batch_tells_grades_weeks_and_words_and_nothing_that_joins_to_a_case(delivered: Dossier) -> None:
    ratings = scenes.history(delivered, 25)
    batch = services.release(by=None, department=delivered.department, now=datetime.now(UTC))
    rows = list(batch.ratings.all())
    assert batch.size == len(rows) == 25
    assert Counter(row.grade for row in rows) == Counter(each.grade for each in ratings)
    assert all(row.week.weekday() == 0 and row.item_id == delivered.version.item_id for row in rows if row.week)
    assert any(row.week for row in rows)
    fields = {field.name for field in ReleasedRating._meta.get_fields()}
    assert not fields & {"case", "rating", "dossier", "rated_at", "window", "terminal", "contact"}
    assert not any(re.search("[0-9]{4}", row.words) for row in rows)
    with pytest.raises(Refused):  # told of once
        services.release(by=None, department=delivered.department, now=datetime.now(UTC))


def batch_of(seed: int) -> list[Told]:
    """Five hundred ratings of a department: few items are frequent, and weeks are uneven."""
    chance = random.Random(seed)
    weeks = [date(2026, 1, 5) + timedelta(weeks=each) for each in range(8)]
    items, often = list(range(1, 60)), [1 / each for each in range(1, 60)]
    return [Told(chance.choices(items, often)[0], chance.choice(weeks[: 1 + each % 8])) for each in range(500)]


@pytest.mark.parametrize("least", [10, 25])
def test_who_knows_every_case_and_every_rater_links_no_more_than_one_in_so_many(least: int) -> None:
    """An attacker guesses for each released row among all that could have been shown so (TRUST T08, 20 seeds)."""
    right = tried = 0
    for seed in range(20):
        rows, chance = batch_of(seed), random.Random(1000 + seed)
        shown = blurred(rows, least)
        places: dict[Told, list[int]] = {}
        for place, told in enumerate(shown):
            places.setdefault(told, []).append(place)
        right += sum(chance.choice(places[told]) == place for place, told in enumerate(shown))
        tried += len(rows)
        assert min(map(len, places.values())) >= least
        assert len(places) > 3  # something is told all the same
    assert right / tried <= 1.5 / least


def test_one_that_is_left_over_takes_others_with_it_into_silence() -> None:
    week = date(2026, 1, 5)
    rows = [Told(1, week)] * 12 + [Told(2, week)] * 15 + [Told(3, week + timedelta(weeks=1))]
    shown = Counter(blurred(rows, 10))
    assert shown == {Told(2, week): 15, Told(None, None): 13}


def test_an_item_with_fewer_than_ten_in_the_batch_is_not_named(delivered: Dossier) -> None:
    ratings = scenes.history(delivered, 12)
    Rating.objects.filter(pk__in=[each.pk for each in ratings[:4]]).update(item=None)
    batch = services.release(by=None, department=delivered.department, now=datetime.now(UTC))
    assert {row.item_id for row in batch.ratings.all()} == {None}


def test_the_order_and_keys_of_a_batch_say_nothing_of_the_order_of_the_ratings(delivered: Dossier) -> None:
    """Whoever has the department's whole sight guesses by place in the batch no better than by chance."""
    ratings = scenes.history(delivered, 60)
    for number, each in enumerate(ratings):
        Rating.objects.filter(pk=each.pk).update(words="词" * (number + 1))
    batch = services.release(by=None, department=delivered.department, now=datetime.now(UTC))
    written = [len(row.words) for row in batch.ratings.order_by("pk")]
    right = sum(length == place for place, length in enumerate(written, start=1))
    chance = random.Random(3)
    by_chance = [sum(a == b for a, b in enumerate(chance.sample(range(60), 60))) for _ in range(500)]
    assert right <= max(by_chance)


def own_pages(user: User, client_of: Any) -> str:
    """All that a member of the rated department can read of ratings and of cases, as one text."""
    client, found = client_of(user), []
    addresses = [
        reverse(f"evaluation:{name}") for name in ("overview", "released", "bad_ratings", "ratings", "suspicions")
    ]
    addresses += [reverse("evaluation:rating", args=[each]) for each in Rating.objects.values_list("pk", flat=True)]
    addresses += [
        reverse("evaluation:bad_rating", args=[each.cure.pk]) for each in Rating.objects.filter(cure__isnull=False)
    ]
    for address in addresses:
        answer = client.get(address)
        found.append(answer.content.decode() if answer.status_code == 200 else "")
    return "\n".join(found)


@pytest.mark.parametrize("role", DEPARTMENT_ROLES)
def test_no_page_of_the_department_joins_a_rating_to_a_case(
    role: str, delivered: Dossier, officer: User, liaison: User, client_of: Any, make_user: Any
) -> None:
    scenes.history(delivered, 12)
    services.release(by=None, department=delivered.department, now=datetime.now(UTC))
    thing = scenes.bad(delivered, words="我叫董义之，6月3日来的，电话13800000000")
    scenes.righting(officer, thing)
    member = make_user(f"own_{role}", role, delivered.region, delivered.department)
    shown = own_pages(member, client_of)
    of_case = (delivered.number, f"H{delivered.pk}-", "董义之", "13800000000", "证件00000")
    of_rater = (
        "让我跑了",
        "6月3日",
        "本人说窗口让他",
        "收到差评",
        reverse("evaluation:rating", args=[thing.rating_id]),
    )
    assert [telling for telling in (*of_case, *of_rater) if telling in shown] == []
    dossier = client_of(member).get(reverse("cases:dossier", args=[delivered.pk])).content.decode()
    assert "非常不满意" not in dossier and f"差评 {thing.pk}" not in dossier


def test_the_guard_sees_what_the_bureau_may_see(delivered: Dossier, officer: User, client_of: Any) -> None:
    """The control of the one above: the words for which it looks do stand in the bureau's answer."""
    rating = scenes.bad(delivered).rating
    answer = client_of(officer).post(reverse("evaluation:reveal_rating", args=[rating.pk]), {"reason": "回访核实差评"})
    assert delivered.number in answer.content.decode()
    assert "董义之" in answer.content.decode()


def test_each_look_in_clear_is_recorded_and_going_back_hides_it_again(
    delivered: Dossier, officer: User, client_of: Any
) -> None:
    rating = scenes.rated(delivered, words="办得很快，谢谢")
    client, address = client_of(officer), reverse("evaluation:rating", args=[rating.pk])
    assert delivered.number not in client.get(address).content.decode()
    assert client.post(reverse("evaluation:reveal_rating", args=[rating.pk]), {"reason": "看"}).status_code == 422
    client.post(reverse("evaluation:reveal_rating", args=[rating.pk]), {"reason": "回访核实差评"})
    seen = Event.objects.get(kind="evaluation.revealed")
    assert seen.by == f"user:{officer.pk}" and "回访核实差评" in bytes(seen.meta).decode()
    assert delivered.number not in client.get(address).content.decode()


def test_an_officer_of_the_rated_department_sees_no_single_rating_of_it(
    delivered: Dossier, make_user: Any, officer: User
) -> None:
    rating = scenes.rated(delivered)
    of_police = make_user("police_officer", "officer", delivered.region, delivered.department)
    assert rating in queries.visible_ratings(officer)
    assert rating not in queries.visible_ratings(of_police)
    with pytest.raises(Refused):
        services.reveal(by=of_police, rating=rating, reason="想看看是谁")


def test_the_weekly_command_releases_what_can_be_released(delivered: Dossier, capsys: Any) -> None:
    scenes.history(delivered, 10)
    call_command("release_ratings")
    assert "公布 10 条" in capsys.readouterr().out
    assert Release.objects.get().week_to < (datetime.now(UTC) - timedelta(days=7)).date()
