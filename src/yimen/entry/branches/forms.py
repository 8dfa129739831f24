"""Shapes of input about the decision on a branch hall."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from yimen.common.text import mask_name
from yimen.entry.branches.models import BranchDecision, WindowRequest
from yimen.entry.branches.services import Proposal, Request, Step
from yimen.entry.forms import DateInput
from yimen.entry.modes import AT_A_COUNTER, Mode
from yimen.halls.branches.models import LegalBasis
from yimen.halls.branches.queries import in_force_on
from yimen.halls.models import Hall
from yimen.people.models import Staff

Way = BranchDecision.Way
STEPS = 5
"""So many steps can be typed at once; the bureau can add further ones later."""
IN_HALL = [(value, label) for value, label in Mode.choices if value in AT_A_COUNTER - {Mode.BRANCH_HALL}]


def staff_of(department: int | None) -> QuerySet[Staff]:
    """Who can be named: the department's own people."""
    return Staff.objects.filter(department=department).order_by("code")


class _StaffField(forms.ModelChoiceField):
    """Staff by work number; of the name only the surname is shown."""

    def label_from_instance(self, obj: Any) -> str:
        """The option's text."""
        return f"{obj.code} {mask_name(obj.name)}"


class _StaffChoices(forms.ModelMultipleChoiceField):
    """Several of them."""

    def label_from_instance(self, obj: Any) -> str:
        """The option's text."""
        return f"{obj.code} {mask_name(obj.name)}"


class ProposalForm(forms.Form):
    """拟报处置."""

    way = forms.ChoiceField(label="处置方式", choices=Way.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=2000, widget=forms.Textarea({"rows": 3}))
    basis = forms.ModelChoiceField(
        label="所依据的条文", queryset=LegalBasis.objects.none(), required=False, empty_label="无",
        help_text="只有纳入统一管理要选；列出的是本分厅登记的现行条文。",
    )  # fmt: skip
    due_on = forms.DateField(
        label="完成或到期日期", required=False, widget=DateInput(),
        help_text="并入、关停：完成日期；厅内收件受理：到期日期，最长一年。",
    )  # fmt: skip
    cure_plan = forms.CharField(
        label="场地整改方案", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text="只有场地受限要填：怎样腾出场地，到期前并入大厅。",
    )  # fmt: skip
    collectors = _StaffChoices(
        label="在大厅收件、受理的专人", queryset=Staff.objects.none(), required=False,
        help_text="只有场地受限要填；按住 Ctrl 可多选。",
    )  # fmt: skip
    mode = forms.ChoiceField(label="进驻方式", choices=[("", "不适用（纳入统一管理）"), *IN_HALL], required=False)
    windows = forms.IntegerField(label="需要窗口（个）", required=False, min_value=0, max_value=99)
    staff = forms.IntegerField(label="进驻人员（人）", required=False, min_value=0, max_value=999)
    network = forms.ChoiceField(label="网络", choices=WindowRequest.Network.choices, initial="government")
    machines = forms.CharField(label="设备", required=False, max_length=300, help_text="例如：高拍仪 2 台、打印机 1 台")

    def __init__(self, *args: Any, hall: Hall, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = staff_of(hall.department_id)
        self.fields["basis"].queryset = in_force_on(day).filter(hall=hall)  # type: ignore[attr-defined]
        self.fields["collectors"].queryset = people  # type: ignore[attr-defined]
        for number in range(1, STEPS + 1):
            self.fields[f"step_{number}"] = forms.CharField(
                label=f"步骤 {number}", required=number == 1, max_length=300
            )
            self.fields[f"who_{number}"] = _StaffField(
                label=f"步骤 {number} 责任人", queryset=people, required=number == 1, empty_label="请选择"
            )
            self.fields[f"due_{number}"] = forms.DateField(
                label=f"步骤 {number} 时限", required=number == 1, widget=DateInput()
            )

    def clean(self) -> dict[str, Any]:
        """The data, with every step either whole or left out."""
        data = super().clean() or {}
        for number in range(1, STEPS + 1):
            said = [data.get(f"{name}_{number}") for name in ("step", "who", "due")]
            if any(said) and not all(said) and number > 1:
                self.add_error(f"step_{number}", "请写全这一步的内容、责任人和时限，或整行留空。")
        return data

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields about the decision itself."""
        return [self[name] for name in ("way", "reason", "basis", "due_on", "cure_plan", "collectors")]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the request."""
        return [self[name] for name in ("mode", "windows", "staff", "network", "machines")]

    def lines(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """(content, responsible, due) of each step."""
        for number in range(1, STEPS + 1):
            yield self[f"step_{number}"], self[f"who_{number}"], self[f"due_{number}"]

    @property
    def proposal(self) -> Proposal:
        """What was said; only of a valid form."""
        data = self.cleaned_data
        steps = [
            Step(data[f"step_{number}"], data[f"who_{number}"], data[f"due_{number}"])
            for number in range(1, STEPS + 1)
            if data[f"step_{number}"]
        ]
        request = None
        if data["mode"]:
            request = Request(data["mode"], data["windows"] or 0, data["staff"] or 0, data["network"], data["machines"])
        return Proposal(
            way=data["way"], reason=data["reason"], steps=steps, basis=data["basis"], due_on=data["due_on"],
            cure_plan=data["cure_plan"], collectors=list(data["collectors"]), request=request,
        )  # fmt: skip


def initial_of(decision: BranchDecision | None) -> dict[str, Any]:
    """What the form begins with: the proposal that is written anew, nothing for a new one."""
    if decision is None:
        return {}
    plain = ("way", "reason", "basis_id", "due_on", "cure_plan")
    found = {name.removesuffix("_id"): getattr(decision, name) for name in plain}
    found["collectors"] = [each.staff_id for each in decision.collectors.all()]
    request = getattr(decision, "request", None)
    if request is not None:
        found |= {name: getattr(request, name) for name in ("mode", "windows", "staff", "network", "machines")}
    for step in decision.steps.all()[:STEPS]:
        found |= {
            f"step_{step.number}": step.content,
            f"who_{step.number}": step.responsible_id,
            f"due_{step.number}": step.due,
        }
    return found


class ReturnForm(forms.Form):
    """退回部门."""

    words = forms.CharField(label="退回意见", max_length=500, widget=forms.Textarea({"rows": 2}))


class OpinionForm(forms.Form):
    """审核意见, also for the confirmation."""

    opinion = forms.CharField(label="意见", max_length=500, widget=forms.Textarea({"rows": 2}))


class DecideForm(forms.Form):
    """登记县政府决定."""

    decided_on = forms.DateField(label="决定日期", widget=DateInput())
    decision_number = forms.CharField(label="决定文号", max_length=60, help_text="例如：友政复〔2023〕8号")


class ArrangeForm(forms.Form):
    """安排窗口."""

    windows = forms.IntegerField(label="安排窗口（个）", min_value=0, max_value=99)
    arranged = forms.CharField(label="楼层、窗口和设备", max_length=300)


class AddStepForm(forms.Form):
    """补充步骤."""

    content = forms.CharField(label="要做什么", max_length=300)
    responsible = _StaffField(label="责任人", queryset=Staff.objects.none(), empty_label="请选择")
    due = forms.DateField(label="完成时限", widget=DateInput())

    def __init__(self, *args: Any, decision: BranchDecision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = staff_of(decision.department_id)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """上报步骤完成."""

    done_on = forms.DateField(label="完成日期", widget=DateInput())
    words = forms.CharField(label="完成情况", max_length=500)
    material = forms.FileField(label="佐证文件", help_text="PDF、图片、表格或文字，不超过 20 MB。")

    @property
    def upload(self) -> UploadedFile:
        """The file; only of a valid form."""
        found: UploadedFile = self.cleaned_data["material"]
        return found
