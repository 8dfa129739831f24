"""Shapes of input: the filters of the two lists, the reason for showing personal data, a file of rows."""

import re
from datetime import date
from typing import Any

from django import forms

from yimen.cases.models import Case, RegisterRecord
from yimen.cases.queries import departments_for
from yimen.common.text import tidy
from yimen.people.models import Department, User


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
    """A file of 办件 or 部门台账."""

    kind = forms.ChoiceField(
        label="类别", choices=[("cases", "办件"), ("register", "部门台账")], widget=forms.RadioSelect
    )
    file = forms.FileField(
        label="文件",
        help_text="xlsx、xls 或 csv，不超过 20 MB。表头用中文名称（如 办件编号、受理时间）或证据集的英文列名均可。",
    )
