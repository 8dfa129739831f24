"""培训效果: before and after with the rest of the county beside it, and 证据不足 where there is too little."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest import approx

from yimen.cases.models import Case
from yimen.common.workdays import SHANGHAI
from yimen.people.models import Department, Region, Staff, User
from yimen.training.courses.models import CourseVersion
from yimen.training.standing import effect
from yimen.training.standing.effect import AFTER, BEFORE, Rate
from yimen.training.tests import making

DAY = making.NINE.date()
"""On this day the learner passes."""


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 less 48/80.
    change, low, high = effect.difference(Rate(48, 80), Rate(56, 70))
    assert (change, low, high) == (approx(200), approx(52.4, abs=0.1), approx(333.9, abs=0.1))


def taken(region: Region, department: Department, code: str, day: int, late: int, whole: int) -> None:
    """So many cases that somebody took on the day so many days from the pass, some of them entered two days late."""
    at = datetime.combine(DAY + timedelta(days=day), making.NINE.time(), SHANGHAI)
    Case.objects.bulk_create(
        Case(
            region=region, department=department, case_number=f"{code}{day}-{number}", operator_code=code,
            received_at=at, accepted_at=at, recorded_at=at + timedelta(days=2 if number < late else 0),
        )
        for number in range(whole)
    )  # fmt: skip


@pytest.fixture
def passed(version: CourseVersion, learner: Staff, officer: User, county: Region, police: Department) -> CourseVersion:
    """The learner was late with 30 of 100 before he passed and with 10 of 100 afterwards; others with 20 of 200."""
    making.passed(version, learner, officer)
    for day, late in ((-10, 30), (10, 10)):
        taken(county, police, "P1", day, late, 100)
        taken(county, police, "P9", day, 20, 200)
    taken(county, police, "P1", 19, 0, 1)  # so far there are data
    return version


@pytest.mark.django_db
def test_the_trained_are_counted_before_and_after_and_all_others_beside_them(passed: CourseVersion) -> None:
    groups = effect.cohorts(passed, 90)
    assert [(each.day, each.codes, each.span) for each in groups] == [(DAY, ("P1",), 20)]
    late = next(each for each in effect.compared(passed, groups) if each.indicator.code == "late")
    assert late.trained == {BEFORE: Rate(30, 100), AFTER: Rate(10, 101)}
    assert late.others == {BEFORE: Rate(20, 200), AFTER: Rate(20, 200)}
    assert late.words == ("减少", "good")
    assert late.county_change[0] == 0 and late.county_change[1] < 0 < late.county_change[2]
    asked = next(each for each in effect.compared(passed, groups) if each.indicator.code == "asked")
    assert asked.words == ("证据不足", "plain")


@pytest.mark.django_db
def test_each_figure_of_the_page_opens_its_cases(
    passed: CourseVersion, officer: User, tax_liaison: User, client_of: Any
) -> None:
    address = f"{reverse('training:effect')}?course={passed.course_id}&rows=late&side=before"
    page = client_of(officer).get(address)
    assert page.context["behind"].total == 30
    assert "只作对照，不说明因果" in page.content.decode()
    assert page.context["chart"]["series"][0]["values"][0] == 300.0
    assert client_of(tax_liaison).get(address).context["behind"].total == 0


@pytest.mark.django_db
def test_without_data_after_it_a_training_shows_no_effect(
    version: CourseVersion, learner: Staff, officer: User, county: Region, police: Department, client_of: Any
) -> None:
    client, address = client_of(officer), reverse("training:effect")
    assert "证据不足" in client.get(address).content.decode()
    making.passed(version, learner, officer)
    assert effect.cohorts(version, 90) == []
    taken(county, police, "P1", -10, 5, 100)
    taken(county, police, "P1", effect.LEAST_DAYS - 2, 0, 100)
    assert effect.cohorts(version, 90) == []
    assert "合格之后的办件数据还太少" in client.get(address).content.decode()
