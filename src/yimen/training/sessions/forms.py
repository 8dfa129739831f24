"""Shapes of input about sessions."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.people.models import Department, Staff
from yimen.training.courses.forms import moment_field
from yimen.training.sessions.models import Enrolment

MOST_TICKS = 40
"""So many people are offered to be ticked; of more by department or number."""


class SessionForm(forms.Form):
    """排定期次."""

    starts_at = moment_field("开始时间")
    ends_at = moment_field("结束时间")
    place = forms.CharField(label="地点", max_length=100)
    teacher = forms.CharField(label="授课人", max_length=60)
    seats = forms.IntegerField(label="座位数", min_value=1, max_value=2000, initial=40)


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Work number and department: names are not needed to choose."""
        staff = getattr(obj, "staff", obj)
        return f"{staff.code}（{staff.department}）"


class EnrolForm(forms.Form):
    """报名: people who lack the course by a tick or by department, anybody else by his work number."""

    staff = _People(
        Staff.objects.none(), label="缺这门课的窗口人员", required=False, widget=forms.CheckboxSelectMultiple()
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label="整个部门", required=False, empty_label="不按部门",
        help_text="这个部门缺这门课的窗口人员全部报名。",
    )  # fmt: skip
    codes = forms.CharField(
        label="其他人员的工号", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="一行一个。"
    )

    def __init__(self, data: Any = None, *, people: QuerySet[Staff], lacking: list[Staff]) -> None:
        super().__init__(data)
        self.people, self.lacking = people, lacking
        ticked = people.filter(pk__in=[each.pk for each in lacking[:MOST_TICKS]])
        self.fields["staff"].queryset = ticked  # type: ignore[attr-defined]
        departments = Department.objects.filter(pk__in={each.department_id for each in lacking})
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        if not lacking:
            del self.fields["staff"]
        if departments.count() < 2 and len(lacking) <= MOST_TICKS:
            del self.fields["department"]

    def clean_codes(self) -> list[Staff]:
        """The people of these work numbers; a number of nobody who can be sent is named."""
        wanted = list(dict.fromkeys(line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()))
        known = {each.code: each for each in self.people.filter(code__in=wanted)}
        if unknown := [each for each in wanted if each not in known]:
            raise forms.ValidationError(f"这些工号不存在、已报名或不归您报名：{'、'.join(unknown[:5])}。")
        return list(known.values())

    def clean(self) -> dict[str, Any]:
        """All three together. Somebody has to be named."""
        said = super().clean() or {}
        chosen = {each.pk: each for each in [*said.get("staff", []), *said.get("codes", [])]}
        if department := said.get("department"):
            chosen |= {each.pk: each for each in self.lacking if each.department_id == department.pk}
        if not chosen and not self.errors:
            raise forms.ValidationError("请勾选人员、选择部门或填写工号。")
        return {**said, "chosen": list(chosen.values())}


class ListForm(forms.Form):
    """按名单签到: who was there."""

    enrolments = _People(Enrolment.objects.none(), label="到场的人", widget=forms.CheckboxSelectMultiple())

    def __init__(self, data: Any = None, *, seats: QuerySet[Enrolment]) -> None:
        super().__init__(data)
        self.fields["enrolments"].queryset = seats  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """取消期次."""

    reason = forms.CharField(label="取消原因", min_length=4, max_length=200)
