"""For each service that changes something, one scene: what is set up, and with what it is then called once.

A new service needs three lines here, or in `mutation_scenes_above` for the rooms above the halls:

    scene(room.verb, lambda the: given(by=the.officer, ...))

`the.officer` is the cast of conftest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from yimen.catalog import services as catalog
from yimen.catalog.models import Item
from yimen.documents import services as documents
from yimen.exchange import services as exchange
from yimen.exchange.mapping import Fault
from yimen.exchange.models import ImportBatch
from yimen.halls import services as halls
from yimen.halls.models import Attendance, Hall, HallDay, Posting, Window
from yimen.ledger import services as ledger
from yimen.people import services as people
from yimen.people.models import Staff

DAY = date(2023, 6, 1)
CODE = "11999999MB2200102B4232001001000"

Arguments = dict[str, Any]
given: Callable[..., Arguments] = dict


class Cast:
    """The fixtures of conftest by name, each made when a scene first names it."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request

    def __getattr__(self, name: str) -> Any:
        return self._request.getfixturevalue(name)


@dataclass(frozen=True)
class Scene:
    """The arguments of one call; `through` is who is called, for a service that only its own room calls."""

    arguments: Callable[[Cast], Arguments]
    through: Callable[..., Any]


SCENES: dict[str, Scene] = {}


def scene(
    service: Callable[..., Any],
    arguments: Callable[[Cast], Arguments],
    *,
    through: Callable[..., Any] | None = None,
) -> None:
    """Adds a scene to the table, under the full name of its service."""
    SCENES[f"{service.__module__}.{service.__qualname__}"] = Scene(arguments, through or service)


# people

scene(people.add_region, lambda the: given(by=None, code="230522000000", name="友谊县", level="county"))
scene(
    people.add_department,
    lambda the: given(by=None, region=the.county, code="D01", name="友谊县公安局", short_name="公安局"),
)
scene(people.give_code, lambda the: given(by=None, department=coded(the), code="11230522MB1A2B3C4D", valid_from=DAY))
scene(
    people.define_set,
    lambda the: given(
        by=None, region=the.county, code="units", name="各政务服务单位", departments=[the.police], valid_from=DAY
    ),
)
scene(
    people.join_set,
    lambda the: given(by=None, department_set=units(the), department=the.tax, valid_from=DAY),
)
scene(people.leave_set, lambda the: given(by=the.officer, member=units(the).members.get(), day=date(2023, 9, 1)))
scene(
    people.appoint,
    lambda the: given(by=None, region=the.county, position="分管副县长", place="leader", valid_from=DAY),
)
scene(people.end_appointment, lambda the: given(by=the.officer, member=leader(the), day=date(2023, 9, 1)))
scene(people.register_staff, lambda the: given(by=None, region=the.county, staff=[unsaved_staff(the)]))
scene(
    people.open_account,
    lambda the: given(
        by=the.system_administrator,
        username="new",
        password="a-long-Password-1",
        display_name="某人",
        region=the.county,
    ),
)
scene(people.close_account, lambda the: given(by=the.system_administrator, user=the.clerk))
scene(
    people.give_password,
    lambda the: given(by=the.security_administrator, user=the.clerk, password="another-Password-2"),
)
scene(people.reset_code, lambda the: given(by=the.security_administrator, user=enrolled(the)))
scene(people.change_password, lambda the: given(user=the.clerk, password="another-Password-2"))
scene(people.grant, lambda the: given(by=the.security_administrator, user=the.clerk, role="approver"))
scene(people.end_grant, lambda the: given(by=the.security_administrator, row=the.clerk.grants.get()))
scene(people.note_sign_in, lambda the: given(by=the.clerk))


def coded(the: Cast) -> Any:
    people.give_code(by=None, department=the.police, code="11230522MB0A2B3C4D", valid_from=date(2020, 1, 1))
    return the.police


def leader(the: Cast) -> Any:
    return people.appoint(by=None, region=the.county, position="分管副县长", place="leader", valid_from=DAY)


def enrolled(the: Cast) -> Any:
    Authenticator.objects.create(user=the.clerk, type=Authenticator.Type.TOTP, data={})
    return the.clerk


def units(the: Cast) -> Any:
    return people.define_set(
        by=None, region=the.county, code="units", name="各政务服务单位", departments=[the.police], valid_from=DAY
    )


def unsaved_staff(the: Cast) -> Staff:
    return Staff(region=the.county, department=the.police, code="OP1", name="某人")


# ledger and documents

scene(ledger.note, lambda the: given(chain=the.county.pk, text="换用新的封存密钥", by=the.officer))
scene(documents.allocate, lambda the: number(the))
scene(documents.abandon, lambda the: given(by=the.officer, number=documents.allocate(**number(the)), reason="重复取号"))
scene(
    documents.issue,
    lambda the: given(
        by=the.officer,
        number=documents.allocate(**number(the)),
        kind="order",
        title="责令整改通知书",
        issued_on=DAY,
        pdf=b"%PDF-1.7",
        source="rectification:order:1",
    ),
)


def number(the: Cast) -> Arguments:
    return given(by=the.officer, region=the.county, series="友政办发", year=2023, use="印发通知")


# exchange

scene(exchange.open_batch, lambda the: a_file(the))
scene(exchange.plan_batch, lambda the: given(by=the.officer, batch=batch(the), mapping={"code": "实施编码"}, plan={}))
scene(exchange.note_download, lambda the: given(by=the.officer, batch=batch(the)))
scene(
    exchange.discard,
    lambda the: given(by=the.officer, batch=batch(the)),
)
scene(exchange.refuse_rows, lambda the: refused(batch(the)))
scene(exchange.mark_corrected, lambda the: given(by=None, batch=correction(the), lines=[2]))
scene(
    exchange.finish,
    lambda the: given(by=the.officer, batch=batch(the), read=2, accepted=1, refused=1),
)


def a_file(the: Cast) -> Arguments:
    return given(by=the.officer, region=the.county, kind=ImportBatch.Kind.ITEMS, name="清单.csv", content=b"code\n1\n")


def batch(the: Cast) -> ImportBatch:
    return exchange.open_batch(**a_file(the))


def refused(of: ImportBatch) -> Arguments:
    fault = Fault(2, "A", "实施编码", "x", "编码位数不对", "请核对编码", "code")
    return given(by=None, batch=of, rows=[(["实施编码"], ["x"], fault)])


def correction(the: Cast) -> ImportBatch:
    first = batch(the)
    exchange.refuse_rows(**refused(first))
    return exchange.open_batch(**a_file(the), corrects=first)


# catalog

scene(catalog._open, lambda the: a_list(the), through=catalog.read_list)
scene(
    catalog.settle_columns,
    lambda the: given(by=the.officer, batch=catalog.read_list(**a_list(the)), choices={"kind": ""}),
)
scene(
    catalog.apply_list,
    lambda the: given(by=the.officer, batch=catalog.read_list(**a_list(the)), effective_on=DAY),
)


def a_list(the: Cast) -> Arguments:
    line = f"{CODE},户籍登记,{the.police.short_name},行政许可\n"
    return given(by=the.officer, name="清单.csv", content=("实施编码,事项名称,实施主体,事项类型\n" + line).encode())


def item(the: Cast) -> Item:
    catalog.apply_list(by=the.officer, batch=catalog.read_list(**a_list(the)), effective_on=DAY)
    return Item.objects.get()


# halls

scene(halls.add_hall, lambda the: given(by=the.hall_manager, region=the.county, code="H1", name="大厅", kind="main"))
scene(halls.add_windows, lambda the: given(by=the.hall_manager, region=the.county, windows=[unsaved_window(the)]))
scene(halls.add_postings, lambda the: given(by=the.hall_manager, region=the.county, postings=[unsaved_posting(the)]))
scene(
    halls.add_hall_days,
    lambda the: given(
        by=the.hall_manager,
        region=the.county,
        days=[HallDay(hall=hall(the), date=DAY, opens_at=time(8, 30), closes_at=time(17))],
    ),
)
scene(
    halls.import_attendance,
    lambda the: given(
        by=the.hall_manager,
        region=the.county,
        attendance=[Attendance(staff=staff(the), date=DAY, arrived_at=time(8, 20), left_at=time(17, 5))],
    ),
)


def hall(the: Cast) -> Hall:
    return halls.add_hall(by=None, region=the.county, code="H1", name="政务大厅", kind="main")


def unsaved_window(the: Cast) -> Window:
    return Window(hall=hall(the), code="W1", terminal="172.16.0.1", valid_from=DAY)


def staff(the: Cast) -> Staff:
    return people.register_staff(by=None, region=the.county, staff=[unsaved_staff(the)])[0]


def unsaved_posting(the: Cast) -> Posting:
    (window,) = halls.add_windows(by=None, region=the.county, windows=[unsaved_window(the)])
    return Posting(staff=staff(the), window=window, valid_from=DAY)
