"""The shape of what is typed about a referral."""

from django import forms

from yimen.rectification.referral.rules import authorities


class TextForm(forms.Form):
    """One text: what the department says, or why a referral is or is not made."""

    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class SupportForm(forms.Form):
    """The authority that is competent."""

    authority = forms.ChoiceField(label="有权部门")

    def __init__(self, *args: object, region: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["authority"].choices = [  # type: ignore[attr-defined]
            (each.code, f"{each.name.replace('{region}', str(region))}（{each.competence}）")
            for each in authorities().values()
        ]


class SendForm(forms.Form):
    """When it was handed over, and the receipt."""

    sent_on = forms.DateField(label="移交日期", widget=forms.DateInput(attrs={"type": "date"}))
    receipt = forms.CharField(label="接收回执", help_text="写接收单位出具的回执编号和接收人职务。", max_length=200)
