"""What each promise is held against, as data: figures, limits, and the innocent explanation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """核对办法 of one promise.

    least: fewer known units than this say nothing (证据不足). most: up to this share against it, it counts as kept.
    most_unknown: with a larger share of units that nobody can judge, nothing is called kept.
    """

    title: str
    unit: str
    how: str
    innocent: str
    least: int
    most: float
    most_unknown: float = 0.2


ELSEWHERE, RETURNING, FEEDING, STAFFING = (
    "no_acceptance_elsewhere", "no_sending_back", "data_in_time", "windows_staffed",
)  # fmt: skip

MEASURES = {
    ELSEWHERE: Measure(
        "不在大厅以外受理",
        "件",
        "附件所列事项中，核验结论为疑似明进暗不进或体外循环的，数承诺期内达到定案门槛的厅外办理。",
        "换证、补证沿用旧编号，或台账日期、窗口终端登记有误；已在厅内办理而办件没有汇入的，请提供办件编号。",
        least=5,
        most=0.0,
    ),
    RETURNING: Measure(
        "不要求申请人回单位办理",
        "件",
        "部门台账的申请日期比大厅收件早三天以上（R44，三件起），或取号当天没有办件而台账记着当天申请（R37）。",
        "材料不齐、补正后才正式收件，或部门把预约日记成申请日；请提供补正告知书。",
        least=5,
        most=0.0,
    ),
    FEEDING: Measure(
        "按时报送数据",
        "期",
        "按报送约定的周期，每期数据是否在宽限期内到达；零报告也算报送。",
        "当期没有业务而没有作零报告，或平台接口故障；请补作零报告或提供故障记录。",
        least=3,
        most=0.05,
    ),
    STAFFING: Measure(
        "窗口有人在岗",
        "窗口日",
        "大厅开放而窗口有派驻的每一天，所派人员是否有人考勤，或该窗口当天是否有受理；全厅考勤不足半数的日子不算。",
        "替岗人员没有登记派驻，或考勤机漏记；请提供替岗登记。",
        least=20,
        most=0.05,
    ),
}
"""Code of a promise (entry.agreements.rules.PROMISES) -> how it is held against data."""

SENT_BACK = {"R37": 1, "R44": 3}
"""Rule of verification -> from how many hits on a department it speaks of sending applicants back."""
PRESENT = 0.5
"""A day on which fewer of the people posted in the hall were seen than this share says nothing about attendance."""
