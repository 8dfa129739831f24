"""计时依据: in which days a law counts, and what it gives by itself. Never is 日 a working day everywhere."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """时限单位."""

    WORKING = "working"
    NATURAL = "natural"

    @property
    def label(self) -> str:
        """The unit as it is read after a number."""
        return "个工作日" if self is Unit.WORKING else "日（自然日）"


class Law(StrEnum):
    """期限所依的法."""

    LICENSING = "licensing"
    REGISTRATION = "registration"
    PENALTY = "penalty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rule:
    """计时单位及其条文."""

    unit: Unit
    article: str


FIRST_DAY = "民法典第二百零一条"
LAST_DAY = "民法典第二百零三条"
PAUSE = "行政许可法第四十五条"
NOTICE = "行政许可法第三十二条第一款第四项"
DECISION = "行政许可法第四十二条第一款"
DELIVERY = "行政许可法第四十四条"
CONSULTATION = "会办函载明的答复时限"
STEP = "步骤方案载明的环节时限"
HANDOVER, HANDOVER_DAYS = "交接单载明的接收时限，按工作日计算", 1

NOTICE_DAYS, DECISION_DAYS, DELIVERY_DAYS = 5, 20, 10
SHORT_PENALTY_PERIODS = (2, 3, 5, 7)  # 行政处罚法 85: only these are working days

_WORKING = {Law.LICENSING: "行政许可法第八十二条", Law.REGISTRATION: "市场主体登记管理条例第十九条"}
BY_CALENDAR = "民法典第二百条"
_STATED = {Unit.WORKING: "事项清单载明按工作日计算", Unit.NATURAL: "事项清单载明按自然日计算"}


def counting(law: Law, days: int, stated: str = "") -> Rule:
    """The unit in which so many days of the law run; what the list of items states prevails."""
    if stated:
        unit = Unit(stated)
        by_law = counting(law, days)
        return by_law if by_law.unit is unit else Rule(unit, _STATED[unit])
    if law in _WORKING:
        return Rule(Unit.WORKING, _WORKING[law])
    if law is Law.PENALTY and days in SHORT_PENALTY_PERIODS:
        return Rule(Unit.WORKING, "行政处罚法第八十五条")
    return Rule(Unit.NATURAL, BY_CALENDAR)


def extension_article(law: Law, days: int) -> str:
    """By which article a head may extend by so many days: ten alone, fifteen where departments decide together."""
    if law is Law.REGISTRATION:
        return _WORKING[law]
    return DECISION if days <= 10 else "行政许可法第四十二条第二款"
