"""Scenes of checks of rooms and machines; see `mutation_scenes`."""

from datetime import date, timedelta

from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, hall, scene
from yimen.halls.checking import services
from yimen.halls.checking.models import CheckPoint, Defect
from yimen.halls.equipment import services as equipment
from yimen.halls.equipment.services import Thing, Where

DAY = date(2023, 6, 1)


def a_point(the: Cast) -> Arguments:
    words = "评价器能亮屏、能提交"
    return given(
        by=the.hall_manager, region=the.county, area="machine", words=words, valid_from=DAY, asset_kind="rater"
    )


def point(the: Cast) -> CheckPoint:
    return services.add_point(**a_point(the))


def a_round(the: Cast) -> Arguments:
    where = Where(hall(the), spot="一楼")
    asset = equipment.register_asset(
        by=the.hall_manager, region=the.county, thing=Thing("rater", "A-009", "双屏评价器", DAY), where=where
    )
    today = timezone.localdate()
    found = services.Found(point(the), asset, "defect", "屏幕不亮，按键无反应", "信息化岗", today + timedelta(days=3))
    return given(by=the.hall_manager, hall=where.hall, day=today, found=[found])


def defect(the: Cast) -> Defect:
    return Defect.objects.get(result__round=services.record_round(**a_round(the)))


scene(services.add_point, a_point)
scene(services.end_point, lambda the: given(by=the.hall_manager, point=point(the), day=DAY))
scene(services.record_round, a_round)
scene(services.repair, lambda the: given(by=the.hall_manager, defect=defect(the), remedy="更换电源，试用正常"))
scene(
    services.declare_outage,
    lambda the: given(by=the.hall_manager, defect=defect(the), starts_at=timezone.now() - timedelta(hours=1)),
)
