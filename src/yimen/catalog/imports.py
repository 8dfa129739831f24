"""事项清单 from outside: which column is which element, and how a row becomes the elements of a version."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from yimen.catalog.models import ItemVersion
from yimen.common.code_lists import ON_APPLICATION, CodeSystem, HandlingType, ItemType
from yimen.common.codes import Classification, classify_item_code, classify_organisation_code
from yimen.common.text import pinyin_initials, search_key, tidy
from yimen.exchange.mapping import Field
from yimen.exchange.values import Unfit, listed, whole, words, yes_or_no

KINDS = {kind: ItemVersion.Kind(kind.code(CodeSystem.GBT_39046)) for kind in ItemType}
HANDLINGS = {
    HandlingType.IMMEDIATE: ItemVersion.Handling.INSTANT,
    HandlingType.PROMISED: ItemVersion.Handling.COMMITTED,
    HandlingType.OTHER: ItemVersion.Handling.UNKNOWN,
}
UNITS = {"工作日": "working", "个工作日": "working", "自然日": "natural", "日": "natural", "天": "natural"}
STATES = {
    "在用": "in_use",
    "启用": "in_use",
    "暂停": "paused",
    "停用": "paused",
    "取消": "cancelled",
    "废止": "cancelled",
}
INITIATIONS = {"依申请": "on_application", "依职权": "ex_officio", "主动服务": "ex_officio"}


# A list of 100,000 rows names few types, modes and bodies: what was read once is not read again.
@lru_cache(maxsize=1024)
def _kind(text: str) -> str:
    return str(KINDS[listed(ItemType, CodeSystem.GBT_39046)(text)])


@lru_cache(maxsize=1024)
def _handling(text: str) -> str:
    return str(HANDLINGS[listed(HandlingType, CodeSystem.GBT_39046)(text)])


def _one_of(choices: Mapping[str, str]) -> Any:
    def parse(text: str) -> str:
        word = tidy(text)
        if word not in choices:
            raise Unfit(f"“{word}”不在可选值中。", f"请填{'、'.join(choices)}之一。")
        return choices[word]

    return parse


def _item_code(text: str) -> str:
    """The code as it stands. A code of a layout that is known but broken is refused; it is never repaired."""
    found = _classified(text)
    if not found.valid:
        raise Unfit(f"{found.kind}：{found.reason}", found.remedy)
    return tidy(text)


@lru_cache(maxsize=1024)
def _classified(code: str) -> Classification:
    return classify_item_code(code)


@lru_cache(maxsize=1024)
def _organisation_code(text: str) -> str:
    found = classify_organisation_code(text)
    if not found.valid:
        raise Unfit(f"{found.kind}：{found.reason}", found.remedy)
    return tidy(text)


FIELDS: tuple[Field, ...] = (
    Field("code", "实施编码", ("事项编码", "实施清单编码", "raw_item_code"), True, _item_code, number=True),
    Field("name", "事项名称", ("实施清单名称", "业务办理项名称", "item_name"), True, words(1000)),
    Field("department", "实施主体", ("实施部门", "部门", "所属部门", "department"), True, words(80)),
    Field("kind", "事项类型", ("权力类型", "task_type"), True, _kind),
    Field("parent_name", "主项名称", ("main_item",), False, words(1000)),
    Field("base_code", "基本编码", ("base_code",), False, words(40)),
    Field(
        "organisation_code",
        "实施主体编码",
        ("统一社会信用代码", "部门编码", "org_code"),
        False,
        _organisation_code,
        number=True,
    ),
    Field("initiation", "申请方式", ("启动方式", "事项性质"), False, _one_of(INITIATIONS)),
    Field("state", "事项状态", (), False, _one_of(STATES)),
    Field("level", "行使层级", ("level_digit",), False, words(10)),
    Field("handling", "办件类型", (), False, _handling),
    Field("statutory_days", "法定办结时限", ("法定时限",), False, whole),
    Field("statutory_unit", "法定办结时限单位", (), False, _one_of(UNITS)),
    Field("promised_days", "承诺办结时限", ("承诺时限",), False, whole),
    Field("promised_unit", "承诺办结时限单位", (), False, _one_of(UNITS)),
    Field("legal_basis", "设定依据", ("法律依据",), False, words(20_000)),
    Field("service_objects", "服务对象", (), False, words(60)),
    Field("channels", "办理形式", (), False, words(60)),
    Field("visits", "到办事现场次数", ("到现场次数",), False, whole),
    Field("visit_reason", "必须现场办理原因说明", (), False, words(500)),
    Field("online_depth", "网上办理深度", (), False, words(60)),
    Field("in_hall", "是否进驻政务大厅", ("是否进驻",), False, yes_or_no),
    Field("place", "办理地点", (), False, words(300)),
    Field("consultation_phone", "咨询方式", ("咨询电话",), False, words(100)),
    Field("complaint_phone", "监督投诉方式", ("投诉电话",), False, words(100)),
    Field("charged", "是否收费", (), False, yes_or_no),
    Field("fee_basis", "收费依据", (), False, words(500)),
    Field("result_name", "结果名称", (), False, words(300)),
    Field("result_kind", "结果类型", (), False, words(20)),
)
ELEMENTS = tuple(field.name for field in FIELDS if field.name != "department")
NULLABLE = {"statutory_days", "promised_days", "visits", "in_hall", "charged"}


def elements(values: Mapping[str, Any]) -> dict[str, Any]:
    """The elements of a version from the values read; unknown stays unknown, nothing is made up.

    On application or ex officio follows from the type where the list does not say (GB/T 39046-2020 A.1: the six kinds
    of power on application, and public services).
    """
    found = {name: values.get(name, "") for name in ELEMENTS}
    for name in NULLABLE:
        found[name] = None if found[name] == "" else found[name]
    code, organisation = _classified(found["code"]), found["organisation_code"]
    found["code_layout"] = str(code.kind)
    found["base_code"] = found["base_code"] or code.parts.get("base", "")
    if organisation:
        found["organisation_code_class"] = str(classify_organisation_code(organisation).kind)
    else:
        found["organisation_code"] = code.parts.get("organisation", "")
        found["organisation_code_class"] = ""
    applied = {str(KINDS[kind]) for kind in ON_APPLICATION}
    found["initiation"] = found["initiation"] or ("on_application" if found["kind"] in applied else "ex_officio")
    found["state"] = found["state"] or "in_use"
    return found


def search_text(name: str, code: str) -> str:
    """What the search box looks through: the name, the initials of its pinyin, and the code, in one lower-case text."""
    return f"{search_key(name)} {pinyin_initials(name)} {search_key(code)}"[:1500]
