"""The shape of what is typed about a survey."""

from datetime import date, timedelta
from typing import Any

from django import forms

from yimen.common.code_lists import Satisfaction
from yimen.evaluation.followups.models import SurveyedCase
from yimen.evaluation.followups.services import LEAST, MOST
from yimen.exchange.forms import DateInput


class SurveyForm(forms.Form):
    """抽样: out of which days, and how many; the month that is over unless said otherwise."""

    closed_from = forms.DateField(label="办结日期自", widget=DateInput())
    closed_to = forms.DateField(label="至", widget=DateInput())
    size = forms.IntegerField(
        label="抽取件数", min_value=LEAST, max_value=MOST, initial=60,
        help_text="约 60 件时误差不超过上下 13 个百分点，约 100 件时不超过 10 个百分点。",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = today.replace(day=1) - timedelta(days=1)
        self.fields["closed_from"].initial = last.replace(day=1)
        self.fields["closed_to"].initial = last


OUTCOMES = [(value, label) for value, label in SurveyedCase.Outcome.choices if value]


class CallForm(forms.Form):
    """回访: what came of the call, and the grade that was said."""

    outcome = forms.ChoiceField(choices=OUTCOMES)
    grade = forms.ChoiceField(choices=[("", ""), *Satisfaction.choices()], required=False)
    words = forms.CharField(max_length=2000, required=False)
