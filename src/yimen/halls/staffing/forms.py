"""Shapes of input about people at windows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.halls.appointments.forms import DayInput
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.staffing.models import Appraisal, HandedThing, Leave
from yimen.people.models import Staff, in_force


class StaffChoice(forms.ModelChoiceField):
    """People by work number; names are not spelt out in a list."""

    def label_from_instance(self, obj: Any) -> str:
        """Work number and department."""
        return f"{obj.code}（{obj.department.short_name}）"


class StaffField(forms.CharField):
    """工号, typed: a list of a whole county's people is no help to anybody."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label=label, max_length=30, **kwargs)
        self.rows: QuerySet[Staff] = Staff.objects.none()

    def clean(self, value: Any) -> Any:
        """The person of that number."""
        code = super().clean(value)
        found = self.rows.filter(code=code.strip()).first()
        if found is None:
            raise forms.ValidationError("没有这个工号，请核对后重新填写。")
        return found


class PostForm(forms.Form):
    """派驻."""

    staff = StaffField("工号")
    window = forms.ModelChoiceField(Window.objects.none(), label="窗口")
    part = forms.ChoiceField(label="岗位", choices=[(p.value, p.label) for p in Posting.Part][:2])
    valid_from = forms.DateField(label="自", widget=DayInput())
    valid_to = forms.DateField(label="至", widget=DayInput(), required=False, help_text="长期派驻的不填。")

    def __init__(self, *args: Any, hall: Hall, day: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].queryset = hall.windows.filter(in_force(day)).order_by("code")  # type: ignore[attr-defined]
        self.fields["staff"].rows = staff  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """结束派驻."""

    staff = StaffField("工号")
    last = forms.DateField(label="最后一天", widget=DayInput())

    def __init__(self, *args: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].rows = staff  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """请假."""

    staff = StaffChoice(Staff.objects.none(), label="请假人")
    kind = forms.ChoiceField(label="假别", choices=Leave.Kind.choices)
    first_on = forms.DateField(label="第一天", widget=DayInput())
    last_on = forms.DateField(label="最后一天", widget=DayInput())
    half = forms.ChoiceField(label="时段", choices=Leave.Half.choices, required=False)
    reason = forms.CharField(label="事由", max_length=200, required=False, help_text="只给本人和审批的人看。")

    def __init__(self, *args: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]


class StandInForm(forms.Form):
    """顶岗."""

    staff = StaffField("顶岗人工号")
    window = forms.ModelChoiceField(Window.objects.none(), label="窗口")

    def __init__(self, *args: Any, windows: Iterable[Window], staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].queryset = Window.objects.filter(pk__in=[each.pk for each in windows])  # type: ignore[attr-defined]
        self.fields["staff"].rows = staff  # type: ignore[attr-defined]


class AppraisalForm(forms.Form):
    """平时考核."""

    staff = StaffField("工号")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(
        label="季度", coerce=int, choices=[(n, f"第{name}季度") for n, name in enumerate("一二三四", 1)]
    )
    grade = forms.ChoiceField(label="等次", choices=Appraisal.Grade.choices)
    hall_words = forms.CharField(label="评定依据", max_length=300)

    def __init__(self, *args: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].rows = staff  # type: ignore[attr-defined]


class Confirmed(forms.Form):
    """部门确认."""

    words = forms.CharField(label="部门意见", max_length=300, required=False)


class Objection(forms.Form):
    """部门异议."""

    words = forms.CharField(label="异议", max_length=300)


class Revision(forms.Form):
    """大厅复议."""

    grade = forms.ChoiceField(label="等次", choices=Appraisal.Grade.choices)
    words = forms.CharField(label="复议意见", max_length=300)


class HandoverForm(forms.Form):
    """交接班: what the system knows is added by itself; these are the things that it cannot know."""

    giver = StaffChoice(Staff.objects.none(), label="交班人")
    taker = StaffField("接班人工号")
    window = forms.ModelChoiceField(Window.objects.none(), label="窗口")
    seal = forms.CharField(label="印章", max_length=200, required=False)
    paper = forms.CharField(label="证照与材料", max_length=200, required=False)
    other = forms.CharField(label="其他事项", max_length=200, required=False)
    remark = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(
        self, *args: Any, givers: QuerySet[Staff], takers: QuerySet[Staff], windows: QuerySet[Window], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].queryset = givers  # type: ignore[attr-defined]
        self.fields["taker"].rows = takers  # type: ignore[attr-defined]
        self.fields["window"].queryset = windows  # type: ignore[attr-defined]

    def things(self) -> list[tuple[str, str, str]]:
        """(kind, number, words) of what was written."""
        kinds = (HandedThing.Kind.SEAL, HandedThing.Kind.PAPER, HandedThing.Kind.OTHER)
        return [(kind, "", self.cleaned_data[kind.value]) for kind in kinds if self.cleaned_data[kind.value]]
