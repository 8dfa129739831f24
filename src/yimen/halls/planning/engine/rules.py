"""规划规则 as data: what a plan may never break, and what each unit of a breach of the others costs."""

from collections.abc import Mapping
from dataclasses import dataclass

from yimen.halls.planning.engine.problem import Need, Zone


@dataclass(frozen=True)
class Hard:
    """硬约束: never broken. `wants` says in one phrase what it asks of a station."""

    code: str
    title: str
    wants: str


@dataclass(frozen=True)
class Soft:
    """软规则: may be broken at a price, `weight` for each `unit`."""

    code: str
    title: str
    unit: str
    weight: int


ENOUGH, LINE, SAFE, QUIET, NOISE, ACCESS, FIXED = "enough", "line", "safe", "quiet", "noise", "access", "fixed"
HARD: Mapping[str, Hard] = {
    each.code: each
    for each in (
        Hard(ENOUGH, "窗口数排足", "足够的席位"),
        Hard(LINE, "专线到位", "通了所需专线的席位"),
        Hard(SAFE, "现金和证照在安全区", "安全区内的席位"),
        Hard(QUIET, "隐私业务在安静区", "安静区内的席位"),
        Hard(NOISE, "有噪声的业务不进安静区", "安静区以外的席位"),
        Hard(ACCESS, "老年人、残疾人常办的业务无障碍", "一楼或有电梯可达的席位"),
        Hard(FIXED, "固定设备不搬", "固定设备所在分区的席位"),
    )
}

MOVE, SPLIT, FLOORS, APART, WISH, WALK = "move", "split", "floors", "apart", "wish", "walk"
SOFT: Mapping[str, Soft] = {
    each.code: each
    for each in (
        Soft(MOVE, "少搬窗口", "每搬动一个现有窗口", 10),
        Soft(SPLIT, "同一部门在一个分区", "每多占一个分区", 12),
        Soft(FLOORS, "同一部门在一层楼", "每多占一层楼", 30),
        Soft(APART, "一件事联办部门相邻", "每对部门不在同一分区（不同楼层的加倍）", 8),
        Soft(WISH, "满足部门意愿", "每项未满足的意愿（乘以意愿的权重）", 4),
        Soft(WALK, "来人多的窗口离入口近", "每日每百人次多走十米", 1),
    )
}
"""The order is that of pages."""


def weight(weights: Mapping[str, int], code: str) -> int:
    """What a unit of the soft rule costs: as the county set it, else as it comes."""
    return weights.get(code, SOFT[code].weight)


def forbids(need: Need, zone: Zone) -> tuple[str, ...]:
    """The hard rules that keep the department out of the zone; empty where it may stand."""
    found = []
    if need.lines - zone.lines:
        found.append(LINE)
    if need.safe and not zone.safe:
        found.append(SAFE)
    if need.quiet and not zone.quiet:
        found.append(QUIET)
    if need.noisy and zone.quiet:
        found.append(NOISE)
    if need.step_free and not zone.step_free:
        found.append(ACCESS)
    return tuple(found)


def walking(need: Need, zone: Zone) -> int:
    """Units of walking of one of the department's windows in the zone: a hundred visits a day, ten metres each.

    Its visits are shared evenly by its windows. In tenths, since a quiet window in a far zone is less than a unit.
    """
    share = need.visits / max(need.windows, 1)
    return round(share * zone.walk / 100)
