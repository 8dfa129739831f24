"""The shape of the board's filter."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.evidence.keeping.queries import STANDINGS
from yimen.evidence.keeping.rules import MEASURES
from yimen.evidence.models import Run
from yimen.people.models import Department


class PromiseFilter(forms.Form):
    """批次、结果、条款、部门."""

    run = forms.ModelChoiceField(Run.objects.none(), label="核验批次", required=False, empty_label="最近一次")
    standing = forms.ChoiceField(label="结果", required=False)
    code = forms.ChoiceField(label="条款", required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")

    def __init__(self, data: Any, runs: QuerySet[Run], departments: QuerySet[Department]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["run"].queryset = runs
        fields["department"].queryset = departments
        fields["standing"].choices = [("", "全部"), *((code, words) for code, (words, _) in STANDINGS.items())]
        fields["code"].choices = [("", "全部"), *((code, each.title) for code, each in MEASURES.items())]
