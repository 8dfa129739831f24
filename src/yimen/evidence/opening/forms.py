"""Shapes of input: which year to release."""

from django import forms

from yimen.evidence.opening import services


class ReleaseForm(forms.Form):
    """Which year to release, and below which count nothing is published."""

    year = forms.TypedChoiceField(label="年份", coerce=int, help_text="只列已经核验全年的年份。")
    threshold = forms.IntegerField(
        label="小数阈值", min_value=services.THRESHOLD, max_value=1000, initial=services.THRESHOLD,
        help_text="小于它的数不公布；法律法规另有规定的，填更大的数。",
    )  # fmt: skip

    def __init__(self, data: object, years: list[int]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]  # type: ignore[attr-defined]
