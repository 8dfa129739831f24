"""设备与资产 in the demonstration: machines of windows, kiosks, seals, lines; one moved, one retired.

No rater has a key, so that the rating page of a window can be opened by anybody who tries the demonstration.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.utils import timezone

from yimen.exchange import bearer
from yimen.halls.equipment import services
from yimen.halls.equipment.services import Thing, Where
from yimen.halls.models import Asset, Hall, Window
from yimen.people.models import Department, Region, User, in_force

SINCE = date(2024, 1, 8)
EQUIPPED = 12
"""How many windows have their machines in the register."""
AT_A_WINDOW = (
    (Asset.Kind.COMPUTER, "PC", "窗口一体机（国产）"),
    (Asset.Kind.SCANNER, "GP", "高拍仪 A4 双目"),
    (Asset.Kind.RATER, "PJ", "双屏评价器"),
)
AROUND = (
    (Asset.Kind.TICKETS, "QH-01", "触摸取号机", "正门导办台旁"),
    (Asset.Kind.BOARD, "XP-01", "叫号综合屏 65 寸", "一楼等候区"),
    (Asset.Kind.BOARD, "XP-02", "叫号综合屏 65 寸", "二楼等候区"),
    (Asset.Kind.KIOSK, "ZZ-01", "政务自助终端", "自助服务区"),
    (Asset.Kind.KIOSK, "ZZ-02", "政务自助终端", "自助服务区"),
    (Asset.Kind.FURNITURE, "JJ-01", "等候区四人排椅 24 组", "一楼等候区"),
    (Asset.Kind.SIGN, "BP-01", "楼层导引牌", "正门"),
)
LINES = ("公安业务专网", "税务业务专网", "烟草业务专网")


def load_equipment(region: Region, users: Mapping[str, User]) -> None:
    """The register of the main hall as it stands today."""
    hall, manager = Hall.objects.get(region=region, kind=Hall.Kind.MAIN), users["hall_manager"]
    made = {
        thing.number: services.register_asset(by=None, region=region, thing=thing, where=where)
        for thing, where in [*_of_windows(hall), *_around(hall), *_of_departments(region, hall)]
    }
    today = timezone.localdate()
    services.move_asset(
        by=manager, asset=made["ZZ-02"],
        where=Where(hall, spot="一楼南侧通道", address="10.23.9.6", keeper="自助区专员"),
        day=today - timedelta(days=9), reason="自助区改造，临时调放",
    )  # fmt: skip
    for number in ("ZZ-01", "ZZ-02", "QH-01"):
        key = services.issue_key(by=manager, asset=made[number], secret=bearer.fresh()).key
    services.revoke_key(by=manager, key=key, reason="取号机送修，密钥先收回")
    services.retire_asset(
        by=manager, asset=made["XP-02"], day=today - timedelta(days=2), reason="屏幕老化，已报国资处置"
    )


def _of_windows(hall: Hall) -> Iterator[tuple[Thing, Where]]:
    rows = Window.objects.filter(in_force(SINCE), hall=hall, kind=Window.Kind.COMPREHENSIVE).order_by("code")
    for window in rows[:EQUIPPED]:
        for kind, prefix, name in AT_A_WINDOW:
            address = window.terminal if kind == Asset.Kind.COMPUTER else ""
            where = Where(hall, window.code, "", address, "窗口首席代表")
            yield Thing(kind, f"{prefix}-{window.code}", name, SINCE), where


def _around(hall: Hall) -> Iterator[tuple[Thing, Where]]:
    for kind, number, name, spot in AROUND:
        yield Thing(kind, number, name, SINCE), Where(hall, spot=spot, keeper="大厅值班长")


def _of_departments(region: Region, hall: Hall) -> Iterator[tuple[Thing, Where]]:
    """The lines and the acceptance seals of the first departments that have windows."""
    rows = Department.objects.filter(region=region, kind=Department.Kind.UNIT).order_by("code")
    safe, rack = Where(hall, spot="印章柜", keeper="首席代表"), Where(hall, spot="弱电间", keeper="信息化专员")
    for number, department in enumerate(rows[:8], 1):
        name = f"{department.short_name}行政审批专用章"
        yield Thing(Asset.Kind.SEAL, f"YZ-{number:02}", name, SINCE, department), safe
    for number, (department, line) in enumerate(zip(rows, LINES, strict=False), 1):
        yield Thing(Asset.Kind.LINE, f"ZX-{number:02}", line, SINCE, department), rack
