"""A guide as plain values: what an import reads, a page edits and a service writes; and what is wrong with one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yimen.catalog.guides.models import FormField, Material


@dataclass(frozen=True, slots=True)
class SituationLine:
    """情形: `under` is the key of the option after which it is asked, empty for everybody."""

    key: str
    question: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class OptionLine:
    """情形选项 of the situation with that key."""

    key: str
    label: str
    situation: str


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """材料: `options` are the keys of those after which it is asked, none for everybody."""

    key: str
    name: str
    form: str = Material.Form.ORIGINAL
    source: str = Material.Source.APPLICANT
    need: str = Material.Need.NEEDED
    copies: int = 1
    note: str = ""
    options: tuple[str, ...] = ()
    sample: str = ""
    sample_name: str = ""

    @property
    def form_label(self) -> str:
        """材料形式 in words."""
        return str(Material.Form(self.form).label)

    @property
    def source_label(self) -> str:
        """来源渠道 in words."""
        return str(Material.Source(self.source).label)

    @property
    def need_label(self) -> str:
        """必要性 in words."""
        return str(Material.Need(self.need).label)


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """受理条件."""

    key: str
    question: str
    stops_on_yes: bool
    instead: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """表单字段: shown when the field `shown_by` has the value `shown_for`, always when that is empty."""

    key: str
    label: str
    kind: str = FormField.Kind.TEXT
    needed: bool = True
    help: str = ""
    choices: tuple[str, ...] = ()
    shown_by: str = ""
    shown_for: str = ""
    reuse: str = ""

    @property
    def kind_label(self) -> str:
        """字段类型 in words."""
        return str(FormField.Kind(self.kind).label)


Line = SituationLine | OptionLine | MaterialLine | ConditionLine | FieldLine


@dataclass(frozen=True, slots=True)
class Content:
    """指南内容: all rows of one guide, in their order."""

    situations: tuple[SituationLine, ...] = ()
    options: tuple[OptionLine, ...] = ()
    materials: tuple[MaterialLine, ...] = ()
    conditions: tuple[ConditionLine, ...] = ()
    fields: tuple[FieldLine, ...] = ()


@dataclass(slots=True)
class Gathering:
    """Rows put together one by one; each is checked against those before it, so that trees cannot close."""

    situations: dict[str, SituationLine] = field(default_factory=dict)
    options: dict[str, OptionLine] = field(default_factory=dict)
    materials: dict[str, MaterialLine] = field(default_factory=dict)
    conditions: dict[str, ConditionLine] = field(default_factory=dict)
    fields: dict[str, FieldLine] = field(default_factory=dict)

    def add(self, line: Line) -> str:
        """Empty when the row was taken; else a sentence why it cannot be."""
        rows = self._rows_of(line)
        wrong = f"编号“{line.key}”在本指南中重复。" if line.key in rows else self._wrong(line)
        if not wrong:
            rows[line.key] = line
        return wrong

    def content(self) -> Content:
        """The guide so far."""
        return Content(
            tuple(self.situations.values()),
            tuple(self.options.values()),
            tuple(self.materials.values()),
            tuple(self.conditions.values()),
            tuple(self.fields.values()),
        )

    def _rows_of(self, line: Line) -> dict[str, Line]:
        kinds = {
            SituationLine: self.situations,
            OptionLine: self.options,
            MaterialLine: self.materials,
            ConditionLine: self.conditions,
            FieldLine: self.fields,
        }
        return kinds[type(line)]  # type: ignore[return-value]

    def _wrong(self, line: Line) -> str:
        match line:
            case SituationLine(under=under) if under and under not in self.options:
                return f"情形所依据的选项“{under}”须先列出。"
            case OptionLine(situation=situation) if situation not in self.situations:
                return f"选项所属的情形“{situation}”须先列出。"
            case MaterialLine(options=options) if unknown := [each for each in options if each not in self.options]:
                return f"材料所适用的选项“{unknown[0]}”须先列出。"
            case ConditionLine(instead=""):
                return "请写明不符合条件时怎么办。"
            case FieldLine():
                return self._wrong_field(line)
        return ""

    def _wrong_field(self, line: FieldLine) -> str:
        if line.kind == FormField.Kind.CHOICE and len(line.choices) < 2:
            return "单选字段至少要有两个可选值。"
        if not line.shown_by:
            return ""
        parent = self.fields.get(line.shown_by)
        if parent is None:
            return f"字段所取决的字段“{line.shown_by}”须先列出。"
        if parent.kind != FormField.Kind.CHOICE or line.shown_for not in parent.choices:
            return f"“{parent.label}”没有“{line.shown_for}”这个可选值。"
        return ""


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The rows with the options of a situation right behind it, so that each is named before it is needed."""
    rows = list(lines)
    options = [row for row in rows if isinstance(row, OptionLine)]
    found: list[Line] = []
    for row in rows:
        if isinstance(row, SituationLine):
            found += [row, *(each for each in options if each.situation == row.key)]
    strays = [each for each in options if each not in found]
    return found + strays + [row for row in rows if not isinstance(row, SituationLine | OptionLine)]


def gathered(lines: Iterable[Line]) -> tuple[Content, list[tuple[Line, str]]]:
    """The guide that the rows make, and each row that cannot be taken with the sentence why."""
    gathering, wrong = Gathering(), []
    for line in lines:
        if sentence := gathering.add(line):
            wrong.append((line, sentence))
    return gathering.content(), wrong
