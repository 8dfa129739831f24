"""The shape of what is typed about what could not be done."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.evaluation.forms import Narrowing
from yimen.evaluation.hindrances.models import Cause, Kind, Outcome
from yimen.people.models import Department


class TakeDown(forms.Form):
    """What somebody reports at the window or on the telephone."""

    channel = forms.ChoiceField(
        label="怎么反映的",
        choices=[("window", "窗口"), ("phone", "电话")],
        widget=forms.RadioSelect(),
        initial="window",
    )
    words = forms.CharField(label="什么事没有办成", widget=forms.Textarea({"rows": 4}), min_length=10, max_length=2000)
    cause = forms.ChoiceField(label="本人说的原因", choices=[("", "说不清"), *Cause.choices], required=False)
    item = forms.CharField(label="事项编码", max_length=80, required=False, help_text="知道是哪个事项的填写。")
    name = forms.CharField(label="称呼", max_length=60, required=False)
    contact = forms.CharField(label="联系电话", max_length=30, required=False)


class Assign(forms.Form):
    """Which department has to answer."""

    department = forms.ModelChoiceField(Department.objects.none(), label="承办部门")
    hard = forms.BooleanField(label="情况复杂，用较长的答复时限", required=False)

    def __init__(self, data: Any = None, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


UNCHOSEN = ("", "请选择")
"""What stands in a list before anybody has chosen: a cause is found by a person, never by what stands first."""


class AnswerForm(forms.Form):
    """The answer, with why it happened and what came of it."""

    answer = forms.CharField(
        label="答复", widget=forms.Textarea({"rows": 4}), min_length=10, max_length=2000,
        help_text="写明查明的情况、依据和下一步；本人凭编号和查询码可以看到。",
    )  # fmt: skip
    cause = forms.ChoiceField(label="查明的原因", choices=[UNCHOSEN, *Cause.choices])
    outcome = forms.ChoiceField(label="结果", choices=[UNCHOSEN, *Outcome.choices])


class HindranceFilter(Narrowing):
    """What the ledger is narrowed to."""

    status = forms.ChoiceField(label="状态", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *Kind.choices], required=False)
    cause = forms.ChoiceField(label="原因", choices=[("", "全部"), *Cause.choices], required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")
    item = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, states: list[tuple[str, str]], departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["status"].choices = [("", "全部"), *states]  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
