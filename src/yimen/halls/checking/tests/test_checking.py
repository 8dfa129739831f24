"""What nobody looked at is not fine; a defect ends when it is looked for in vain; only a declared outage explains."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls import services as registers
from yimen.halls.checking import queries, services
from yimen.halls.checking.models import CheckPoint, CheckResult, CheckRound, Defect
from yimen.halls.checking.services import Found
from yimen.halls.equipment import services as equipment
from yimen.halls.equipment.services import Thing, Where
from yimen.halls.models import Asset, Closure, Hall, Window
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db
BEGAN, DAY = date(2023, 1, 1), date(2023, 6, 1)
NOON = datetime(2023, 6, 1, 12, tzinfo=SHANGHAI)


@pytest.fixture
def hall(county: Region) -> Hall:
    """A hall with window 1."""
    made = registers.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind="main")
    registers.add_windows(by=None, region=county, windows=[Window(hall=made, code="1", valid_from=BEGAN)])
    return made


@pytest.fixture
def rater(hall: Hall) -> Asset:
    """A machine at window 1."""
    thing = Thing("rater", "A-001", "双屏评价器", BEGAN)
    return equipment.register_asset(by=None, region=hall.region, thing=thing, where=Where(hall, window="1"))


@pytest.fixture
def points(county: Region) -> list[CheckPoint]:
    """Two lines of the checklist: the light, and each rater."""
    add = {"by": None, "region": county, "valid_from": BEGAN}
    return [
        services.add_point(area="safety", words="应急照明完好", **add),
        services.add_point(area="machine", words="评价器能亮屏、能提交", asset_kind="rater", every_days=1, **add),
    ]


def broken(point: CheckPoint, asset: Asset | None, day: date = DAY) -> Found:
    return Found(point, asset, "defect", "屏幕不亮，按键无反应", "信息化岗", day + timedelta(days=3))


def test_a_defect_ends_only_when_the_next_look_finds_it_gone(
    hall: Hall, rater: Asset, points: list[CheckPoint], hall_manager: User
) -> None:
    light, screen = points
    due = {(each.point, each.asset): each.is_due for each in queries.tasks(hall, DAY)}
    assert due == {(light, None): True, (screen, rater): True}

    def look(day: date, *found: Found) -> CheckRound:
        return services.record_round(by=None, hall=hall, day=day, found=found)

    look(DAY, broken(screen, rater))
    assert CheckResult.objects.count() == 1  # of the light nobody knows
    defect = Defect.objects.get()
    look(DAY + timedelta(days=1), broken(screen, rater, DAY + timedelta(days=1)))
    assert Defect.objects.count() == 1  # the same one, seen twice
    assert [each.is_due for each in queries.tasks(hall, DAY + timedelta(days=1)) if each.point == screen] == [False]
    repaired = services.repair(by=hall_manager, defect=defect, remedy="更换电源，试用正常")
    assert repaired.status == "repaired"
    (again,) = (each for each in queries.tasks(hall, DAY + timedelta(days=1)) if each.point == screen)
    assert again.is_due and again.repaired  # looked at this very day, and wanted again
    look(DAY + timedelta(days=2), broken(screen, rater, DAY + timedelta(days=2)))
    defect.refresh_from_db()
    assert defect.status == "open"
    look(DAY + timedelta(days=3), Found(screen, rater, "fine"))
    defect.refresh_from_db()
    assert defect.status == "closed" and not queries.open_defects(hall)
    due = {each.point: (each.is_due, each.repaired) for each in queries.tasks(hall, DAY + timedelta(days=3))}
    assert due == {light: (True, False), screen: (False, False)}
    look(DAY + timedelta(days=4), broken(screen, rater, DAY + timedelta(days=4)))
    assert Defect.objects.count() == 2  # broken anew


def test_a_defect_explains_nothing_until_its_outage_is_declared(
    hall: Hall, rater: Asset, points: list[CheckPoint], hall_manager: User
) -> None:
    light, screen = points
    with time_machine.travel(NOON, tick=False):
        services.record_round(by=hall_manager, hall=hall, day=DAY, found=[broken(screen, rater), broken(light, None)])
        assert not Closure.objects.exists()
        of_machine, of_light = (Defect.objects.get(result__point=each) for each in (screen, light))
        with pytest.raises(Refused, match="只有设备缺陷"):
            services.declare_outage(by=hall_manager, defect=of_light, starts_at=NOON)
        with pytest.raises(Refused, match="还没有到"):
            services.declare_outage(by=hall_manager, defect=of_machine, starts_at=NOON + timedelta(hours=1))
        closure = services.declare_outage(by=hall_manager, defect=of_machine, starts_at=NOON - timedelta(hours=2))
        assert (closure.kind, closure.window, closure.recorded_at) == ("machine", "1", NOON)  # written down late
        of_machine.refresh_from_db()
        with pytest.raises(Refused, match="已经登记过"):
            services.declare_outage(by=hall_manager, defect=of_machine, starts_at=NOON)
    assert Closure.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"note": "坏"}, "至少四个字"),
        ({"owner": " "}, "责任岗位"),
        ({"due_on": None}, "整改期限"),
        ({"due_on": DAY - timedelta(days=1)}, "整改期限应在"),
        ({"asset": None}, "逐台"),
    ],
)
def test_a_defect_without_what_who_and_when_is_refused_and_nothing_is_written(
    hall: Hall, rater: Asset, points: list[CheckPoint], wrong: dict[str, Any], says: str
) -> None:
    found = Found(**{**broken(points[1], rater).__dict__, **wrong})
    with pytest.raises(Refused, match=says):
        services.record_round(by=None, hall=hall, day=DAY, found=[Found(points[0], None, "fine"), found])
    assert not CheckRound.objects.exists()


def test_the_manager_checks_on_one_page_and_others_read_it(
    hall: Hall, rater: Asset, points: list[CheckPoint], hall_manager: User, clerk: User, neighbour_officer: User,
    client_of: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    light, screen = points
    client, address = client_of(hall_manager), f"/halls/{hall.pk}/checks/"
    with time_machine.travel(NOON, tick=True):
        assert "还没有检查过" in client.get(address).content.decode()
        assert client.post(address, {"verb": "round", "day": "2023-06-01"}).status_code == 422  # nothing looked at
        late = {"verb": "round", "day": "2023-06-02", f"{light.pk}:0-value": "fine"}
        assert client.post(address, late).status_code == 422  # to come
        key = f"{screen.pk}:{rater.pk}"
        sent = {
            "verb": "round", "day": "2023-06-01", f"{light.pk}:0-value": "fine", f"{key}-value": "defect",
            f"{key}-note": "屏幕不亮，按键无反应", f"{key}-owner": "信息化岗", f"{key}-due_on": "2023-06-03",
        }  # fmt: skip
        assert client.post(address, sent).status_code == 302
        with django_assert_max_num_queries(32):
            page = client.get(address, {"round": CheckRound.objects.get().pk})
        shown = page.content.decode()
        assert "屏幕不亮" in shown and "信息化岗" in shown and page.context["figures"].waiting == 1
        defect = Defect.objects.get()
        outage = {"verb": "outage", "defect": defect.pk, "starts_at": "2023-06-01T10:00"}
        assert client_of(clerk).post(address, outage).status_code == 422
        assert client.post(address, outage).status_code == 302 and Closure.objects.get().window == "1"
        repaired = {"verb": "repair", "defect": defect.pk, "remedy": "更换电源正常"}
        assert client.post(address, repaired).status_code == 302
        assert client.post(address, {"verb": "nothing"}).status_code == 422
        point = {"verb": "point", "area": "room", "words": "室温在十八度以上", "asset_kind": "", "every_days": "1"}
        assert client.post(address, point).status_code == 302 and client.post(address, point).status_code == 422
        made = CheckPoint.objects.get(words="室温在十八度以上")
        assert client.post(address, {"verb": "end_point", "point": made.pk}).status_code == 302
    with time_machine.travel(NOON + timedelta(days=5)):
        rows = client_of(hall_manager).get(address, {"defects": "late"}).context["defects"]
        assert [each.pk for each in rows] == [defect.pk]
    assert client_of(neighbour_officer).get(address).status_code == 404
    with pytest.raises(Conflict):
        services.end_point(by=None, point=made, day=DAY)
