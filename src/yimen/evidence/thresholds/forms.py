"""Shapes of input: a change of a threshold, and what is said to it."""

from typing import Any

from django import forms

from yimen.evidence.thresholds.rules import thresholds


def _choices() -> list[tuple[str, str]]:
    return [(each.key, f"{each.scope} {each.title}：{each.name}（{each.meaning}）") for each in thresholds()]


class Change(forms.Form):
    """Which threshold, its new value, why, and by which run's sample."""

    threshold = forms.ChoiceField(label="参数", choices=_choices)
    value = forms.FloatField(label="新值", widget=forms.NumberInput(attrs={"step": "any"}))
    reason = forms.CharField(
        label="理由",
        help_text="写明依据，例如复核得到的准确率和样本量。经另一人确认后，只对此后发起的核验生效。",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    run = forms.IntegerField(label="依据的核验批次", required=False)

    def clean_threshold(self) -> tuple[str, str]:
        """(scope, name)."""
        scope, _, name = self.cleaned_data["threshold"].partition(".")
        return scope, name


class Decision(forms.Form):
    """What whoever decides says to it."""

    words = forms.CharField(label="意见", required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["placeholder"] = "不同意时须写明原因"
