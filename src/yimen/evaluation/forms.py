"""The shape of what is typed about ratings by people of the house."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.common.code_lists import Satisfaction
from yimen.evaluation.models import Rating, Terms
from yimen.evaluation.rules import TERMS, Channel
from yimen.halls.models import Window
from yimen.people.models import Department, Region, Staff


class Narrowing(forms.Form):
    """A bar of filters whose every choice may be empty."""

    def chosen(self) -> dict[str, Any]:
        """The choices that are valid; a choice that is not is as if it had not been made."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _all(choices: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", "全部"), *choices]


class RatingFilter(Narrowing):
    """What the list of ratings is narrowed to."""

    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")
    grade = forms.ChoiceField(label="等级", choices=_all(Satisfaction.choices()), required=False)
    channel = forms.ChoiceField(label="渠道", choices=_all(Channel.choices), required=False)
    origin = forms.ChoiceField(label="来源", choices=_all(Rating.Origin.choices), required=False)
    doubt = forms.ChoiceField(label="标记", choices=_all([("no", "没有标记"), ("yes", "可疑")]), required=False)
    year = forms.IntegerField(label="年份", required=False, min_value=2000, max_value=2100)
    window = forms.ModelChoiceField(Window.objects.all(), required=False, widget=forms.HiddenInput())
    region = forms.ModelChoiceField(Region.objects.all(), required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class ReleasedFilter(Narrowing):
    """What the list of released ratings is narrowed to."""

    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")
    grade = forms.ChoiceField(label="等级", choices=_all(Satisfaction.choices()), required=False)

    def __init__(self, data: Any, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class StatusFilter(Narrowing):
    """What a list of bad ratings or reports is narrowed to."""

    status = forms.ChoiceField(label="状态", required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")

    def __init__(self, data: Any, *, states: list[tuple[str, str]], departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["status"].choices = _all(states)  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class Words(forms.Form):
    """One text under a label of its own."""

    text = forms.CharField(widget=forms.Textarea({"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text


class Reason(forms.Form):
    """Why somebody must see what is protected."""

    reason = forms.CharField(
        label="查看的事由", max_length=200, help_text="至少 5 个字，与您的账号一起永久留在存证账本里。"
    )


class StaffMarkForm(forms.Form):
    """Whose own numbers are compared with those of raters."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label="工作人员")
    phone = forms.CharField(label="手机号码", max_length=20, required=False)
    person_id = forms.CharField(label="公民身份号码", max_length=18, required=False)

    def __init__(self, data: Any = None, *, staff: QuerySet[Staff]) -> None:
        super().__init__(data)
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]


class TermsForm(forms.Form):
    """The county's days and its smallest group, each within its range."""

    def __init__(self, data: Any = None, *, terms: Terms) -> None:
        super().__init__(data)
        for name, (label, usual, least, most) in TERMS.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=least, max_value=most, initial=getattr(terms, name),
                help_text=f"通常为 {usual}，可设 {least} 至 {most}。",
            )  # fmt: skip
