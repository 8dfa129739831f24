"""空间需求 from outside: the columns of the table that departments hand in, one row an item, and how a cell is read."""

from decimal import Decimal, InvalidOperation

from yimen.common.text import code_key, normalise
from yimen.exchange.mapping import Field, Parse
from yimen.exchange.values import Unfit, words, yes_or_no
from yimen.halls.planning.rules import LINES, MOST_CASES, MOST_MINUTES

FLAGS = ("safe", "quiet", "noisy", "step_free", "fixed")
TEXTS = ("line", "equipment", "wish", "note")
WANTS = (*FLAGS, *TEXTS, "near")
"""What a department wants as a whole, told in its first row; the rest of a row is one item."""


def amount(most: int) -> Parse:
    """A number above nought and up to a most, with at most one decimal."""

    def parse(text: str) -> Decimal:
        try:
            value = Decimal(normalise(text))
        except InvalidOperation as error:
            raise Unfit("不是数字。", "请只填阿拉伯数字，不带单位。") from error
        if not 0 < value <= most or value != round(value, 1):
            raise Unfit(f"应大于 0、不超过 {most}，最多一位小数。", "请核对后重填。")
        return value

    return parse


def line(text: str) -> str:
    """The code of a special line, written as the pages write it."""
    found = {code_key(label): code for code, label in LINES.items()}.get(code_key(text))
    if found is None:
        raise Unfit("没有这种专线。", f"请填{'、'.join(LINES.values())}之一，不需要的留空。")
    return found


DEMANDS: tuple[Field, ...] = (
    Field("hall", "大厅编号", ("大厅", "中心编号"), False, words(80)),
    Field("department", "部门", ("申报部门", "单位", "部门名称"), True, words(80)),
    Field("item", "事项", ("事项名称",), False, words(200)),
    Field("cases", "每月件数", ("月件数", "每月办件"), False, amount(MOST_CASES)),
    Field("minutes", "每件分钟", ("每件用时", "每件用时（分钟）"), False, amount(MOST_MINUTES)),
    Field("line", "所需专线", ("专线",), False, line),
    Field("safe", "收现金或存证照", ("收现金", "安全区"), False, yes_or_no),
    Field("quiet", "涉及隐私", ("隐私", "安静区"), False, yes_or_no),
    Field("noisy", "有噪声", ("噪声",), False, yes_or_no),
    Field("step_free", "老年人、残疾人常办", ("无障碍",), False, yes_or_no),
    Field("fixed", "有固定设备不能搬", ("固定设备",), False, yes_or_no),
    Field("equipment", "设备", ("设备名称",), False, words(200)),
    Field("wish", "希望在", ("希望楼层", "希望位置"), False, words(40)),
    Field("near", "相邻部门", ("希望相邻的联办部门", "联办部门"), False, words(80)),
    Field("note", "说明", ("备注",), False, words(300)),
)
