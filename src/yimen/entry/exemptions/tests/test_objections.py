"""Objections: anybody raises one, not too often; an officer answers by the deadline; the answer is public."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.entry.exemptions import duties, queries, services
from yimen.entry.exemptions.models import Exemption, Objection
from yimen.entry.exemptions.services import Content, objecting
from yimen.entry.exemptions.tests.conftest import MAY_1, law, noon
from yimen.ledger.models import Event
from yimen.people.models import Region, User

WORDS = "五月三日在派出所办的，窗口说大厅不收。电话13912345678"
pytestmark = pytest.mark.usefixtures("may_2023")


@pytest.fixture
def listed(published: Any, passport: Item) -> Exemption:
    """普通护照签发, on the public list."""
    row: Exemption = published(passport, law())
    return row


def raised(listed: Exemption, **more: Any) -> Objection:
    return services.raise_objection(by=None, exemption=listed, **{"words": WORDS, **more})


def test_an_answer_is_due_in_ten_working_days(listed: Exemption) -> None:
    # 1 May 2023 is a holiday to the 3rd; the 6th, a Saturday, is worked.
    assert raised(listed).due == date(2023, 5, 16)


def test_the_days_are_a_parameter(listed: Exemption, settings: Any) -> None:
    settings.OBJECTION_DAYS = 2
    assert raised(listed).due == date(2023, 5, 5)


def test_an_entry_that_is_not_public_takes_no_objection(
    approved: Any, residence: Item, listed: Exemption, officer: User
) -> None:
    with pytest.raises(Refused, match="10 至 2000"):
        raised(listed, words="不对")
    with pytest.raises(Refused, match="不在公开"):
        raised(approved(residence, law()))
    services.withdraw(by=officer, exemption=listed, withdrawal="已进驻")
    with pytest.raises(Refused, match="不在公开"):
        raised(listed)
    assert not Objection.objects.exists()


def test_one_address_is_stopped_after_five_in_an_hour_and_others_are_not(listed: Exemption) -> None:
    for _ in range(objecting.MOST_AN_HOUR):
        raised(listed, sender="10.0.0.1")
    with pytest.raises(Refused, match="一小时内"):
        raised(listed, sender="10.0.0.1")
    raised(listed, sender="10.0.0.2")
    cache.clear()  # an hour later
    raised(listed, sender="10.0.0.1")


def test_a_county_is_not_flooded_from_many_addresses(listed: Exemption, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objecting, "MOST_A_DAY", 3)
    for number in range(3):
        raised(listed, sender=f"10.0.0.{number}")
    with pytest.raises(Refused, match="已满"):
        raised(listed, sender="10.0.0.9")


def test_an_answer_says_something_and_is_given_once(listed: Exemption, officer: User, liaison: User) -> None:
    row = raised(listed)
    with pytest.raises(Refused, match="写明答复"):
        services.answer_objection(by=officer, objection=row, upheld=False, answer="不成立")
    with pytest.raises(Refused, match="本部门"):
        services.answer_objection(by=liaison, objection=row, upheld=False, answer="经核查，异议不成立，理由见条目。")
    services.answer_objection(by=officer, objection=row, upheld=False, answer="经核查，异议不成立。联系13912345678。")
    assert "13912345678" not in row.answer
    with pytest.raises(Conflict):
        services.answer_objection(by=officer, objection=row, upheld=True, answer="改为成立，请部门限期进驻大厅。")


def test_overdue_and_unheeded_objections_are_duties(listed: Exemption, officer: User, county: Region) -> None:
    late, upheld = raised(listed), raised(listed)
    services.answer_objection(by=officer, objection=upheld, upheld=True, answer="经核查，异议成立，将撤回条目。")
    day = date(2023, 5, 17)
    assert list(queries.overdue(queries.visible_objections(officer), day)) == [late]
    found = {each.kind: each for each in duties.duties_of(county, day)}
    assert found["objection"].late(day)
    assert not found["objection"].late(date(2023, 5, 16))
    assert "unheeded" in found
    with time_machine.travel(noon(day)):
        services.withdraw(by=officer, exemption=listed, withdrawal="异议成立")
    assert "unheeded" not in {each.kind for each in duties.duties_of(county, day)}


def test_the_public_page_shows_answers_and_never_who_asked(listed: Exemption, officer: User, county: Region) -> None:
    client = Client()
    address = f"/entry/public/entries/{listed.pk}/object/"
    sent = client.post(address, {"words": WORDS, "contact": "0469-5821234", "case_number": "C1"}, follow=True)
    row = Objection.objects.get()
    assert row.reference in sent.content.decode()
    services.answer_objection(by=officer, objection=row, upheld=True, answer="经核查，异议成立，将撤回条目。")
    for path in (f"/entry/public/{county.code}/", f"/entry/public/objections/{row.reference}/"):
        text = client.get(path).content.decode()
        assert "将撤回条目" in text
        assert "139****5678" in text or "13912345678" not in text
        assert "5821234" not in text
        assert "13912345678" not in text


def test_the_contact_is_shown_to_an_officer_with_a_reason_and_the_ledger_keeps_it(
    listed: Exemption, officer: User, client_of: Any
) -> None:
    row = raised(listed, contact="0469-5821234")
    client = client_of(officer)
    address = f"/entry/exemptions/objections/{row.pk}/"
    assert "5821234" not in client.get(address).content.decode()
    assert client.post(f"{address}contact/", {"reason": ""}).status_code == 422
    assert "5821234" in client.post(f"{address}contact/", {"reason": "电话回访核实情况"}).content.decode()
    event = Event.objects.get(kind="entry.objection_contact_revealed")
    assert "5821234" not in bytes(event.meta).decode()


def test_what_is_typed_is_in_the_ledger_only_as_a_commitment(listed: Exemption) -> None:
    raised(listed, contact="0469-5821234")
    event = Event.objects.get(kind="entry.objection_raised")
    assert "5821234" not in bytes(event.meta).decode()


def test_of_a_secret_the_public_learns_only_that_it_is_one(
    published: Any, residence: Item, county: Region, client_of: Any, officer: User
) -> None:
    published(residence, Content("secret", MAY_1, basis="《中华人民共和国保守国家秘密法》第十三条"))
    page = Client().get(f"/entry/public/{county.code}/").content.decode()
    table = Client().get(f"/entry/public/{county.code}/list.csv").content.decode("utf-8-sig")
    for text in (page, table):
        assert "依规定不予公布" in text
        assert "保守国家秘密法》第十三条" not in text
    assert "第十三条" in client_of(officer).get(f"/entry/exemptions/{Exemption.objects.get().pk}/").content.decode()


def test_only_what_is_published_stands_on_the_public_list(
    listed: Exemption, approved: Any, residence: Item, county: Region, officer: User
) -> None:
    approved(residence, law())
    text = Client().get(f"/entry/public/{county.code}/list.csv").content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ['"实施编码"', '"P1"']
    services.withdraw(by=officer, exemption=listed, withdrawal="已进驻")
    text = Client().get(f"/entry/public/{county.code}/list.csv").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 1
    assert Client().get("/entry/public/999999999999/").status_code == 404
    assert Client().get("/entry/public/").status_code == 200
