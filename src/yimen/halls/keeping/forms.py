"""Shapes of input about a hall: itself, a window, opening days, closures."""

from typing import Any

from django import forms

from yimen.halls.keeping.services import Opening
from yimen.halls.models import Closure, Hall, HallDay, Window
from yimen.people.models import Department

WEEKDAYS = list(zip("1234567", ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True))


def day() -> forms.DateInput:
    """A picker of days."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def clock() -> forms.TimeInput:
    """A picker of times of day."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def moment() -> forms.DateTimeInput:
    """A picker of moments."""
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class HallForm(forms.Form):
    """大厅."""

    name = forms.CharField(label="名称", max_length=80)
    address = forms.CharField(label="地址", max_length=200, required=False)
    phone = forms.CharField(label="咨询电话", max_length=40, required=False)
    opens_on = forms.DateField(label="启用日期", required=False, widget=day())


class NewHallForm(HallForm):
    """新设大厅、分厅或乡镇便民服务中心."""

    field_order = ["kind", "code", "name", "department", "address", "phone", "opens_on"]
    kind = forms.ChoiceField(label="类别", choices=Hall.Kind.choices)
    code = forms.CharField(label="大厅编号", max_length=20, help_text="本县内不重复，登记后不再更改。")
    department = forms.ModelChoiceField(
        label="设立部门", queryset=Department.objects.none(), required=False, help_text="部门分厅必填。"
    )

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class WindowForm(forms.Form):
    """窗口."""

    code = forms.CharField(label="窗口编号", max_length=20, help_text="已有的编号：登记它从这一天起的变化。")
    name = forms.CharField(label="窗口名称", max_length=40, required=False, help_text="群众看到的名称，如“社保专窗”。")
    kind = forms.ChoiceField(label="窗口类别", choices=Window.Kind.choices)
    terminal = forms.CharField(label="终端地址", max_length=60, help_text="窗口电脑的网络地址，例如 10.20.1.15。")
    valid_from = forms.DateField(label="自何日起", widget=day())


class DaysForm(forms.Form):
    """开放日."""

    first = forms.DateField(label="从", widget=day())
    last = forms.DateField(label="到", widget=day())
    weekdays = forms.MultipleChoiceField(
        label="星期", choices=WEEKDAYS, initial=list("12345"), widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label="开放类别", choices=HallDay.Kind.choices)
    opens_at = forms.TimeField(label="开门时间", widget=clock(), initial="08:30")
    closes_at = forms.TimeField(label="关门时间", widget=clock(), initial="17:00")

    def opening(self) -> Opening:
        """What a valid form says."""
        return Opening(**{**self.cleaned_data, "weekdays": "".join(self.cleaned_data["weekdays"])})


class ClosureForm(forms.Form):
    """停开停机."""

    kind = forms.ChoiceField(label="类别", choices=Closure.Kind.choices)
    window = forms.CharField(label="窗口编号", max_length=20, required=False, help_text="全厅停开停机的留空。")
    starts_at = forms.DateTimeField(label="开始时间", widget=moment())
    ends_at = forms.DateTimeField(label="恢复时间", required=False, widget=moment(), help_text="还没有恢复的留空。")
    reason = forms.CharField(label="情况说明", max_length=200)


class EndWindowForm(forms.Form):
    """停用窗口."""

    valid_to = forms.DateField(label="最后一天", widget=day())


class EndClosureForm(forms.Form):
    """登记恢复."""

    ends_at = forms.DateTimeField(label="恢复时间", widget=moment())


class WithdrawClosureForm(forms.Form):
    """撤回登记."""

    reason = forms.CharField(label="撤回原因", max_length=200)
