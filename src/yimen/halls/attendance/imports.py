"""打卡记录 from outside: its columns. A machine writes one line a punch, or one line a day with both times."""

from datetime import time

from yimen.common.text import normalise
from yimen.exchange.mapping import Field
from yimen.exchange.values import Unfit, day, moment, words


def clock(text: str) -> time:
    """A time of day as a machine shows it (08:31, 8:31 or 08:31:05)."""
    plain = normalise(text)
    try:
        return time.fromisoformat(plain if plain[1:2] != ":" else f"0{plain}")
    except ValueError as error:
        raise Unfit("不是时刻。", "请写成08:31的样式。") from error


PUNCHES: tuple[Field, ...] = (
    Field("staff", "工号", ("人员编号", "员工编号", "登记号", "考勤号", "编号"), True, words(30)),
    Field("at", "打卡时间", ("日期时间", "刷卡时间", "签到时间", "记录时间"), False, moment),
    Field("date", "日期", ("考勤日期", "出勤日期"), False, day),
    Field("arrived", "上班", ("签到", "到岗", "到岗时间", "上班时间", "最早"), False, clock),
    Field("left", "下班", ("签退", "离岗", "离岗时间", "下班时间", "最晚"), False, clock),
    Field("machine", "考勤机", ("机器号", "设备编号", "设备名称", "机号"), False, words(40)),
)
