"""Shapes of input on the pages of this room."""

from django import forms


class ServeForm(forms.Form):
    """送达."""

    declared_on = forms.DateField(
        label="送达日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="送达后才开始计算逾期。",
    )


class SubmitForm(forms.Form):
    """上报."""

    text = forms.CharField(label="上报内容", widget=forms.Textarea({"rows": 8}), max_length=20_000)
    declared_on = forms.DateField(
        label="上报日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text="系统另记登记时间。"
    )
