"""Shapes of input on the pages of this room."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from yimen.entry.models import Mode
from yimen.entry.queries import STATES
from yimen.entry.services import Claim
from yimen.halls.models import Hall
from yimen.people.models import Department


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """筛选条件 of the page of entry states; every field may be empty."""

    q = forms.CharField(
        label="名称、拼音首字母或编码", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *STATES.items(), ("must_enter", "应进事项"), ("conflict", "声明与清单冲突")],
    )
    mode = forms.ChoiceField(
        label="进驻方式", required=False, choices=[("", "全部"), *Mode.choices, ("none", "未声明")]
    )
    staffed = forms.ChoiceField(
        label="值守",
        required=False,
        choices=[("", "全部"), ("needed", "须设窗口"), ("yes", "有人值守"), ("no", "无人值守")],
    )
    ready = forms.ChoiceField(
        label="就绪", required=False, choices=[("", "全部"), ("yes", "已就绪"), ("no", "已声明、未就绪")]
    )
    department = forms.ChoiceField(label="部门", required=False)
    day = forms.DateField(label="截至", required=False, widget=DateInput())

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部"), *((str(each.pk), each.short_name) for each in departments)]
        if len(departments) > 1:
            self.fields["department"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["department"]


class DeclareForm(forms.Form):
    """声明: one mode with its place and dates, for one item or many."""

    mode = forms.ChoiceField(label="进驻方式", choices=[("", "请选择"), *Mode.choices])
    hall = forms.ModelChoiceField(label="大厅", queryset=Hall.objects.none(), required=False, empty_label="县综合大厅")
    windows = forms.CharField(
        label="窗口编号", required=False, max_length=200, help_text="多个窗口用逗号分开；不填表示该大厅的任一窗口。"
    )
    valid_from = forms.DateField(label="起始日期", widget=DateInput(), help_text="从这一天起按此方式办理。")
    declared_at = forms.DateField(
        label="声明日期",
        widget=DateInput(),
        help_text="本部门作出声明的日期；系统另记登记时间。",
    )
    reason = forms.CharField(
        label="未进厅原因或备注", required=False, max_length=500, help_text="选择“未进驻”时必须填写原因。"
    )

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {"valid_from": today, "declared_at": today, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The data, with a reason where the item has not entered."""
        data = super().clean() or {}
        if data.get("mode") == Mode.NOT_ENTERED and not data.get("reason"):
            self.add_error("reason", "选择“未进驻”时必须填写未进厅原因。")
        return data

    @property
    def claim(self) -> Claim:
        """What was declared; only of a valid form."""
        return Claim(**self.cleaned_data)


def day_of(text: str, default: date) -> date:
    """The day written as 2023-05-31, the default for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


class DepartmentFilter(forms.Form):
    """部门筛选: the last field of a filter, there only when there is more than one department to choose from."""

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(departments) > 1:
            choices = [("", "全部"), *((str(each.pk), each.short_name) for each in departments)]
            self.fields["department"] = forms.ChoiceField(label="部门", required=False, choices=choices)
