"""The declared and the staffed rate, each with its rows."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs

from django.test import Client

from yimen.catalog.models import Item
from yimen.entry import queries, services
from yimen.entry.exemptions.states import EXEMPTION, PUBLISHED
from yimen.entry.models import Exemption, Mode
from yimen.entry.services import Claim
from yimen.halls import services as halls
from yimen.halls.models import Hall, Window
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region, User

MAY_1, MAY_15 = date(2023, 5, 1), date(2023, 5, 15)


def declare(liaison: User | None, item: Item, mode: str = Mode.OWN_WINDOW, **more: Any) -> None:
    services.declare(by=liaison, item=item, claim=Claim(mode, MAY_1, **more))


def staffed(item: Item, day: date = MAY_15) -> bool | None:
    return queries.state_on(day).get(item=item).is_staffed


def test_the_declared_rate_is_entered_of_must_enter(
    county: Region, officer: User, liaison: User, passport: Item, residence: Item, make_item: Any
) -> None:
    exempt = make_item("P3", "看守所会见")
    Exemption.objects.create(
        region=county, item=exempt, department=exempt.versions.get().department, reason="law", basis="《看守所条例》",
        valid_from=MAY_1, holds_from=MAY_1, registered=True, **begin(EXEMPTION, by=None, status=PUBLISHED),
    )  # fmt: skip
    declare(liaison, passport)
    declared, _ = queries.three_rates(MAY_15, region=county)
    assert (declared.numerator, declared.denominator, declared.percent) == (1, 2, 50.0)


def test_a_rate_of_nothing_is_not_zero(county: Region) -> None:
    assert [rate.percent for rate in queries.three_rates(MAY_15, region=county)] == [None, None]


def test_staffed_needs_a_posting_in_force_on_the_day(
    county: Region, liaison: User, passport: Item, police: Department, post: Any
) -> None:
    declare(liaison, passport)
    assert staffed(passport) is False
    post(police, first=date(2023, 5, 10), last=date(2023, 5, 20))
    assert staffed(passport, date(2023, 5, 9)) is False
    assert staffed(passport, date(2023, 5, 10)) is True
    assert staffed(passport, date(2023, 5, 21)) is False
    _, rate = queries.three_rates(MAY_15, region=county)
    assert (rate.numerator, rate.denominator) == (1, 1)


def test_an_own_window_is_not_staffed_by_another_department(
    liaison: User, passport: Item, residence: Item, tax: Department, post: Any
) -> None:
    declare(liaison, passport)
    declare(liaison, residence, Mode.ENTRUSTED)
    post(tax)
    assert staffed(passport) is False
    assert staffed(residence) is True


def test_the_named_window_must_be_the_one(
    county: Region, liaison: User, passport: Item, residence: Item, police: Department, hall: Hall, post: Any
) -> None:
    declare(None, passport, windows="A01,A02")
    declare(None, residence, windows="A011")
    post(police)
    assert (staffed(passport), staffed(residence)) == (True, False)


def test_a_window_of_the_main_hall_does_not_staff_a_branch(
    county: Region, liaison: User, passport: Item, police: Department, branch: Hall, post: Any
) -> None:
    declare(liaison, passport, Mode.BRANCH_HALL, hall=branch)
    post(police)
    assert staffed(passport) is False
    window = halls.add_windows(
        by=None, region=county, windows=[Window(hall=branch, code="B1", terminal="x", valid_from=MAY_1)]
    )[0]
    post(police, at=window)
    assert staffed(passport) is True


def test_items_handled_online_from_end_to_end_need_nobody(county: Region, liaison: User, passport: Item) -> None:
    declare(liaison, passport, Mode.ONLINE_ONLY)
    declared, rate = queries.three_rates(MAY_15, region=county)
    assert (declared.numerator, rate.denominator) == (1, 0)


def test_rates_of_one_department_and_by_department_agree(
    county: Region, liaison: User, passport: Item, residence: Item, invoice: Item, police: Department, tax: Department
) -> None:
    declare(liaison, passport)
    found = queries.figures_by_department(queries.state_on(MAY_15, county))
    assert (found[police.pk].entered, found[police.pk].must_enter, found[tax.pk].entered) == (1, 2, 0)
    declared, _ = queries.three_rates(MAY_15, region=county, department=police)
    assert (declared.numerator, declared.denominator) == (1, 2)


def test_the_figures_come_from_one_query(
    county: Region, liaison: User, passport: Item, django_assert_num_queries: Any
) -> None:
    declare(liaison, passport)
    with django_assert_num_queries(1):
        queries.three_rates(MAY_15, region=county)


def test_the_link_of_every_figure_opens_as_many_rows(
    county: Region, officer: User, liaison: User, passport: Item, residence: Item, police: Department, post: Any,
    make_item: Any, client_of: Any,
) -> None:  # fmt: skip
    declare(liaison, passport)
    declare(liaison, residence, Mode.ONLINE_ONLY)
    make_item("P4", "未说明的事项")
    post(police)
    client: Client = client_of(officer)
    for rate in queries.three_rates(MAY_15, region=county):
        for query, figure in ((rate.numerator_query, rate.numerator), (rate.denominator_query, rate.denominator)):
            assert parse_qs(query)["day"] == ["2023-05-15"]
            assert client.get(f"/entry/?{query}").context["page"].total == figure
