"""Shape of input of a county's terms."""

from typing import Any

from django import forms

from yimen.programme.terms.models import ProgrammeTerms
from yimen.programme.terms.rules import DAYS


def _clock(label: str, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **more)


class TermsForm(forms.Form):
    """督办参数, each within its range."""

    def __init__(self, data: Any = None, *, terms: ProgrammeTerms) -> None:
        super().__init__(data)
        for name, (label, usual, least, most) in DAYS.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=least, max_value=most, initial=getattr(terms, name),
                help_text=f"通常为 {usual}，可设 {least} 至 {most}。",
            )  # fmt: skip
        self.fields["quiet_from"] = _clock("免打扰自", initial=terms.quiet_from)
        self.fields["quiet_to"] = _clock(
            "免打扰至", initial=terms.quiet_to, help_text="可以跨夜；两个时间相同即不设免打扰。"
        )
        self.fields["days_off"] = forms.BooleanField(
            label="休息日、节假日也汇总提醒", initial=terms.days_off, required=False
        )
