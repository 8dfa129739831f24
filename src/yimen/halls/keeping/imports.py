"""窗口、开放日、设备与资产 from outside: their columns, and how each reads a cell."""

from datetime import time

from django.db import models

from yimen.common.text import code_key, normalise
from yimen.exchange.mapping import Field
from yimen.exchange.values import Parse, Unfit, day, words
from yimen.halls.equipment.models import Asset
from yimen.halls.models import HallDay, Window


def clock(text: str) -> time:
    """A time of day written as 8:30, 08:30 or 08:30:00."""
    plain = normalise(text)
    try:
        return time.fromisoformat(plain.zfill(5) if plain.count(":") == 1 else plain.zfill(8))
    except ValueError as error:
        raise Unfit("不是时刻。", "请写成08:30的样式。") from error


def one_of(choices: type[models.TextChoices]) -> Parse:
    """The code of a choice, written as the pages write it."""
    known = {code_key(choice.label): choice.value for choice in choices}

    def parse(text: str) -> str:
        found = known.get(code_key(text))
        if found is None:
            raise Unfit("不是规定的类别。", f"请填{'、'.join(choices.labels)}之一。")
        return str(found)

    return parse


HALL = Field("hall", "大厅编号", ("大厅", "中心编号"), False, words(80))
WINDOWS: tuple[Field, ...] = (
    HALL,
    Field("code", "窗口编号", ("窗口", "窗口号"), True, words(20)),
    Field("name", "窗口名称", ("名称",), False, words(40)),
    Field("kind", "窗口类别", ("类别", "窗口类型"), False, one_of(Window.Kind)),
    Field("terminal", "终端地址", ("IP地址", "网络地址", "终端"), True, words(60)),
    Field("valid_from", "启用日期", ("起始日期", "启用时间"), True, day),
    Field("valid_to", "停用日期", ("终止日期",), False, day),
)
DAYS: tuple[Field, ...] = (
    HALL,
    Field("date", "日期", ("开放日期", "开放日"), True, day),
    Field("opens_at", "开门时间", ("开始时间", "上班时间"), True, clock),
    Field("closes_at", "关门时间", ("结束时间", "下班时间"), True, clock),
    Field("kind", "开放类别", ("类别",), False, one_of(HallDay.Kind)),
)
ASSETS: tuple[Field, ...] = (
    HALL,
    Field("number", "资产编号", ("编号",), True, words(40)),
    Field("kind", "类别", ("资产类别", "设备类别"), True, one_of(Asset.Kind)),
    Field("name", "名称型号", ("名称", "型号", "设备名称"), True, words(80)),
    Field("department", "产权部门", ("部门", "所属部门"), False, words(80)),
    Field("acquired_on", "启用日期", ("购置日期", "启用时间"), True, day),
    Field("window", "窗口编号", ("窗口", "窗口号"), False, words(20)),
    Field("spot", "具体位置", ("位置", "存放地点"), False, words(80)),
    Field("address", "网络地址", ("IP地址",), False, words(60)),
    Field("keeper", "保管岗位", ("保管人岗位",), False, words(60)),
)
