"""Shapes of input on the pages of readiness."""

from typing import Any

from django import forms
from django.utils import timezone

from yimen.entry.forms import DateInput, DepartmentFilter
from yimen.entry.readiness.rules import Check, State


class ReadinessFilter(DepartmentFilter):
    """筛选 of the items by how their checklist stands."""

    q = forms.CharField(
        label="名称、拼音首字母或编码", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    check = forms.ChoiceField(label="准备事项", required=False, choices=[("", "整张清单"), *Check.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("unready", "未就绪"), *State.choices]
    )


class ConfirmForm(forms.Form):
    """就绪确认: the day on which somebody looked, and what proves it."""

    confirmed_on = forms.DateField(label="核对日期", widget=DateInput())
    evidence = forms.CharField(label="依据", max_length=300, help_text="验收单、交接单或照片的编号和内容。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"confirmed_on": timezone.localdate(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class PlanForm(forms.Form):
    """责任分工: who sees to it, and by when."""

    owner = forms.CharField(label="责任岗位", max_length=60, help_text="写岗位，不写姓名，例如“信息股股长”。")
    due_on = forms.DateField(label="完成期限", widget=DateInput())


class WithdrawalForm(forms.Form):
    """撤回确认."""

    ending = forms.CharField(label="撤回原因", max_length=300)


class ConditionForm(forms.Form):
    """附条件确认 of one item."""

    reason = forms.CharField(label="原因", max_length=300, help_text="至少四个字；随清单公布。")
    due_on = forms.DateField(label="补齐期限", widget=DateInput())
