"""课程: for whom a version is, when it holds, and which courses confirmed findings ask for."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.people.models import Department, Region, User
from yimen.people.rules import ROLES
from yimen.rectification.models import Finding
from yimen.training.courses import queries, services
from yimen.training.courses.services import Content
from yimen.training.tests import making

pytestmark = pytest.mark.django_db
TODAY = date(2024, 3, 4)


def confirmed(region: Region, department: Department, subject: str, cause: str, status: str = "accepted") -> Finding:
    """A finding judged just now."""
    number = Finding.objects.count()
    return Finding.objects.create(
        region=region, department=department, source=f"evidence:verdict:{number}", subject=subject, kind="bypassed",
        title=f"{subject}的疑点", seen="看到", innocent="可能", period_from=TODAY, period_to=TODAY, cause=cause,
        status=status, status_at=timezone.now(),
    )  # fmt: skip


def test_findings_propose_courses_and_name_themselves(
    county: Region, police: Department, make_item: Any, officer: User
) -> None:
    item = make_item("I1", "户籍登记")
    make_item("I2", "居住证签发")
    rows = [confirmed(county, police, "I1", "habit") for _ in range(2)]
    confirmed(county, police, "I2", "untrained")
    confirmed(county, police, "I1", "no_space")  # no training makes room
    confirmed(county, police, "I1", "habit", "dismissed")
    today = timezone.localdate()
    found = queries.proposals(county, today)
    assert [(each.title, each.cause, len(each.findings), each.courses) for each in found] == [
        ("户籍登记", "habit", 2, []),
        ("居住证签发", "untrained", 1, []),
    ]
    assert set(found[0].findings) == set(rows)
    course = making.a_course(county, [item], causes=("habit",))
    answered = {each.subject: [row.course for row in each.courses] for each in queries.proposals(county, today)}
    assert answered == {"I1": [course], "I2": []}
    services.retire(by=officer, course=course, day=today)
    assert not any(each.courses for each in queries.proposals(county, today))


def test_each_day_has_its_version(county: Region, officer: User, make_item: Any) -> None:
    item: Item = make_item("I1", "户籍登记")
    course = making.a_course(county, [item])
    later = Content("新的规程和系统", 6, 24, TODAY, everyone=True, keeps=False)
    services.revise(by=officer, course=course, content=later)
    before, after = (queries.version_on(course, day) for day in (TODAY - timedelta(days=1), TODAY))
    assert before is not None and after is not None
    assert (before.number, before.months, after.number, after.months) == (1, 12, 2, 24)
    assert (queries.least_number(course, TODAY - timedelta(days=1)), queries.least_number(course, TODAY)) == (1, 2)
    assert [each.number for each in queries.versions_on(county.pk, TODAY)] == [2]
    with pytest.raises(Refused, match="不能早于上一版"):
        services.revise(
            by=officer, course=course, content=Content("旧的规程和系统", 6, 24, making.LONG_AGO, everyone=True)
        )


def test_a_course_for_nobody_of_another_county_or_out_of_range_is_refused(
    county: Region, officer: User, neighbour_police: Department, make_item: Any
) -> None:
    theirs = make_item("N1", "户籍登记", neighbour_police)
    wrong = {
        "没有人需要学": {},
        "不是本县的": {"items": [theirs]},
        "原因": {"everyone": True, "causes": ("weather",)},
        "1 至 60 个月": {"everyone": True, "months": 61},
        "至少 5 个字": {"everyone": True, "outline": "略"},
    }
    for words, more in wrong.items():
        content = Content(**{"outline": "一次性告知", "hours": 4, "months": 12, "valid_from": TODAY, **more})
        with pytest.raises(Refused, match=words):
            services.add_course(by=officer, region=county, code="K01", name="受理", content=content)
    making.a_course(county)
    with pytest.raises(Refused, match="已经有了"):
        making.a_course(county)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"officer", "hall_manager"}))
def test_nobody_else_keeps_courses(role: str, county: Region, bureau: Department, make_user: Any) -> None:
    somebody = make_user(f"some_{role}", role, county, bureau)
    with pytest.raises(Refused, match="只有本县"):
        services.retire(by=somebody, course=making.a_course(county), day=TODAY)


def test_a_course_is_retired_once(county: Region, officer: User) -> None:
    course = making.a_course(county)
    services.retire(by=officer, course=course, day=TODAY)
    with pytest.raises(Conflict):
        services.retire(by=officer, course=course, day=TODAY)
    with pytest.raises(Refused, match="已经停用"):
        services.revise(by=officer, course=course, content=Content("新的规程", 4, 12, TODAY, everyone=True))
