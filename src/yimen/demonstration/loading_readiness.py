"""授权与就绪 in the demonstration: letters of paper with plausible gaps, two of this system, and half-prepared windows.

Which department lacks what goes by its place in the list of departments, so that every kind of gap occurs.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry import queries as entry
from yimen.entry.authorisation import services as authorisation
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.subjects import Subject, needs_people, subjects_on
from yimen.entry.modes import Power
from yimen.entry.readiness import services as readiness
from yimen.entry.readiness.checklist import Where, county_on
from yimen.entry.readiness.models import Confirmation, Preparation
from yimen.entry.readiness.rules import CONFIRMED, Check
from yimen.halls.queries import posted_on
from yimen.people.models import Department, Region, Staff, User

SINCE = timedelta(days=330)
LONG, SOON, OVER = timedelta(days=400), timedelta(days=12), timedelta(days=-10)
HALF = (Power.ACCEPT, Power.EXAMINE, Power.DELIVER)
"""What some letters give B, who then cannot stand in for A."""
PRESENTED = 30
OWNERS = {Check.MACHINE: "办公室主任", Check.NETWORK: "信息化专员", Check.SEAL: "行政审批股股长"}
PROOFS = {
    Check.MACHINE: "演示数据：窗口设备验收单",
    Check.NETWORK: "演示数据：在窗口试办一件，业务系统正常",
    Check.SEAL: "演示数据：印章交接登记单",
}


def load_readiness(region: Region, users: Mapping[str, User]) -> None:
    """The letters and the preparations of the county as they would stand today."""
    today = timezone.localdate()
    by_department: dict[int, list[Subject]] = {}
    subjects = [each for each in subjects_on(entry.state_on(today, region)) if needs_people(each)]
    for each in subjects:
        by_department.setdefault(each.version.department_id, []).append(each)
    departments = list(Department.objects.filter(pk__in=by_department).order_by("code"))
    posted: dict[int, list[Staff]] = {}
    for posting in posted_on(today, region).select_related("staff__department").order_by("staff__code"):
        posted.setdefault(posting.staff.department_id, []).append(posting.staff)
    letters = []
    for place, department in enumerate(departments):
        people = list(dict.fromkeys(posted.get(department.pk, [])))[:2]
        if place % 9 != 8:  # the others have not registered theirs
            letters += _letters(department, place, people, by_department[department.pk], today)
    authorisation.load_mandates(by=None, region=region, letters=letters)
    _issue_here(users, by_department, posted, today)
    county = county_on(today, subjects)
    rows = []
    for place, department in enumerate(departments):
        at = sorted({where for each in by_department[department.pk] for where in county.places(each)})
        rows += _preparations(department, place, at, today)
    readiness.load_preparations(by=None, region=region, rows=rows)


def _letters(
    department: Department, place: int, people: list[Staff], subjects: list[Subject], today: date
) -> list[tuple[Mandate, list[tuple[int, str]]]]:
    """One letter for each post: some run out soon or have run out, some give B less than A."""
    end = today + (OVER if place % 7 == 3 else SOON if place % 5 == 1 else LONG)
    found: list[tuple[Mandate, list[tuple[int, str]]]] = []
    for post, person in zip(Mandate.Post.values, people, strict=False):
        powers = HALF if post == Mandate.Post.B and place % 3 == 1 else tuple(Power)
        pairs = [(each.item_id, power.value) for each in subjects for power in powers]
        found.append((_letter(department, person, post, len(found) + 1, today, end), pairs))
    return found


def _letter(department: Department, person: Staff, post: str, serial: int, today: date, end: date) -> Mandate:
    began = today - SINCE
    short = department.short_name.removeprefix("县").removesuffix("局")
    return Mandate(
        region=department.region, department=department, staff=person, kind=Mandate.Kind.AUTHORISATION, post=post,
        number=f"{department.region.name[0]}{short}授〔{began.year}〕{serial}号（纸质）",
        valid_from=began, valid_to=end, issued_on=began, announced_on=began + timedelta(days=3),
    )  # fmt: skip


def _issue_here(
    users: Mapping[str, User], by_department: dict[int, list[Subject]], posted: dict[int, list[Staff]], today: date
) -> None:
    """Two letters of the police's head: one for some items of B, announced; an appointment not yet announced."""
    head = users["head_police"]
    department, people = head.department, posted.get(head.department_id or 0, [])
    if department is None or len(set(people)) < 2:
        return
    first, second = list(dict.fromkeys(people))[:2]
    items = Item.objects.filter(
        pk__in=[each.item_id for each in by_department.get(department.pk, [])[:PRESENTED]]
    )  # fmt: skip
    last = today + LONG
    stands_in = authorisation.Grant(
        Mandate.Kind.AUTHORISATION, second, Mandate.Post.B, today, last, frozenset(Power.values)
    )
    made = authorisation.grant(by=head, department=department, grant=stands_in, items=items)
    authorisation.announce(by=users["officer"], mandate=made, announced_on=today)
    leads = authorisation.Grant(Mandate.Kind.APPOINTMENT, first, Mandate.Post.A, today, last)
    authorisation.grant(by=head, department=department, grant=leads)


def _preparations(
    department: Department, place: int, at: list[Where], today: date
) -> list[tuple[Preparation, Confirmation | None]]:
    """Each line at each window: most are confirmed, some have somebody responsible, of some nothing is known."""
    rows: list[tuple[Preparation, Confirmation | None]] = []
    for turn, (hall, window) in enumerate(at):
        for line, check in enumerate(CONFIRMED):
            row = Preparation(
                region=department.region, department=department, hall_id=hall, window=window, check_code=check
            )
            if place % 10 == 9:
                continue
            if (place + line) % 4 == 0 and turn == 0:
                row.owner, row.due_on = OWNERS[check], today + timedelta(days=-5 if place % 8 == 0 else 20)
                rows.append((row, None))
            else:
                rows.append((row, Confirmation(valid_from=today - timedelta(days=40), evidence=PROOFS[check])))
    return rows
