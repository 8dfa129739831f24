"""Shapes of input of supervision letters."""

from collections.abc import Iterable
from typing import Any

from django import forms

from yimen.people.models import Department
from yimen.programme.letters.queries import STANDINGS

DEMAND = "请单位分管负责人督促办理，写明尚未完成的原因、已采取的措施和完成时间，并在系统中上报成果、答复本函。"


class SendForm(forms.Form):
    """发督办函: to whom, and what is demanded."""

    departments = forms.MultipleChoiceField(
        label="逾期部门", widget=forms.CheckboxSelectMultiple(attrs={"class": "choice-columns"})
    )
    demand = forms.CharField(
        label="办理要求", initial=DEMAND, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text="每个部门一份函，列入该部门本通知下全部逾期、尚无督办函的任务。",
    )  # fmt: skip

    def __init__(self, *args: Any, departments: Iterable[Department], **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = {str(row.pk): row for row in departments}
        choices = [(key, row.short_name) for key, row in self.known.items()]
        self.fields["departments"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Department]:
        """The departments that are ticked."""
        return [self.known[key] for key in self.cleaned_data["departments"]]


class AnswerForm(forms.Form):
    """答复督办函."""

    text = forms.CharField(label="答复", widget=forms.Textarea({"rows": 5}), max_length=20_000)
    file = forms.FileField(label="佐证材料", required=False)
    hands_in = forms.BooleanField(
        label="同时作为所督任务的上报成果", required=False, help_text="勾选后，答复内容记入各项任务的上报材料。"
    )


class DecisionForm(forms.Form):
    """审查答复."""

    decision = forms.CharField(label="审查意见", widget=forms.Textarea({"rows": 3}), max_length=500)


class LetterFilter(forms.Form):
    """What the list is narrowed to."""

    status = forms.ChoiceField(label="状态", choices=[("", "全部"), *STANDINGS.items()], required=False)
    department = forms.ChoiceField(label="部门", required=False)

    def __init__(self, *args: Any, departments: Iterable[Department], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "全部"), *((str(row.pk), row.short_name) for row in departments)]
        self.fields["department"].choices = choices  # type: ignore[attr-defined]
