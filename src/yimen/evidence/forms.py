"""Shapes of input: the period of a run, filters of verdicts."""

from typing import Any

from django import forms

from yimen.evidence.models import Run, VerdictValue
from yimen.evidence.queries import MUST
from yimen.people.models import Department, User
from yimen.people.queries import visible_departments


class DayField(forms.DateField):
    """A day, chosen or typed as 2023-05-13."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "日期应写作 2023-05-13。"}


class Period(forms.Form):
    """From when to when to verify, and what for."""

    period_from = DayField(label="数据起始日期")
    period_to = DayField(label="数据截止日期")
    purpose = forms.ChoiceField(
        label="用途",
        choices=[(Run.Purpose.REGULAR, Run.Purpose.REGULAR.label), (Run.Purpose.RECHECK, Run.Purpose.RECHECK.label)],
        help_text="整改复核只用于销号或重开整改单，不替换总览中的数字；只有从部门答复次日起、到已导入数据最后一天止的核验才能销号，更短的只记为“尚不能销号”。",
    )


class VerdictFilter(forms.Form):
    """What verdicts can be narrowed by; `run` keeps an older run in view."""

    q = forms.CharField(label="事项名称或编码", required=False, max_length=50)
    verdict = forms.ChoiceField(
        label="结论", required=False, choices=[("", "全部"), (MUST, "全部应进事项"), *VerdictValue.choices]
    )
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        None, label="部门", required=False, empty_label="全部部门"
    )
    run = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        self.fields["department"].queryset = visible_departments(user).order_by("region", "code")  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["type"] = "search"


class Words(forms.Form):
    """Why a run is given up."""

    reason = forms.CharField(label="中止原因", min_length=4, max_length=300)
