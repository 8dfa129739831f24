"""The shape of what users type about findings and orders."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.exchange.forms import FilesField
from yimen.people.models import Department
from yimen.rectification.rules import CAUSES


class Words(forms.Form):
    """One text, with a label of its own."""

    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class ExplanationForm(Words):
    """What a department says of a finding, and whether it admits the facts."""

    admits = forms.BooleanField(
        label="核对属实，部门认可所列事实",
        help_text="部门自认是一项独立的依据；不认可的不要勾选，写明理由即可。",
        required=False,
    )


class PaperWords(Words):
    """What a department handed in on paper, and of which day it is."""

    declared_on = forms.DateField(label="书面说明日期", widget=forms.DateInput(attrs={"type": "date"}))


class GroundForm(forms.Form):
    """Another ground for a finding."""

    witness = forms.ChoiceField(label="依据来源")
    says = forms.CharField(
        label="说明什么",
        help_text="写明看了什么、在哪里、与疑点怎样相符或者不符；不写个人信息。",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].choices = kinds  # type: ignore[attr-defined]


class Judgement(forms.Form):
    """An officer's judgement of a finding; `withdrawing` asks why another's judgement is taken back."""

    cause = forms.ChoiceField(
        label="原因", choices=list(CAUSES.items()), required=False, help_text="认定时选择；培训和场地计划由此得出。"
    )

    judgement = forms.CharField(
        label="认定意见",
        help_text="写明看了哪些数据、听了部门什么说明、为什么认定或者排除。",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )

    def __init__(self, *args: Any, withdrawing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if withdrawing:
            self.fields["judgement"].label = "撤回原因"
            self.fields["judgement"].help_text = "写明认定错在哪里、看了哪些新的数据或者材料；部门会看到。"


class OrderForm(forms.Form):
    """What an order demands, and by when."""

    demand = forms.CharField(label="整改要求", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    deadline = forms.DateField(label="整改期限", widget=forms.DateInput(attrs={"type": "date"}))


class ReplyForm(Words):
    """An answer or objection with its evidence."""

    materials = FilesField(label="佐证材料", help_text="可选多个；PDF、图片、表格或文字，每个不超过 20 MB。")


class PaperOrderForm(forms.Form):
    """An order of paper and the department's answer to it, as they stand on the papers."""

    number = forms.CharField(label="纸质整改单编号", max_length=60)
    issued_on = forms.DateField(label="纸质下达日期", widget=forms.DateInput(attrs={"type": "date"}))
    demand = forms.CharField(label="纸质整改单的要求", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    deadline = forms.DateField(label="纸质整改单的期限", widget=forms.DateInput(attrs={"type": "date"}))
    answered = forms.DateField(
        label="部门书面答复日期",
        help_text="照书面答复填写。只有这一天之后的数据能够证明整改见效。",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    answer = forms.CharField(label="部门书面答复", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    materials = FilesField(label="扫描件", help_text="整改单和书面答复的扫描件，必须附上；每个不超过 20 MB。")


class Filter(forms.Form):
    """What a list of findings or orders is narrowed to; every choice may be empty."""

    q = forms.CharField(label="事项名称或编码", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(label="状态", required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="部门", required=False, empty_label="全部")

    def __init__(self, data: Any, *, states: list[tuple[str, str]], departments: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["status"].choices = [("", "全部"), *states]  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The choices that are valid; a choice that is not is as if it had not been made."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
