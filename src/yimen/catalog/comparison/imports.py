"""省级事项清单 from outside: its columns, and how a row becomes an item of the province's."""

import re
from collections.abc import Mapping
from typing import Any

from yimen.catalog import imports as county
from yimen.common.codes import classify_item_code
from yimen.exchange.mapping import Field
from yimen.exchange.values import whole, words

_COUNTY_LEVEL = re.compile(r"[县区4]|分级")  # GB/T 39046-2020 A.2: 4 县级; 7 分级管理
_MORE = {
    "code": ("编码", "事项编码", "目录编码"),
    "name": ("目录名称",),
    "department": ("行业主管部门", "省级部门", "主管部门"),
}
_OPTIONAL = {"department", "kind", "code"}
_TAKEN = ("code", "name", "department", "kind", "parent_name", "base_code", "level", "handling", "promised_unit")

FIELDS: tuple[Field, ...] = (
    *(
        Field(
            each.name, each.label, (*each.synonyms, *_MORE.get(each.name, ())),
            each.required and each.name not in _OPTIONAL,
            words(60) if each.name == "level" else each.parse, each.number,
        )
        for each in county.FIELDS
        if each.name in _TAKEN
    ),
    Field("promised_days", "承诺办结时限", ("承诺时限",), False, whole),
)  # fmt: skip


def elements(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a province's item from the values read; what the list does not say stays unknown."""
    found = {name: values.get(name, "") or "" for name in _TAKEN if name != "department"}
    days = values.get("promised_days", "")
    inside = classify_item_code(found["code"]).parts.get("base", "") if found["code"] else ""
    return {
        **found,
        "body": values.get("department", "") or "",
        "base_code": found["base_code"] or inside,
        "for_county": not found["level"] or bool(_COUNTY_LEVEL.search(found["level"])),
        "promised_days": None if days == "" else days,
    }
