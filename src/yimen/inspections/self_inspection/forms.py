"""Shapes of input about self-inspection."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.exchange.forms import FilesField, TableField
from yimen.inspections.self_inspection.models import ChecklistVersion, Question, SelfAnswer
from yimen.inspections.self_inspection.services import Said


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, picked from a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


class ChecklistFileForm(forms.Form):
    """导入自查清单."""

    file = TableField(megabytes=5, otherwise="不像是一张自查清单，请核对后重新选择。")


class ChecklistNameForm(forms.Form):
    """确认导入: under which name."""

    name = forms.CharField(
        label="清单名称", min_length=2, max_length=60, help_text="与已有清单同名时成为它的新版本，旧版本保留。"
    )


class RoundForm(forms.Form):
    """发布自查轮次."""

    version = forms.ModelChoiceField(label="自查清单", queryset=ChecklistVersion.objects.none(), empty_label="请选择")
    title = forms.CharField(label="名称", min_length=4, max_length=100, help_text="例如“2023年第二轮全面自查”。")
    period_from = day_field("自查起始日期")
    period_to = day_field("自查截止日期", help_text="按这一天的事项清单和进驻状态逐项提问。")
    deadline = day_field("报送期限")

    def __init__(self, *args: Any, versions: QuerySet[ChecklistVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


def choices_of(question: Question) -> list[tuple[str, str]]:
    """The answers that a question can have: 无业务 only where an item is asked about."""
    values = [SelfAnswer.Value.YES, SelfAnswer.Value.NO]
    if question.scope == Question.Scope.ITEM:
        values.append(SelfAnswer.Value.IDLE)
    return [("", "请选择"), *((each.value, str(each.label)) for each in values)]


class AnswersForm(forms.Form):
    """The answers of one page of a sheet; fields are named after the keys of the answers."""

    def __init__(self, *args: Any, answers: Iterable[SelfAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = list(answers)
        for each in self.answers:
            about = each.version.name if each.version else each.question.text
            self.fields[f"answer_{each.pk}"] = forms.ChoiceField(
                label="答案", choices=choices_of(each.question), required=False, initial=each.answer,
                widget=forms.Select(attrs={"aria-label": f"答案：{about}"}),
            )  # fmt: skip
            self.fields[f"words_{each.pk}"] = forms.CharField(
                label="说明", required=False, max_length=500, initial=each.words,
                widget=forms.TextInput(attrs={"aria-label": f"说明：{about}", "placeholder": "填“否”时必填"}),
            )  # fmt: skip
            self.fields[f"mend_{each.pk}"] = forms.DateField(
                label="整改期限", required=False, initial=each.mend_by,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-label": f"整改期限：{about}"}),
            )  # fmt: skip

    def bound(self, answer: SelfAnswer) -> list[Any]:
        """The three fields of an answer."""
        return [self[f"{name}_{answer.pk}"] for name in ("answer", "words", "mend")]

    @property
    def said(self) -> dict[int, Said]:
        """Key -> what was said, of those for which an answer was chosen; only of a valid form."""
        data = self.cleaned_data
        return {
            each.pk: Said(data[f"answer_{each.pk}"], data[f"words_{each.pk}"], data[f"mend_{each.pk}"])
            for each in self.answers
            if data[f"answer_{each.pk}"]
        }


class EvidenceForm(forms.Form):
    """佐证: files of one answer and the day from which they hold."""

    answer = forms.ModelChoiceField(label="问题", queryset=SelfAnswer.objects.none(), empty_label="请选择")
    effective_on = day_field("材料生效日期", help_text="照材料填写，例如发文日期、照片拍摄日期；系统另记收到时间。")
    materials = FilesField(label="佐证材料", help_text="可选多个；PDF、图片、表格或文字，每个不超过 20 MB。")

    def __init__(self, *args: Any, answers: QuerySet[SelfAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].queryset = answers  # type: ignore[attr-defined]
        self.fields["answer"].label_from_instance = lambda each: each.question.text  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """退回更正."""

    words = forms.CharField(label="退回原因", min_length=4, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(forms.Form):
    """签发: the digest that was shown, and that the report was read."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(label="我已核对全部答案和报告全文，对其真实性负责，同意签发")
