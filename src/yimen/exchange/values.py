"""A cell's text to a value of ours, or a sentence why not and what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from yimen.common.code_lists import CodeSystem, Listed
from yimen.common.codes import Classification
from yimen.common.text import normalise, tidy
from yimen.common.workdays import SHANGHAI


class Unfit(ValueError):
    """不合格: the cell cannot be taken; `reason` and `remedy` are Chinese sentences."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


Parse = Callable[[str], Any]


def words(longest: int) -> Parse:
    """Text of at most so many characters, tidied."""

    def parse(text: str) -> str:
        value = tidy(text)
        if len(value) > longest:
            raise Unfit(f"有{len(value)}字，超过{longest}字的上限。", f"请缩短到{longest}字以内。")
        return value

    return parse


def listed(choices: type[Listed], system: CodeSystem | None = None) -> Parse:
    """A member of a code list, by its wording, or by digit if it is known whose digits they are."""

    def parse(text: str) -> Listed:
        try:
            return choices.read(text, system)
        except ValueError as error:
            reason, _, remedy = str(error).partition("，")
            raise Unfit(f"{reason}。", f"{remedy}") from error

    return parse


def classified(classify: Callable[[str], Classification]) -> Parse:
    """The text itself, tidied, if the classification says that it is valid."""

    def parse(text: str) -> str:
        found = classify(text)
        if not found.valid:
            raise Unfit(f"{found.kind}：{found.reason}", found.remedy)
        return tidy(text)

    return parse


_DAY = r"([0-9]{4})(?:[-/.年] ?([0-9]{1,2})[-/.月] ?([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
_CLOCK = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?"


def day(text: str) -> date:
    """A date written as 2023-05-31, 2023/5/31, 2023.5.31, 2023年5月31日 or 20230531; a time after it is left off."""
    return _day_and_clock(text)[0]


def moment(text: str) -> datetime:
    """A time in Shanghai, written as 2023-05-31 09:30 or 2023-05-31 09:30:15; a date alone is refused."""
    on, clock = _day_and_clock(text)
    if clock is None:
        raise Unfit("只有日期，没有时刻。", "请写成2023-05-31 09:30的样式。")
    try:
        hour, minute, second = clock
        return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError as error:
        raise Unfit("没有这个时刻。", "请核对时分秒，写成2023-05-31 09:30的样式。") from error


def _day_and_clock(text: str) -> tuple[date, tuple[int, int, int] | None]:
    """The date; hour, minute, second if given. The blank between stays, for 3 19:30 is not 31 9:30."""
    plain = tidy(unicodedata.normalize("NFKC", text))
    found = re.fullmatch(f"{_DAY}(?:[ T] ?{_CLOCK})?", plain)
    if found is None:
        reason = "像是电子表格内部的日期序号。" if re.fullmatch(r"[0-9]{5}", plain) else "不是日期。"
        raise Unfit(reason, "请写成2023-05-31的样式；在表格中可把该列设为日期格式。")
    year, month, of_month, compact_month, compact_day, hour, minute, second = found.groups()
    try:
        on = date(int(year), int(month or compact_month), int(of_month or compact_day))
    except ValueError as error:
        raise Unfit("日历上没有这一天。", "请核对年月日，写成2023-05-31的样式。") from error
    return on, (int(hour), int(minute), int(second or 0)) if hour else None


def whole(text: str) -> int:
    """A whole number from 0 up, with or without thousands separators."""
    value = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", normalise(text))
    if not re.fullmatch(r"[0-9]{1,12}", value):
        raise Unfit("不是0或正整数。", "请只填阿拉伯数字，不带单位。")
    return int(value)


def yes_or_no(text: str) -> bool:
    """是 and 否 in their usual spellings; 1 and 0 too, which mean the same everywhere."""
    value = normalise(text).casefold()
    if value in ("是", "有", "y", "yes", "true", "√", "1"):
        return True
    if value in ("否", "无", "没有", "不是", "n", "no", "false", "×", "0"):
        return False
    raise Unfit("不是“是”或“否”。", "请填“是”或“否”。")
