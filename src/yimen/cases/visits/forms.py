"""Shape of input: what the page of visits can be narrowed by."""

from datetime import date, timedelta
from typing import Any

from django import forms

from yimen.cases.queries import departments_for
from yimen.people.models import Department, User

YEAR = timedelta(days=365)


class VisitFilter(forms.Form):
    """跑动次数的筛选; without a span the year up to today."""

    first = forms.DateField(label="办结从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        None, label="部门", required=False, empty_label="全部部门"
    )
    item = forms.IntegerField(required=False, min_value=1, max_value=10**15, widget=forms.HiddenInput)
    times = forms.IntegerField(required=False, min_value=0, max_value=3, widget=forms.HiddenInput)
    more = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, user: User, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["department"].queryset = departments_for(user)  # type: ignore[attr-defined]

    def span(self) -> tuple[date, date]:
        """The first and the last day, in this order."""
        asked = self.cleaned_data if self.is_valid() else {}
        last = asked.get("last") or self.today
        first = asked.get("first") or last - YEAR
        return min(first, last), max(first, last)
