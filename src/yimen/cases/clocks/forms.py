"""Shape of input: what the list of clocks can be narrowed by."""

from datetime import date
from typing import Any

from django import forms

from yimen.cases.clocks.models import KINDS
from yimen.cases.clocks.queries import STANDINGS
from yimen.cases.queries import departments_for
from yimen.people.models import Department, User


class ClockFilter(forms.Form):
    """Filters of the page 预警与逾期; without any it shows what presses."""

    standing = forms.ChoiceField(label="状态", required=False, choices=list(STANDINGS.items()))
    kind = forms.ChoiceField(label="时限种类", required=False, choices=[("", "全部"), *KINDS])
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        None, label="责任部门", required=False, empty_label="全部部门"
    )
    whose = forms.ChoiceField(label="经办人", required=False, choices=[("", "全部"), ("mine", "我经办的")])

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments_for(user)  # type: ignore[attr-defined]

    def clean_standing(self) -> str:
        """The standing asked for, else what presses."""
        return self.cleaned_data["standing"] or "pressing"


class DayFilter(forms.Form):
    """The day as of which the clocks of a case are shown; without one it is today."""

    on = forms.DateField(label="截至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        """The day; what comes after today nobody knows yet."""
        on: date = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError("只能重放今天和以前的日期。")
        return on
