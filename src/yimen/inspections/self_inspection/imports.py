"""自查清单 from outside: one row a question."""

from collections.abc import Mapping
from typing import Any

from yimen.common.text import tidy
from yimen.exchange.mapping import Field
from yimen.exchange.values import Unfit, words, yes_or_no
from yimen.inspections.self_inspection.models import Question

CHECKS = {str(label): value for value, label in Question.Check.choices if value}
SCOPES = {str(label): value for value, label in Question.Scope.choices}


def _one_of(choices: Mapping[str, str]) -> Any:
    """Reads one of the labels as its value."""

    def parse(text: str) -> str:
        word = tidy(text)
        if word not in choices:
            raise Unfit(f"“{word}”不在可选值中。", f"请填{'、'.join(choices)}之一。")
        return choices[word]

    return parse


FIELDS: tuple[Field, ...] = (
    Field("code", "问题编号", ("编号", "序号"), True, words(20)),
    Field("text", "问题", ("自查内容", "自查问题"), True, words(300)),
    Field("scope", "提问范围", ("范围",), True, _one_of(SCOPES)),
    Field("check_against", "核对依据", ("数据核对",), False, _one_of(CHECKS)),
    Field("basis", "依据", ("文件依据",), False, words(200)),
    Field("needs_evidence", "须附佐证", ("佐证",), False, yes_or_no),
)
