"""For whom one may act: identity, papers and the legal representative's word; what each sees, and when it is over."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.cases.applying import queries as applied
from yimen.cases.applying import services as applying
from yimen.cases.applying.models import Draft
from yimen.cases.applying.tests.conftest import ME, OTHER, a_file, fill
from yimen.cases.firms import queries, services
from yimen.cases.firms.models import FirmAct, Representative
from yimen.cases.firms.states import ENDED, HELD
from yimen.cases.firms.tests.conftest import BOSS, FIRM, NAME
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.ledger.models import Event
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen, Region, User

pytestmark = pytest.mark.django_db
PAPER = services.Upload("执照.pdf", b"%PDF-1.7 licence")


def today() -> Any:
    return timezone.localdate()


def applied_for(draft: Draft, right: Representative) -> Dossier:
    applying.act_for_firm(draft=draft, right=right)
    fill(draft)
    return applying.hand_in(draft=draft).application.dossier


def at_the_window(version: ItemVersion, clerk: User, code: str = FIRM) -> Dossier:
    applicant = handling.Applicant(Dossier.Applicant.FIRM, NAME, code)
    application = handling.Application(version=version, applicant=applicant)
    return handling.receive(by=clerk, application=application, channel=Case.Channel.WINDOW).dossier


def seen_by(citizen: Citizen) -> set[int]:
    return {each.pk for each in applied.dossiers_of(citizen, today())}


def test_an_agent_applies_in_the_firms_name_and_every_act_says_by_which_right(
    draft: Draft, name_agent: Callable[..., Representative], boss: Citizen, clerk: User
) -> None:
    right = name_agent(draft.version)
    dossier = applied_for(draft, right)
    assert (dossier.case.applicant_name, dossier.case.applicant_id, dossier.agent_name) == (NAME, FIRM, "某甲")
    handling.ask_once(by=clerk, dossier=dossier, missing="营业场所平面图一份，须标明消防通道")
    dossier.refresh_from_db()
    applying.supplement(citizen=draft.citizen, dossier=dossier, papers=[handling.Handed("平面图")])
    dossier.refresh_from_db()
    applying.withdraw(citizen=boss, dossier=dossier, reason="改址以后再办")
    kinds = FirmAct.Kind
    acts = [(act.kind, act.representative.part) for act in FirmAct.objects.order_by("pk")]
    assert acts == [(kinds.APPLIED, "agent"), (kinds.SUPPLEMENTED, "agent"), (kinds.WITHDREW, "head")]
    events = Event.objects.filter(kind__in=("cases.applied_online", "cases.applicant_acted")).order_by("seq")
    said = [json.loads(bytes(each.meta))["facts"] for each in events]
    by_agent, by_head = right.number, head_number(right)
    assert [(each["firm"], each["representative"]) for each in said] == [
        (FIRM, by_agent), (FIRM, by_agent), (FIRM, by_head)
    ]  # fmt: skip


def head_number(right: Representative) -> str:
    assert right.named_by is not None
    return right.named_by.number


def test_the_head_sees_all_of_the_firm_the_agent_his_own_and_strangers_nothing(
    draft: Draft, version: ItemVersion, name_agent: Callable[..., Representative], boss: Citizen, clerk: User,
    make_citizen: Callable[..., Citizen],
) -> None:  # fmt: skip
    mine = applied_for(draft, name_agent())
    window = at_the_window(version, clerk)
    other_firm = at_the_window(version, clerk, "91110000600037341L")
    colleague = make_citizen("13900005678", OTHER)
    name_agent(person_id=OTHER, phone="13900005678")
    assert seen_by(boss) == {mine.pk, window.pk}
    assert seen_by(draft.citizen) == {mine.pk}
    assert seen_by(colleague) == set()
    assert other_firm.pk not in seen_by(boss)
    with pytest.raises(Refused, match="代表资格"):
        applying.withdraw(citizen=colleague, dossier=mine, reason="不办了")


@pytest.mark.parametrize("who", ["boss", "agent"])
def test_a_mandate_that_was_ended_opens_and_hands_in_nothing_from_that_moment(
    who: str, draft: Draft, name_agent: Callable[..., Representative], boss: Citizen
) -> None:
    right = name_agent()
    mine = applied_for(draft, right)
    second = applying.begin_draft(citizen=draft.citizen, version=draft.version, chosen={})
    applying.act_for_firm(draft=second, right=right)
    fill(second)
    services.end(citizen=boss if who == "boss" else draft.citizen, representative=right)
    right.refresh_from_db()
    assert (right.status, right.words) == (ENDED, "法定代表人撤回" if who == "boss" else "本人放弃")
    assert seen_by(draft.citizen) == set()
    assert seen_by(boss) == {mine.pk}
    with pytest.raises(Refused, match="已经终止"):
        applying.hand_in(draft=second)
    with pytest.raises(Conflict):
        services.end(citizen=boss, representative=right)


def test_a_mandate_reaches_its_items_and_its_days_and_no_further(
    draft: Draft, name_agent: Callable[..., Representative], version: ItemVersion
) -> None:
    right = name_agent(version, days=1)
    me, day = draft.citizen, today()
    assert queries.acting_in(me, day, version.item_id) == [right]
    assert queries.acting_in(me, day, version.item_id + 1) == []
    assert queries.acting_in(me, day + timedelta(days=1), version.item_id) == [right]
    assert queries.acting_in(me, day + timedelta(days=2), version.item_id) == []
    for days in (-1, 3 * 366 + 1):
        with pytest.raises(Refused, match="三年以内"):
            name_agent(days=days)


def test_a_name_or_a_number_that_somebody_typed_himself_gives_no_right(
    name_agent: Callable[..., Representative], make_citizen: Callable[..., Citizen], county: Region
) -> None:
    right = name_agent()
    assert list(queries.acting(make_citizen(), today())) == [right]
    assert list(queries.acting(make_citizen("13700000000", ME), today())) == []  # the number typed in, another phone
    assert list(queries.acting(make_citizen("13800001234", OTHER), today())) == []  # the phone, another person
    vouched = citizens.sign_in_by_identity(region=county, issuer="i", subject="s", name="某甲", person_id=ME)
    assert list(queries.acting(vouched, today())) == [right]


def test_only_identity_makes_a_head_at_once_and_a_new_head_takes_the_place_of_the_former(
    boss: Citizen, head: Representative, citizen: Citizen, county: Region
) -> None:
    assert services.vouch(citizen=boss, code=FIRM, name=NAME) == head
    with pytest.raises(Refused, match="统一身份认证"):
        services.vouch(citizen=citizen, code=FIRM, name=NAME)
    agent = services.Agent("某乙", OTHER, "13900005678")
    scope = services.Scope(today() + timedelta(days=9))
    with pytest.raises(Refused, match="法定代表人"):
        services.name_agent(citizen=citizen, head=head, agent=agent, scope=scope)
    heir = citizens.sign_in_by_identity(region=county, issuer="i", subject="heir", name="李某", person_id=OTHER)
    new = services.vouch(citizen=heir, code=FIRM, name=NAME)
    head.refresh_from_db()
    assert (head.status, new.status) == (ENDED, HELD)
    with pytest.raises(Refused, match="法定代表人"):
        services.name_agent(citizen=boss, head=head, agent=agent, scope=scope)


def test_papers_hold_once_the_window_has_read_the_card_of_whoever_handed_them_in(
    citizen: Citizen, head: Representative, clerk: User, approver: User, neighbour_officer: User
) -> None:
    asked = services.hand_in_papers(citizen=citizen, code=FIRM, name=NAME, upload=PAPER)
    assert list(queries.acting(citizen, today())) == []
    with pytest.raises(Refused, match="不用重复提交"):
        services.hand_in_papers(citizen=citizen, code=FIRM, name=NAME, upload=PAPER)
    for stranger in (approver, neighbour_officer):
        with pytest.raises(Refused, match="本县窗口人员"):
            services.confirm(by=stranger, representative=asked, person_id=ME)
    with pytest.raises(Refused, match="不一致"):
        services.confirm(by=clerk, representative=asked, person_id=BOSS)
    services.confirm(by=clerk, representative=asked, person_id=ME.lower())
    head.refresh_from_db()
    assert list(queries.acting(citizen, today())) == [asked]
    assert head.status == ENDED  # a firm has one legal representative at a time


def test_papers_that_are_wrong_are_sent_back_with_what_is_wrong(citizen: Citizen, clerk: User) -> None:
    scope = services.Scope(today() + timedelta(days=9))
    asked = services.hand_in_papers(citizen=citizen, code=FIRM, name=NAME, upload=PAPER, scope=scope)
    done = services.decline(by=clerk, representative=asked, words="委托书没有盖公章")
    assert (done.words, list(queries.acting(citizen, today()))) == ("委托书没有盖公章", [])
    with pytest.raises(Refused, match="统一社会信用代码不对"):
        services.hand_in_papers(citizen=citizen, code="91110000100000001Y", name=NAME, upload=PAPER)


def test_the_accounts_of_one_person_become_one_when_both_are_proved(
    draft: Draft, citizen: Citizen, make_citizen: Callable[..., Citizen], county: Region
) -> None:
    def vouched(subject: str, person_id: str) -> Citizen:
        said = {"issuer": "i", "subject": subject, "name": "某甲", "person_id": person_id}
        return citizens.sign_in_by_identity(region=county, **said)

    fill(draft)
    mine = applying.hand_in(draft=draft).application.dossier
    phone = citizens.ProvedPhone(citizen.phone)
    with pytest.raises(Refused, match="另一个人"):  # the same name alone is nobody's identity
        citizens.merge(citizen=vouched("u2", OTHER), phone=phone)
    me = citizens.merge(citizen=vouched("u1", ME), phone=phone)
    citizen.refresh_from_db()
    assert (citizen.merged_into, me.phone, seen_by(me)) == (me, "13800001234", {mine.pk})
    assert citizen.closed_at is not None
    assert citizens.sign_in(region=county, phone=phone) == me
    assert Event.objects.filter(kind="people.citizens_merged").count() == 1
    with pytest.raises(Refused, match="已经绑定"):
        citizens.merge(citizen=me, phone=citizens.ProvedPhone("13700000000"))
    with pytest.raises(Refused, match="另一个人"):  # two identities never become one
        citizens.merge(citizen=vouched("u3", OTHER), phone=phone)


def test_a_file_of_a_mandate_is_not_asked_for_where_the_right_is_registered(
    draft: Draft, name_agent: Callable[..., Representative]
) -> None:
    applying.act_for_firm(draft=draft, right=name_agent())
    with pytest.raises(Refused, match="不要求上传"):
        applying.attach(draft=draft, key=applied.MANDATE, upload=a_file())
