"""可调的天数 of each rung, and how far each goes; all in working days (工作日)."""

from dataclasses import dataclass

from yimen.rectification.pressing.rules import ladder


@dataclass(frozen=True)
class Days:
    """一项天数: its name, what it means, and the range that may be chosen from."""

    name: str
    label: str
    meaning: str
    least: int
    most: int


DAYS = {
    "finish_days": Days("finish_days", "办理期限", "措施发出之日起，部门办结或者说明的工作日", 1, 60),
    "cool_days": Days("cool_days", "说明处理后的间隔", "部门的说明未被采纳的，此后至少再等的工作日", 1, 30),
}


def own_days(rung: str, name: str) -> int | None:
    """The days that the table of rungs brings along; None for a rung or a name that it does not have."""
    if name not in DAYS:
        return None
    return next((getattr(each, name) for each in ladder() if each.code == rung), None)
