"""Which schemes are planted, on which items, and what each is in an official's words."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.counties import innocents, schemes_hall, schemes_ledger
from benchmarks.counties.flow import Stage
from benchmarks.counties.items import DECLARED_ON, Item
from benchmarks.counties.world import World


@dataclass(slots=True, frozen=True)
class Scheme:
    """手法: what is planted; `kind` says which items it fits, `guilty` whether the item's fault it is."""

    name: str
    description: str
    act: Callable[[Stage, Item, int], None]
    kind: str = "any"
    guilty: bool = True
    small: bool = False


def _guilty(act: Callable[[Stage, Item, int], None], text: str, kind: str = "any") -> Scheme:
    return Scheme(act.__name__, text, act, kind)


def _innocent(act: Callable[[Stage, Item, int], None], text: str, kind: str = "any") -> Scheme:
    return Scheme(act.__name__, text, act, kind, guilty=False)


SCHEMES = (
    _guilty(schemes_ledger.hollow, "明进暗不进：大厅有窗口有牌子，实际全在单位办"),
    _guilty(schemes_ledger.bypass_low, "体外循环：少数人直接到单位办"),
    _guilty(schemes_ledger.bypass_high, "体外循环：多数人直接到单位办"),
    _guilty(schemes_ledger.large_clients, "大客户绕行：企业到单位办，群众到大厅办"),
    _guilty(schemes_ledger.favoured, "熟人绕行：固定几户一年多次都在单位办"),
    _guilty(schemes_ledger.agent_bundles, "中介包办：中介成批送单位，一天办一摞"),
    _guilty(schemes_ledger.weekend, "周末在单位办：大厅不开门的日子发证"),
    _guilty(schemes_ledger.number_reused, "文号重复使用：无办件的登记借用别人证照的文号"),
    _guilty(schemes_ledger.padded, "空办件充数：真办在单位，大厅录假办件凑数"),
    _guilty(schemes_ledger.lapsed_exemption, "场地受限已到期：应进驻而仍在单位办"),
    _guilty(schemes_ledger.from_mid_year, "年中变坏：上半年在大厅，下半年转回单位"),
    _guilty(schemes_ledger.cured, "整改见效：九月下单后全部回到大厅"),
    _guilty(schemes_ledger.relapsed, "整改后反弹：下单后好了两个月，十一月又回单位"),
    _guilty(schemes_ledger.renewals_outside, "首次在大厅、延续在单位：同一人同一事项第二次不进厅"),
    _guilty(schemes_ledger.unseen_bypass, "台账不全的绕行：单位台账几乎没有，数据上看不出来", "thin"),
    _guilty(schemes_hall.next_days, "次日补录：单位先办，几天内的晚上补进系统"),
    _guilty(schemes_hall.evenings, "久后补录：两天到六周后的晚上补进系统"),
    _guilty(schemes_hall.drip_fed, "零星补录：上班时间一件一件补，看上去像日常办件"),
    _guilty(schemes_hall.same_evening, "当晚补录：白天在单位办完，当晚补进系统"),
    _guilty(schemes_hall.next_morning, "次晨补录：单位办完，次日一早补录，装作系统故障"),
    _guilty(schemes_hall.dressed_as_online, "补录成网办：单位办完，补录时填成网上申请"),
    _guilty(schemes_hall.month_end_batch, "月末集中补录：最后一个工作日晚上成批录入"),
    _guilty(schemes_hall.dated_today, "先发证后补件：办件时间填补录当天，台账日期更早"),
    _guilty(schemes_hall.cured_late_writing, "补录整改见效：九月下单后不再补录"),
    _guilty(schemes_hall.colleague, "非派驻人员在单位电脑上以窗口名义受理", "hall"),
    _guilty(schemes_hall.borrowed_machine, "非派驻人员借用大厅窗口电脑受理", "hall"),
    _guilty(schemes_hall.posted_name_at_office, "窗口人员的账号，单位的电脑", "hall"),
    _guilty(schemes_hall.lent_account, "人已撤回，账号还在受理", "turnover"),
    _guilty(schemes_hall.in_branch_hall, "进驻综合大厅的事项仍在分厅受理", "branch"),
    _guilty(schemes_hall.branch_that_stayed, "责令关停的分厅照常受理", "stayed"),
    _guilty(schemes_hall.outside_and_later, "又绕又补：一部分没有办件，一部分事后补录"),
    _guilty(schemes_hall.outside_and_unposted, "又绕又代：一部分没有办件，一部分由非派驻人员受理", "hall"),
    _guilty(schemes_hall.branch_and_outside, "又分又绕：一部分在分厅，一部分没有办件", "branch"),
    Scheme("small_hollow", "小事项明进暗不进：全年只有十来件", schemes_ledger.hollow, small=True),
    Scheme("small_bypass", "小事项体外循环：全年只有十来件", schemes_ledger.bypass_high, small=True),
    Scheme("small_back_fill", "小事项补录：全年只有十来件", schemes_hall.drip_fed, small=True),
    _innocent(innocents.near_threshold, "没有问题：百分之五到八未进厅，不到界限"),
    _innocent(innocents.outage_days, "没有问题：多件落在大厅系统故障日，次日补写"),
    _innocent(innocents.stand_ins, "没有问题：大厅人员互相顶岗", "hall"),
    _innocent(innocents.saturdays, "没有问题：周六延时服务"),
    _innocent(innocents.replaced_machine, "没有问题：窗口电脑更换，已登记", "hall"),
    _innocent(innocents.migrated_stock, "没有问题：历史证照迁移入库"),
    _innocent(innocents.of_own_accord, "没有问题：台账含依职权办理的记录"),
    _innocent(innocents.last_years, "没有问题：上年申请、今年发证"),
    _innocent(innocents.entered_mid_year, "没有问题：年中才进驻"),
    _innocent(innocents.renamed, "没有问题：台账沿用事项旧名"),
    _innocent(innocents.refused_often, "没有问题：不予许可和撤回多"),
    _innocent(innocents.honest_agency, "没有问题：中介成批到大厅办"),
    _innocent(innocents.slow_ledger, "没有问题：台账半月一记，发证日期晚于决定"),
    _innocent(innocents.one_client, "没有问题：一家企业占大半"),
)
BY_NAME = {one.name: one for one in SCHEMES}


@dataclass(slots=True, frozen=True)
class Planted:
    """One scheme on one item, with about how many matters it is to have."""

    scheme: Scheme
    item: Item
    size: int


def plant(world: World, catalogue: list[Item], rng: random.Random, matters: int, times: float) -> list[Planted]:
    """Choose items for every scheme; the items so chosen have no other matters than the scheme's."""
    if times <= 0:
        return []
    pool = [item for item in catalogue if not item.exempt and item.entry_from == DECLARED_ON]
    rng.shuffle(pool)
    rounds = max(1, round(times * min(6, 0.5 + len(catalogue) / 220)))
    scale = min(6.0, max(0.35, matters / 60_000))
    planted: list[Planted] = []
    for turn in range(rounds):
        for scheme in SCHEMES:
            item = next((one for one in pool if _fits(world, scheme.kind, one)), None)
            if item is None or len(pool) < 15:
                continue
            pool.remove(item)
            item.behaviour, item.weight = scheme.name, 0.0
            planted.append(Planted(scheme, item, _size(scheme, turn, scale, rng)))
    return planted


def _size(scheme: Scheme, turn: int, scale: float, rng: random.Random) -> int:
    if scheme.small:
        return rng.randint(7, 15)
    low, high = ((60, 420), (18, 60), (120, 500), (9, 25), (40, 200), (30, 300))[turn % 6]
    size = int(low * (high / low) ** rng.random())
    return max(8, int(size * scale)) if high > 60 else size


def _fits(world: World, kind: str, item: Item) -> bool:
    department = item.department
    if kind == "thin":
        return department.ledger in ("thin", "absent")
    if not department.covered:
        return False
    if kind == "any":
        return not department.branch
    if kind == "hall":
        return item.mode == "hall"
    if kind == "turnover":
        return item.mode == "hall" and department.code in world.departed
    if kind == "branch":
        return bool(department.branch) and department.branch != world.closed_branch
    if kind == "stayed":
        return department.branch == world.closed_branch
    raise ValueError(kind)
