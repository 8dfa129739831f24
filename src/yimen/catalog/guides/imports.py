"""办事指南 from outside: one sheet in which each row is one element of one item's guide."""

from collections.abc import Mapping
from typing import Any

from yimen.catalog.guides.content import ConditionLine, FieldLine, Line, MaterialLine, OptionLine, SituationLine
from yimen.catalog.guides.models import FormField, Material
from yimen.common.text import tidy
from yimen.exchange.mapping import Field
from yimen.exchange.values import Unfit, whole, words, yes_or_no

SITUATION, OPTION, MATERIAL, CONDITION, FIELD = "情形", "选项", "材料", "受理条件", "表单字段"
KINDS = (SITUATION, OPTION, MATERIAL, CONDITION, FIELD)


def _chosen(choices: Mapping[str, str]) -> Any:
    """Reads one of the labels as its value."""

    def parse(text: str) -> str:
        word = tidy(text)
        if word not in choices:
            raise Unfit(f"“{word}”不在可选值中。", f"请填{'、'.join(choices)}之一。")
        return choices[word]

    return parse


def _labels(choices: list[tuple[str, Any]]) -> dict[str, str]:
    return {str(label): value for value, label in choices}


def _several(text: str) -> tuple[str, ...]:
    return tuple(each for part in tidy(text).replace("；", "、").split("、") if (each := part.strip()))


FIELDS: tuple[Field, ...] = (
    Field("code", "实施编码", ("事项编码",), True, words(80), number=True),
    Field("element", "要素", ("要素类别",), True, _chosen({kind: kind for kind in KINDS})),
    Field("key", "编号", ("要素编号",), True, words(20)),
    Field("text", "名称或问题", ("材料名称", "名称"), True, words(200)),
    Field("parent", "上级编号", ("所属编号", "适用选项"), False, _several),
    Field("form", "材料形式", ("形式",), False, _chosen(_labels(Material.Form.choices))),
    Field("source", "来源渠道", ("来源",), False, _chosen(_labels(Material.Source.choices))),
    Field("need", "必要性", (), False, _chosen(_labels(Material.Need.choices))),
    Field("copies", "份数", (), False, whole),
    Field("kind", "字段类型", (), False, _chosen(_labels(FormField.Kind.choices))),
    Field("needed", "是否必填", ("必填",), False, yes_or_no),
    Field("choices", "可选值", (), False, _several),
    Field("answer", "取值", ("停办答案", "显示取值"), False, words(100)),
    Field("note", "说明", ("填报须知", "不符合时怎么办"), False, words(500)),
    Field("reuse", "复用键", (), False, words(40)),
)


def line_of(values: Mapping[str, Any]) -> Line:
    """One element of a guide from the values read. Errors: Unfit for a row that lacks what its element needs."""
    key, text, note = values["key"], values["text"], values.get("note") or ""
    parent = values.get("parent") or ()
    single = parent[0] if parent else ""
    match values["element"]:
        case "情形":
            return SituationLine(key, text, single)
        case "选项":
            return OptionLine(key, text, single)
        case "受理条件":
            return ConditionLine(key, text, _stops(values.get("answer") or ""), note)
        case "材料":
            form, source = values.get("form") or Material.Form.ORIGINAL, values.get("source") or "applicant"
            need, copies = values.get("need") or Material.Need.NEEDED, values.get("copies")
            return MaterialLine(key, text, form, source, need, 1 if copies in ("", None) else copies, note, parent)
    return FieldLine(
        key, text[:100], values.get("kind") or FormField.Kind.TEXT, values.get("needed") is not False, note[:300],
        values.get("choices") or (), single, values.get("answer") or "", values.get("reuse") or "",
    )  # fmt: skip


def _stops(answer: str) -> bool:
    if answer not in ("是", "否"):
        raise Unfit("受理条件的“取值”应写明答“是”还是答“否”时不能申请。", "请填“是”或“否”。")
    return answer == "是"
