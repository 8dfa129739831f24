"""Shapes of input about rosters."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.halls.appointments.forms import DayInput
from yimen.halls.rostering.models import Roster, RosterTerms
from yimen.halls.rostering.rules import Turn
from yimen.halls.staffing.forms import StaffChoice
from yimen.people.models import Staff


class RosterForm(forms.Form):
    """排班."""

    first_on = forms.DateField(label="第一天", widget=DayInput())
    last_on = forms.DateField(label="最后一天", widget=DayInput())
    way = forms.ChoiceField(label="方式", choices=Roster.Way.choices, initial=Roster.Way.SOLVER)
    frozen_to = forms.DateField(
        label="不动至", widget=DayInput(), required=False, help_text="这一天及以前照现行排班，不重排。"
    )


class TermsForm(forms.ModelForm[RosterTerms]):
    """排班参数."""

    class Meta:
        model = RosterTerms
        fields = ["noon_windows", "weekend_windows", "days_running"]


class WishForm(forms.Form):
    """排班意愿."""

    staff = StaffChoice(Staff.objects.none(), label="工号")
    day = forms.DateField(label="日期", widget=DayInput())
    turn = forms.ChoiceField(label="班次", choices=Turn.choices)
    wanted = forms.TypedChoiceField(
        label="意愿", coerce=lambda text: text == "1", choices=[("", "希望不上"), ("1", "愿意上")], required=False
    )
    weight = forms.IntegerField(label="程度（1 至 5）", min_value=1, max_value=5, initial=3)

    def __init__(self, *args: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]
