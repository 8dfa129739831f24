"""The draw: by weight, with a floor of coverage, fair to inspectors, and the same for whoever draws again."""

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from yimen.common.errors import Conflict, Refused
from yimen.inspections.visits import draw, queries, services
from yimen.inspections.visits.draw import Person, Ticket
from yimen.inspections.visits.models import Visit, VisitPlan
from yimen.inspections.visits.tests.conftest import BEACON, today
from yimen.inspections.visits.views import REPLAY
from yimen.people.models import User

TICKETS = [Ticket("D1", 30, False), Ticket("D2", 10, False), Ticket("D3", 10, False), Ticket("D4", 0, False)]
PEOPLE = [Person(name, own) for name, own in (("a", "D1"), ("b", "D1"), ("c", "D2"), ("d", ""), ("e", ""))]


def test_departments_are_drawn_in_proportion_to_their_weights() -> None:
    first = Counter(draw.departments(f"seed {n}", TICKETS, 1)[0] for n in range(4000))
    assert first["D4"] == 0
    assert {code: round(first[code] / 4000, 1) for code in ("D1", "D2", "D3")} == {"D1": 0.6, "D2": 0.2, "D3": 0.2}


def test_whoever_was_not_visited_for_too_long_comes_first_whatever_its_weight() -> None:
    tickets = [*TICKETS[:3], Ticket("D4", 0, True), Ticket("D5", 1, True)]
    for n in range(200):
        drawn = draw.departments(f"seed {n}", tickets, 3)
        assert set(drawn[:2]) == {"D4", "D5"}
        assert len(set(drawn)) == 3


def test_no_inspector_goes_to_his_own_department_and_pairs_rotate() -> None:
    for n in range(50):
        drawn = ["D1", "D2", "D3", "D1", "D2", "D3"]
        pairs = draw.pairs(f"seed {n}", drawn, PEOPLE, {})
        own = {each.name: each.department for each in PEOPLE}
        assert all(code not in (own[one], own[other]) for code, (one, other) in zip(drawn, pairs, strict=True))
        assert max(Counter(pairs).values()) <= 2  # three can go to D1: three pairs; nobody else need go twice together
        assert any(one != other for one, other in pairwise(pairs))
    with pytest.raises(ValueError, match="D9"):
        draw.pairs("seed", ["D9"], [Person("a", "D9"), Person("b", "")], {})


def test_pairs_that_went_together_before_go_apart_while_others_can() -> None:
    (pair,) = draw.pairs("seed", ["D3"], PEOPLE[:3], {("a", "b"): 3, ("a", "c"): 3})
    assert pair == ("b", "c")


@pytest.mark.django_db
def test_weights_come_from_verdicts_and_nobody_is_ever_safe(committed: VisitPlan) -> None:
    rows = {each.department.code: each for each in committed.candidates.select_related("department")}
    # One doubted item each (10 points), never visited (24 months), and the ten that everybody has.
    assert {code: (each.wrong, each.weight, each.must) for code, each in rows.items()} == {
        "D01": (1, 44, True), "D02": (1, 44, True),
    }  # fmt: skip


@pytest.mark.django_db
def test_the_beacon_is_of_a_day_to_come_and_nothing_is_drawn_before_it_nor_twice(
    committed: VisitPlan, officer: User
) -> None:
    with pytest.raises(Refused, match="依次"):
        services.commit(
            by=officer, region=committed.region, script=committed.script, title="太晚", visits=1, beacon_source="3D",
            beacon_on=today(), period_from=today(), period_to=today(),
        )  # fmt: skip
    VisitPlan.objects.filter(pk=committed.pk).update(beacon_on=today() + timedelta(days=1))
    committed.refresh_from_db()
    with pytest.raises(Refused, match="才公布"):
        services.draw(by=officer, plan=committed, beacon=BEACON)
    VisitPlan.objects.filter(pk=committed.pk).update(beacon_on=today())
    committed.refresh_from_db()
    done = services.draw(by=officer, plan=committed, beacon=BEACON)
    with pytest.raises(Conflict, match="不能重抽"):
        services.draw(by=officer, plan=done, beacon="另一个号码")


@pytest.mark.django_db
def test_anybody_draws_again_with_the_script_and_a_changed_target_shows(
    drawn: VisitPlan, officer: User, client: Any, tmp_path: Path
) -> None:
    address = reverse("inspections:published_draw", args=[drawn.pk])
    assert client.get(address).status_code == 404  # not while a target is sealed
    with pytest.raises(Refused, match="泄露对象"):
        services.reveal(by=officer, plan=drawn)
    first, second = Visit.objects.filter(plan=drawn).select_related("plan", "first", "region").order_by("number")
    services.open_visit(by=first.first, visit=first)
    services.call_off(by=officer, visit=second, reason="暴雨停课停工")
    services.reveal(by=officer, plan=drawn)
    file, script = tmp_path / "draw.json", tmp_path / "replay_draw.py"
    file.write_bytes(client.get(address).content)
    script.write_bytes(client.get(reverse("inspections:replay")).content)
    assert len(REPLAY.read_text("utf-8").splitlines()) <= 30

    def replay() -> tuple[int, str]:
        ran = subprocess.run([sys.executable, "-I", script, file], capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout.splitlines()[-1]

    assert replay() == (0, "一致")
    body = json.loads(file.read_text("utf-8"))
    assert [row[0] for row in body["drawn"]] == [
        first.__class__.objects.get(pk=first.pk).department.code,
        ({"D01", "D02"} - {body["drawn"][0][0]}).pop(),
    ]
    for name, other in (("secret", "0" * 64), ("visits", 1)):
        file.write_text(json.dumps({**body, name: other}), "utf-8")
        assert replay() == (1, "不一致"), name
    # One other number may draw the same two departments and pairs by chance; not a dozen of them.
    answers = set()
    for number in range(12):
        file.write_text(json.dumps({**body, "beacon": f"别的号码{number}"}), "utf-8")
        answers.add(replay())
    assert (1, "不一致") in answers
    swapped = [[body["drawn"][1][0], *body["drawn"][0][1:]], body["drawn"][1]]
    file.write_text(json.dumps({**body, "drawn": swapped}), "utf-8")
    assert replay() == (1, "不一致")


@pytest.mark.django_db
def test_a_county_whose_inspectors_are_all_of_one_department_is_told_to_borrow_some(
    county: Any, officer: User, script: Any, police: Any, make_user: Any, verified: Any
) -> None:
    for n in (1, 2):
        make_user(f"one{n}", "inspector", county, police)
    assert len(queries.inspectors_of(county, today())) == 2
    soon = today() + timedelta(days=1)
    with pytest.raises(Refused, match="不足两人"):
        services.commit(
            by=officer, region=county, script=script, title="人手不足", visits=1, beacon_source="3D",
            beacon_on=soon, period_from=soon, period_to=soon,
        )  # fmt: skip
