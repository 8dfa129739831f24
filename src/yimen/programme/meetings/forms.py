"""Shapes of input of a meeting: its call, who was there, what was settled."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from yimen.people.models import LeadingGroupMember
from yimen.programme.meetings.models import Attendee
from yimen.programme.models import Notice, Task
from yimen.programme.notices.forms import PartyField
from yimen.programme.notices.resolving import Parties


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class CallForm(forms.Form):
    """通知开会."""

    notice = forms.ModelChoiceField(Notice.objects.none(), label="专项行动（通知）", empty_label=None)
    held_on = _day("开会日期", help_text="这一天在领导小组任职的职务即为参会人。")
    begins_at = forms.TimeField(label="开会时间", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(label="地点", max_length=60)
    agenda = forms.CharField(label="议题", widget=forms.Textarea({"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, notices: QuerySet[Notice], **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ModelChoiceField, self.fields["notice"]).queryset = notices


class HoldForm(forms.Form):
    """登记会议情况: one line for each position, and what was said."""

    minutes = forms.CharField(
        label="会议情况", widget=forms.Textarea({"rows": 6}), max_length=20_000,
        help_text="听取了什么、研究了什么；议定事项在下一步逐条登记。只写职务，不写姓名。",
    )  # fmt: skip

    def __init__(self, *args: Any, members: Iterable[LeadingGroupMember], **more: Any) -> None:
        super().__init__(*args, **more)
        for row in members:
            self.fields[f"member_{row.pk}"] = forms.ChoiceField(
                label=f"{row.get_place_display()}：{row.position}",
                choices=Attendee.Standing.choices,
                initial=Attendee.Standing.PRESENT,
            )

    @property
    def standings(self) -> dict[int, str]:
        """Key of each position -> whether it was there."""
        return {
            int(name.removeprefix("member_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("member_")
        }


class DecideForm(forms.Form):
    """登记议定事项."""

    text = forms.CharField(label="议定事项", max_length=200)
    content = forms.CharField(label="具体要求", widget=forms.Textarea({"rows": 3}), max_length=5000, required=False)
    lead = PartyField(label="牵头")
    cooperating = PartyField(label="配合", required=False)
    due = _day("完成时限")
    product = forms.CharField(label="应交成果", max_length=200, required=False)
    gauge = forms.ChoiceField(
        label="用什么数据衡量", choices=[("", "只看上报"), *Task.Gauge.choices], required=False,
        help_text="各部门的进度由系统按这项数据统计，不填百分比。",
    )  # fmt: skip
    served = forms.BooleanField(label="同时送达牵头和配合部门", required=False, initial=True)

    def __init__(self, *args: Any, parties: Parties, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("lead", "cooperating"):
            cast(PartyField, self.fields[name]).parties = parties


class CallOffForm(forms.Form):
    """取消会议."""

    reason = forms.CharField(label="取消原因", max_length=200)
