"""Accounts are opened by one administrator, given roles by another, and good for nothing until their holder acts."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from yimen.common.errors import Conflict, Refused
from yimen.ledger.models import Event
from yimen.people import services
from yimen.people.models import Department, Region, RoleGrant, User
from yimen.people.passwords import single_use
from yimen.people.queries import roles_of
from yimen.people.rules import ADMINISTRATORS, BUSINESS, ROLES

NEW = {"username": "newcomer", "display_name": "公安局联络员"}


def test_the_system_administrator_opens_and_the_security_administrator_grants(
    system_administrator: User, security_administrator: User, police: Department, client_of: Any
) -> None:
    system, security = client_of(system_administrator), client_of(security_administrator)
    opened = system.post("/people/accounts/new/", {**NEW, "department": police.pk})
    user = User.objects.get(username="newcomer")
    assert (user.department, user.password_given, roles_of(user)) == (police, True, frozenset())
    password = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", opened.content.decode())
    assert password is not None
    assert user.check_password(password[0])
    assert opened["Cache-Control"] == "no-store"
    address = f"/people/accounts/{user.pk}/"
    assert password[0] not in system.get(address).content.decode()
    assert "已授予“部门联络员”" in security.post(f"{address}grant/", {"role": "liaison"}, follow=True).content.decode()
    assert roles_of(User.objects.get(pk=user.pk)) == {"liaison"}


def test_an_account_without_a_password_is_opened_by_none_until_one_is_given(
    county: Region, security_administrator: User, client: Client
) -> None:
    user = services.open_account(by=None, username="newcomer", password=None, display_name="联络员", region=county)
    given, stored = "a-Password-given-1", user.password
    signed_in = []
    for guess in ("", "None", stored, given):
        if guess == given:
            services.give_password(by=security_administrator, user=user, password=given)
        client.post("/account/login/", {"login": "newcomer", "password": guess})
        signed_in.append("_auth_user_id" in client.session)
    assert signed_in == [False, False, False, True]


def test_the_password_is_in_no_event_and_no_session(system_administrator: User, client_of: Any, county: Region) -> None:
    client = client_of(system_administrator)
    answer = client.post("/people/accounts/new/", NEW)
    found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", answer.content.decode())
    assert found is not None
    assert all(found[0].encode() not in bytes(event.meta) for event in Event.objects.all())
    assert found[0] not in str(dict(client.session))


def test_a_given_password_opens_nothing_but_the_page_that_replaces_it(
    county: Region, client_of: Any, make_user: Any
) -> None:
    user = make_user("fresh", "officer", county)
    User.objects.filter(pk=user.pk).update(password_given=True)
    client: Client = client_of(user)
    for address in ("/people/", "/entry/", "/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/account/password/")
    services.change_password(user=user, password="another-long-Password-2")
    user.refresh_from_db()
    assert not user.password_given
    assert user.check_password("another-long-Password-2")
    assert Event.objects.latest("seq").kind == "people.password_changed"


def test_the_password_form_uses_up_the_given_password(county: Region, make_user: Any, client_of: Any) -> None:
    user = make_user("fresh", "officer", county)
    User.objects.filter(pk=user.pk).update(password_given=True)
    answer = client_of(user).post(
        "/account/password/",
        {"oldpassword": "a-long-Password-1", "password1": "another-long-Pass-2", "password2": "another-long-Pass-2"},
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.password_given, user.check_password("another-long-Pass-2")) == (False, True)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"system_administrator"}))
def test_nobody_else_opens_or_closes_accounts(
    role: str, county: Region, make_user: Any, client_of: Any, system_administrator: User
) -> None:
    somebody = make_user("somebody", role, county)
    assert client_of(somebody).post("/people/accounts/new/", NEW).status_code == 403
    with pytest.raises(Refused, match="系统管理员"):
        services.open_account(by=somebody, password=single_use(), region=county, **NEW)
    with pytest.raises(Refused, match="系统管理员"):
        services.close_account(by=somebody, user=system_administrator)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"security_administrator"}))
def test_nobody_else_grants_or_ends_roles(
    role: str, county: Region, make_user: Any, client_of: Any, officer: User
) -> None:
    somebody = make_user("somebody", role, county)
    address = f"/people/accounts/{officer.pk}/grant/"
    assert client_of(somebody).post(address, {"role": "leader"}).status_code == 403
    with pytest.raises(Refused, match="安全管理员"):
        services.grant(by=somebody, user=officer, role="leader")
    with pytest.raises(Refused, match="安全管理员"):
        services.end_grant(by=somebody, row=officer.grants.get())


@pytest.mark.parametrize("second", sorted(ROLES))
@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
def test_an_administrator_holds_no_second_role(
    first: str, second: str, county: Region, make_user: Any, security_administrator: User
) -> None:
    user = make_user("holder", first, county)
    with pytest.raises(Refused, match=r"三员分立|已有角色"):
        services.grant(by=security_administrator, user=user, role=second)


def test_business_roles_may_be_held_together_but_no_administrator_beside_them(
    county: Region, make_user: Any, security_administrator: User, client_of: Any
) -> None:
    user = make_user("holder", "officer", county)
    services.grant(by=security_administrator, user=user, role="inspector")
    assert roles_of(User.objects.get(pk=user.pk)) == {"officer", "inspector"} <= BUSINESS
    answer = client_of(security_administrator).post(
        f"/people/accounts/{user.pk}/grant/", {"role": "audit_administrator"}
    )
    assert answer.status_code == 422
    assert "三员分立" in answer.content.decode()


def test_nobody_changes_his_own_roles_or_closes_his_own_account(
    system_administrator: User, security_administrator: User
) -> None:
    with pytest.raises(Refused, match="自己"):
        services.grant(by=security_administrator, user=security_administrator, role="officer")
    with pytest.raises(Refused, match="自己"):
        services.end_grant(by=security_administrator, row=security_administrator.grants.get())
    with pytest.raises(Refused, match="自己"):
        services.close_account(by=system_administrator, user=system_administrator)


def test_an_ended_role_is_kept_and_ends_once(officer: User, security_administrator: User, client_of: Any) -> None:
    row = officer.grants.get()
    client_of(security_administrator).post(f"/people/accounts/{officer.pk}/grants/{row.pk}/end/")
    assert roles_of(User.objects.get(pk=officer.pk)) == frozenset()
    row.refresh_from_db()
    assert row.valid_to is not None
    with pytest.raises(Conflict):
        services.end_grant(by=security_administrator, row=row)


def test_a_closed_account_is_signed_out(officer: User, system_administrator: User, client_of: Any) -> None:
    client = client_of(officer)
    assert client.get("/people/").status_code == 200
    client_of(system_administrator).post(f"/people/accounts/{officer.pk}/close/")
    assert client.get("/people/").status_code == 302


def test_administrators_of_one_county_see_no_account_of_another(
    county: Region, neighbour: Region, make_user: Any, client_of: Any, officer: User
) -> None:
    system = make_user("their_system", "system_administrator", neighbour)
    security = make_user("their_security", "security_administrator", neighbour)
    assert client_of(system).get(f"/people/accounts/{officer.pk}/").status_code == 404
    assert officer not in client_of(system).get("/people/accounts/").context["page"].rows
    with pytest.raises(Refused):
        services.close_account(by=system, user=officer)
    with pytest.raises(Refused):
        services.grant(by=security, user=officer, role="leader")
    with pytest.raises(Refused):
        services.open_account(by=system, password=single_use(), region=county, **NEW)


def test_people_of_business_do_not_list_accounts(officer: User, client_of: Any) -> None:
    assert client_of(officer).get("/people/accounts/").status_code == 403


def test_the_department_page_and_the_account_list_cost_the_same_for_many(
    county: Region, make_department: Any, make_user: Any, system_administrator: User, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = client_of(system_administrator)
    client.get("/people/")
    for number in range(60):
        department = make_department(county, f"X{number:02}", f"部门{number}")
        make_user(f"user{number}", "liaison", county, department)
    with django_assert_max_num_queries(15):
        assert len(client.get("/people/").context["page"].rows) == 60
    with django_assert_max_num_queries(13):
        assert len(client.get("/people/accounts/").context["page"].rows) == 61


def test_the_permission_table_shows_every_act(officer: User, client_of: Any) -> None:
    page = client_of(officer).get("/people/permissions/").content.decode()
    assert "声明进驻" in page
    assert "授予和收回角色" in page


def test_a_fresh_installation_gets_three_administrators_with_passwords_shown_once(db: None) -> None:
    out = StringIO()
    call_command("create_administrators", region="230522000000", name="友谊县", stdout=out)
    found = re.findall(r"账号 (\S+)  初始密码 (\S+)", out.getvalue())
    assert [name for name, _ in found] == ["system", "security", "audit"]
    for name, password in found:
        user = User.objects.get(username=name)
        assert (user.check_password(password), user.password_given) == (True, True)
    assert set(RoleGrant.objects.values_list("role", flat=True)) == ADMINISTRATORS
    with pytest.raises(CommandError, match="已有管理员"):
        call_command("create_administrators", region="230522000000", prefix="b-")


def test_a_region_without_name_or_with_a_wrong_code_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="12 位数字"):
        call_command("create_administrators", region="2305", name="友谊县")
    with pytest.raises(CommandError, match="--name"):
        call_command("create_administrators", region="230522000000")
    assert not User.objects.exists()


def test_no_two_given_passwords_are_alike() -> None:
    given = {single_use() for _ in range(200)}
    assert len(given) == 200
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", each) for each in given)
