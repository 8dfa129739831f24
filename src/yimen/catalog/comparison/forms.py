"""Shapes of input on the pages of comparisons."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from yimen.catalog.comparison.models import ProvinceList
from yimen.catalog.comparison.queries import SHOWS
from yimen.catalog.comparison.rules import ELEMENTS
from yimen.catalog.forms import DateInput
from yimen.people.models import Department


class ProvinceFileForm(forms.Form):
    """省级清单文件."""

    file = forms.FileField(label="省级清单文件", help_text=".xlsx、.xls 或 .csv，不超过 20 MB；保持省里导出的原样。")


class TakeInForm(forms.Form):
    """确认导入: by which name the list is known, and where it comes from."""

    version = forms.CharField(label="清单版本", max_length=60, help_text="如“2023年版”或省里公布的版本号。")
    source = forms.CharField(label="来源", max_length=200, help_text="如公布文号、网址或导出该清单的系统和日期。")


class CompareForm(forms.Form):
    """开始比对: which of the province's lists, beside the county's of which day."""

    province_list = forms.ModelChoiceField(ProvinceList.objects.none(), label="省级清单", empty_label=None)
    day = forms.DateField(label="县级清单基准日", widget=DateInput(), initial=timezone.localdate)

    def __init__(self, *args: Any, lists: QuerySet[ProvinceList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province_list"].queryset = lists  # type: ignore[attr-defined]


class LineFilter(forms.Form):
    """筛选条件 of the lines; every field may be empty."""

    q = forms.CharField(
        label="事项名称或编码", required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    show = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *SHOWS.items()])
    field = forms.ChoiceField(
        label="不一致的要素", required=False,
        choices=[("", "全部"), *((name, each.label) for name, each in ELEMENTS.items())],
    )  # fmt: skip
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")

    def __init__(self, data: Any, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The choices that are valid, by the names that `queries.narrowed` takes."""
        self.full_clean()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return {{"q": "text"}.get(name, name): value for name, value in found.items()}
