"""Sets of departments and the leading group: every change is dated, nothing before it is rewritten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.ledger.models import Event
from yimen.people import queries, services
from yimen.people.models import Department, DepartmentSet, LeadingGroupMember, Region, User
from yimen.people.rules import ROLES

pytestmark = pytest.mark.django_db
NEW_YEAR, MAY, JULY = date(2023, 1, 1), date(2023, 5, 31), date(2023, 7, 1)


@pytest.fixture
def units(county: Region, police: Department) -> DepartmentSet:
    """各政务服务单位, at first only the police."""
    return services.define_set(
        by=None, region=county, code="service_units", name="各政务服务单位", departments=[police], valid_from=NEW_YEAR
    )


@pytest.fixture
def head(county: Region) -> LeadingGroupMember:
    """组长."""
    return services.appoint(by=None, region=county, position="分管副县长", place="leader", valid_from=NEW_YEAR)


def names(department_set: DepartmentSet, day: date) -> set[str]:
    return {each.short_name for each in queries.members(department_set, day)}


def test_a_set_is_defined_joined_and_left_through_its_pages(
    officer: User, police: Department, tax: Department, client_of: Any
) -> None:
    client = client_of(officer)
    answer = client.post(
        "/people/sets/new/",
        {"name": "各政务服务单位", "code": "service_units", "valid_from": "2023-01-01", "departments": [police.pk]},
    )
    made = DepartmentSet.objects.get()
    address = f"/people/sets/{made.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    joined = client.post(f"{address}join/", {"join-department": tax.pk, "join-valid_from": "2023-05-31"})
    assert joined["Location"] == address
    member = made.members.get(department=police)
    left = client.post(f"{address}leave/", {"leave-member": member.pk, "leave-day": "2023-07-01"}, follow=True)
    assert "公安局最后一天为 2023-06-30" in left.content.decode()
    assert names(made, date(2023, 5, 30)) == {"公安局"}
    assert names(made, MAY) == names(made, date(2023, 6, 30)) == {"公安局", "税务局"}
    assert names(made, JULY) == {"税务局"}
    kinds = list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:3])
    assert kinds == ["people.set_left", "people.set_joined", "people.set_defined"]


def test_a_set_is_shown_as_of_a_day(units: DepartmentSet, officer: User, tax: Department, client_of: Any) -> None:
    services.join_set(by=officer, department_set=units, department=tax, valid_from=MAY)
    client = client_of(officer)

    def shown(query: str) -> list[str]:
        return [row.short_name for row in client.get(f"/people/sets/{units.pk}/{query}").context["members"]]

    assert shown("?day=2023-05-30") == ["公安局"]
    assert shown("?day=2023-05-31") == shown("") == shown("?day=nonsense") == ["公安局", "税务局"]
    assert shown("?day=2022-12-31") == []


def test_a_department_is_a_member_once_at_a_time(
    units: DepartmentSet, officer: User, police: Department, client_of: Any
) -> None:
    form = {"join-department": police.pk, "join-valid_from": "2023-05-31"}
    assert client_of(officer).post(f"/people/sets/{units.pk}/join/", form).status_code == 422
    for day in (MAY, NEW_YEAR, NEW_YEAR - timedelta(days=30)):
        with pytest.raises(Refused, match="已是"):
            services.join_set(by=officer, department_set=units, department=police, valid_from=day)


def test_who_left_may_come_back_and_a_slip_is_undone_on_its_day(
    units: DepartmentSet, officer: User, police: Department
) -> None:
    first = services.leave_set(by=officer, member=units.members.get(), day=MAY)
    assert first.valid_to == date(2023, 5, 30)
    second = services.join_set(by=officer, department_set=units, department=police, valid_from=JULY)
    undone = services.leave_set(by=officer, member=second, day=JULY)
    assert not undone.lasted
    assert names(units, JULY) == set()
    with pytest.raises(Refused, match="已经撤销"):
        services.join_set(by=officer, department_set=units, department=police, valid_from=JULY)
    services.join_set(by=officer, department_set=units, department=police, valid_from=JULY + timedelta(days=1))


def test_leaving_twice_or_before_joining_is_refused(units: DepartmentSet, officer: User, client_of: Any) -> None:
    member = units.members.get()
    with pytest.raises(Refused, match="不能早于"):
        services.leave_set(by=officer, member=member, day=NEW_YEAR - timedelta(days=1))
    form = {"leave-member": member.pk, "leave-day": "2022-12-31"}
    answer = client_of(officer).post(f"/people/sets/{units.pk}/leave/", form)
    assert answer.status_code == 422
    assert "不能早于" in answer.content.decode()
    services.leave_set(by=officer, member=member, day=MAY)
    with pytest.raises(Conflict, match="已退出"):
        services.leave_set(by=officer, member=member, day=JULY)


def test_a_set_takes_no_department_of_another_county_and_no_name_twice(
    units: DepartmentSet, officer: User, neighbour_police: Department, county: Region
) -> None:
    with pytest.raises(Refused, match="不属于"):
        services.join_set(by=officer, department_set=units, department=neighbour_police, valid_from=MAY)
    for code, name in (("service_units", "别的"), ("others", "各政务服务单位")):
        with pytest.raises(Refused, match="请换一个"):
            services.define_set(by=officer, region=county, code=code, name=name, departments=[], valid_from=MAY)
    with pytest.raises(Refused, match="不能列入"):
        services.define_set(
            by=officer, region=county, code="new", name="新", departments=[neighbour_police], valid_from=MAY
        )


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"officer"}))
def test_nobody_else_changes_sets_or_the_group(
    role: str, units: DepartmentSet, head: LeadingGroupMember, county: Region, tax: Department, make_user: Any,
    client_of: Any,
) -> None:  # fmt: skip
    somebody = make_user("somebody", role, county)
    client = client_of(somebody)
    member = units.members.get()
    for address in ("sets/new/", f"sets/{units.pk}/join/", f"sets/{units.pk}/leave/", "group/appoint/", "group/end/"):
        assert client.post(f"/people/{address}").status_code == 403, address
    for act in (
        lambda: services.define_set(by=somebody, region=county, code="x", name="x", departments=[], valid_from=MAY),
        lambda: services.join_set(by=somebody, department_set=units, department=tax, valid_from=MAY),
        lambda: services.leave_set(by=somebody, member=member, day=MAY),
        lambda: services.appoint(by=somebody, region=county, position="x", place="member", valid_from=MAY),
        lambda: services.end_appointment(by=somebody, member=head, day=MAY),
    ):
        with pytest.raises(Refused, match="营商局业务人员"):
            act()


def test_another_county_sees_and_changes_nothing(
    units: DepartmentSet, head: LeadingGroupMember, neighbour_officer: User, client_of: Any
) -> None:
    client = client_of(neighbour_officer)
    assert client.get(f"/people/sets/{units.pk}/").status_code == 404
    assert client.post(f"/people/sets/{units.pk}/join/").status_code == 404
    assert units not in client.get("/people/sets/").context["page"].rows
    assert client.get("/people/group/").context["group"] == []
    form = {"end-member": head.pk, "end-day": "2023-07-01"}
    assert client.post("/people/group/end/", form).status_code == 422
    with pytest.raises(Refused, match="本区划"):
        services.end_appointment(by=neighbour_officer, member=head, day=MAY)


def test_a_successor_is_appointed_and_both_stay_to_be_seen(
    head: LeadingGroupMember, officer: User, client_of: Any
) -> None:
    client = client_of(officer)
    form = {
        "appoint-place": "leader",
        "appoint-position": "分管营商工作的县委常委",
        "appoint-valid_from": "2023-05-31",
        "appoint-succeeds": head.pk,
    }
    answer = client.post("/people/group/appoint/", form)
    assert (answer.status_code, answer["Location"]) == (302, "/people/group/")
    head.refresh_from_db()
    assert head.valid_to == date(2023, 5, 30)
    assert head.successor.position == "分管营商工作的县委常委"
    assert Event.objects.latest("seq").kind == "people.leading_group_appointed"
    assert [row.position for row in client.get("/people/group/?day=2023-05-30").context["group"]] == ["分管副县长"]
    page = client.get("/people/group/")
    assert [row.position for row in page.context["group"]] == ["分管营商工作的县委常委"]
    history = page.content.decode().split("变动与接替", 1)[1]
    assert "2023-01-01 至 2023-05-30" in history
    assert history.count("分管营商工作的县委常委") == 2


def test_there_is_one_leader_and_a_position_stands_once(
    head: LeadingGroupMember, officer: User, county: Region, client_of: Any
) -> None:
    form = {"appoint-place": "leader", "appoint-position": "另一人", "appoint-valid_from": "2023-05-31"}
    answer = client_of(officer).post("/people/group/appoint/", form)
    assert answer.status_code == 422
    assert "组长现为“分管副县长”" in answer.content.decode()
    with pytest.raises(Refused, match="已在领导小组"):
        services.appoint(by=officer, region=county, position="分管副县长", place="member", valid_from=MAY)
    assert LeadingGroupMember.objects.count() == 1


def test_a_refused_successor_leaves_the_predecessor_in_place(
    head: LeadingGroupMember, officer: User, county: Region
) -> None:
    services.appoint(by=None, region=county, position="营商局局长", place="deputy", valid_from=NEW_YEAR)
    with pytest.raises(Refused, match="已在领导小组"):
        services.appoint(
            by=officer, region=county, position="营商局局长", place="leader", valid_from=MAY, succeeds=head
        )
    head.refresh_from_db()
    assert head.valid_to is None


def test_an_appointment_ends_once_and_not_before_it_began(
    head: LeadingGroupMember, officer: User, client_of: Any
) -> None:
    with pytest.raises(Refused, match="不能早于"):
        services.end_appointment(by=officer, member=head, day=date(2022, 12, 31))
    form = {"end-member": head.pk, "end-day": "2023-07-01"}
    answer = client_of(officer).post("/people/group/end/", form, follow=True)
    text = answer.content.decode()
    assert "最后一天为 2023-06-30" in text
    assert "无人接替" in text
    assert Event.objects.latest("seq").kind == "people.leading_group_left"
    with pytest.raises(Conflict, match="已不在"):
        services.end_appointment(by=officer, member=head, day=JULY)
    with pytest.raises(Conflict, match="已不在"):
        services.appoint(
            by=officer, region=head.region, position="新任", place="leader", valid_from=JULY, succeeds=head
        )


def test_the_pages_cost_the_same_for_many(
    county: Region, units: DepartmentSet, officer: User, make_department: Any, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = client_of(officer)
    client.get("/people/sets/")
    today = timezone.localdate()
    for number in range(40):
        department = make_department(county, f"X{number:02}", f"部门{number}")
        services.join_set(by=None, department_set=units, department=department, valid_from=MAY)
        services.appoint(
            by=None, region=county, position=f"职务{number}", place="member", valid_from=today, department=department
        )
    with django_assert_max_num_queries(18):
        assert len(client.get(f"/people/sets/{units.pk}/").context["members"]) == 41
    with django_assert_max_num_queries(18):
        assert len(client.get("/people/group/").context["group"]) == 40
