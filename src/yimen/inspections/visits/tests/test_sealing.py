"""A target is nowhere to be seen before it is opened: on no page, for nobody, in no row of the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from yimen.common.errors import Refused
from yimen.inspections.visits import sealing, services
from yimen.inspections.visits.models import Visit, VisitPlan
from yimen.inspections.visits.tests.conftest import today
from yimen.ledger.models import Event
from yimen.people.models import User
from yimen.people.rules import ROLES

pytestmark = pytest.mark.django_db


def test_sealed_targets_are_told_by_no_page_whoever_asks(
    drawn: VisitPlan, make_user: Any, county: Any, client_of: Any, inspectors: list[User]
) -> None:
    rows = [reverse("inspections:visit", args=[each.pk]) for each in drawn.visits.all()]
    phone = [reverse("inspections:phone_visits"), reverse("inspections:phone")]
    people = [*inspectors, *(make_user(f"who_{role}", role, county) for role in ROLES)]
    for user in people:
        client = client_of(user)
        for address in (*rows, *phone):
            answer = client.get(address)
            if answer.status_code == 200:
                text = answer.content.decode()
                assert "公安局" not in text.replace("公安局联络员", ""), (user, address)
                assert "税务局" not in text, (user, address)


def test_no_row_of_the_database_tells_what_was_drawn(drawn: VisitPlan, officer: User) -> None:
    visits = list(drawn.visits.values())
    codes = {each["number"]: sealing.unseal(each["sealed"], f"visit:{drawn.pk}:{each['number']}") for each in visits}
    assert {text.split("\n")[0] for text in codes.values()} == {"D01", "D02"}
    assert [(each["department_id"], each["nonce"]) for each in visits] == [(None, "")] * 2
    nonces = [text.split("\n")[1] for text in codes.values()]
    secret = sealing.unseal(drawn.sealed_secret, f"plan:{drawn.commitment}")
    for model in apps.get_models():
        text = str(list(model._base_manager.values_list()))
        assert not any(each in text for each in (secret, *nonces)), model


def test_two_seals_of_one_target_look_different_and_one_that_was_moved_does_not_open() -> None:
    one, other = sealing.seal("D01\nn", "visit:1:1"), sealing.seal("D01\nn", "visit:1:1")
    assert one != other
    assert len(one) == len(sealing.seal("D123456789\n" + "n" * 64, "visit:1:1"))
    with pytest.raises(Refused, match="打不开"):
        sealing.unseal(one, "visit:1:2")


def test_only_the_two_who_go_open_it_in_its_time_and_that_stands_in_the_ledger(
    drawn: VisitPlan, inspectors: list[User], officer: User
) -> None:
    visit = Visit.objects.select_related("plan", "region").get(plan=drawn, number=1)
    stranger = next(each for each in inspectors if each.pk not in (visit.first_id, visit.second_id))
    for somebody in (stranger, officer):
        with pytest.raises(Refused, match="两名督查人员"):
            services.open_visit(by=somebody, visit=visit)
    with pytest.raises(Refused, match="之间启封"):
        services.open_visit(by=visit.first, visit=visit, day=today() + timedelta(days=30))
    done = services.open_visit(by=visit.first, visit=visit)
    assert done.department is not None
    event = Event.objects.filter(kind="inspections.visit.open").get()
    assert f"user:{visit.first_id}" in bytes(event.meta).decode()


def test_a_target_changed_behind_its_commitment_is_not_opened(drawn: VisitPlan) -> None:
    visit = Visit.objects.select_related("plan", "region").get(plan=drawn, number=1)
    visit.sealed = sealing.seal("D02\nother", f"visit:{drawn.pk}:1")
    with pytest.raises(Refused, match="与抽签时的承诺不符"):
        services.open_visit(by=visit.first, visit=visit)
