"""Windows are ranked by what is sure of them: three good ratings do not beat three hundred."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.handling.models import Dossier
from yimen.evaluation import queries, ranking
from yimen.evaluation.hindrances import services as hindrances
from yimen.evaluation.models import Rating
from yimen.evaluation.tests import scenes
from yimen.people.models import User

# Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), method 3.
VECTORS = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("good", "whole", "low", "high"), VECTORS)
def test_the_interval_is_wilsons(good: int, whole: int, low: float, high: float) -> None:
    line = ranking.line_of("x", {"good": good, "poor": whole - good})
    assert (round(line.low, 4), round(line.high, 4)) == (low, high)


def test_three_of_three_stand_behind_two_hundred_and_eighty_five_of_three_hundred() -> None:
    small = ranking.line_of("小窗口", {"excellent": 3})
    large = ranking.line_of("大窗口", {"excellent": 285, "poor": 15})
    assert small.share == 1.0 and large.share is not None and small.share > large.share
    assert [line.name for line in ranking.ranked([small, large])] == ["大窗口", "小窗口"]
    assert small.scarce and not large.scarce


@pytest.mark.django_db
def test_every_figure_opens_exactly_its_rows(delivered: Dossier, officer: User, client_of: Any) -> None:
    scenes.history(delivered, 14)
    scenes.rated(delivered, terminal="172.16.0.39")  # the clerk's machine: counted apart
    year = Rating.objects.latest("rated_at").rated_at.year
    for by in ("department", "window"):
        rows = queries.chosen_ratings(officer, {"year": year})
        (line,) = ranking.lines_of(rows, by, {"year": year})
        page = client_of(officer).get(line.url)
        assert page.context["page"].total == line.whole
        assert client_of(officer).get(f"{line.url}&doubt=yes").context["page"].total == line.doubtful == 1


@pytest.mark.django_db
def test_the_city_compares_its_counties_and_a_county_does_not(
    delivered: Dossier, officer: User, make_user: Any, client_of: Any
) -> None:
    scenes.history(delivered, 12)
    city = make_user("city", "leader", delivered.region.parent)
    page = client_of(city).get(reverse("evaluation:overview"), {"by": "region"})
    (line,) = page.context["lines"]
    assert (line.name, line.whole) == ("友谊县", 12)
    assert client_of(city).get(line.url).context["page"].total == 12
    assert client_of(officer).get(reverse("evaluation:overview"), {"by": "region"}).context["by"] == "department"


@pytest.mark.django_db
def test_the_lists_cost_the_same_with_many_rows(
    delivered: Dossier, clerk: User, approver: User, officer: User, client_of: Any
) -> None:
    client = client_of(officer)
    addresses = [reverse(f"evaluation:{name}") for name in ("ratings", "suspicions", "bad_ratings", "hindrances")]

    def fill(number: int) -> None:
        for each in range(number):
            dossier = scenes.delivered(clerk, approver, delivered.version, 10 * number + each)
            scenes.bad(dossier)
            hindrances.report(by=None, region=dossier.region, told=hindrances.Told("系统打不开，办不了业务"))

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    fill(2)
    client.get(addresses[0])  # the first page of a session costs a few more
    few = {address: cost(address) for address in addresses}
    fill(6)
    assert {address: cost(address) for address in addresses} == few
