"""Scenes of a hall as its manager keeps it: names, windows, opening days, closures; see `mutation_scenes`."""

from datetime import date, time, timedelta

from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, hall, scene
from yimen.exchange import bearer
from yimen.halls.equipment import services as equipment
from yimen.halls.equipment.services import Thing, Where
from yimen.halls.keeping import services as keeping
from yimen.halls.keeping.services import Opening
from yimen.halls.models import Asset, Closure, DeviceKey

DAY = date(2023, 6, 1)


def a_closure(the: Cast) -> Arguments:
    began = timezone.now() - timedelta(hours=2)
    return given(by=the.hall_manager, hall=hall(the), kind="network", starts_at=began, reason="政务外网光缆中断")


def standing(the: Cast) -> Closure:
    return keeping.declare_closure(**a_closure(the))


def a_window(the: Cast) -> Arguments:
    kept = {"code": "A01", "terminal": "10.1.1.1", "kind": "tide", "valid_from": DAY}
    return given(by=the.hall_manager, hall=hall(the), **kept)


def opening() -> Opening:
    first = timezone.localdate()
    return Opening(first, first + timedelta(days=6), "1234567", time(8, 30), time(17))


scene(keeping.change_hall, lambda the: given(by=the.hall_manager, hall=hall(the), name="新名称"))
scene(keeping.keep_window, a_window)
scene(
    keeping.end_window,
    lambda the: given(by=the.hall_manager, window=keeping.keep_window(**a_window(the)), valid_to=DAY),
)
scene(keeping.keep_days, lambda the: given(by=the.hall_manager, hall=hall(the), opening=opening()))
scene(keeping.declare_closure, a_closure)
scene(keeping.end_closure, lambda the: given(by=the.hall_manager, closure=standing(the), ends_at=timezone.now()))
scene(keeping.withdraw_closure, lambda the: given(by=the.hall_manager, closure=standing(the), reason="登记错了大厅"))


def thing(number: str = "A-001") -> Thing:
    return Thing("rater", number, "双屏评价器", DAY)


def an_asset(the: Cast) -> Asset:
    where = Where(hall(the), spot="一楼")
    return equipment.register_asset(by=the.hall_manager, region=the.county, thing=thing(), where=where)


def a_key(the: Cast) -> DeviceKey:
    return equipment.issue_key(by=the.hall_manager, asset=an_asset(the), secret=bearer.fresh()).key


def moving(the: Cast) -> Arguments:
    asset = an_asset(the)
    where = Where(asset.places.get().hall, spot="二楼")
    return given(by=the.hall_manager, asset=asset, where=where, day=timezone.localdate(), reason="窗口调整")


scene(
    equipment.register_asset,
    lambda the: given(by=the.hall_manager, region=the.county, thing=thing(), where=Where(hall(the))),
)
scene(equipment.move_asset, moving)
scene(
    equipment.retire_asset,
    lambda the: given(by=the.hall_manager, asset=a_key(the).asset, day=timezone.localdate(), reason="屏幕损坏"),
)
scene(equipment.issue_key, lambda the: given(by=the.hall_manager, asset=a_key(the).asset, secret=bearer.fresh()))
scene(equipment.revoke_key, lambda the: given(by=the.hall_manager, key=a_key(the), reason="设备失窃"))
