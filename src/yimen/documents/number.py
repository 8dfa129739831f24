"""文号: the text of a document number, and numerals and dates as official documents write them."""

from __future__ import annotations

import re
from datetime import date

DIGITS = "零一二三四五六七八九"


def number_text(code: str, year: int, serial: int) -> str:
    """The document number, as 友政办发〔2023〕15号: hexagonal brackets, no 第, no leading zero (GB/T 9704, 7.2.5)."""
    if serial < 1 or not 1949 <= year <= 9999 or not code:
        raise ValueError(f"文号不成立：代字“{code}”、年份 {year}、序号 {serial}。")
    return f"{code}〔{year}〕{serial}号"


def series_text(county: str, department: str, use: str) -> str:
    """The series (机关代字) of a department for one use, e.g. 友公安授 from 友谊县, 县公安局 and 授."""
    short = re.sub(r"[^\u4e00-\u9fff]", "", department)
    return f"{county[0]}{short.removeprefix('县').removesuffix('局')[:14]}{use}"


def date_text(day: date) -> str:
    """The date in Arabic digits without leading zeros, e.g. 2023年5月31日 (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(value: int) -> str:
    """The Chinese numeral for 1 to 99, as headings use it: 十, 十一, 二十."""
    if not 1 <= value <= 99:
        raise ValueError(f"层次序数只到九十九，不能写 {value}。")
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")
