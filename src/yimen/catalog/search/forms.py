"""Shapes of input on the page of synonyms."""

from django import forms


class SynonymForm(forms.Form):
    """搜索同义词."""

    said = forms.CharField(label="群众说法", max_length=60, help_text="例如“开饭店”。")
    official = forms.CharField(label="规范用语", max_length=120, help_text="事项名称里的字，例如“食品经营许可核发”。")


class TryForm(forms.Form):
    """试搜: what the public would find."""

    q = forms.CharField(label="试搜一句话", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
