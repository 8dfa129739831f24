"""Scenes of authorisation and readiness within entry; see `mutation_scenes`."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from yimen.catalog.models import Item
from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_rounds import a_list
from yimen.entry.authorisation import services as authorisation
from yimen.entry.authorisation.models import Mandate
from yimen.entry.readiness import services as readiness
from yimen.entry.readiness.models import Confirmation, Preparation
from yimen.halls import services as halls
from yimen.halls.models import Hall
from yimen.people import services as people
from yimen.people.models import Staff

DAY = date(2023, 6, 1)


def somebody(the: Cast) -> Staff:
    """One of the police's people."""
    rows = [Staff(region=the.county, department=the.police, code="P1", name="王丽")]
    return people.register_staff(by=None, region=the.county, staff=rows)[0]


def to_grant(the: Cast) -> Arguments:
    a_list(the)
    today = timezone.localdate()
    what = authorisation.Grant(
        kind="authorisation", staff=somebody(the), post="a", valid_from=today, valid_to=today + timedelta(days=365),
        powers=frozenset({"accept", "decide"}),
    )  # fmt: skip
    return given(by=the.head, department=the.police, grant=what, items=Item.objects.all())


def granted(the: Cast) -> Mandate:
    return authorisation.grant(**to_grant(the))


def of_paper(the: Cast, **otherwise: Any) -> Mandate:
    plain = {
        "region": the.county, "department": the.police, "staff": somebody(the), "kind": "authorisation", "post": "a",
        "number": "友公授〔2023〕1号", "valid_from": DAY, "valid_to": date(2099, 1, 1), "issued_on": DAY,
        "announced_on": DAY,
    }  # fmt: skip
    return Mandate(**{**plain, **otherwise})


def to_load(the: Cast) -> Arguments:
    a_list(the)
    return given(by=None, region=the.county, letters=[(of_paper(the), [(Item.objects.get().pk, "accept")])])


def a_place(the: Cast) -> readiness.Place:
    hall: Hall = halls.add_hall(by=None, region=the.county, code="H1", name="政务服务中心", kind="main")
    return readiness.Place(the.police, hall, "", "seal")


def to_confirm(the: Cast) -> Arguments:
    return given(by=the.liaison, place=a_place(the), confirmed_on=DAY, evidence="印章交接单 3 号")


def to_allow(the: Cast) -> Arguments:
    a_list(the)
    due = timezone.localdate() + timedelta(days=30)
    return given(by=the.officer, items=[(Item.objects.get(), the.police, "授权")], reason="窗口安装", due_on=due)


def prepared(the: Cast) -> Arguments:
    row = Preparation(region=the.county, department=the.police, hall=a_place(the).hall, check_code="network")
    return given(
        by=None, region=the.county, rows=[(row, Confirmation(valid_from=DAY, evidence="试办一件"))]
    )  # fmt: skip


scene(authorisation.grant, to_grant)
scene(authorisation.load_mandates, to_load)
scene(
    authorisation.announce, lambda the: given(by=the.officer, mandate=granted(the), announced_on=timezone.localdate())
)
scene(authorisation.revoke, lambda the: given(by=the.head, mandate=granted(the), revocation="人员调离"))
scene(
    readiness.plan,
    lambda the: given(by=the.liaison, place=a_place(the), owner="办公室主任", due_on=timezone.localdate()),
)
scene(readiness.confirm, to_confirm)
scene(
    readiness.withdraw,
    lambda the: given(by=the.liaison, confirmation=readiness.confirm(**to_confirm(the)), ending="印章收回"),
)
scene(readiness.load_preparations, prepared)
scene(readiness.set_conditions, to_allow)
