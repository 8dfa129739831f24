"""What is known of a branch hall: quotations whole or none at all, figures with day and source, gaps said as gaps."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.halls import queries as halls
from yimen.halls import services as hall_services
from yimen.halls.branches import queries, services
from yimen.halls.models import Hall
from yimen.people.models import Department, Region, User

MAY_1 = date(2023, 5, 1)
ARTICLE: dict[str, Any] = {
    "act": "《某条例》",
    "article": "第七条",
    "version": "2019 年",
    "says": "由登记机构办理。",
}


@pytest.fixture
def branch(county: Region, police: Department) -> Hall:
    """办证分厅 of the police."""
    return hall_services.add_hall(by=None, region=county, code="B1", name="办证分厅", kind="branch", department=police)


def known(user: User, day: date = MAY_1) -> queries.Known:
    [row] = queries.known(queries.visible_branches(user), day)
    return row


def test_what_nobody_said_is_lack_of_evidence_and_not_zero(branch: Hall, officer: User) -> None:
    row = known(officer)
    assert (row.basis_state, row.basis_words, row.size) == (queries.UNKNOWN, "证据不足", None)


def test_an_article_holds_in_its_dates_only(branch: Hall, officer: User, liaison: User) -> None:
    services.state_basis(by=liaison, hall=branch, valid_from=date(2019, 3, 24), valid_to=date(2024, 4, 30), **ARTICLE)
    assert known(officer).basis_state == queries.STANDS
    assert str(known(officer).basis) == "《某条例》第七条（2019 年）"
    assert known(officer, date(2024, 5, 1)).basis_state == queries.NONE
    assert list(queries.without_basis(queries.visible_branches(officer), MAY_1)) == []
    assert list(queries.without_basis(queries.visible_branches(officer), date(2024, 5, 1))) == [branch]


def test_the_word_that_there_is_none_does_not_outweigh_an_article(branch: Hall, officer: User) -> None:
    services.state_basis(by=None, hall=branch, none=True, valid_from=MAY_1)
    assert known(officer).basis_state == queries.NONE
    assert list(halls.without_basis(halls.visible_to(officer), MAY_1)) == [branch]
    services.state_basis(by=None, hall=branch, valid_from=date(2019, 3, 24), **ARTICLE)
    assert known(officer).basis_state == queries.STANDS
    assert list(halls.without_basis(halls.visible_to(officer), MAY_1)) == []


@pytest.mark.parametrize("missing", list(ARTICLE))
def test_half_a_quotation_is_refused(branch: Hall, liaison: User, missing: str) -> None:
    with pytest.raises(Refused, match="请写全"):
        services.state_basis(by=liaison, hall=branch, valid_from=MAY_1, **{**ARTICLE, missing: " "})
    assert not branch.bases.exists()


def test_a_quotation_together_with_none_is_refused(branch: Hall, liaison: User) -> None:
    with pytest.raises(Refused, match="没有依据"):
        services.state_basis(by=liaison, hall=branch, none=True, valid_from=MAY_1, **ARTICLE)
    with pytest.raises(Refused, match="失效日期"):
        services.state_basis(by=liaison, hall=branch, valid_from=MAY_1, valid_to=MAY_1 - timedelta(days=1), **ARTICLE)


def test_a_size_needs_a_figure_a_source_and_a_day_that_has_come(branch: Hall, liaison: User) -> None:
    with pytest.raises(Refused, match="至少填一项"):
        services.state_size(by=liaison, hall=branch, as_of=MAY_1, source="现场清点")
    with pytest.raises(Refused, match="来源"):
        services.state_size(by=liaison, hall=branch, as_of=MAY_1, source=" ", staff=3)
    with pytest.raises(Refused, match="今天之后"):
        tomorrow = timezone.localdate() + timedelta(days=1)
        services.state_size(by=liaison, hall=branch, as_of=tomorrow, source="现场清点", staff=3)
    assert not branch.sizes.exists()


def test_the_newest_count_is_shown_whenever_it_was_registered(branch: Hall, officer: User) -> None:
    services.state_size(by=None, hall=branch, as_of=date(2023, 4, 1), source="现场清点", staff=5)
    services.state_size(by=None, hall=branch, as_of=date(2022, 4, 1), source="旧台账", staff=9)
    size = known(officer).size
    assert size is not None
    assert (size.staff, size.machines) == (5, None)


def test_a_later_word_on_a_month_is_shown_and_the_earlier_kept(branch: Hall, liaison: User) -> None:
    for matters in (60, 66):
        services.state_traffic(by=liaison, hall=branch, month=date(2023, 4, 9), matters=matters, source="统计")
    assert queries.stated_by_month(branch)[date(2023, 4, 1)].matters == 66
    assert branch.stated_traffic.count() == 2
    with pytest.raises(Refused, match="还没有结束"):
        services.state_traffic(by=liaison, hall=branch, month=timezone.localdate(), matters=1, source="统计")


def test_others_say_nothing_about_it_and_do_not_see_it(
    branch: Hall, tax_liaison: User, clerk: User, neighbour_officer: User, officer: User
) -> None:
    for who in (tax_liaison, clerk, neighbour_officer):
        with pytest.raises(Refused, match="联络员"):
            services.state_size(by=who, hall=branch, as_of=MAY_1, source="现场清点", staff=3)
    services.state_size(by=officer, hall=branch, as_of=MAY_1, source="现场清点", staff=3)
    assert not queries.visible_branches(tax_liaison)
    assert not queries.visible_branches(neighbour_officer)


def test_the_comprehensive_hall_is_no_branch(county: Region, liaison: User) -> None:
    main = hall_services.add_hall(by=None, region=county, code="H1", name="政务大厅", kind="main")
    with pytest.raises(Refused, match="不是部门分厅"):
        services.state_size(by=None, hall=main, as_of=MAY_1, source="现场清点", staff=3)


def test_a_closing_day_needs_the_right_to_decide(branch: Hall, liaison: User, leader: User) -> None:
    with pytest.raises(Refused, match="处置决定"):
        services.set_closing(by=liaison, hall=branch, closes_on=MAY_1, number="友政复〔2023〕8号")
    services.set_closing(by=leader, hall=branch, closes_on=MAY_1, number="友政复〔2023〕8号")
    branch.refresh_from_db()
    assert branch.closes_on == MAY_1


def test_the_register_costs_the_same_for_many(
    county: Region, police: Department, officer: User, client_of: Any, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        hall = hall_services.add_hall(
            by=None, region=county, code=f"B{number}", name=f"分厅{number}", kind="branch", department=police
        )
        services.state_basis(by=None, hall=hall, none=True, valid_from=MAY_1)
        services.state_size(by=None, hall=hall, as_of=MAY_1, source="现场清点", staff=3)
    with django_assert_num_queries(3):
        assert len(queries.known(Hall.objects.filter(kind="branch"), MAY_1)) == 12
    assert "分厅11" in client_of(officer).get("/halls/branches/").content.decode()


def test_a_refused_form_stands_open_with_its_sentence(branch: Hall, liaison: User, client_of: Any) -> None:
    client, address = client_of(liaison), f"/halls/branches/{branch.pk}/"
    answer = client.post(f"{address}basis/", {"valid_from": "2023-05-01", "act": "某条例"})
    assert answer.status_code == 422
    assert "请写全法律法规名称" in answer.content.decode()
    client.post(f"{address}size/", {"as_of": "2023-05-01", "staff": "4", "source": "现场清点"})
    client.post(f"{address}traffic/", {"month": "2023-04", "matters": "60", "source": "统计"})
    page = client.get(address).content.decode()
    assert "部门自报：统计" in page
    assert "证据不足" in page
    assert client.post(f"{address}traffic/", {"month": "四月", "matters": "60", "source": "统计"}).status_code == 422


def test_a_branch_hall_is_a_link_only_for_whom_it_opens(
    branch: Hall, liaison: User, tax_liaison: User, client_of: Any
) -> None:
    services.state_basis(by=liaison, hall=branch, valid_from=date(2019, 3, 24), **ARTICLE)
    address = f"/halls/branches/{branch.pk}/"
    for user, opens in ((liaison, True), (tax_liaison, False)):
        client = client_of(user)
        assert client.get(address).status_code == (200 if opens else 404)
        for page in (client.get("/halls/"), client.get(f"/halls/{branch.pk}/")):
            text = page.content.decode()
            assert "《某条例》第七条" in text
            assert (f'href="{address}"' in text) == opens
