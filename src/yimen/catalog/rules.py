"""清单质量: consistency checks on the elements of an item, as a city's list office really runs them (domain 1.6).

A check never changes an item. It says what does not fit together, why that matters, and what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yimen.catalog.models import ItemVersion

INSTANT, COMMITTED = "instant", "committed"


@dataclass(frozen=True)
class Check:
    """质量检查: its number, what is wrong in words, what to do, and the test that finds it in a version."""

    id: str
    label: str
    remedy: str
    finds: Callable[[ItemVersion], bool]


def _longer(version: ItemVersion) -> bool:
    promised, statutory = version.promised_days, version.statutory_days
    if promised is None or statutory is None:
        return False
    # Working and natural days cannot be compared without a calendar, so only like is compared with like.
    return version.promised_unit == version.statutory_unit and promised > statutory


CHECKS: tuple[Check, ...] = (
    Check("Q01", "承诺时限长于法定时限", "承诺时限应不超过法定时限，请核对两个时限及单位", _longer),
    Check(
        "Q02",
        "即办件的承诺时限不是当场或一日",
        "办件类型与承诺时限应一致：即办件当场办结，否则改为承诺件",
        lambda v: v.handling == INSTANT and (v.promised_days or 0) > 1,
    ),
    Check(
        "Q03",
        "承诺件没有承诺时限",
        "请补填承诺办结时限及单位",
        lambda v: v.handling == COMMITTED and v.promised_days is None,
    ),
    Check(
        "Q04",
        "须到现场却没有说明原因",
        "到办事现场次数不为零时须填必须现场办理原因说明",
        lambda v: bool(v.visits) and not v.visit_reason,
    ),
    Check(
        "Q05",
        "到现场零次却没有网上或邮寄渠道",
        "零次到现场的事项须能网上办理或邮寄，请核对办理形式",
        lambda v: v.visits == 0 and v.channels != "" and not any(way in v.channels for way in ("网上", "快递", "邮")),
    ),
    Check(
        "Q06",
        "收费却没有收费依据",
        "请补填收费依据，没有依据的不得收费",
        lambda v: v.charged is True and not v.fee_basis,
    ),
    Check(
        "Q07",
        "咨询电话与投诉电话相同",
        "咨询和监督投诉应由不同渠道受理，请分别填写",
        lambda v: v.consultation_phone != "" and v.consultation_phone == v.complaint_phone,
    ),
    Check(
        "Q08",
        "标明进驻大厅却没有办理地点",
        "请补填大厅地址和窗口",
        lambda v: v.in_hall is True and not v.place,
    ),
    Check("Q09", "没有设定依据", "请补填法律、法规、规章或文件名称及条款", lambda v: not v.legal_basis),
    Check("Q10", "没有办件类型", "请填即办件或承诺件", lambda v: v.handling == ""),
    Check(
        "Q11",
        "结果名称是证照批文，结果类型却不是",
        "结果名称以证、照、批复结尾的，结果类型应为证照或批文",
        lambda v: (
            v.result_name.endswith(("证", "照", "批复", "批文"))
            and v.result_kind not in ("", "证照", "批文", "10", "20")
        ),
    ),
    Check(
        "Q12",
        "实施编码与实施主体编码不一致",
        "实施编码前18位应为实施主体的统一社会信用代码，请核对机构改革后的现行代码",
        lambda v: len(v.code) == 31 and v.organisation_code != "" and not v.code.startswith(v.organisation_code),
    ),
)


def faults_of(version: ItemVersion) -> list[Check]:
    """The checks that find something in a version, by number."""
    return [check for check in CHECKS if check.finds(version)]
