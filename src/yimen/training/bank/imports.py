"""题库 from outside: one row a question."""

from collections.abc import Mapping
from typing import Any

from yimen.common.text import tidy
from yimen.exchange.mapping import Field
from yimen.exchange.values import Unfit, words
from yimen.training.bank.models import QuestionVersion

KINDS = {str(label): str(value) for value, label in QuestionVersion.Kind.choices}
LEVELS = {str(label): int(value) for value, label in QuestionVersion.Difficulty.choices}
LETTERS = "ABCDEF"


def _one_of(choices: Mapping[str, Any]) -> Any:
    """Reads one of the labels as its value."""

    def parse(text: str) -> Any:
        word = tidy(text).removesuffix("题")
        if word not in choices:
            raise Unfit(f"“{word}”不在可选值中。", f"请填{'、'.join(choices)}之一。")
        return choices[word]

    return parse


FIELDS: tuple[Field, ...] = (
    Field("code", "题目编号", ("编号", "序号", "题号"), True, words(20)),
    Field("kind", "题型", ("类型",), True, _one_of(KINDS)),
    Field("topic", "知识点", ("考点", "专题"), True, words(40)),
    Field("difficulty", "难度", ("难易",), True, _one_of(LEVELS)),
    Field("stem", "题目", ("题干", "问题"), True, words(500)),
    *(Field(f"option_{each.lower()}", f"选项{each}", (each,), False, words(200)) for each in LETTERS),
    Field("key", "答案", ("正确答案", "标准答案"), True, words(20)),
    Field("reasons", "解析", ("说明",), False, words(500)),
)
