"""Shape of input of a report."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from yimen.programme.models import Notice
from yimen.programme.reporting.models import ProgrammeReport


class MakeForm(forms.Form):
    """编制报告."""

    notice = forms.ModelChoiceField(Notice.objects.none(), label="专项行动（通知）", empty_label=None)
    kind = forms.ChoiceField(label="种类", choices=ProgrammeReport.Kind.choices)
    period_to = forms.DateField(
        label="截止日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="月报填月末；数字取这一天结束时的账本状态。",
    )  # fmt: skip

    def __init__(self, *args: Any, notices: QuerySet[Notice], **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ModelChoiceField, self.fields["notice"]).queryset = notices
