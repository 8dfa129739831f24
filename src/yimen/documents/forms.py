"""The shape of what users type about numbers and issued documents."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.documents.models import IssuedDocument
from yimen.documents.queries import STANDINGS
from yimen.people.models import Department

SHOWN_KINDS = [each for each in IssuedDocument.Kind.choices if each[0] not in IssuedDocument.PERSONAL]


class Chosen(forms.Form):
    """A bar of filters; every choice may be empty."""

    def chosen(self) -> dict[str, Any]:
        """The choices that are valid; a choice that is not is as if it had not been made."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NumberFilter(Chosen):
    """What the register is narrowed to."""

    q = forms.CharField(label="用途或作废原因", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    series = forms.ChoiceField(label="机关代字", required=False)
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int)
    standing = forms.ChoiceField(label="去向", required=False, choices=[("", "全部"), *STANDINGS.items()])

    def __init__(self, data: Any, *, series: list[str], years: list[int]) -> None:
        super().__init__(data)
        self.fields["series"].choices = [("", "全部"), *((each, each) for each in series)]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "全部"), *((each, each) for each in years)]  # type: ignore[attr-defined]


class DocumentFilter(Chosen):
    """What the list of issued documents is narrowed to."""

    q = forms.CharField(label="标题或机关代字", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="文种", required=False, choices=[("", "全部"), *SHOWN_KINDS])
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")
    year = forms.IntegerField(label="年份", required=False, min_value=1949, max_value=2999)

    def __init__(self, data: Any, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """A number for a document that is written outside the system."""

    series = forms.CharField(
        label="机关代字", max_length=20, help_text="只写代字，例如“友营商函”；年份和序号由系统给出。"
    )
    use = forms.CharField(label="用途", max_length=100, help_text="写明文件标题或者事由，登记簿里以此查找。")


class AbandonForm(forms.Form):
    """Why a number is given up."""

    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="作废的文号留在登记簿里，不再使用；原因不能修改。",
    )
