"""Scenes of space planning: demands, what places offer, plans; see `mutation_scenes`."""

from datetime import date
from decimal import Decimal
from typing import Any

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, hall, scene
from yimen.halls.models import Arrangement, ArrangementNeed, Hall, SpaceDemand
from yimen.halls.planning import services as planning
from yimen.halls.planning.services import Asked, Traits, Typed
from yimen.halls.space import services as space
from yimen.halls.space.services import Laid

DAY = date(2023, 6, 1)
TYPED = [Typed("酒类批发备案", Decimal(30), Decimal(12))]


def laid(the: Cast) -> Hall:
    place = hall(the)
    floors = [Laid("一楼", Decimal("300"), [("1-01", Decimal("6"), "")])]
    space.lay_out(by=None, hall=place, valid_from=DAY, floors=floors)
    return place


def filing(the: Cast) -> Arguments:
    return given(by=the.liaison, hall=hall(the), department=the.police, wants={}, typed=TYPED)


def filed(the: Cast) -> SpaceDemand:
    return planning.file_demand(**filing(the))


def asking(the: Cast) -> Arguments:
    return given(by=the.officer, hall=laid(the), day=DAY, asked=Asked("方案"))


def asked_for(the: Cast) -> Arrangement:
    return planning.request_arrangement(**asking(the))


def under_way(the: Cast) -> Arrangement:
    return planning.start(arrangement=asked_for(the))


def answered(the: Cast) -> Arguments:
    plan = under_way(the)
    figures: dict[str, Any] = {"windows_today": 0, "windows": 1, "arrivals": 3.0, "busiest": 1.0}
    need = ArrangementNeed(arrangement=plan, department=the.police, source="cases", **figures)
    return given(arrangement=plan, needs=[need], rows=[], outcome="optimal")


scene(
    planning.state_traits,
    lambda the: given(by=the.hall_manager, hall=laid(the), traits=[Traits("一楼", "", ["police"], safe=True)]),
)
scene(planning.file_demand, filing)
scene(planning.move_demand, lambda the: given(by=the.hall_manager, demand=filed(the), move="check"))
scene(planning.request_arrangement, asking)
scene(planning.start, lambda the: given(arrangement=asked_for(the)))
scene(planning.finish, answered)
scene(planning.fail, lambda the: given(arrangement=under_way(the), failure="程序出错"))
scene(planning.cancel, lambda the: given(by=the.officer, arrangement=under_way(the)))
