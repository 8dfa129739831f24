"""Departments with their codes, and staff: registered by whose business it is, refused with a sentence, kept dated."""

from datetime import date
from typing import Any

import pytest

from yimen.common.errors import Refused
from yimen.ledger.models import Event
from yimen.people import queries, services
from yimen.people.models import Department, Region, Staff, User
from yimen.people.rules import ROLES

pytestmark = pytest.mark.django_db
FIRST, SECOND = "11999999MB2200102B", "12999999MB2200209K"
NEW = {"name": "友谊县民政局", "short_name": "民政局", "code": "D09", "kind": "unit"}


def test_an_officer_registers_a_department_and_then_its_code(officer: User, client_of: Any) -> None:
    client = client_of(officer)
    answer = client.post("/people/departments/new/", NEW, follow=True)
    department = Department.objects.get(code="D09")
    assert answer.redirect_chain == [(f"/people/departments/{department.pk}/", 302)]
    assert "尚未登记代码" in answer.content.decode()
    answer = client.post(
        f"/people/departments/{department.pk}/code/",
        {"code": f" {FIRST.lower()}", "valid_from": "2023-01-01"},
        follow=True,
    )
    assert FIRST in answer.content.decode()
    assert queries.code_on(department, date(2023, 6, 1)) == FIRST
    kinds = list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["people.department_recoded", "people.department_added"]


def test_a_new_code_ends_the_one_before_and_both_are_shown(officer: User, police: Department, client_of: Any) -> None:
    services.give_code(by=officer, department=police, code=FIRST, valid_from=date(2020, 1, 1))
    services.give_code(by=officer, department=police, code=SECOND, valid_from=date(2023, 7, 1))
    assert queries.code_on(police, date(2023, 6, 30)) == FIRST
    assert queries.code_on(police, date(2023, 7, 1)) == SECOND
    text = client_of(officer).get(f"/people/departments/{police.pk}/").content.decode()
    assert "2020-01-01 至 2023-06-30" in text
    assert text.count("现行") == 1


@pytest.mark.parametrize(
    ("code", "day", "says"),
    [
        (SECOND, "2020-01-01", "须晚于这一天"),
        (SECOND, "2019-01-01", "须晚于这一天"),
        (FIRST, "2023-07-01", "无须登记"),
        ("123", "2023-07-01", "不是有效的统一社会信用代码"),
        ("11999999MB2200102C", "2023-07-01", "不是有效的统一社会信用代码"),
    ],
)
def test_a_code_that_cannot_be_is_refused(
    code: str, day: str, says: str, officer: User, police: Department, client_of: Any
) -> None:
    services.give_code(by=officer, department=police, code=FIRST, valid_from=date(2020, 1, 1))
    before = Event.objects.count()
    answer = client_of(officer).post(f"/people/departments/{police.pk}/code/", {"code": code, "valid_from": day})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Event.objects.count() == before


def test_a_code_of_another_department_is_refused(officer: User, police: Department, tax: Department) -> None:
    services.give_code(by=officer, department=police, code=FIRST, valid_from=date(2020, 1, 1))
    with pytest.raises(Refused, match="属于公安局"):
        services.give_code(by=officer, department=tax, code=FIRST, valid_from=date(2023, 1, 1))


@pytest.mark.parametrize(("change", "says"), [({"name": "别的局"}, "已由公安局使用"), ({"code": "D77"}, "已经登记")])
def test_a_department_is_registered_once(
    change: dict[str, str], says: str, officer: User, police: Department, client_of: Any
) -> None:
    form = {"name": police.name, "short_name": "公安局", "code": police.code, "kind": "unit"}
    answer = client_of(officer).post("/people/departments/new/", {**form, **change})
    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"officer"}))
def test_nobody_else_keeps_departments(
    role: str, county: Region, police: Department, make_user: Any, client_of: Any
) -> None:
    somebody = make_user("somebody", role, county, police)
    client = client_of(somebody)
    assert client.post("/people/departments/new/", NEW).status_code == 403
    assert client.post(f"/people/departments/{police.pk}/code/", {}).status_code == 403
    with pytest.raises(Refused, match="营商局业务人员"):
        services.add_department(by=somebody, region=county, **NEW)
    with pytest.raises(Refused, match="营商局业务人员"):
        services.give_code(by=somebody, department=police, code=FIRST, valid_from=date(2023, 1, 1))


def test_an_officer_keeps_nothing_of_another_county(
    officer: User, neighbour_police: Department, client_of: Any
) -> None:
    assert client_of(officer).get(f"/people/departments/{neighbour_police.pk}/").status_code == 404
    with pytest.raises(Refused, match="本区划"):
        services.give_code(by=officer, department=neighbour_police, code=FIRST, valid_from=date(2023, 1, 1))
    with pytest.raises(Refused, match="本区划"):
        services.add_department(by=officer, region=neighbour_police.region, **NEW)


@pytest.mark.parametrize("who", ["officer", "hall_manager"])
def test_staff_are_registered_and_listed(
    who: str, police: Department, client_of: Any, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(who))
    form = {"department": police.pk, "code": "220301", "name": "欧阳修"}
    answer = client.post("/people/staff/new/", form, follow=True)
    text = answer.content.decode()
    assert "工号 220301 已登记在公安局" in text
    assert "欧阳修" not in text.split("<main", 1)[1]
    assert Event.objects.latest("seq").kind == "people.staff_registered"
    again = client.post("/people/staff/new/", {**form, "name": "某人"})
    assert again.status_code == 422
    assert "已经登记" in again.content.decode()


@pytest.fixture
def staff(county: Region, police: Department, tax: Department) -> list[Staff]:
    """Two of the police, one of the tax office."""
    rows = [(police, "P1", "赵一"), (police, "P2", "钱二"), (tax, "T1", "孙三")]
    made = [Staff(region=county, department=each, code=code, name=name) for each, code, name in rows]
    return services.register_staff(by=None, region=county, staff=made)


def test_staff_are_found_by_department_number_and_name(
    staff: list[Staff], officer: User, police: Department, client_of: Any
) -> None:
    client = client_of(officer)

    def found(query: str) -> list[str]:
        return [row.code for row in client.get(f"/people/staff/?{query}").context["page"].rows]

    assert found("") == ["P1", "P2", "T1"]
    assert found(f"department={police.pk}") == ["P1", "P2"]
    assert found("q=P2") == ["P2"]
    assert found("q=孙三") == ["T1"]
    assert found("q=nobody") == []
    assert found("department=999999") == ["P1", "P2", "T1"]


def test_a_liaison_sees_only_staff_of_his_department(
    staff: list[Staff], liaison: User, police: Department, tax: Department, client_of: Any
) -> None:
    client = client_of(liaison)
    assert [row.code for row in client.get("/people/staff/").context["page"].rows] == ["P1", "P2"]
    text = client.get("/people/").content.decode()
    assert f"/people/staff/?department={police.pk}" in text
    assert f"/people/staff/?department={tax.pk}" not in text


@pytest.mark.parametrize("who", ["system_administrator", "security_administrator", "audit_administrator"])
def test_administrators_see_no_staff(who: str, client_of: Any, request: pytest.FixtureRequest) -> None:
    assert client_of(request.getfixturevalue(who)).get("/people/staff/").status_code == 403


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"officer", "hall_manager"}))
def test_nobody_else_registers_staff(
    role: str, county: Region, police: Department, make_user: Any, client_of: Any
) -> None:
    somebody = make_user("somebody", role, county, police)
    assert client_of(somebody).get("/people/staff/new/").status_code == 403
    row = Staff(region=county, department=police, code="P9", name="某人")
    with pytest.raises(Refused, match="大厅管理员"):
        services.register_staff(by=somebody, region=county, staff=[row])


def test_staff_of_another_county_are_refused(officer: User, county: Region, neighbour_police: Department) -> None:
    row = Staff(region=county, department=neighbour_police, code="P9", name="某人")
    with pytest.raises(Refused, match="不属于该区划"):
        services.register_staff(by=officer, region=county, staff=[row])


def test_the_staff_list_costs_the_same_for_many(
    county: Region, police: Department, officer: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(officer)
    client.get("/people/staff/")
    rows = [Staff(region=county, department=police, code=f"P{n:03}", name="某人") for n in range(90)]
    services.register_staff(by=None, region=county, staff=rows)
    with django_assert_max_num_queries(14):
        assert len(client.get("/people/staff/").context["page"].rows) == 90


def test_before_anything_is_registered_the_pages_say_what_to_do_next(
    officer: User, liaison: User, client_of: Any
) -> None:
    for address, says, button in (
        ("/people/staff/", "还没有登记工作人员", "登记人员"),
        ("/people/sets/", "还没有部门集合", "定义集合"),
        ("/people/group/", "这一天没有成员", "登记任职"),
    ):
        text = client_of(officer).get(address).content.decode()
        assert says in text and button in text, address
        assert button not in client_of(liaison).get(address).content.decode(), address
