"""The shape of what is typed around an order: its service on paper, more time, assistance, words on a rung."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.people.models import Department
from yimen.rectification.pressing.models import Assistance
from yimen.rectification.pressing.rules import RUNGS


class MoreTimeForm(forms.Form):
    """A later day and why."""

    until = forms.DateField(label="申请延至", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="延期理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class DecisionForm(forms.Form):
    """Reasons for a decision."""

    decision = forms.CharField(label="决定理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class AssistForm(forms.Form):
    """What is needed of whom."""

    department = forms.ModelChoiceField(Department.objects.none(), label="协办单位")
    text = forms.CharField(label="请求协办的事项", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class AssistAnswerForm(forms.Form):
    """An answer to one of the requests for assistance that the user may answer."""

    assistance = forms.ModelChoiceField(Assistance.objects.none(), label="协办请求", empty_label=None)
    text = forms.CharField(label="协办答复", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    def __init__(self, *args: Any, rows: QuerySet[Assistance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assistance"].queryset = rows  # type: ignore[attr-defined]


class RungFilter(forms.Form):
    """What the list of rungs is narrowed to."""

    rung = forms.ChoiceField(label="措施", choices=[("", "全部"), *RUNGS], required=False)
