"""好差评的词: five grades with both national code orders, channels, services, indicators, and the usual terms."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import TextChoices

INDICATORS = Path(__file__).parent / "data" / "indicators.csv"


class Grade(TextChoices):
    """评价等级. Never kept as a digit: the two national orders run against each other."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    FAIRLY_SATISFIED = "fairly_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意"

    @property
    def standard_code(self) -> str:
        """The code of GB/T 39046-2020 table A.8: 1 is the best, 5 the worst."""
        return str(list(Grade).index(self) + 1)

    @property
    def interface_code(self) -> str:
        """The code of the national interface (好差评接口): 5 is the best, 1 the worst; also an indicator's stars."""
        return str(5 - list(Grade).index(self))

    @classmethod
    def of_standard(cls, code: str) -> "Grade":
        """The grade of a GB/T 39046 code; KeyError for any other."""
        return {grade.standard_code: grade for grade in cls}[code]

    @classmethod
    def of_interface(cls, code: str) -> "Grade":
        """The grade of a code of the national interface; KeyError for any other."""
        return {grade.interface_code: grade for grade in cls}[code]


BAD = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)
"""差评 (国办发〔2019〕51号)."""
GOOD = tuple(grade for grade in Grade if grade not in BAD)


class Channel(TextChoices):
    """评价渠道."""

    DEVICE = "device", "窗口评价器"
    PAGE = "page", "网上"
    MOBILE = "mobile", "手机扫码"
    SMS = "sms", "短信"
    CALL = "call", "电话回访"

    @property
    def interface_code(self) -> str:
        """The code of the national interface (pf)."""
        return {"page": "1", "mobile": "3", "device": "4"}.get(self.value, "6")


SYSTEM_DEFAULT = "7"
"""The interface's channel of ratings that a machine gave because nobody did: kept, never counted."""
OF_INTERFACE = {
    "1": Channel.PAGE,
    "2": Channel.MOBILE,
    "3": Channel.MOBILE,
    "4": Channel.DEVICE,
    "5": Channel.DEVICE,
    "6": Channel.SMS,
}
"""The interface's channel codes as ours; it does not part text messages from telephone calls."""


class Service(TextChoices):
    """评价的服务: on site each service is rated once (一次一评), online the matter once (一事一评)."""

    RECEPTION = "reception", "窗口收件"
    DELIVERY = "delivery", "窗口领取"
    MATTER = "matter", "网上办事"


@dataclass(frozen=True)
class Indicator:
    """评价指标: its national code, the grade that it goes with, its words, and whether it is offered."""

    code: str
    grade: Grade
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
                Grade.of_interface(row["stars"]),
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
