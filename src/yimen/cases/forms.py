"""Shapes of input: the filters of the two lists, the reason for showing personal data, a file of rows."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from yimen.cases.intake import OpenedFile, column_of, samples, strange_words
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.queries import departments_for
from yimen.common.text import tidy
from yimen.exchange.layout import Layout, Taken, word_key
from yimen.exchange.models import RecipeColumn
from yimen.people.models import Department, User
from yimen.people.queries import roles_of
from yimen.people.rules import COUNTY_WIDE
from yimen.verify.contract import CHOICE, DATE, MOMENT, Column


class MonthField(forms.CharField):
    """A month as `2023-05`; cleaned to its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2023-05"})

    def clean(self, value: Any) -> date | None:
        """The first day of the month; None when nothing was chosen."""
        text = super().clean(value)
        if not text:
            return None
        parts = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
        if parts is None:
            raise forms.ValidationError("月份应写作 2023-05。")
        return date(int(parts[1]), int(parts[2]), 1)


class RowFilter(forms.Form):
    """What both lists can be narrowed by."""

    q = forms.CharField(label="编号", required=False, max_length=50)
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        None, label="部门", required=False, empty_label="全部部门"
    )
    item = forms.CharField(label="事项编码", required=False, max_length=80)
    month = MonthField(label="月份", required=False)
    week = forms.DateField(label="一周（自）", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments_for(user)  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs |= {"type": "search", "placeholder": "完整编号"}

    def clean_q(self) -> str:
        """The number, tidied as it was when stored."""
        return tidy(self.cleaned_data["q"])


def _with_all(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "全部"), *[(value, label) for value, label in choices if value]]


class CaseFilter(RowFilter):
    """Filters of the list of 办件."""

    channel = forms.ChoiceField(label="申请渠道", required=False, choices=_with_all(Case.Channel.choices))
    result = forms.ChoiceField(label="办理结果", required=False, choices=_with_all(Case.Result.choices))


class RecordFilter(RowFilter):
    """Filters of the list of 部门台账."""

    origin = forms.ChoiceField(label="来源", required=False, choices=_with_all(RegisterRecord.Origin.choices))


class Reason(forms.Form):
    """Why somebody needs to see personal data."""

    reason = forms.CharField(
        label="查看事由",
        min_length=5,
        max_length=200,
        help_text="事由、时间和您的账号会永久留在存证账本里。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RowsFile(forms.Form):
    """A file of 办件 or 部门台账; `department` only for those who bring in the whole county's."""

    kind = forms.ChoiceField(
        label="类别", choices=[("cases", "办件"), ("register", "部门台账")], widget=forms.RadioSelect
    )
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        None,
        label="部门",
        required=False,
        empty_label="全县（文件里有部门编号列）",
        help_text="文件只有一个部门的数据时选择它，文件里就可以没有部门编号列。",
    )
    file = forms.FileField(
        label="文件",
        help_text="xlsx、xls 不超过 20 MB，csv 不超过 2 GB；超过两千行的在后台读入。"
        "表头用部门自己的用语也可以：第一次核对列对应，以后不再询问。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if roles_of(user) & COUNTY_WIDE:
            self.fields["department"].queryset = departments_for(user).filter(region=user.region)  # type: ignore[attr-defined]
        else:
            del self.fields["department"]


class CorrectedFile(forms.Form):
    """A file of corrected rows; what it is and whose, the batch says that it corrects."""

    file = forms.FileField(label="更正后的文件", help_text="在下载的退回行文件上修改后保存即可，请保留“原行号”列。")


class ColumnsForm(forms.Form):
    """列对应: for each heading of a file the field that takes it, how its dates are written and what its words mean.

    The fields for dates and words follow from what is chosen, so choosing another field asks for another look.
    """

    def __init__(self, data: Any, *, opened: OpenedFile) -> None:
        super().__init__(data)
        self.opened = opened
        shape = opened.shape
        self.titles = {column.name: column.title for column in shape.table.columns}
        choices = [("", "（不取）"), *self.titles.items()]
        self.headings: list[tuple[int, Taken]] = list(enumerate(opened.proposal.columns))
        for place, taken in self.headings:
            chosen = data.get(f"column_{place}", "") if data else taken.field
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"“{taken.heading}”对应的字段", choices=choices, required=False, initial=taken.field
            )
            column = column_of(shape, chosen) if chosen in self.titles else None
            if column is not None and column.kind in (DATE, MOMENT):
                self.fields[f"dates_{place}"] = forms.ChoiceField(
                    label=f"“{taken.heading}”的日期写法",
                    choices=RecipeColumn.DateWriting.choices,
                    required=False,
                    initial=taken.dates,
                )
            if column is not None and column.kind == CHOICE:
                self._ask_words(place, taken, column)

    def _ask_words(self, place: int, taken: Taken, column: Column) -> None:
        meanings = [(name, others[0]) for name, others in (column.choices or {}).items()]
        for number, word in enumerate(self._words(taken, column.name)):
            self.fields[f"word_{place}_{column.name}_{number}"] = forms.ChoiceField(
                label=f"“{word}”的含义",
                choices=[("", "（无法识别，退回）"), *meanings],
                required=False,
                initial=taken.words.get(word_key(word), ""),
            )

    def _words(self, taken: Taken, field: str) -> list[str]:
        return strange_words(self.opened.shape, self.opened.sheet, replace(taken, field=field))

    def clean(self) -> dict[str, Any]:
        """The choices. Errors: when two headings are taken for one field."""
        cleaned = super().clean() or {}
        seen: dict[str, str] = {}
        for place, taken in self.headings:
            chosen = cleaned.get(f"column_{place}", "")
            if chosen and chosen in seen:
                title = self.titles[chosen]
                self.add_error(f"column_{place}", f"“{seen[chosen]}”已经对应“{title}”，请只保留一列。")
            seen.setdefault(chosen, taken.heading)
        return cleaned

    def layout(self) -> Layout:
        """What was chosen; the proposal when nothing was, or not soundly."""
        if not self.is_bound or not self.is_valid():
            return self.opened.proposal
        return Layout(tuple(self._taken(place, taken) for place, taken in self.headings))

    def _taken(self, place: int, taken: Taken) -> Taken:
        chosen, cleaned = self.cleaned_data[f"column_{place}"], self.cleaned_data
        words = dict(taken.words) if chosen == taken.field else {}
        if chosen and column_of(self.opened.shape, chosen).kind == CHOICE:
            for number, word in enumerate(self._words(taken, chosen)):
                words[word_key(word)] = cleaned.get(f"word_{place}_{chosen}_{number}", "")
        kept = {word: meaning for word, meaning in words.items() if meaning}
        return Taken(taken.heading, chosen, cleaned.get(f"dates_{place}", ""), kept)

    def lines(self) -> list[dict[str, Any]]:
        """One entry a heading, for the page: heading, samples, the fields that are asked, and whether any takes it."""
        found = []
        for place, taken in self.headings:
            names = [name for name in self.fields if name.startswith((f"dates_{place}", f"word_{place}_"))]
            chosen = str(self[f"column_{place}"].value() or "")
            shown = replace(taken, field=chosen if chosen in self.titles else "")
            found.append(
                {
                    "heading": taken.heading,
                    "samples": samples(self.opened.sheet, shown),
                    "column": self[f"column_{place}"],
                    "more": [self[name] for name in names],
                    "taken": bool(chosen),
                }
            )
        return found
