"""Shapes of input: what changes between two runs can be narrowed by."""

from typing import Any

from django import forms

from yimen.evidence.models import Run, VerdictValue
from yimen.people.models import Department, User
from yimen.people.queries import visible_departments

CHANGES = {
    "": "全部事项",
    "verdict": "结论变了",
    "new": "有新线索",
    "gone": "有线索消失",
    "still": "有线索仍在",
    "added": "上次没有的事项",
}


class ChangeFilter(forms.Form):
    """Which items to show, and which run to compare with."""

    q = forms.CharField(label="事项名称或编码", required=False, max_length=50)
    change = forms.ChoiceField(label="变化", required=False, choices=list(CHANGES.items()))
    was = forms.ChoiceField(label="上次结论", required=False, choices=[("", "全部"), *VerdictValue.choices])
    verdict = forms.ChoiceField(label="本次结论", required=False, choices=[("", "全部"), *VerdictValue.choices])
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        None, label="部门", required=False, empty_label="全部部门"
    )
    before: forms.ModelChoiceField[Run] = forms.ModelChoiceField(
        None, label="与哪一次比较", required=False, empty_label="上一次"
    )

    def __init__(self, data: Any, user: User, runs: Any) -> None:
        super().__init__(data)
        self.fields["department"].queryset = visible_departments(user).order_by("region", "code")  # type: ignore[attr-defined]
        self.fields["before"].queryset = runs  # type: ignore[attr-defined]
        self.fields["before"].label_from_instance = (  # type: ignore[attr-defined]
            lambda run: f"批次 {run.pk}：{run.period_from} 至 {run.period_to}"
        )
        self.fields["q"].widget.attrs["type"] = "search"
