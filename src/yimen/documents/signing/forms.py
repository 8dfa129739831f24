"""Shapes of input about certificates."""

from typing import Any

from django import forms

from yimen.documents.signing.models import Certificate
from yimen.people.models import User


class IssueForm(forms.Form):
    """发放证书."""

    holder = forms.ModelChoiceField(label="账号", queryset=User.objects.none(), empty_label="请选择")
    provider = forms.ChoiceField(
        label="签名方式", choices=Certificate.Provider.choices, help_text="UKey 须先插好，系统读取其公钥登记。"
    )

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    """吊销证书."""

    reason = forms.CharField(label="吊销原因", max_length=200)
