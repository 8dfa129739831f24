"""Scenes of a hall as its manager keeps it: names, windows, opening days, closures; see `mutation_scenes`."""

from datetime import date, time, timedelta

from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, hall, scene
from yimen.halls.keeping import services as keeping
from yimen.halls.keeping.services import Opening
from yimen.halls.models import Closure

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
