"""Scenes of a hall's space: plans, queues, and the files that both come in; see `mutation_scenes`."""

from datetime import date
from decimal import Decimal

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, hall, scene
from yimen.exchange.models import ImportBatch
from yimen.halls.models import QueueDay
from yimen.halls.space import services as space
from yimen.halls.space.services import Laid

DAY = date(2023, 6, 1)
STATIONS = "楼层,楼层开放面积,席位编号,席位面积\n一楼,300,1-01,6\n一楼,300,,6\n".encode()
FLOORS = [Laid("一楼", Decimal("300"), [("1-01", Decimal("6"), "")])]


def a_file(the: Cast) -> Arguments:
    hall(the)
    return given(by=the.hall_manager, kind=ImportBatch.Kind.SPACE, name="平面图.csv", content=STATIONS)


def to_add(the: Cast) -> Arguments:
    rows = [QueueDay(hall=hall(the), date=DAY, called=9, mean_wait=60)]
    return given(by=the.hall_manager, region=the.county, rows=rows)


scene(space.lay_out, lambda the: given(by=the.hall_manager, hall=hall(the), valid_from=DAY, floors=FLOORS))
scene(space.add_queues, to_add)
scene(space.read_file, a_file)
scene(
    space.apply_file,
    lambda the: given(by=the.hall_manager, batch=space.read_file(**a_file(the)), valid_from=DAY),
)
scene(space.draw_floor, lambda the: given(by=the.hall_manager, hall=hall(the), floor=FLOORS[0], valid_from=DAY))
