"""Shapes of input about idle spells."""

from django import forms

from yimen.halls.presence.models import IdleSpell


class Explanation(forms.Form):
    """部门说明."""

    cause = forms.ChoiceField(label="原因", choices=IdleSpell.Cause.choices)
    answer = forms.CharField(label="说明", max_length=300, help_text="有凭据的写明凭据，例如请假单、报修记录。")


class Ruling(forms.Form):
    """认定."""

    ruling = forms.CharField(label="认定理由", max_length=300, error_messages={"required": "请写明认定理由。"})
