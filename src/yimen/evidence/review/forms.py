"""Shapes of input: how many to draw, and one reading."""

from django import forms

from yimen.evidence.review.models import Reading
from yimen.evidence.review.sampling import LEAST
from yimen.evidence.review.services import EACH, MOST_EACH


class Draw(forms.Form):
    """How many of each class are drawn."""

    each = forms.IntegerField(
        label="每类抽取数",
        min_value=LEAST,
        max_value=MOST_EACH,
        initial=EACH,
        help_text=f"每类线索、关联、未列线索的台账和办件各抽这么多，不足的全抽；每个可信程度档至少 {LEAST} 件。",
    )


class Answer(forms.Form):
    """One reading: the answer and the sentence that it rests on."""

    answer = forms.ChoiceField(
        label="判读",
        choices=[(each.value, each.label) for each in Reading.ANSWERS],
        error_messages={"required": "请选择属实、不属实或无法判断。"},
    )
    words = forms.CharField(label="依据", max_length=1000, error_messages={"required": "请写一句判读的依据。"})


class Recusal(forms.Form):
    """Why a reader gives a matter back."""

    words = forms.CharField(label="回避的原因", min_length=4, max_length=1000)


class SampledFilter(forms.Form):
    """What drawn matters can be narrowed by: where they come from, and how far they are read."""

    frame = forms.CharField(required=False, max_length=10)
    kind = forms.CharField(required=False, max_length=12)
    subject_kind = forms.CharField(required=False, max_length=10)
    convicts = forms.ChoiceField(required=False, choices=[("", ""), ("1", "1"), ("0", "0")])
    low = forms.FloatField(required=False)
    rule = forms.CharField(required=False, max_length=20)
    stratum = forms.IntegerField(required=False)
