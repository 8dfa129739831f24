"""The shape of what users type about people, and of the codes that they sign in with."""

import time
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone

from yimen.common.codes import is_credit_code
from yimen.common.text import tidy
from yimen.people import queries, services
from yimen.people.models import Department, DepartmentSet, DepartmentSetMember, LeadingGroupMember, User
from yimen.people.rules import ROLE_CHOICES


def step_of(user: User, code: str) -> int | None:
    """The time step (RFC 6238) whose code of the user's authenticator this is; None if it is no such code."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        return None
    now, reach = int(time.time()) // app_settings.TOTP_PERIOD, app_settings.TOTP_TOLERANCE
    secret = decrypt(row.data["secret"])
    for step in range(now - reach, now + reach + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


class OnceOnly:
    """Refuses a time code that was used before: the library forgets used codes sooner than it stops taking them."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """The code. Errors: a ValidationError for a wrong code or one already used."""
        code: str = super().clean_code()  # type: ignore[misc]
        step = step_of(self.user, code)
        if step is not None and not services.use_code(user=self.user, step=step):
            raise forms.ValidationError("这个动态码已经用过，请等待下一个（最多 30 秒）。")
        return code


class CodeForm(OnceOnly, AuthenticateForm):
    """动态码, at sign-in."""


class ConfirmForm(OnceOnly, ReauthenticateForm):
    """动态码, before something that matters."""


class AccountForm(forms.Form):
    """开立账号."""

    username = forms.CharField(
        label="账号",
        max_length=30,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9_.-]{2,29}$", "请用 3 至 30 个小写字母、数字、点、横线或下划线，以字母开头。")
        ],
        help_text="小写字母开头，可用数字、点、横线和下划线。",
    )
    display_name = forms.CharField(label="显示名称", max_length=60, help_text="写岗位，不写姓名，例如“公安局联络员”。")
    department = forms.ModelChoiceField(
        label="部门", queryset=Department.objects.none(), required=False, empty_label="不属于某个部门"
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    """授予角色."""

    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *ROLE_CHOICES])


class DayField(forms.DateField):
    """A day in the browser's own date field; today unless told otherwise."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        initial = timezone.localdate if required else None
        super().__init__(label=label, required=required, help_text=help_text, initial=initial)


class DepartmentForm(forms.Form):
    """登记部门."""

    name = forms.CharField(label="名称", max_length=80, help_text="全称，与“三定”规定一致，例如“友谊县公安局”。")
    short_name = forms.CharField(label="简称", max_length=30, help_text="表格和图中使用，例如“县公安局”。")
    code = forms.CharField(
        label="部门编号",
        max_length=20,
        validators=[RegexValidator(r"^[0-9A-Za-z-]{1,20}$", "请用 1 至 20 个数字、字母或横线。")],
        help_text="本系统内的编号，登记后不变；统一社会信用代码在下一步登记。",
    )
    kind = forms.ChoiceField(label="类别", choices=Department.Kind.choices, initial=Department.Kind.UNIT)


class CodeOfDepartmentForm(forms.Form):
    """登记部门统一社会信用代码."""

    code = forms.CharField(label="统一社会信用代码", max_length=30, help_text="18 位，按证书填写。")
    valid_from = DayField(label="起始日期", help_text="从这一天起使用；此前的代码止于前一日并保留。")

    def clean_code(self) -> str:
        """The code in capitals. Errors: a ValidationError unless it is a valid one (GB 32100)."""
        code = tidy(self.cleaned_data["code"]).upper()
        if not is_credit_code(code):
            raise forms.ValidationError("这不是有效的统一社会信用代码（18 位，末位为校验码），请对照证书核对。")
        return code


class StaffFilter(forms.Form):
    """筛选工作人员; every choice may be empty."""

    q = forms.CharField(
        label="工号或姓名", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")

    def __init__(self, data: Any, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The choices that are valid; one that is not is as if it had not been made."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class StaffForm(forms.Form):
    """登记工作人员."""

    department = forms.ModelChoiceField(Department.objects.none(), label="部门", empty_label="请选择")
    code = forms.CharField(
        label="工号",
        max_length=30,
        validators=[RegexValidator(r"^[0-9A-Za-z-]{1,30}$", "请用 1 至 30 个数字、字母或横线。")],
        help_text="全县唯一；考勤、派驻和办件都按工号对应。",
    )
    name = forms.CharField(label="姓名", max_length=40, help_text="页面上只显示姓氏。")

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """截至某日."""

    day = DayField(label="截至", required=False)


class SetForm(forms.Form):
    """定义部门集合."""

    name = forms.CharField(label="名称", max_length=60, help_text="照通知的用语，例如“各政务服务单位”。")
    code = forms.CharField(
        label="集合编号",
        max_length=30,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]{1,29}$", "请用小写字母、数字和下划线，以字母开头。")],
        help_text="小写字母、数字和下划线，例如 service_units。",
    )
    valid_from = DayField(label="起始日期", help_text="首批成员从这一天起属于该集合。")
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="首批成员",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice-columns"}),
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["departments"].queryset = departments  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """部门加入集合."""

    department = forms.ModelChoiceField(Department.objects.none(), label="部门", empty_label="请选择")
    valid_from = DayField(label="加入日期")

    def __init__(self, *args: Any, department_set: DepartmentSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = queries.members(department_set, timezone.localdate()).order_by().values("pk")
        others = Department.objects.filter(region=department_set.region_id).exclude(pk__in=members)
        self.fields["department"].queryset = others  # type: ignore[attr-defined]


class MemberField(forms.ModelChoiceField):
    """One of the present members of a set, by department."""

    def label_from_instance(self, member: Any) -> str:
        """The department and since when."""
        return f"{member.department}（{member.valid_from} 起）"


class LeaveForm(forms.Form):
    """部门退出集合."""

    member = MemberField(DepartmentSetMember.objects.none(), label="部门", empty_label="请选择")
    day = DayField(label="退出日期", help_text="从这一天起不再是成员。")

    def __init__(self, *args: Any, department_set: DepartmentSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = department_set.members.filter(valid_to__isnull=True).select_related(
            "department", "department_set__region"
        )
        self.fields["member"].queryset = rows.order_by("department__code")  # type: ignore[attr-defined]


class AppointmentField(forms.ModelChoiceField):
    """One of the present places in the leading group."""

    def __init__(self, *, label: str, required: bool, empty_label: str, help_text: str = "") -> None:
        super().__init__(
            LeadingGroupMember.objects.none(), label=label, required=required, empty_label=empty_label,
            help_text=help_text,
        )  # fmt: skip

    def of(self, user: User) -> None:
        """Offers the places that are held in the user's own region."""
        rows = queries.visible_appointments(user).filter(region=user.region_id, valid_to__isnull=True)
        self.queryset = rows.order_by("pk")


class AppointForm(forms.Form):
    """任职."""

    place = forms.ChoiceField(label="组内职务", choices=[("", "请选择"), *LeadingGroupMember.Place.choices])
    position = forms.CharField(label="职务", max_length=60, help_text="写职务，不写姓名，例如“县公安局分管副局长”。")
    department = forms.ModelChoiceField(
        Department.objects.none(), label="部门", required=False, empty_label="不属于某个部门"
    )
    valid_from = DayField(label="任职日期")
    succeeds = AppointmentField(
        label="接替", required=False, empty_label="不接替他人", help_text="选中的职务止于任职日期的前一日。"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = queries.visible_departments(user).filter(region=user.region_id)
        self.fields["department"].queryset = own  # type: ignore[attr-defined]
        self.fields["succeeds"].of(user)  # type: ignore[attr-defined]


class EndAppointmentForm(forms.Form):
    """免去."""

    member = AppointmentField(label="职务", required=True, empty_label="请选择")
    day = DayField(label="免去日期", help_text="从这一天起不在领导小组。有人接替的，请用“任职”。")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].of(user)  # type: ignore[attr-defined]
