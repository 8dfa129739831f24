"""Which schemes are planted, on which items, and what each is in an official's words."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from yimen.demonstration import schemes_ledger as ledger
from yimen.demonstration import schemes_register as register
from yimen.demonstration.flow import Stage
from yimen.demonstration.items import Item
from yimen.demonstration.placements import LONG_AGO
from yimen.demonstration.places import ORDERED_TO_CLOSE, Places
from yimen.demonstration.staffing import Staffing

BRANCH_SERIALS = ("03", "05", "17")
LEADING = ("01", "02")
"""The bodies in charge of the hall themselves: nothing is planted on them."""
LEAST = 16
"""Matters that a planted item has at the least, however small the county."""


@dataclass(slots=True, frozen=True)
class Scheme:
    """作弊手法: `sizes` are the matters of each planted item in a county of 100,000."""

    name: str
    description: str
    act: Callable[[Stage, Item, int], None]
    sizes: tuple[int, ...]
    leaves: str
    kind: str = "any"


SCHEMES = (
    Scheme(
        "hollow",
        "明进暗不进：大厅有窗口有牌子，实际全在单位办",
        ledger.hollow,
        (520, 160, 60, 24),
        "off_hall",
    ),
    Scheme(
        "bypass",
        "体外循环：部分人不进大厅，直接到单位办",
        ledger.bypass,
        (900, 310, 110, 36),
        "off_hall",
    ),
    Scheme(
        "large_clients",
        "大客户绕行：企业到单位办，群众到大厅办",
        ledger.large_clients,
        (240, 70),
        "off_hall",
    ),
    Scheme(
        "agent_run",
        "中介包办：中介成批送单位，一天办一摞",
        ledger.agent_run,
        (300, 90),
        "off_hall",
    ),
    Scheme(
        "weekend",
        "周末在单位办：大厅不开门的日子发证",
        ledger.weekend,
        (130, 45),
        "off_hall",
    ),
    Scheme(
        "number_reused", "文号重复使用：无办件的登记借用别人证照的文号", ledger.number_reused, (160, 60), "off_hall"
    ),
    Scheme(
        "filled_up",
        "空办件充数：真办在单位，大厅录假办件凑数",
        ledger.filled_up,
        (140, 50),
        "off_hall",
    ),
    Scheme(
        "lapsed_exemption",
        "场地受限已到期：应进驻而仍在单位办",
        ledger.lapsed_exemption,
        (200, 60),
        "off_hall",
        "lapsed",
    ),
    Scheme(
        "from_mid_year",
        "年中变坏：上半年在大厅，下半年转回单位",
        ledger.from_mid_year,
        (260, 80),
        "off_hall",
    ),
    Scheme(
        "cured",
        "整改见效：九月下单后全部回到大厅",
        ledger.cured,
        (240, 100, 48),
        "off_hall",
    ),
    Scheme(
        "relapsed",
        "整改后反弹：下单后好了两个月，十一月又回单位",
        ledger.relapsed,
        (220,),
        "off_hall",
    ),
    Scheme(
        "unseen_bypass", "台账不全的绕行：单位台账几乎没有，数据上看不出来", ledger.unseen_bypass, (180,), "", "thin"
    ),
    Scheme(
        "next_days",
        "次日补录：单位先办，几天内的晚上补进系统",
        register.next_days,
        (260, 70, 26),
        "back_filled",
    ),
    Scheme(
        "drip_fed",
        "零星补录：上班时间一件一件补，看上去像日常办件",
        register.drip_fed,
        (170, 60),
        "back_filled",
    ),
    Scheme(
        "dressed_as_online",
        "补录成网办：单位办完，补录时填成网上申请",
        register.dressed_as_online,
        (190, 55),
        "back_filled",
    ),
    Scheme(
        "month_end_batch",
        "月末集中补录：最后一个工作日晚上成批录入",
        register.month_end_batch,
        (230, 64),
        "back_filled",
    ),
    Scheme(
        "dated_today", "先发证后补件：办件时间填补录当天，台账日期更早", register.dated_today, (150, 50), "back_filled"
    ),
    Scheme(
        "cured_late_writing", "补录整改见效：九月下单后不再补录", register.cured_late_writing, (150,), "back_filled"
    ),
    Scheme(
        "colleague",
        "非派驻人员在单位电脑上以窗口名义受理",
        register.colleague,
        (220, 64),
        "unposted",
        "windowed",
    ),
    Scheme(
        "borrowed_machine",
        "非派驻人员借用大厅窗口电脑受理",
        register.borrowed_machine,
        (150, 44),
        "unposted",
        "windowed",
    ),
    Scheme(
        "posted_name_at_office",
        "窗口人员的账号，单位的电脑",
        register.posted_name_at_office,
        (170, 48),
        "unposted",
        "windowed",
    ),
    Scheme(
        "lent_account",
        "人已撤回，账号还在受理",
        register.lent_account,
        (150,),
        "unposted",
        "turnover",
    ),
    Scheme(
        "in_branch_hall", "进驻综合大厅的事项仍在分厅受理", register.in_branch_hall, (380, 110), "branch_hall", "branch"
    ),
    Scheme(
        "branch_that_stayed", "责令关停的分厅照常受理", register.branch_that_stayed, (260, 80), "branch_hall", "stayed"
    ),
)


@dataclass(slots=True, frozen=True)
class Planted:
    """One scheme on one item, with the matters it is to have."""

    scheme: Scheme
    item: Item
    size: int


def plant(
    places: Places,
    staffing: Staffing,
    catalogue: list[Item],
    rng: random.Random,
    matters: int,
    names: tuple[str, ...] | None = None,
) -> list[Planted]:
    """Choose an item for each place in SCHEMES and set what must be declared of it.

    `names` restricts a small county to those schemes, one item each.
    """
    pool = [
        item for item in catalogue if item.on_application and not item.exempt and item.department.serial not in LEADING
    ]
    rng.shuffle(pool)
    planted: list[Planted] = []
    per_department: dict[str, int] = {}
    for scheme in SCHEMES:
        for size in scheme.sizes if names is None else scheme.sizes[: scheme.name in names]:
            fit = [item for item in pool if _fits(places, staffing, scheme.kind, item)]
            item = min(fit, key=lambda one: per_department.get(one.department.code, 0))
            pool.remove(item)
            per_department[item.department.code] = per_department.get(item.department.code, 0) + 1
            item.behaviour = scheme.name
            if scheme.kind == "lapsed":
                item.earlier_mode, item.entry_from = "exempt", date(2023, 7, 1)
            planted.append(Planted(scheme, item, max(LEAST, round(size * matters / 100_000))))
    return planted


def _fits(places: Places, staffing: Staffing, kind: str, item: Item) -> bool:
    department = item.department
    if kind == "stayed":
        return department.serial in ORDERED_TO_CLOSE
    if kind == "thin":
        return department.ledger == "thin" and item.entry_from == LONG_AGO
    if not department.covered or item.entry_from != LONG_AGO or item.earlier_mode:
        return False
    if kind == "branch":
        return department.serial in BRANCH_SERIALS and item.entry_mode == "hall"
    if kind == "windowed":
        return item.entry_mode == "hall"
    if kind == "turnover":
        return item.entry_mode == "hall" and department.code in staffing.departed
    return True
