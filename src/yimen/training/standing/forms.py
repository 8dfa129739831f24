"""Shapes of input about who may stand where."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.halls.models import Hall
from yimen.people.models import Department
from yimen.training.courses.forms import day_field
from yimen.training.courses.models import Course
from yimen.training.standing.queries import STANDINGS


class StandingFilter(forms.Form):
    """Which hall on which day."""

    hall = forms.ModelChoiceField(Hall.objects.none(), label="大厅", required=False, empty_label=None)
    day = day_field("日期", required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")

    def __init__(self, data: Any, *, halls: QuerySet[Hall], departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]


class QualificationFilter(forms.Form):
    """What the list of qualifications is narrowed to."""

    standing = forms.ChoiceField(label="状态", choices=list(STANDINGS.items()), required=False)
    course = forms.ModelChoiceField(Course.objects.none(), label="课程", required=False, empty_label="全部")
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")

    def __init__(self, data: Any, *, courses: QuerySet[Course], departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The choices that are valid; a choice that is not is as if it had not been made."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class EndForm(forms.Form):
    """撤销合格."""

    reason = forms.CharField(label="撤销原因", min_length=4, max_length=200)


class CheckForm(forms.Form):
    """核验合格证 by what is printed on it."""

    number = forms.CharField(
        label="证书编号", max_length=40, help_text="在证书右上角，例如 K01-2024-0001。",
        widget=forms.TextInput({"autocomplete": "off", "class": "code"}),
    )  # fmt: skip
    code = forms.CharField(
        label="核验码", max_length=24, help_text="16 位，在证书二维码旁边。",
        widget=forms.TextInput({"autocomplete": "off", "class": "code"}),
    )  # fmt: skip
