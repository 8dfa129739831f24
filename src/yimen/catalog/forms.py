"""Shapes of input on the pages of items."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from yimen.catalog.imports import FIELDS
from yimen.catalog.models import ItemVersion
from yimen.exchange.mapping import Field
from yimen.people.models import Department


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ItemFilter(forms.Form):
    """筛选条件 of the list of items; every field may be empty."""

    q = forms.CharField(
        label="名称、拼音首字母或编码", required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")
    kind = forms.ChoiceField(label="事项类型", required=False, choices=[("", "全部"), *ItemVersion.Kind.choices])
    initiation = forms.ChoiceField(
        label="启动方式", required=False, choices=[("", "全部"), *ItemVersion.Initiation.choices]
    )
    day = forms.DateField(label="截至", required=False, widget=DateInput(), help_text="")

    def __init__(self, data: Any, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The choices that are valid; one that is not is as if it had not been made."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ListForm(forms.Form):
    """事项清单: a file, or what was pasted from a spreadsheet."""

    file = forms.FileField(label="清单文件", required=False, help_text=".xlsx、.xls 或 .csv，不超过 20 MB。")
    text = forms.CharField(
        label="或粘贴表格内容",
        required=False,
        help_text="在表格软件中选中包括表头的区域，复制后粘贴到这里。",
        widget=forms.Textarea({"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("file")) == bool(cleaned.get("text")):
            raise forms.ValidationError("请选择一个文件，或粘贴表格内容，两者取一。")
        return cleaned


class ColumnsForm(forms.Form):
    """列对应: for each element the heading that holds it."""

    def __init__(
        self,
        *args: Any,
        headings: tuple[str, ...],
        mapping: dict[str, str],
        fields: Sequence[Field] = FIELDS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "（不取）"), *((name, name) for name in headings)]
        for field in fields:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label + ("（必需）" if field.required else ""),
                choices=choices,
                required=False,
                initial=mapping.get(field.name, ""),
            )


class ApplyForm(forms.Form):
    """确认导入: from which day the list holds, and the confirmation of a large change."""

    effective_on = forms.DateField(label="生效日期", widget=DateInput(), initial=timezone.localdate)
    confirmed = forms.BooleanField(label="变更超过三成，我已核对，确认导入", required=False)
