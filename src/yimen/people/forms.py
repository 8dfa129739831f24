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

from yimen.people import services
from yimen.people.models import Department, User
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
