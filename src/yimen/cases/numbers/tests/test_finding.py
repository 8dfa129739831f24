"""The platform names a case by our number or by one that it gave it; never by what a department or a queue gave."""

import pytest

from yimen.cases.models import Case
from yimen.cases.numbers import queries, services
from yimen.common.errors import Conflict
from yimen.people.models import Department, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: Region, police: Department) -> Case:
    return Case.objects.create(region=county, department=police, case_number="C1")


def test_the_platform_finds_a_case_by_its_own_numbers_only(case: Case, county: Region, neighbour: Region) -> None:
    for sort in ("platform", "applied", "department", "queue"):
        services.note(by=None, case=case, sort=sort, number=f"{sort}-1")
    found = {number: queries.case_in(county, number) for number in ("C1", "platform-1", "applied-1", "department-1")}
    assert found == {"C1": case, "platform-1": case, "applied-1": case, "department-1": None}
    assert queries.case_in(neighbour, "platform-1") is None


def test_a_number_noted_again_is_the_same_and_another_cases_is_refused(case: Case, police: Department) -> None:
    first, new = services.note(by=None, case=case, sort="platform", number="S-1")
    again, newer = services.note(by=None, case=case, sort="platform", number=" S-1 ")
    assert (again, new, newer) == (first, True, False)
    other = Case.objects.create(region=case.region, department=police, case_number="C2")
    with pytest.raises(Conflict, match="已是办件 C1 的"):
        services.note(by=None, case=other, sort="platform", number="S-1")
