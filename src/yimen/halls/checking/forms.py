"""Shapes of input about checks: one row a thing of the checklist, the remedy of a defect, a line of the checklist."""

from datetime import date
from typing import Any

from django import forms

from yimen.halls.appointments.forms import DayInput
from yimen.halls.checking.models import CheckPoint, CheckResult
from yimen.halls.checking.queries import Task
from yimen.halls.checking.services import Found
from yimen.halls.equipment.models import Asset


class ThingForm(forms.Form):
    """检查清单的一行. What nobody looked at stays empty and is in no row: not seen is not fine."""

    value = forms.ChoiceField(label="结果", required=False, choices=[("", "没有查"), *CheckResult.Value.choices])
    note = forms.CharField(label="情况", required=False, max_length=200)
    owner = forms.CharField(label="责任岗位", required=False, max_length=60)
    due_on = forms.DateField(label="整改期限", required=False, widget=DayInput())

    def __init__(self, data: Any, task: Task) -> None:
        super().__init__(data, prefix=task.key)
        self.task = task

    def found(self) -> Found | None:
        """What was found of it; None where nobody looked."""
        put = self.cleaned_data
        if not put["value"]:
            return None
        return Found(self.task.point, self.task.asset, put["value"], put["note"], put["owner"], put["due_on"])


def round_forms(tasks: list[Task], data: Any) -> list[ThingForm]:
    """A form for each thing of the checklist; bound when the round was sent."""
    return [ThingForm(data, each) for each in tasks]


class RoundForm(forms.Form):
    """检查的日期."""

    day = forms.DateField(label="检查日期", widget=DayInput())

    def __init__(self, data: Any, day: date) -> None:
        super().__init__(data, initial={"day": day})


class OutageForm(forms.Form):
    """停机登记: from when on the machine did not work."""

    starts_at = forms.DateTimeField(
        label="停机开始", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class PointForm(forms.Form):
    """检查项目."""

    area = forms.ChoiceField(label="类别", choices=CheckPoint.Area.choices)
    words = forms.CharField(label="怎样才算正常", max_length=120, help_text="例如：应急照明和疏散指示完好。")
    asset_kind = forms.ChoiceField(
        label="按哪类设备逐台查", required=False, choices=[("", "不按设备"), *Asset.Kind.choices]
    )
    every_days = forms.IntegerField(label="几天查一次", min_value=1, max_value=366, initial=7)
