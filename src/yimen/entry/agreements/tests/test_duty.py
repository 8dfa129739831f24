"""What an entrustment agreement carries ends with it: the duty of entering comes back by date and by termination."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.entry import queries as entry
from yimen.entry.agreements import queries, services
from yimen.entry.agreements.models import Agreement, AgreementTemplate, EntrustedPower
from yimen.entry.agreements.services import Term
from yimen.entry.models import Declaration, Mode
from yimen.entry.services import Claim, declare_many
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def term() -> Term:
    """A term around today."""
    today = timezone.localdate()
    return Term(today - 30 * DAY, today + 60 * DAY)


@pytest.fixture
def entrusted(county: Region, items: list[Item], term: Term) -> list[Item]:
    """Both items of the police, declared as entrusted to the comprehensive window."""
    claim = Claim(Mode.ENTRUSTED, term.valid_from)
    declare_many(by=None, region=county, items=items, claim=claim)
    return items


@pytest.fixture
def agreed(make_signed: Any, entrustment: AgreementTemplate, entrusted: list[Item], term: Term) -> Agreement:
    """委托协议 of the police over both items, signed by all three."""
    made: Agreement = make_signed(version=entrustment.versions.get(), term=term)
    return made


def states(day: date) -> dict[str, str]:
    """Item code -> its state on the day."""
    return dict(entry.state_on(day).values_list("code", "entry_state"))


def test_an_agreement_that_runs_out_by_date_gives_its_items_back(agreed: Agreement, county: Region) -> None:
    last = agreed.valid_to
    assert states(last) == {"P1": entry.IS_ENTERED, "P2": entry.IS_ENTERED}
    assert states(last + DAY) == {"P1": entry.IS_UNEXPLAINED, "P2": entry.IS_UNEXPLAINED}
    assert Declaration.objects.filter(mode=Mode.NOT_ENTERED).count() == 0  # nobody had to write anything
    assert set(entry.state_on(last + DAY).values_list("said_reason", flat=True)) == {entry.AGREEMENT_RAN_OUT}
    declared, staffed = entry.three_rates(last + DAY, region=county)
    assert (declared.numerator, declared.denominator, staffed.denominator) == (0, 2, 0)
    assert queries.fallen_back(agreed, last).count() == 0
    assert queries.fallen_back(agreed, last + DAY).count() == 2


def test_entrusted_without_any_agreement_is_counted_as_declared_and_listed_as_loose(
    county: Region, entrusted: list[Item], term: Term
) -> None:
    assert set(states(term.valid_to + DAY).values()) == {entry.IS_ENTERED}
    assert queries.without_agreement(county, timezone.localdate()).count() == 2


def test_one_that_was_never_signed_by_all_gives_nothing_back_when_its_dates_pass(
    make_sent: Any, entrustment: AgreementTemplate, entrusted: list[Item], term: Term
) -> None:
    make_sent(version=entrustment.versions.get(), term=term)
    assert set(states(term.valid_to + DAY).values()) == {entry.IS_ENTERED}


def test_a_renewal_carries_the_items_on_without_a_gap(
    agreed: Agreement, make_signed: Any, entrustment: AgreementTemplate, county: Region
) -> None:
    following = Term(agreed.valid_to + DAY, agreed.valid_to + 90 * DAY)
    make_signed(version=entrustment.versions.get(), term=following, prior=agreed)
    today = timezone.localdate()
    assert queries.without_agreement(county, today).count() == 0  # the old one holds until the new one begins
    for day in (today, agreed.valid_to, following.valid_from, following.valid_to):
        assert set(states(day).values()) == {entry.IS_ENTERED}, day
    assert set(states(following.valid_to + DAY).values()) == {entry.IS_UNEXPLAINED}


def test_a_renewal_that_leaves_an_item_out_gives_that_one_back(
    agreed: Agreement, make_signed: Any, entrustment: AgreementTemplate
) -> None:
    kept = agreed.lines.get(code="P1").version
    following = Term(agreed.valid_to + DAY, agreed.valid_to + 90 * DAY)
    make_signed(version=entrustment.versions.get(), term=following, prior=agreed, items=[kept])
    assert states(following.valid_from) == {"P1": entry.IS_ENTERED, "P2": entry.IS_UNEXPLAINED}


def test_termination_declares_the_items_as_not_entered_from_its_day_on(agreed: Agreement, county: Region) -> None:
    today = timezone.localdate()
    ends = today + 10 * DAY
    ended = services.terminate(by=None, agreement=agreed, reason="部门收回窗口", ended_on=ends)
    assert set(states(ends - DAY).values()) == {entry.IS_ENTERED}
    assert set(states(ends).values()) == {entry.IS_UNEXPLAINED}
    assert queries.fallen_back(ended, ends).count() == 2
    assert queries.without_agreement(county, ends - DAY).count() == 0
    said = Declaration.objects.filter(mode=Mode.NOT_ENTERED).values_list("reason", flat=True)
    assert all(agreed.number in each for each in said) and len(said) == 2


def test_an_item_declared_otherwise_meanwhile_is_left_as_it_is(
    agreed: Agreement, county: Region, items: list[Item]
) -> None:
    today = timezone.localdate()
    declare_many(by=None, region=county, items=items[:1], claim=Claim(Mode.OWN_WINDOW, today))
    services.terminate(by=None, agreement=agreed, reason="部门收回窗口")
    assert states(today) == {"P1": entry.IS_ENTERED, "P2": entry.IS_UNEXPLAINED}


def test_what_was_ended_by_date_is_not_terminated_and_the_past_is_not_rewritten(agreed: Agreement) -> None:
    with pytest.raises(Refused, match="已自然到期"):
        services.terminate(by=None, agreement=agreed, reason="部门收回窗口", ended_on=agreed.valid_to + DAY)
    with pytest.raises(Refused, match="过去的有效期间不改写"):
        services.terminate(by=None, agreement=agreed, reason="部门收回窗口", ended_on=timezone.localdate() - DAY)


@pytest.mark.parametrize("power", ["decide", "examine", "issue"])
def test_deciding_is_never_entrusted(
    power: str, make_draft: Any, entrustment: AgreementTemplate, entrusted: list[Item], term: Term
) -> None:
    with pytest.raises(Refused, match="其中 1 项是行政许可，依《中华人民共和国行政许可法》第二十四条"):
        make_draft(version=entrustment.versions.get(), term=term, powers=["receive", power])
    assert not Agreement.objects.exists()


def test_the_database_itself_refuses_a_power_to_decide(agreed: Agreement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EntrustedPower.objects.create(agreement=agreed, power="decide")
    with pytest.raises(ValidationError):
        EntrustedPower(agreement=agreed, power="decide").full_clean()


def test_an_agreement_says_at_least_one_power_and_has_items(
    make_draft: Any, entrustment: AgreementTemplate, entrusted: list[Item], term: Term, tax: Department, tax_item: Item
) -> None:
    version = entrustment.versions.get()
    with pytest.raises(Refused, match="至少写明一个委托环节"):
        make_draft(version=version, term=term, powers=[])
    with pytest.raises(Refused, match="没有声明为“委托综合窗口”的事项"):
        make_draft(version=version, term=term, department=tax)


def test_the_page_of_one_that_ran_out_says_what_is_to_be_done(
    agreed: Agreement, officer: User, client_of: Any, time_machine: Any
) -> None:
    client = client_of(officer)
    address = f"/agreements/{agreed.pk}/"
    assert "进驻义务已恢复" not in client.get(address).content.decode()
    over = agreed.valid_to - timezone.localdate() + DAY
    time_machine.move_to(timezone.now() + over, tick=True)
    text = client_of(officer).get(address).content.decode()
    assert "进驻义务已恢复" in text and "已到期" in text
