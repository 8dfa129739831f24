"""The notice itself as data: registered, served, answered; and each department sees its own part only."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.people.models import Department, LeadingGroupMember, Region, User
from yimen.programme import queries, services
from yimen.programme.imports import load_notice
from yimen.programme.models import Notice, Submission, Task

SERVED = date(2023, 6, 2)


@pytest.fixture
def report(notice: Notice) -> Task:
    """The self-inspection report, due 2023-04-28."""
    return notice.tasks.get(number="2.1")


def names(rows: list[queries.Standing]) -> list[str]:
    return [row.department.short_name for row in rows]


def test_the_notice_has_its_tasks_deadlines_and_leading_group(notice: Notice) -> None:
    assert [(task.number, task.due) for task in notice.tasks.all()] == [
        ("1", date(2023, 5, 13)),
        ("2", date(2023, 5, 13)),
        ("2.1", date(2023, 4, 28)),
        ("3", date(2023, 5, 13)),
    ]
    assert all(task.overdue_at_registration for task in notice.tasks.all())
    assert LeadingGroupMember.objects.get(place="leader").position == "分管营商工作的县委常委"


def test_the_set_is_expanded_as_of_the_notice_s_own_date(officer: User, report: Task) -> None:
    rows = queries.standings(officer, SERVED, task=report)
    assert names(rows) == ["营商局", "公安局", "税务局", "司法局", "烟草局", "退役军人局"]
    assert [row.leads for row in rows] == [True, False, False, False, False, False]


def test_a_department_named_and_in_the_set_stands_once(officer: User, notice: Notice) -> None:
    rows = queries.standings(officer, SERVED, task=notice.tasks.get(number="3"))
    assert names(rows).count("公安局") == 1


def test_nobody_is_blamed_before_service_and_everybody_only_from_the_day_after(officer: User, report: Task) -> None:
    lights = {row.light for row in queries.standings(officer, date(2023, 12, 31), task=report)}
    assert lights == {"registered_late"}
    assert len(services.serve(by=officer, task=report, declared_on=SERVED)) == 6
    assert {row.light for row in queries.standings(officer, SERVED, task=report)} == {"registered_late"}
    assert {row.label for row in queries.standings(officer, date(2023, 6, 12), task=report)} == {"逾期 10 天"}


def test_serving_again_reaches_only_those_not_served(officer: User, report: Task) -> None:
    services.serve(by=officer, task=report, declared_on=SERVED)
    with pytest.raises(Refused, match="已送达全部"):
        services.serve(by=officer, task=report, declared_on=SERVED)


def test_nothing_is_served_before_it_was_issued_or_on_a_day_to_come(officer: User, report: Task) -> None:
    with pytest.raises(Refused, match="早于通知印发日期"):
        services.serve(by=officer, task=report, declared_on=date(2023, 5, 30))
    with pytest.raises(Refused, match="在今天之后"):
        services.serve(by=officer, task=report, declared_on=timezone.localdate() + timedelta(days=1))


def test_a_report_handed_in_before_the_notice_counts(officer: User, liaison: User, report: Task) -> None:
    services.submit(by=liaison, task=report, text="自查报告", declared_on=date(2023, 4, 27))
    rows = queries.standings(officer, date(2023, 6, 1), task=report)
    assert {row.department.short_name: row.light for row in rows}["公安局"] == "handed_in"


@pytest.mark.parametrize("role", ["liaison", "leader", "neighbour_officer", "clerk"])
def test_only_the_county_s_own_officer_serves(request: Any, role: str, report: Task) -> None:
    with pytest.raises(Refused, match="营商局"):
        services.serve(by=request.getfixturevalue(role), task=report, declared_on=SERVED)


def test_only_a_liaison_of_a_party_hands_in(county: Region, officer: User, report: Task, make_user: Any) -> None:
    outsider = make_user("outsider", "liaison", county, Department.objects.get(short_name="医保局"))
    with pytest.raises(Refused, match="联络员"):
        services.submit(by=officer, task=report, text="自查报告")
    with pytest.raises(Refused, match="不是这项任务"):
        services.submit(by=outsider, task=report, text="自查报告")
    assert not queries.visible_to(outsider).exists()


def test_an_empty_report_is_refused(liaison: User, report: Task) -> None:
    with pytest.raises(Refused, match="请填写"):
        services.submit(by=liaison, task=report, text=" \u200b\n ")


def test_a_department_sees_its_own_part_only(
    liaison: User, tax_liaison: User, report: Task, system_administrator: User, neighbour_officer: User
) -> None:
    services.submit(by=tax_liaison, task=report, text="税务局自查报告")
    assert names(queries.standings(liaison, SERVED, task=report)) == ["公安局"]
    assert not queries.visible_submissions(liaison).exists()
    for stranger in (system_administrator, neighbour_officer):
        assert not queries.visible_to(stranger).exists()
        assert not queries.visible_submissions(stranger).exists()


def test_the_number_of_queries_does_not_grow_with_departments(
    officer: User, notice: Notice, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(9):
        assert len(queries.standings(officer, SERVED)) == 24


def test_the_same_notice_is_not_registered_twice(county: Region, notice: Notice) -> None:
    with pytest.raises(Refused, match="不能重复登记"):
        load_notice(by=None, region=county)
    assert Notice.objects.count() == 1


def test_a_missing_department_is_named_and_nothing_is_registered(county: Region, bureau: Department) -> None:
    with pytest.raises(CommandError, match="没有部门集合“各政务服务单位”"):
        call_command("load_notice", region=county.code)
    assert not Notice.objects.exists()


def test_open_tasks_counts_those_told_and_not_answered(officer: User, liaison: User, report: Task) -> None:
    day = date(2023, 6, 12)
    assert queries.open_tasks(liaison, day) == 0
    services.serve(by=officer, task=report, declared_on=SERVED)
    assert (queries.open_tasks(liaison, day), queries.open_tasks(officer, day)) == (1, 6)
    services.submit(by=liaison, task=report, text="自查报告", declared_on=date(2023, 6, 5))
    assert queries.open_tasks(liaison, day) == 0


def test_an_officer_serves_and_a_liaison_answers_on_the_pages(
    officer: User, liaison: User, report: Task, client_of: Any
) -> None:
    desk, department = client_of(officer), client_of(liaison)
    served = desk.post(f"/programme/tasks/{report.pk}/serve/", {"declared_on": "2023-06-02"}, follow=True)
    assert "已送达 6 个部门" in served.content.decode()
    page = department.get(f"/programme/tasks/{report.pk}/").content.decode()
    assert "送达全部" not in page
    empty = department.post(f"/programme/tasks/{report.pk}/submit/", {"text": "", "declared_on": "2023-06-05"})
    assert empty.status_code == 422
    department.post(f"/programme/tasks/{report.pk}/submit/", {"text": "已自查 12 项", "declared_on": "2023-06-05"})
    assert Submission.objects.get().department == liaison.department
    assert "已自查 12 项" in desk.get(f"/programme/tasks/{report.pk}/").content.decode()
    assert "公安局" in desk.get("/programme/?light=handed_in").content.decode()
    whole = desk.get(f"/programme/tasks/{report.pk}/").context
    assert sum(number for *_, number, _ in whole["lights"]) == len(whole["standings"]) == 6
    for key, *_, number, _ in whole["lights"]:  # each light opens exactly the departments that it counts
        assert len(desk.get(f"/programme/tasks/{report.pk}/", {"light": key}).context["standings"]) == number


def test_strangers_get_404_and_colleagues_without_the_right_403(
    liaison: User, neighbour_officer: User, report: Task, client_of: Any
) -> None:
    address = f"/programme/tasks/{report.pk}/"
    assert client_of(neighbour_officer).get(address).status_code == 404
    assert client_of(liaison).post(f"{address}serve/", {"declared_on": "2023-06-02"}).status_code == 403
