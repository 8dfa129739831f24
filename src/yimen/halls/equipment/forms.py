"""Shapes of input about assets and keys."""

from typing import Any

from django import forms
from django.utils import timezone

from yimen.halls.equipment.models import Asset
from yimen.halls.equipment.queries import Wanted
from yimen.halls.equipment.services import Thing, Where
from yimen.halls.models import Hall
from yimen.people.models import Department


def day() -> forms.DateInput:
    """A picker of days."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PlaceForm(forms.Form):
    """存放地点."""

    hall = forms.ModelChoiceField(label="大厅", queryset=Hall.objects.none())
    window = forms.CharField(label="窗口编号", max_length=20, required=False, help_text="不在窗口的留空。")
    spot = forms.CharField(label="具体位置", max_length=80, required=False, help_text="例如：一楼自助服务区。")
    address = forms.CharField(label="网络地址", max_length=60, required=False)
    keeper = forms.CharField(label="保管岗位", max_length=60, required=False, help_text="写岗位，不写姓名。")

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]

    def where(self) -> Where:
        """The place that a valid form names."""
        return Where(**{name: self.cleaned_data[name] for name in ("hall", "window", "spot", "address", "keeper")})


class AssetForm(PlaceForm):
    """登记资产."""

    field_order = ["kind", "number", "name", "department", "acquired_on"]
    kind = forms.ChoiceField(label="类别", choices=Asset.Kind.choices)
    number = forms.CharField(label="资产编号", max_length=40)
    name = forms.CharField(label="名称型号", max_length=80)
    department = forms.ModelChoiceField(
        label="产权部门", queryset=Department.objects.none(), required=False, help_text="大厅自己的留空。"
    )
    acquired_on = forms.DateField(label="启用日期", widget=day())

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def thing(self) -> Thing:
        """The asset that a valid form names."""
        return Thing(
            **{name: self.cleaned_data[name] for name in ("kind", "number", "name", "acquired_on", "department")}
        )


class MoveForm(PlaceForm):
    """调拨."""

    day = forms.DateField(label="调拨日期", widget=day())
    reason = forms.CharField(label="调拨原因", max_length=200)


class RetireForm(forms.Form):
    """报废."""

    day = forms.DateField(label="报废日期", widget=day())
    reason = forms.CharField(label="报废原因", max_length=200)


class RevokeForm(forms.Form):
    """收回密钥."""

    reason = forms.CharField(label="收回原因", max_length=200)


class AssetFilter(forms.Form):
    """筛选资产."""

    q = forms.CharField(label="编号或名称", required=False, max_length=80)
    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *Asset.Kind.choices], required=False)
    hall = forms.ModelChoiceField(label="大厅", queryset=Hall.objects.none(), required=False, empty_label="全部")
    window = forms.CharField(label="窗口", required=False, max_length=20)
    day = forms.DateField(label="哪一天", required=False, widget=day())

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]

    def wanted(self) -> tuple[Wanted, Any]:
        """What is asked for, and as of which day; what is not understood is left out."""
        data = self.cleaned_data if self.is_valid() else {}
        hall = data.get("hall")
        wanted = Wanted(data.get("q", ""), data.get("kind", ""), hall.pk if hall else None, data.get("window", ""))
        return wanted, data.get("day") or timezone.localdate()
