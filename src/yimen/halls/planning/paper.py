"""方案书: a finished plan in official layout: what came of it, what binds, waits by hour, and each floor drawn."""

from datetime import date
from itertools import groupby

from django.utils import timezone

from yimen.documents.content import (
    Attachment,
    Bar,
    Block,
    Column,
    Heading,
    Letter,
    Mark,
    Paragraph,
    Signature,
    Sketch,
    Table,
    Tone,
    Trend,
)
from yimen.documents.number import date_text
from yimen.halls.planning import showing
from yimen.halls.planning.models import Arrangement, ArrangementWait
from yimen.halls.planning.showing import COMES, EMPTIED, FREE, Picture, Shown

TONES: dict[str, Tone] = {COMES: "filled", EMPTIED: "dashed", FREE: "dashed"}
BAND, PAD = 26, 6
"""Units above the first row of a zone for its name, and around its stations."""
FEWEST = 0.0001
"""A wait of nothing has no bar, but it is no missing figure either."""


def letter(plan: Arrangement) -> Letter:
    """The plan as it stands, over the hall's bureau and without a seal: it decides nothing."""
    page = showing.shown(plan)
    issuer = f"{plan.hall.region}营商环境建设监督局"
    day = timezone.localdate(plan.finished_at) if plan.finished_at else plan.last
    return Letter(
        head=issuer,
        number=f"测算方案第{plan.pk}号",
        title=f"{plan.hall.name}空间规划方案（{plan.title}）",
        recipients="",
        blocks=(*_outcome(page), *_binding(page), *_waits(page), *_departments(page), *_assumed(plan)),
        signature=Signature(issuer, day, sealed=False),
        attachments=tuple(_floors(page)),
        remark="本方案由系统测算，供研究布局使用，不是决定",
    )


def _day(day: date) -> str:
    return date_text(day)


def _outcome(page: Shown) -> list[Block]:
    """What came of it, on which data it rests, and its figures."""
    plan = page.plan
    _, title, words = showing.verdict(plan)
    rows = tuple((each["label"], f"{each['figure']}{each['unit']}", each["note"]) for each in showing.tiles(page))
    basis = (
        f"以{_day(plan.day)}的平面图和{_day(plan.first)}至{_day(plan.last)}的办件为准。目标是最忙的半小时里"
        f"{plan.limit_percent}%的人等候不超过{plan.limit_minutes}分钟。"
    )
    columns = (Column("指标", 2), Column("数值", 2), Column("说明", 5))
    return [Heading(1, "测算结果"), Paragraph(f"{title}。{words}"), Paragraph(basis), Table("主要数字", columns, rows)]


def _binding(page: Shown) -> list[Block]:
    """What clashes and what would help where nothing fits; else what the plan costs, rule by rule."""
    if clashes := page.said("clash"):
        demands = tuple((each,) for each in page.clashing)
        return [
            Heading(1, "什么卡住了"),
            *(Paragraph(each) for each in clashes),
            Table("不能同时满足的要求", (Column("部门和要求"),), demands),
            Heading(1, "可行的出路"),
            *(Paragraph(each) for each in page.said("relief") or ["没有算出单独放宽一项就排得下的办法。"]),
        ]
    if not page.planned:
        return []
    columns = (Column("规则", 3), Column("权重", 1, "right"), Column("代价", 1, "right"), Column("在哪里", 5))
    rows = tuple((each.title, str(each.weight), f"{each.price:g}", "\n".join(each.breaches) or "没有突破")
                 for each in page.prices)  # fmt: skip
    return [
        Heading(1, "什么卡住了"),
        Paragraph(
            "硬约束（专线、安全区、安静区、无障碍、固定设备）全部满足。下表是尽量满足而没有完全满足的，代价越小越好。"
        ),
        Table("各项规则的代价", columns, rows),
    ]


def _waits(page: Shown) -> list[Block]:
    """Mean waits of the whole hall by hour, drawn and with their intervals."""
    hours = showing.hours(page)
    if not hours:
        return [Heading(1, "各时段等候"), Paragraph("证据不足：没有可以模拟的办件，算不出等候。")]
    columns = (Column("时段", 2), Column("现有窗口（分钟）", 3, "right"), Column("方案（分钟）", 3, "right"))
    rows = tuple((hour, _interval(before), _interval(after)) for hour, before, after in hours)
    days = page.waits[0].days
    sides = [("现有窗口", [before for _, before, _ in hours]), ("方案", [after for _, _, after in hours])]
    names = [hour.partition(":")[0] + "时" for hour, _, _ in hours]
    top = max(each.mean for _, side in sides for each in side if each) or 1
    return [
        Heading(1, "各时段等候"),
        Paragraph(f"用真实到达和办理用时模拟{days}天，两边是同一批来办事的人。"),
        *(
            Trend(f"{name}：各时段平均等候（分钟）", tuple(map(_bar, names, side, [top] * len(names))))
            for name, side in sides if any(side)
        ),
        Table("各时段平均等候", columns, rows, note="括号内为百分之九十五置信区间。"),
    ]  # fmt: skip


def _bar(name: str, wait: ArrangementWait | None, top: float) -> Bar:
    return Bar(name, None, "") if wait is None else Bar(name, max(wait.mean / top, FEWEST), f"{wait.mean:.1f}")


def _interval(wait: ArrangementWait | None) -> str:
    return "—" if wait is None else f"{wait.mean:.1f}（{wait.low:.1f}至{wait.high:.1f}）"


def _departments(page: Shown) -> list[Block]:
    columns = (
        Column("部门", 3), Column("窗口\n现有", 1, "right"), Column("窗口\n方案", 1, "right"),
        Column("每日\n人次", 1.2, "right"), Column("等候\n现有", 1.2, "right"), Column("等候\n方案", 1.2, "right"),
        Column("在哪里", 4),
    )  # fmt: skip
    rows = tuple(
        (
            row.need.department.short_name, str(row.need.windows_today), str(row.need.windows),
            f"{row.need.arrivals:.1f}", f"{row.before.mean:.1f}" if row.before else "—",
            f"{row.after.mean:.1f}" if row.after else "—", "、".join(row.where) or "—",
        )
        for row in page.rows
    )  # fmt: skip
    return [Heading(1, "各部门"), Table("各部门的窗口、等候（分钟）和位置", columns, rows)]


def _assumed(plan: Arrangement) -> list[Block]:
    seeds = f"求解时限{plan.seconds}秒，模拟{plan.days}天，随机种子{plan.seed}：用同样的数据可以重算。"
    return [Heading(1, "假定"), *(Paragraph(f"{n}. {each}") for n, each in enumerate((*showing.ASSUMED, seeds), 1))]


def _floors(page: Shown) -> list[Attachment]:
    """One attachment a floor: as it is now and as it would be, and who stands in which zone."""
    found = []
    drawn = list(showing.pictures(page.places, planned=page.planned))
    for floor, some in groupby(drawn, key=lambda each: each.floor):
        pictures = list(some)
        sketches = [sketch(each) for each in pictures]
        found.append(Attachment(f"{floor}平面示意图", (*sketches, _zones(pictures[-1]))))
    return found


def sketch(picture: Picture) -> Sketch:
    """The floor with its zones dotted, what comes anew filled, what is free dashed."""
    marks = [_area(name, [each for each in picture.stations if each.zone == name])
             for name in dict.fromkeys(each.zone for each in picture.stations) if name]  # fmt: skip
    marks += [
        Mark(each.x, each.y + BAND, showing.BOX, showing.TALL, (each.code, each.short), TONES.get(each.state, "plain"))
        for each in picture.stations
    ]
    return Sketch(
        f"{picture.floor}：{picture.when}", picture.width + PAD, picture.height + BAND + PAD, tuple(marks),
        note="点线为分区，灰底为新安排，虚线为空席或腾出。没有画过平面图的楼层按席位编号排列，不是实测位置。",
    )  # fmt: skip


def _area(name: str, stations: list[showing.Drawn]) -> Mark:
    left, top = min(each.x for each in stations) - PAD, min(each.y for each in stations)
    right = max(each.x for each in stations) + showing.BOX + PAD
    bottom = max(each.y for each in stations) + showing.TALL + PAD
    return Mark(left, top, right - left, bottom + BAND - top, (name,), "area")


def _zones(picture: Picture) -> Table:
    """Zone by zone, the stations of each department."""
    rows = []
    for zone in dict.fromkeys(each.zone for each in picture.stations):
        here: dict[str, list[str]] = {}
        for each in picture.stations:
            if each.zone == zone:
                here.setdefault(each.words, []).append(each.code)
        rows += [(zone or "未分区", owner, "、".join(codes)) for owner, codes in here.items()]
    columns = (Column("分区", 2), Column("部门", 2), Column("席位", 5))
    return Table(f"{picture.floor}{picture.when}的分区和席位", columns, tuple(rows))
