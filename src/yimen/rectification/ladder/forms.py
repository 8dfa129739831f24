"""Shapes of input: a change of the ladder, and what is said to it."""

from django import forms

from yimen.rectification.ladder.rules import DAYS
from yimen.rectification.pressing.rules import RUNGS

CHOICES = [(f"{rung}.{days.name}", f"{title}：{days.label}") for rung, title in RUNGS for days in DAYS.values()]


class ChangeForm(forms.Form):
    """Which days of which rung, their new number, and why."""

    days = forms.ChoiceField(label="哪一级的哪项天数", choices=CHOICES)
    value = forms.IntegerField(label="新值（工作日）", min_value=1, max_value=60)
    reason = forms.CharField(
        label="理由", help_text="写明依据，例如本县的督办办法。经另一人确认后，只对此后采取的措施生效。",
        widget=forms.Textarea({"rows": 3}), max_length=1000,
    )  # fmt: skip

    def clean_days(self) -> tuple[str, str]:
        """(rung, name)."""
        rung, _, name = self.cleaned_data["days"].partition(".")
        return rung, name


class WordsForm(forms.Form):
    """What whoever decides says to it."""

    words = forms.CharField(label="意见", required=False, max_length=1000)
