"""Shapes of input about a branch hall."""

import re
from datetime import date
from typing import Any

from django import forms


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class BasisForm(forms.Form):
    """设立依据."""

    none = forms.BooleanField(
        label="没有依据", required=False, help_text="确实没有法律法规要求单设分厅的，请如实勾选，下面只填起始日期。"
    )
    act = forms.CharField(label="法律法规名称", max_length=120, required=False)
    article = forms.CharField(label="条款", max_length=60, required=False, help_text="例如：第十四条第二款")
    version = forms.CharField(label="文本版本", max_length=60, required=False, help_text="例如：2015 年修正")
    says = forms.CharField(label="条文内容", max_length=4000, required=False, widget=forms.Textarea({"rows": 3}))
    source = forms.CharField(label="出处", max_length=200, required=False, help_text="公布文号或官方网址")
    valid_from = forms.DateField(label="施行日期", widget=_day())
    valid_to = forms.DateField(label="失效日期", required=False, widget=_day())


class SizeForm(forms.Form):
    """分厅规模."""

    as_of = forms.DateField(label="截至日期", widget=_day())
    area = forms.DecimalField(label="建筑面积（平方米）", required=False, min_value=0, max_digits=8, decimal_places=1)
    staff = forms.IntegerField(label="工作人员（人）", required=False, min_value=0, max_value=9999)
    machines = forms.IntegerField(label="设备（台）", required=False, min_value=0, max_value=9999)
    source = forms.CharField(label="来源", max_length=200, help_text="例如：部门自报；现场清点")


class TrafficForm(forms.Form):
    """部门自报业务量."""

    month = forms.CharField(label="月份", widget=forms.TextInput({"type": "month"}), help_text="例如：2023-04")
    matters = forms.IntegerField(label="自报办件（件）", min_value=0, max_value=9_999_999)
    source = forms.CharField(label="来源", max_length=200, help_text="例如：部门业务系统统计")

    def clean_month(self) -> date:
        """The first day of the month."""
        text: Any = self.cleaned_data["month"]
        if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
            raise forms.ValidationError("请按“年-月”填写，例如 2023-04。")
        return date(int(text[:4]), int(text[5:]), 1)
