"""预约 in the demonstration: three desks of the main hall, who comes today and later, and who came already.

Everything is reckoned from the day on which the demonstration is loaded, weekends included, so that its pages are
never empty. Every name is invented.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments import queries, services
from yimen.halls.appointments.models import AppointmentDesk
from yimen.halls.appointments.services import Offer, Visitor
from yimen.halls.models import Hall
from yimen.people.models import Citizen, Region, User

SEED = 11
NOON: Any = {"pause_from": time(12), "pause_to": time(13, 30)}
OFFERS = (
    Offer("综合窗口", 4, note="营业执照、食品经营、个体户登记，周末延时服务", weekdays="1234567", lead_hours=0, **NOON),
    Offer("不动产登记", 3, note="过户、抵押、查询", **NOON),
    Offer("社保医保", 3, note="参保、转移、养老认证", weekdays="123456", **NOON),
)
MATTERS = {
    "综合窗口": ("个体工商户开业登记", "食品经营许可", "营业执照变更", "公司注销"),
    "不动产登记": ("二手房过户", "抵押登记", "不动产查询"),
    "社保医保": ("养老待遇资格认证", "灵活就业参保", "异地就医备案"),
}
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", ("某某", "某")
SHARE = (0.5, 0.35, 0.2, 0.1)
"""How full the desks are: today, tomorrow, and so on."""
MISSED_WITHIN = 7
"""So many days back the desks begin, so that the citizen could miss an appointment."""


def load_appointments(region: Region, users: Mapping[str, User]) -> None:
    """The desks and their appointments."""
    hall = Hall.objects.filter(region=region, kind=Hall.Kind.MAIN).order_by("code")[0]
    today, chance = timezone.localdate(), random.Random(SEED)
    manager = users["hall_manager"]
    since = today - timedelta(days=MISSED_WITHIN)
    desks = [services.add_desk(by=manager, hall=hall, offer=each, valid_from=since) for each in OFFERS]
    for n, share in enumerate(SHARE):
        _fill(desks, today + timedelta(days=n), share, chance, manager)
    citizen = Citizen.objects.filter(region=region).exclude(phone="").order_by("pk").first()
    if citizen is not None:
        _book_for(citizen, desks[0])
        _missed_by(citizen, desks[0], since, today)


def _fill(desks: list[AppointmentDesk], day: date, share: float, chance: random.Random, manager: User) -> None:
    """Books a share of the day's places; of those whose time is past, most came."""
    dawn, now = datetime.combine(day, time(5), SHANGHAI), timezone.now()
    for desk, starts_at in _places(desks, day, dawn):
        if chance.random() > share:
            continue
        name = chance.choice(FAMILY) + chance.choice(GIVEN)
        phone = f"1390000{chance.randrange(10_000):04}" if chance.random() < 0.8 else ""
        visitor = Visitor(name, chance.choice(MATTERS[desk.name]), phone)
        made = services.book(by=None, desk=desk, starts_at=starts_at, visitor=visitor, at=dawn).appointment
        if starts_at < now and chance.random() < 0.85:
            services.arrive(by=manager, appointment=made, at=starts_at)


def _places(desks: list[AppointmentDesk], day: date, now: datetime) -> Iterator[tuple[AppointmentDesk, datetime]]:
    for desk in desks:
        for slot in queries.slots_of(desk, day, now):
            yield from [(desk, slot.starts_at)] * slot.free


def _book_for(citizen: Citizen, desk: AppointmentDesk) -> None:
    """The demonstration's citizen comes on one of the next days."""
    now = timezone.now()
    tomorrow = timezone.localdate() + timedelta(days=1)
    found = queries.slots([desk], tomorrow, tomorrow + timedelta(days=7), now)[desk.pk]
    free = next((slot.starts_at for slot in found if slot.free), None)
    if free is not None:
        visitor = Visitor(citizen.name or "某某", "个体工商户开业登记", citizen.phone, citizen)
        services.book(by=None, desk=desk, starts_at=free, visitor=visitor)


def _missed_by(citizen: Citizen, desk: AppointmentDesk, since: date, today: date) -> None:
    """The citizen had an appointment on one of the days before and did not come: he may book anew."""
    before = datetime.combine(since, time(5), SHANGHAI)
    found = queries.slots([desk], since, today - timedelta(days=1), before)[desk.pk]
    if found:
        visitor = Visitor(citizen.name or "某某", "营业执照变更", citizen.phone, citizen)
        services.book(by=None, desk=desk, starts_at=found[-1].starts_at, visitor=visitor, at=before)
