"""The shape of a step plan as it is typed: a row a step, empty rows left out, and from when it holds."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from yimen.cases.plans.models import PlannedStep, ProcedureKind, StepKind
from yimen.cases.plans.services import RETENTIONS, Planned
from yimen.exchange.forms import DateInput
from yimen.people.rules import APPROVER, HEAD, ROLES

ROWS = 6
"""Rows of an empty form; a plan that has more gets two further ones."""


class PlanFilter(forms.Form):
    """筛选 of the items."""

    q = forms.CharField(
        label="事项名称、拼音首字母或编码", required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    missing = forms.BooleanField(label="只看没有单独设方案的", required=False)


class PlanForm(forms.Form):
    """方案 as a whole."""

    valid_from = forms.DateField(
        label="自何日起", widget=DateInput(), initial=timezone.localdate,
        help_text="当日及以后受理的办件按此方案；以前受理的按原方案办完。",
    )  # fmt: skip
    retention_years = forms.TypedChoiceField(label="归档保管期限", choices=list(RETENTIONS.items()), coerce=int)


class StepForm(forms.Form):
    """一个环节; a row without a name is no step."""

    name = forms.CharField(label="环节名称", max_length=40, required=False)
    kind = forms.ChoiceField(label="种类", choices=StepKind.choices)
    role = forms.ChoiceField(
        label="由谁办理", required=False,
        choices=[("", "审批人员或负责人"), *((each, ROLES[each]) for each in (APPROVER, HEAD))],
    )  # fmt: skip
    days = forms.IntegerField(label="时限（工作日）", min_value=1, max_value=365, required=False)
    procedures = forms.MultipleChoiceField(
        label="可启动的特别程序", choices=ProcedureKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def planned(self) -> Planned:
        """The step that the row tells of."""
        data = self.cleaned_data
        return Planned(data["kind"], data["name"].strip(), data["days"], data["role"], tuple(data["procedures"]))


class StepRows:
    """环节各行: the forms of all rows, under prefixes; bound when data are given."""

    def __init__(self, data: Any, steps: Iterable[PlannedStep]) -> None:
        initial: list[dict[str, Any]] = [_initial(step) for step in steps]
        count = max(ROWS, len(initial) + 2)
        initial += [{"kind": StepKind.REVIEW}] * (count - len(initial))
        self.forms = [StepForm(data, prefix=f"s{place}", initial=row) for place, row in enumerate(initial, start=1)]

    def is_valid(self) -> bool:
        """Whether every row is well-formed."""
        return [form.is_valid() for form in self.forms].count(False) == 0  # each of them says what is wrong

    def steps(self) -> list[Planned]:
        """The steps in the order of the rows."""
        return [form.planned() for form in self.forms if form.cleaned_data["name"].strip()]


def _initial(step: PlannedStep) -> dict[str, Any]:
    procedures = [each.kind for each in step.procedures.all()] if step.pk else [*ProcedureKind.values]
    return {"name": step.name, "kind": step.kind, "role": step.role, "days": step.days, "procedures": procedures}
