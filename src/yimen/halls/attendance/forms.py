"""Shapes of input about attendance."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.halls.appointments.forms import DayInput, TimeInput
from yimen.halls.staffing.forms import StaffChoice
from yimen.people.models import Staff


class CorrectionForm(forms.Form):
    """考勤更正."""

    staff = StaffChoice(Staff.objects.none(), label="工号")
    date = forms.DateField(label="日期", widget=DayInput())
    arrived_at = forms.TimeField(label="应为到岗", widget=TimeInput())
    left_at = forms.TimeField(label="应为离岗", widget=TimeInput(), required=False)
    reason = forms.CharField(label="理由", max_length=200, help_text="例如：忘打卡，有办件记录为证。")

    def __init__(self, *args: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]


class ClockForm(forms.Form):
    """考勤机校时."""

    machine = forms.CharField(label="考勤机", max_length=40)
    seconds = forms.IntegerField(label="快（秒）", help_text="慢的写负数。")
