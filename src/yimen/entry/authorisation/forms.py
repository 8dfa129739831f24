"""Shapes of input on the pages of authorisation."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from yimen.common.text import mask_name
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.queries import STANDINGS
from yimen.entry.authorisation.services import Grant
from yimen.entry.forms import DateInput, DepartmentFilter
from yimen.entry.modes import Mode, Power
from yimen.people.models import Department, Staff, User

A_YEAR = timedelta(days=364)


class MandateFilter(DepartmentFilter):
    """筛选 of the list of letters."""

    q = forms.CharField(label="文号或工号", required=False, widget=forms.TextInput({"type": "search"}))
    standing = forms.ChoiceField(label="状态", required=False, choices=list(STANDINGS.items()))
    kind = forms.ChoiceField(label="文种", required=False, choices=[("", "全部"), *Mandate.Kind.choices])


class MatrixFilter(DepartmentFilter):
    """筛选 of the matrix."""

    q = forms.CharField(
        label="名称、拼音首字母或编码", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    gap = forms.ChoiceField(label="缺口", required=False)

    def __init__(self, *args: Any, gaps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gap"].choices = gaps  # type: ignore[attr-defined]


class ItemFilter(forms.Form):
    """筛选 of the items that a letter hands over; what it shows is what "all" means."""

    q = forms.CharField(
        label="名称、拼音首字母或编码", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    mode = forms.ChoiceField(
        label="进驻方式", required=False, choices=[("", "全部"), *Mode.choices, ("none", "未声明")]
    )


class _StaffField(forms.ModelChoiceField):
    """Staff by work number; of the name only the surname is shown."""

    def label_from_instance(self, obj: Any) -> str:
        """The option's text."""
        return f"{obj.code} {mask_name(obj.name)}（{obj.department.short_name}）"


class GrantForm(forms.Form):
    """签发: one person, one post, a term, and the steps."""

    kind = forms.ChoiceField(label="文种", choices=Mandate.Kind.choices, initial=Mandate.Kind.AUTHORISATION)
    staff = _StaffField(label="人员", queryset=Staff.objects.none(), empty_label="请选择")
    post = forms.ChoiceField(label="岗位", choices=Mandate.Post.choices, help_text="B岗须持有与A岗相同的授权。")
    valid_from = forms.DateField(label="起始日期", widget=DateInput(), help_text="不早于今天：授权不能补签过去的日期。")
    valid_to = forms.DateField(label="终止日期", widget=DateInput(), help_text="最长三年；到期前三十天提醒。")
    powers = forms.MultipleChoiceField(
        label="授权环节",
        choices=Power.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="授权书必选；受委托的综合窗口人员只能受理、送达（行政许可法第二十四条）。任命书不选。",
    )

    def __init__(self, *args: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {"valid_from": today, "valid_to": today + A_YEAR, "powers": Power.values}
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]

    @property
    def grant(self) -> Grant:
        """What is granted; only of a valid form."""
        data = self.cleaned_data
        return Grant(**{**data, "powers": frozenset(data["powers"])})


class AnnounceForm(forms.Form):
    """登记公示."""

    announced_on = forms.DateField(label="公示日期", widget=DateInput(), help_text="在办事窗口和网上公示的日期。")


class RevokeForm(forms.Form):
    """撤销."""

    revoked_on = forms.DateField(label="撤销日期", widget=DateInput(), help_text="自这一天起失效，不早于今天。")
    revocation = forms.CharField(label="撤销原因", max_length=300)


def staff_of(user: User) -> QuerySet[Staff]:
    """Whom a head can name: the department's own people, and the centre's for what is entrusted to its window."""
    centre = Q(region=user.region_id, department__kind=Department.Kind.CENTRE)
    rows = Staff.objects.filter(Q(department=user.department_id) | centre).select_related("department")
    return rows.order_by("department__kind", "code")
