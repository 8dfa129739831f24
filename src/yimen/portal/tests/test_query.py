"""Asking by number and secret: nothing can be guessed, absent and wrong are one, and a receipt proves its event."""

import random
import re
import statistics
import time
from typing import Any

import pytest
from django.test import Client

from yimen.cases.applying import services
from yimen.cases.applying.services import HandedIn
from yimen.catalog.guides import services as guides
from yimen.catalog.guides.content import Content
from yimen.catalog.models import ItemVersion
from yimen.common.tests.amounts import amount
from yimen.people.citizens import services as citizens
from yimen.people.models import Region, User
from yimen.portal.views import query

pytestmark = pytest.mark.django_db
ADDRESS = "/portal/230522000000/query/"
SECRETS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@pytest.fixture
def handed_in(version: ItemVersion, county: Region, officer: User) -> HandedIn:
    guides.publish(by=officer, version=version, content=Content())
    me = citizens.sign_in(region=county, phone=citizens.ProvedPhone("13800001234"))
    citizens.say_who(citizen=me, name="某甲", person_id="11010519491231002X")
    return services.hand_in(draft=services.begin_draft(citizen=me, version=version, chosen={}))


def ask(number: str, secret: str, address: str = "10.1.1.1") -> Any:
    return Client(REMOTE_ADDR=address).post(ADDRESS, {"number": number, "secret": secret})


def test_number_and_secret_show_the_standing_and_no_personal_data(handed_in: HandedIn) -> None:
    answer = ask(
        handed_in.application.dossier.number.lower(), f" {handed_in.secret[:5]}-{handed_in.secret[5:].lower()} "
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "待受理" in page
    for personal in ("某甲", "11010519491231002X", "13800001234"):
        assert personal not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_answer_is_a_handful_of_short_questions(handed_in: HandedIn, django_assert_max_num_queries: Any) -> None:
    """The county, two tries counted, the case, its papers; no personal column is read for somebody not signed in."""
    number, secret = handed_in.application.dossier.number, handed_in.secret
    ask(number, secret)
    with django_assert_max_num_queries(7) as asked:
        assert "待受理" in ask(number, secret).content.decode()
    read = " ".join(each["sql"] for each in asked if each["sql"].startswith("SELECT"))
    for personal in ('"applicant_name"', '"applicant_id"', '"phone"', '"agent_id"'):
        assert personal not in read


def test_absent_and_wrong_are_one_answer(handed_in: HandedIn) -> None:
    def told(number: str, secret: str) -> tuple[int, str]:
        answer = ask(number, secret)
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, page.replace(number, "N").replace(secret, "S").split("<main")[1]

    number = handed_in.application.dossier.number
    assert told(number, "AAAAAAAAAA") == told("X" * len(number), "AAAAAAAAAA")
    status, words = told(number, "AAAAAAAAAA")
    assert status == 422
    assert query.WRONG in words


@pytest.mark.rounds
def test_guesses_hit_nothing(handed_in: HandedIn) -> None:
    """The comparison itself, past every throttle: numbers next to a real one, and a real one with made-up secrets."""
    chance = random.Random(7)
    region = handed_in.application.dossier.region
    number = handed_in.application.dossier.number
    hits = 0
    for turn in range(amount(1_000, full=10_000)):
        secret = "".join(chance.choice(SECRETS) for _ in range(10))
        near = f"{number[:-3]}{chance.randrange(100):02}{chance.choice('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
        hits += query.opened(region, number if turn % 2 else near, secret) is not None
    assert hits == 0
    assert query.opened(region, number, handed_in.secret) is not None  # the control: the right secret does open it


def test_after_five_tries_a_number_is_closed_for_the_hour_even_to_the_right_secret(handed_in: HandedIn) -> None:
    number = handed_in.application.dossier.number
    statuses = [ask(number, "AAAAAAAAAA", f"10.2.0.{turn}").status_code for turn in range(5)]
    assert statuses == [422] * 5
    assert ask(number, handed_in.secret, "10.2.0.9").status_code == 429


def test_after_sixty_tries_an_address_is_closed_for_the_hour(handed_in: HandedIn) -> None:
    statuses = [ask(f"23052200120230601{turn:05}A", "AAAAAAAAAA", "10.3.0.1").status_code for turn in range(61)]
    assert statuses == [422] * 60 + [429]
    assert ask(handed_in.application.dossier.number, handed_in.secret, "10.3.0.2").status_code == 200


def test_a_number_that_nobody_has_is_throttled_like_one_that_exists(handed_in: HandedIn) -> None:
    assert [ask("NOBODYHASTHIS", "AAAAAAAAAA", f"10.4.0.{turn}").status_code for turn in range(6)] == [422] * 5 + [429]


def rank_sum_p(one: list[float], other: list[float]) -> float:
    """Two-sided p of the rank-sum test (normal approximation): how likely so large a difference is by chance."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_, group) in enumerate(ranked, start=1) if group == 0)
    n, m = len(one), len(other)
    z = (ranks - n * (n + m + 1) / 2) / (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - statistics.NormalDist().cdf(abs(z)))


@pytest.mark.long
def test_absent_and_wrong_take_the_same_time(handed_in: HandedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred of each by turns, in the order of chance, through the whole page."""
    monkeypatch.setattr(query, "TRIES_A_NUMBER", 10_000)
    monkeypatch.setattr(query, "TRIES_AN_ADDRESS", 10_000)
    number = handed_in.application.dossier.number
    took: dict[str, list[float]] = {number: [], f"{number[:-6]}99999A": []}
    for _ in range(500):
        for asked in random.sample(list(took), 2):
            began = time.perf_counter()
            assert ask(asked, "AAAAAAAAAA").status_code == 422
            took[asked].append(time.perf_counter() - began)
    assert rank_sum_p(*took.values()) > 0.01


def test_a_difference_in_time_would_be_seen_and_chance_alone_is_none() -> None:
    chance = random.Random(1)

    def sample(mean: float = 1.0) -> list[float]:
        return [chance.gauss(mean, 0.1) for _ in range(500)]

    assert rank_sum_p(sample(), sample(1.05)) < 0.01
    assert statistics.median(rank_sum_p(sample(), sample()) for _ in range(21)) > 0.1


def test_a_receipt_proves_its_event_and_a_made_up_one_proves_nothing(handed_in: HandedIn) -> None:
    address = "/portal/230522000000/receipts/"
    assert "账本里有这条记录" in Client().get(f"{address}?code={handed_in.application.receipt}").content.decode()
    for wrong in ("000000000000", "zzzzzzzzzzzz", "1"):
        assert "账本里没有这个回执" in Client().get(f"{address}?code={wrong}").content.decode(), wrong
    assert "账本里" not in Client().get(address).content.decode()
