"""好差评的词: channels and services, indicators with their grades, and the usual terms."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import TextChoices

from yimen.common.code_lists import CodeSystem, RatingChannel, Satisfaction

INDICATORS = Path(__file__).parent / "data" / "indicators.csv"


BAD = tuple(grade for grade in Satisfaction if grade.bad)
GOOD = tuple(grade for grade in Satisfaction if not grade.bad)


class Channel(TextChoices):
    """评价渠道."""

    DEVICE = "device", "窗口评价器"
    PAGE = "page", "网上"
    MOBILE = "mobile", "手机扫码"
    SMS = "sms", "短信"
    CALL = "call", "电话回访"


OF_INTERFACE = {
    RatingChannel.WEB: Channel.PAGE,
    RatingChannel.MOBILE: Channel.MOBILE,
    RatingChannel.QR_CODE: Channel.MOBILE,
    RatingChannel.HALL_TABLET: Channel.DEVICE,
    RatingChannel.HALL_TERMINAL: Channel.DEVICE,
    RatingChannel.MESSAGE: Channel.SMS,
    RatingChannel.DEFAULT: Channel.PAGE,
}
"""The national interface's channels as ours; it does not part text messages from telephone calls."""
TO_INTERFACE = {
    Channel.PAGE: RatingChannel.WEB,
    Channel.MOBILE: RatingChannel.QR_CODE,
    Channel.DEVICE: RatingChannel.HALL_TABLET,
    Channel.SMS: RatingChannel.MESSAGE,
    Channel.CALL: RatingChannel.MESSAGE,
}


class Service(TextChoices):
    """评价的服务: on site each service is rated once (一次一评), online the matter once (一事一评)."""

    RECEPTION = "reception", "窗口收件"
    DELIVERY = "delivery", "领取结果"  # at the window, by post or by download
    MATTER = "matter", "网上办事"


@dataclass(frozen=True)
class Indicator:
    """评价指标: its national code, the grade that it goes with, its words, and whether it is offered."""

    code: str
    grade: Satisfaction
    name: str
    offered: bool
    note: str


OFF_HALL = {
    "104": "需要到大厅以外的办公场所提交材料",
    "106": "被要求先在大厅以外办理，再到窗口或网上重新申报",
}
"""Indicators that say a matter was done outside the hall. Retired in the national list; kept as our own codes."""


@cache
def indicators() -> dict[str, Indicator]:
    """The indicators by code, in the order of the file; offered are those in use and the two of OFF_HALL."""
    with INDICATORS.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Indicator(
                row["code"],
                Satisfaction.read(row["stars"], CodeSystem.RATING_INTERFACE),
                row["name"],
                row["in_use"] == "1" or row["code"] in OFF_HALL,
                row["hall_note"],
            )
            for row in csv.DictReader(file)
        }


def offered(grade: str) -> list[Indicator]:
    """What somebody may tick who gave this grade."""
    return [each for each in indicators().values() if each.offered and each.grade == grade]


# Field of the county's terms (评价参数) -> its name, the usual value, the least and the most that may be set.
TERMS: dict[str, tuple[str, int, int, int]] = {
    "rate_days": ("服务结束后几天内可以评价（自然日）", 30, 5, 180),
    "call_days": ("差评回访时限（工作日）", 1, 1, 5),
    "right_days": ("差评整改时限（工作日）", 5, 1, 15),
    "hard_days": ("复杂差评整改时限（工作日）", 15, 5, 30),
    "group_least": ("向部门公布评价的最小组", 10, 10, 100),
    "hindrance_days": ("办不成事答复时限（工作日）", 5, 1, 10),
    "hard_hindrance_days": ("复杂的办不成事答复时限（工作日）", 10, 5, 30),
    "objection_days": ("异议答复时限（工作日）", 15, 5, 30),
}
