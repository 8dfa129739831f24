"""A file of questions, read: each row a question to keep, one that stands already, or refused with a remedy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yimen.common.text import tidy
from yimen.exchange import mapping
from yimen.exchange.mapping import ColumnMap, Fault
from yimen.exchange.sheets import Sheet
from yimen.training.bank.imports import LETTERS
from yimen.training.bank.models import QuestionVersion

Kind = QuestionVersion.Kind
TRUE, FALSE = {"对", "正确", "是", "√", "A"}, {"错", "错误", "否", "×", "B"}
FEWEST = 2
JUDGED: tuple[tuple[str, str], ...] = (("A", "对"), ("B", "错"))


@dataclass(frozen=True)
class Asked:
    """A question as it is to be kept; options are (letter, text), the key its right letters ascending."""

    code: str
    kind: str
    topic: str
    difficulty: int
    stem: str
    options: tuple[tuple[str, str], ...]
    key: str
    reasons: str = ""

    @property
    def content(self) -> tuple[object, ...]:
        """What makes another version of it."""
        return self.kind, self.topic, self.difficulty, self.stem, self.options, self.key, self.reasons


@dataclass
class Plan:
    """导入计划: what would be kept, what stands already word for word, and the rows refused."""

    taken: list[Asked] = field(default_factory=list)
    same: list[Asked] = field(default_factory=list)
    refused: list[tuple[Sequence[str], Sequence[str], Fault]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """The counts, as the batch keeps them."""
        return {"taken": len(self.taken), "same": len(self.same), "refused": len(self.refused)}


Standing = Mapping[str, tuple[object, ...] | None]
"""Code -> the newest content of a question; None of one that is retired."""


def make_plan(sheet: Sheet, columns: ColumnMap, standing: Standing) -> Plan:
    """What taking in the sheet would write."""
    plan, seen = Plan(), set[str]()
    for reading in mapping.read_rows(columns, sheet):
        line = reading.row.line
        asked, fault = (None, reading.faults[0]) if reading.faults else _asked(line, reading.values)
        if asked is not None:
            fault = _unfit(line, asked, seen, standing)
        if asked is None or fault is not None:
            plan.refused.append(
                (sheet.headings, reading.row.cells, fault or _fault(line, "题目", "", "读不懂", "请核对"))
            )
            continue
        seen.add(asked.code)
        (plan.same if standing.get(asked.code) == asked.content else plan.taken).append(asked)
    return plan


def _fault(line: int, heading: str, value: str, reason: str, remedy: str, name: str = "") -> Fault:
    return Fault(line, "", heading, value, reason, remedy, name)


def _unfit(line: int, asked: Asked, seen: set[str], standing: Standing) -> Fault | None:
    if asked.code in seen:
        return _fault(line, "题目编号", asked.code, "题目编号重复。", "每道题用一个编号。", "code")
    if asked.code in standing and standing[asked.code] is None:
        return _fault(line, "题目编号", asked.code, "这道题已经停用。", "停用的题不再使用，请换一个编号。", "code")
    return None


def _asked(line: int, values: Mapping[str, Any]) -> tuple[Asked | None, Fault | None]:
    """(the question, None), or (None, what is wrong with its options or its key)."""
    kind, text = values["kind"], tidy(values["key"]).upper()
    if kind == Kind.JUDGE:
        if text not in TRUE | FALSE:
            return None, _fault(line, "答案", text, "判断题的答案读不懂。", "请填“对”或“错”。", "key")
        options, key = JUDGED, "A" if text in TRUE else "B"
    else:
        given = [(each, str(values.get(f"option_{each.lower()}") or "")) for each in LETTERS]
        options = tuple((letter, words) for letter, words in given if words)
        key = "".join(sorted({each for each in text if each in LETTERS}))
        if fault := _wrong_options(line, kind, options, key, text):
            return None, fault
    common = {name: values[name] for name in ("code", "kind", "topic", "difficulty", "stem")}
    return Asked(**common, options=options, key=key, reasons=values.get("reasons") or ""), None


def _wrong_options(line: int, kind: str, options: tuple[tuple[str, str], ...], key: str, text: str) -> Fault | None:
    letters = "".join(letter for letter, _ in options)
    if len(options) < FEWEST or letters != LETTERS[: len(options)]:
        return _fault(line, "选项A", letters, "选项不足两个或中间有空。", "从选项A起连续填写，至少两个。", "option_a")
    if len({words for _, words in options}) < len(options):
        return _fault(line, "选项A", letters, "有两个选项内容相同。", "请把选项改得互不相同。", "option_a")
    if not key or set(key) - set(letters):
        return _fault(line, "答案", text, "答案不在选项中。", f"请填 {'、'.join(letters)} 中的字母。", "key")
    if (kind == Kind.SINGLE) != (len(key) == 1):
        return _fault(line, "答案", text, "答案的个数与题型不符。", "单选题一个字母，多选题两个以上。", "key")
    return None
