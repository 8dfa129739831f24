"""The shape of what is typed about an archived file."""

from django import forms

from yimen.exchange.forms import DateInput


class HoldForm(forms.Form):
    """保全: why, and until when."""

    reason = forms.CharField(
        label="保全的理由和依据", max_length=300, help_text="例如：行政复议案件需要；审计调阅；疑点核查未结。"
    )
    until = forms.DateField(label="保全至", widget=DateInput(), required=False, help_text="不填表示至解除为止。")


class WhyForm(forms.Form):
    """One reason: why a hold is lifted, or what the appraisal of a file came to."""

    reason = forms.CharField(label="理由", max_length=300)
