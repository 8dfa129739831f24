"""Shapes of input of a round: a new one, the filters of a sheet, and one answer for one line or many."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from yimen.common.text import mask_name
from yimen.entry.forms import DateInput
from yimen.entry.modes import AT_A_COUNTER, Mode, Power
from yimen.entry.readiness.forms import ConditionForm
from yimen.entry.readiness.rules import Check
from yimen.entry.rounds.models import LinePower, Sheet, SheetLine
from yimen.entry.rounds.queries import STANDINGS
from yimen.entry.rounds.services import Answer
from yimen.halls.models import Hall
from yimen.people.models import Department, Staff

KEPT_BACK = "不授权的须写明原因"


class RoundForm(forms.Form):
    """发布梳理轮次."""

    title = forms.CharField(label="名称", max_length=100, help_text="例如：2023 年第二季度应进必进事项清单梳理")
    as_of = forms.DateField(label="清单基准日", widget=DateInput(), help_text="各部门梳理这一天在用的依申请事项。")
    deadline = forms.DateField(label="截止日期", widget=DateInput(), help_text="过了这一天还没有签发的部门列为逾期。")


class ExtendForm(forms.Form):
    """延长截止日期."""

    deadline = forms.DateField(label="新的截止日期", widget=DateInput())
    reason = forms.CharField(label="延期原因", max_length=300, help_text="各部门都能看到。")


class WordsForm(forms.Form):
    """A reason or an opinion in one sentence."""

    words = forms.CharField(label="意见", max_length=300)


class ConditionsForm(ConditionForm):
    """附条件确认 of many items: those that are ticked, else all that lack a line."""

    check = forms.ChoiceField(label="缺哪一行", required=False, choices=[("", "全部有缺项的事项"), *Check.choices])
    field_order = ("check", "reason", "due_on")


class LineFilter(forms.Form):
    """筛选 of a sheet's lines; also what an answer for "all of this filter" means."""

    q = forms.CharField(
        label="名称、拼音首字母或编码", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    standing = forms.ChoiceField(label="状态", required=False, choices=list(STANDINGS.items()))
    mode = forms.ChoiceField(label="进驻方式", required=False, choices=[("", "全部"), *Mode.choices])


class _StaffField(forms.ModelChoiceField):
    """Staff by work number; of the name only the surname is shown."""

    def label_from_instance(self, obj: Any) -> str:
        """The option's text."""
        return f"{obj.code} {mask_name(obj.name)}"


class AnswerForm(forms.Form):
    """填报: one answer; ids carry the line, so that the next line's fields are not taken for this one's."""

    mode = forms.ChoiceField(
        label="进驻方式",
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择进驻方式。"},
    )
    hall = forms.ModelChoiceField(label="大厅", queryset=Hall.objects.none(), required=False, empty_label="县综合大厅")
    windows = forms.CharField(label="窗口编号", required=False, max_length=200)
    staff_a = _StaffField(label="A岗", queryset=Staff.objects.none(), required=False, empty_label="未定")
    staff_b = _StaffField(label="B岗", queryset=Staff.objects.none(), required=False, empty_label="未定")
    starts_on = forms.DateField(label="起始日期", required=False, widget=DateInput())
    reason = forms.CharField(label="未进厅原因或备注", required=False, max_length=500)

    def __init__(
        self, *args: Any, line: SheetLine, halls: QuerySet[Hall], staff: QuerySet[Staff], **kwargs: Any
    ) -> None:
        kwargs["auto_id"] = f"line-{line.pk}-%s"
        super().__init__(*args, **kwargs)
        for name, rows in (("hall", halls), ("staff_a", staff), ("staff_b", staff)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for power, label in Power.choices:
            self.fields[f"power_{power}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"why_{power}"] = forms.CharField(
                label=f"不授权“{label}”的原因", required=False, max_length=200, widget=forms.TextInput()
            )

    @property
    def powers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """(the box, the reason) of each step."""
        return [(self[f"power_{power}"], self[f"why_{power}"]) for power in Power.values]

    def clean(self) -> dict[str, Any]:
        """The data, with a reason wherever something is not done."""
        data = super().clean() or {}
        mode = data.get("mode")
        if mode == Mode.NOT_ENTERED and not data.get("reason"):
            self.add_error("reason", "未进驻的事项须标注未进厅原因。")
        if mode in AT_A_COUNTER:
            for power, label in Power.choices:
                if not data.get(f"power_{power}") and not data.get(f"why_{power}"):
                    self.add_error(f"why_{power}", f"“{label}”{KEPT_BACK}。")
        return data

    @property
    def answer(self) -> Answer:
        """What was said; only of a valid form."""
        data = self.cleaned_data
        powers = {
            power: "" if data[f"power_{power}"] else data[f"why_{power}"]
            for power in Power.values
            if data["mode"] in AT_A_COUNTER
        }
        plain = {
            name: data[name] for name in ("mode", "hall", "windows", "staff_a", "staff_b", "reason", "starts_on")
        }  # fmt: skip
        return Answer(**plain, powers=powers)


def staff_of(sheet: Sheet) -> QuerySet[Staff]:
    """Who can be named: the department's own people, and the centre's for what is entrusted to its window."""
    centre = Q(region=sheet.region_id, department__kind=Department.Kind.CENTRE)
    rows = Staff.objects.filter(Q(department=sheet.department_id) | centre).select_related("department")
    return rows.order_by("department__kind", "code")


def initial_of(line: SheetLine, *, former: SheetLine | None) -> dict[str, Any]:
    """What a line's form begins with: its own answer, else that of `former`, else the declaration in force.

    Where nothing is known of the steps all are ticked, as the notice wants them handed over; the person looks.
    """
    source = line if line.mode else former
    if source is not None:
        found = {name: getattr(source, name) for name in ("mode", "windows", "reason")}
        found |= {name: getattr(source, f"{name}_id") for name in ("hall", "staff_a", "staff_b")}
        found["starts_on"] = line.starts_on
        powers = {each.power: each for each in source.powers.all()}
    elif line.former is not None:
        declared = line.former
        found = {
            "mode": declared.mode,
            "hall": declared.hall_id,
            "windows": declared.windows,
            "reason": declared.reason,
        }
        powers = {}
    else:
        found, powers = {}, {}
    for power in Power.values:
        said = powers.get(power)
        found[f"power_{power}"] = said is None or said.answer != LinePower.Answer.NO
        found[f"why_{power}"] = said.why if said else ""
    return found
