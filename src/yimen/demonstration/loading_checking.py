"""环境与设备检查 in the demonstration: the county's checklist, two rounds of the main hall, and what they found."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from yimen.halls.checking import queries, services
from yimen.halls.checking.models import Defect
from yimen.halls.checking.services import Found
from yimen.halls.models import Hall
from yimen.people.models import Region, User

SINCE = date(2024, 1, 8)
POINTS = (
    ("room", "", "大厅室温在十八至二十六度，饮水和座椅够用", 1),
    ("room", "", "导引牌、窗口牌与实际业务一致", 7),
    ("safety", "", "应急照明、疏散指示完好，通道不堆物", 7),
    ("safety", "", "灭火器在有效期内，消防栓前无遮挡", 30),
    ("access", "", "坡道、低位服务台、无障碍卫生间可用", 7),
    ("access", "", "轮椅、老花镜、助听设备在位", 7),
    ("machine", "rater", "评价器能亮屏、能提交评价", 1),
    ("machine", "scanner", "高拍仪成像清楚，能上传", 7),
    ("machine", "tickets", "取号机出票清楚，号码与叫号屏一致", 1),
    ("machine", "kiosk", "自助终端能办、能打印", 1),
    ("machine", "board", "叫号屏显示完整，有声音", 1),
)
BROKEN = {
    "自助终端能办、能打印": ("打印头磨损，回执有竖纹", "自助区专员", 5),
    "高拍仪成像清楚，能上传": ("左侧镜头不对焦", "信息化专员", -2),
    "灭火器在有效期内，消防栓前无遮挡": ("二楼东侧一具灭火器压力不足", "安全员", 3),
}
"""Line -> what was wrong with the first thing of it, who sees to it, and by how many days from today."""


def load_checks(region: Region, users: Mapping[str, User]) -> None:
    """The checklist, a round of eight days ago that found three defects, one of today, and an outage declared."""
    hall = Hall.objects.get(region=region, kind=Hall.Kind.MAIN)
    manager, today = users["hall_manager"], timezone.localdate()
    for area, kind, words, days in POINTS:
        services.add_point(
            by=manager, region=region, area=area, words=words, valid_from=SINCE, asset_kind=kind, every_days=days
        )
    first = today - timedelta(days=8)
    services.record_round(by=manager, hall=hall, day=first, found=_found(hall, first, today))
    rows = Defect.objects.select_related("result__point", "result__round__hall", "result__asset")
    defects = {each.result.point.words: each for each in rows}
    extinguisher = defects["灭火器在有效期内，消防栓前无遮挡"]
    services.repair(by=manager, defect=extinguisher, remedy="已换新灭火器两具，压力正常")
    kiosk = defects["自助终端能办、能打印"]
    services.declare_outage(by=manager, defect=kiosk, starts_at=timezone.now() - timedelta(hours=3))
    daily = [each for each in queries.tasks(hall, today) if each.point.every_days == 1]
    open_now = queries.open_defects(hall)
    fine = [each for each in daily if (each.point.pk, each.asset.pk if each.asset else None) not in open_now]
    services.record_round(by=manager, hall=hall, day=today, found=[Found(e.point, e.asset, "fine") for e in fine])


def _found(hall: Hall, day: date, today: date) -> list[Found]:
    """Everything of the list; of the lines that are broken the first thing, the others fine."""
    found, seen = [], set()
    for each in queries.tasks(hall, day):
        words = each.point.words
        if words in BROKEN and words not in seen:
            note, owner, days = BROKEN[words]
            found.append(Found(each.point, each.asset, "defect", note, owner, max(day, today + timedelta(days=days))))
        else:
            found.append(Found(each.point, each.asset, "fine"))
        seen.add(words)
    return found
