"""Shapes of input on the pages of guides: one set of small forms for each kind of row."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils import timezone

from yimen.catalog.forms import DateInput
from yimen.catalog.guides.content import (
    ConditionLine,
    Content,
    FieldLine,
    Line,
    MaterialLine,
    OptionLine,
    SituationLine,
)
from yimen.catalog.guides.models import FormField, Material

SPARE = 2
"""So many empty rows stand below those of a kind; saving gives new ones."""


class GuideFileForm(forms.Form):
    """指南文件."""

    file = forms.FileField(label="指南文件", help_text=".xlsx、.xls 或 .csv，不超过 20 MB；每行一个要素，可下载样表。")


class ApplyForm(forms.Form):
    """确认导入: from which day the guides hold."""

    day = forms.DateField(label="生效日期", widget=DateInput(), initial=timezone.localdate)


class Row(forms.Form):
    """One row: an empty key takes the next free one; ticked `gone` leaves the row out of the next guide."""

    key = forms.CharField(label="编号", max_length=20, required=False)
    gone = forms.BooleanField(label="删去", required=False)

    prefix_letter = "x"

    def line(self, key: str) -> Line:
        """The row as a line of a guide's content."""
        raise NotImplementedError

    @property
    def wanted(self) -> bool:
        """Whether the row is to stand in the guide."""
        return self.has_changed() or bool(self.initial)


class SituationRow(Row):
    """情形."""

    question = forms.CharField(label="问题", max_length=200)
    under = forms.CharField(
        label="在哪个选项之后问", max_length=20, required=False, help_text="填选项编号；空着则都问。"
    )
    prefix_letter = "q"

    def line(self, key: str) -> Line:
        """The situation."""
        return SituationLine(key, self.cleaned_data["question"], self.cleaned_data["under"])


class OptionRow(Row):
    """情形选项."""

    label = forms.CharField(label="选项", max_length=200)
    situation = forms.CharField(label="所属情形编号", max_length=20)
    prefix_letter = "o"

    def line(self, key: str) -> Line:
        """The option."""
        return OptionLine(key, self.cleaned_data["label"], self.cleaned_data["situation"])


class MaterialRow(Row):
    """材料."""

    name = forms.CharField(label="材料名称", max_length=300)
    form = forms.ChoiceField(label="形式", choices=Material.Form.choices, initial=Material.Form.ORIGINAL)
    source = forms.ChoiceField(label="来源渠道", choices=Material.Source.choices, initial=Material.Source.APPLICANT)
    need = forms.ChoiceField(label="必要性", choices=Material.Need.choices, initial=Material.Need.NEEDED)
    copies = forms.IntegerField(label="份数", min_value=0, max_value=99, initial=1)
    options = forms.CharField(label="适用选项编号", required=False, help_text="多个用顿号分开；空着则人人要交。")
    note = forms.CharField(label="填报须知", max_length=500, required=False)
    sample = forms.FileField(label="样本", required=False)
    prefix_letter = "m"

    def line(self, key: str) -> Line:
        """The material; its sample stays unless another is uploaded."""
        found = self.cleaned_data
        options = tuple(each.strip() for each in found["options"].replace("，", "、").split("、") if each.strip())
        kept = self.initial.get("kept_sample", ""), self.initial.get("sample_name", "")
        return MaterialLine(
            key, found["name"], found["form"], found["source"], found["need"], found["copies"], found["note"], options,
            *kept,
        )  # fmt: skip


class ConditionRow(Row):
    """受理条件."""

    question = forms.CharField(label="问题", max_length=200)
    stops_on = forms.ChoiceField(label="哪个回答不能申请", choices=[("no", "答“否”"), ("yes", "答“是”")], initial="no")
    instead = forms.CharField(label="不符合时怎么办", max_length=500)
    prefix_letter = "c"

    def line(self, key: str) -> Line:
        """The condition."""
        found = self.cleaned_data
        return ConditionLine(key, found["question"], found["stops_on"] == "yes", found["instead"])


class FieldRow(Row):
    """表单字段."""

    label = forms.CharField(label="字段名称", max_length=100)
    kind = forms.ChoiceField(label="类型", choices=FormField.Kind.choices, initial=FormField.Kind.TEXT)
    needed = forms.BooleanField(label="必填", required=False, initial=True)
    help = forms.CharField(label="填写说明", max_length=300, required=False)
    choices = forms.CharField(label="可选值", required=False, help_text="单选用，多个用顿号分开。")
    shown_by = forms.CharField(label="取决于字段编号", max_length=20, required=False)
    shown_for = forms.CharField(label="取值为", max_length=100, required=False)
    reuse = forms.CharField(label="复用键", max_length=40, required=False)
    prefix_letter = "f"

    def line(self, key: str) -> Line:
        """The field."""
        found = self.cleaned_data
        choices = tuple(each.strip() for each in found["choices"].split("、") if each.strip())
        return FieldLine(
            key, found["label"], found["kind"], found["needed"], found["help"], choices, found["shown_by"],
            found["shown_for"], found["reuse"],
        )  # fmt: skip


KINDS: tuple[tuple[str, str, type[Row]], ...] = (
    ("situations", "情形", SituationRow),
    ("options", "情形选项", OptionRow),
    ("materials", "材料", MaterialRow),
    ("conditions", "受理条件", ConditionRow),
    ("fields", "表单字段", FieldRow),
)
"""The parts of a guide in the order in which their rows name each other."""


def _initial(name: str, row: Any) -> dict[str, Any]:
    found = asdict(row)
    for several in ("choices", "options"):
        if several in found:
            found[several] = "、".join(found[several])
    if name == "materials":
        found["kept_sample"] = found.pop("sample")
    if name == "conditions":
        found["stops_on"] = "yes" if found.pop("stops_on_yes") else "no"
    return found


class GuideForm:
    """A whole guide on one page: the rows of each kind and a few empty ones; valid when all rows fit together."""

    def __init__(self, content: Content, data: Any = None, files: Any = None) -> None:
        self.sets = []
        for name, label, row in KINDS:
            rows = [_initial(name, each) for each in getattr(content, name)]
            formset = forms.formset_factory(row, extra=SPARE)
            made = formset(data, files, initial=rows, prefix=name)
            self.sets.append((name, label, made))
        self.errors: list[str] = []

    def is_valid(self) -> bool:
        """Whether every row that is filled in is whole."""
        valid = [made.is_valid() for _, _, made in self.sets]  # all of them, so that all faults are shown
        return all(valid)

    def lines(self, keep: Callable[[Any], tuple[str, str]]) -> Iterator[Line]:
        """The rows that are to stand; `keep` takes an uploaded sample and gives its digest and name."""
        for _, _, made in self.sets:
            wanted = [form for form in made if form.wanted and not form.cleaned_data.get("gone")]
            taken = {form.cleaned_data.get("key") for form in made}  # a key left out now is not given again
            for form in wanted:
                if "key" not in form.cleaned_data:
                    continue
                key = form.cleaned_data["key"] or _free(form.prefix_letter, taken)
                taken.add(key)
                line = form.line(key)
                upload = form.cleaned_data.get("sample")
                if isinstance(line, MaterialLine) and upload:
                    digest, name = keep(upload)
                    line = MaterialLine(**{**asdict(line), "sample": digest, "sample_name": name})
                yield line


def _free(letter: str, taken: set[Any]) -> str:
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"
