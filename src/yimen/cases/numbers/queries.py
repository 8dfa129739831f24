"""Questions about the further numbers of cases."""

from collections.abc import Iterable

from django.db.models import QuerySet

from yimen.cases.models import Case
from yimen.cases.numbers.models import SerialNumber
from yimen.people.models import Department, Region

AT_ONCE = 500


def of_case(case: Case) -> QuerySet[SerialNumber]:
    """The further numbers of a case, in the order of their kinds."""
    return SerialNumber.objects.filter(case=case).order_by("sort", "pk")


def case_of(department: Department, number: str) -> Case | None:
    """The department's case that goes by a number, its own here or another of its; None when none does.

    Queue numbers come back day after day, so they name nothing.
    """
    rows = Case.objects.filter(department=department).select_related("department")
    own = rows.filter(case_number=number).first()
    if own is not None:
        return own
    wanted = SerialNumber.objects.filter(department=department, number=number).exclude(sort__in=SerialNumber.AGAIN)
    return rows.filter(pk__in=wanted.values("case")).first()


def case_in(region: Region, number: str) -> Case | None:
    """The county's case that the platform means by a number: ours, or one that the platform gave it; None for none."""
    rows = Case.objects.filter(region=region)
    own = rows.filter(case_number=number).first()
    if own is not None:
        return own
    given = SerialNumber.objects.filter(number=number, sort__in=SerialNumber.FROM_PLATFORM)
    return rows.filter(pk__in=given.values("case")).first()


def cases_in(region: Region, numbers: Iterable[str]) -> dict[str, Case]:
    """Number -> the county's case that goes by it, as `case_in` finds it; two queries for every few hundred numbers."""
    found: dict[str, Case] = {}
    wanted = sorted({each for each in numbers if each})
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        given = SerialNumber.objects.filter(
            case__region=region, number__in=some, sort__in=SerialNumber.FROM_PLATFORM
        )  # fmt: skip
        found |= {each.number: each.case for each in given.select_related("case").order_by("-pk")}
        found |= {each.case_number: each for each in Case.objects.filter(region=region, case_number__in=some)}
    return found


def holder_of(department: Department, sort: str, number: str) -> SerialNumber | None:
    """Whose number that is already; None for one that is free or may be given out again."""
    if sort in SerialNumber.AGAIN:
        return None
    rows = SerialNumber.objects.filter(department=department, sort=sort, number=number)
    return rows.select_related("case").first()
