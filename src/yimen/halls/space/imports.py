"""平面图 and 排队数据 from outside: their columns, and how each reads a cell."""

from datetime import time
from decimal import Decimal, InvalidOperation

from yimen.common.text import normalise
from yimen.exchange.mapping import Field
from yimen.exchange.models import ImportBatch
from yimen.exchange.values import Unfit, day, whole, words
from yimen.halls.attendance.imports import PUNCHES
from yimen.halls.keeping.imports import ASSETS, DAYS, HALL, WINDOWS
from yimen.halls.planning.imports import DEMANDS


def area(text: str) -> Decimal:
    """Square metres with at most one decimal, above nought."""
    try:
        value = Decimal(normalise(text))
    except InvalidOperation as error:
        raise Unfit("不是数字。", "请只填阿拉伯数字，单位是平方米，不带单位。") from error
    if not Decimal(0) < value < Decimal(100_000) or value != round(value, 1):
        raise Unfit("面积应大于 0，最多一位小数。", "请核对后填写平方米数。")
    return value


def seconds(text: str) -> int:
    """Seconds, written as a whole number or as a clock shows them (0:05:30)."""
    plain = normalise(text)
    if ":" not in plain:
        return whole(plain)
    try:
        clock = time.fromisoformat(plain.rjust(8, "0") if plain.count(":") == 2 else f"00:{plain.rjust(5, '0')}")
    except ValueError as error:
        raise Unfit("不是秒数，也不是时:分:秒。", "请填秒数，或写成0:05:30的样式。") from error
    return clock.hour * 3600 + clock.minute * 60 + clock.second


SPACE: tuple[Field, ...] = (
    HALL,
    Field("floor", "楼层", ("所在楼层",), True, words(40)),
    Field("floor_area", "楼层开放面积", ("楼层面积", "对外开放面积", "开放面积"), True, area),
    Field("code", "席位编号", ("席位", "窗口位", "窗口位编号", "工位编号"), True, words(20)),
    Field("area", "席位面积", ("面积", "工位面积"), True, area),
    Field("window", "窗口编号", ("窗口", "窗口号"), False, words(20)),
)
QUEUE: tuple[Field, ...] = (
    HALL,
    Field("date", "日期", ("统计日期", "叫号日期"), True, day),
    Field("window", "窗口编号", ("窗口", "窗口号"), False, words(20)),
    Field("department", "部门", ("所属部门", "单位", "部门名称"), False, words(80)),
    Field("called", "叫号数", ("叫号", "叫号量", "呼叫数", "取号数"), True, whole),
    Field("mean_wait", "平均等候秒数", ("平均等候", "平均等候时间", "平均等待时间", "平均等待"), True, seconds),
    Field("longest_wait", "最长等候秒数", ("最长等候", "最长等候时间", "最长等待时间", "最长等待"), False, seconds),
)
FIELDS: dict[str, tuple[Field, ...]] = {
    ImportBatch.Kind.SPACE: SPACE,
    ImportBatch.Kind.QUEUE: QUEUE,
    ImportBatch.Kind.ATTENDANCE: PUNCHES,
    ImportBatch.Kind.WINDOWS: WINDOWS,
    ImportBatch.Kind.HALL_DAYS: DAYS,
    ImportBatch.Kind.ASSETS: ASSETS,
    ImportBatch.Kind.DEMANDS: DEMANDS,
}
"""Kind of a batch -> the columns wanted of it."""
