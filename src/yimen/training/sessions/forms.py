"""Shapes of input about sessions."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.people.models import Staff
from yimen.training.courses.forms import moment_field
from yimen.training.sessions.models import Enrolment


class SessionForm(forms.Form):
    """排定期次."""

    starts_at = moment_field("开始时间")
    ends_at = moment_field("结束时间")
    place = forms.CharField(label="地点", max_length=100)
    teacher = forms.CharField(label="授课人", max_length=60)
    seats = forms.IntegerField(label="座位数", min_value=1, max_value=2000, initial=40)


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Work number and department: names are not needed to choose."""
        staff = getattr(obj, "staff", obj)
        return f"{staff.code}（{staff.department}）"


class EnrolForm(forms.Form):
    """报名: who is sent."""

    staff = _People(Staff.objects.none(), label="人员", widget=forms.CheckboxSelectMultiple())

    def __init__(self, data: Any = None, *, people: QuerySet[Staff]) -> None:
        super().__init__(data)
        self.fields["staff"].queryset = people  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """按名单签到: who was there."""

    enrolments = _People(Enrolment.objects.none(), label="到场的人", widget=forms.CheckboxSelectMultiple())

    def __init__(self, data: Any = None, *, seats: QuerySet[Enrolment]) -> None:
        super().__init__(data)
        self.fields["enrolments"].queryset = seats  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """取消期次."""

    reason = forms.CharField(label="取消原因", min_length=4, max_length=200)
