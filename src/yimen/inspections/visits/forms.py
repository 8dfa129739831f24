"""Shapes of input about visits."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from yimen.inspections.visits import rules
from yimen.inspections.visits.models import VisitScript, Where
from yimen.inspections.visits.services import Step


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, picked from a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


class PlanForm(forms.Form):
    """封存种子: a plan of visits."""

    title = forms.CharField(label="名称", min_length=4, max_length=100, help_text="例如“7月明察暗访”。")
    script = forms.ModelChoiceField(label="暗访脚本", queryset=VisitScript.objects.none(), empty_label="请选择")
    visits = forms.IntegerField(label="督查次数", min_value=1, max_value=rules.MOST_VISITS, initial=6)
    beacon_on = day_field("公开随机数日期", help_text="在今天之后、最早督查日期之前或当天。")
    beacon_source = forms.CharField(
        label="公开随机数来源", max_length=100, initial="当日中国福利彩票3D开奖号码",
        help_text="先写明用哪一天、哪一处公布的号码，到那天才能抽签。",
    )  # fmt: skip
    period_from = day_field("最早督查日期")
    period_to = day_field("最晚督查日期")
    floor_days = forms.IntegerField(
        label="最长未督查天数", min_value=30, max_value=1000, initial=rules.FLOOR_DAYS,
        help_text="超过这么多天没有督查过的部门先抽，保证每个部门都轮得到。",
    )  # fmt: skip
    wrong = forms.IntegerField(
        label="权重：每项疑似不实事项", min_value=0, max_value=100, initial=rules.WEIGHTS["wrong"]
    )
    findings = forms.IntegerField(
        label="权重：每条未办结疑点", min_value=0, max_value=100, initial=rules.WEIGHTS["findings"]
    )
    credibility = forms.IntegerField(
        label="权重：自查每被推翻一成", min_value=0, max_value=100, initial=rules.WEIGHTS["credibility"]
    )
    months = forms.IntegerField(
        label="权重：距上次督查每月", min_value=0, max_value=100, initial=rules.WEIGHTS["months"]
    )

    def __init__(self, *args: Any, scripts: QuerySet[VisitScript], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["script"].queryset = scripts  # type: ignore[attr-defined]

    @property
    def content(self) -> dict[str, Any]:
        """What was typed, the weights in one; only of a valid form."""
        weights = {name: self.cleaned_data[name] for name in rules.WEIGHTS}
        others = {name: value for name, value in self.cleaned_data.items() if name not in weights}
        return {**others, "weights": weights}


class DrawForm(forms.Form):
    """抽签."""

    beacon = forms.CharField(label="公开随机数", min_length=4, max_length=200, help_text="照公布的样子填写。")


class ReasonForm(forms.Form):
    """取消督查."""

    reason = forms.CharField(label="取消原因", min_length=4, max_length=300)


class SignForm(forms.Form):
    """签字: the digest that was shown, and that it was read."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(label="以上记录和照片是我和同行人员当场所见，内容属实")


class ScriptForm(forms.Form):
    """一版脚本: a line a step."""

    name = forms.CharField(label="名称", min_length=2, max_length=60, initial="进驻大厅暗访脚本")
    lines = forms.CharField(
        label="步骤",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行一步：地点｜怎么问｜看什么。地点填大厅、部门或电话。",
    )

    def clean_lines(self) -> list[Step]:
        """The steps."""
        places = {str(label): str(value) for value, label in Where.choices}
        steps: list[Step] = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            parts = [part.strip() for part in line.replace("|", "｜").split("｜")]
            if parts == [""]:
                continue
            if parts[0] not in places or len(parts) < 2 or not parts[1]:
                raise forms.ValidationError(f"第 {number} 行读不懂：请写作“大厅｜怎么问｜看什么”。")
            steps.append((places[parts[0]], parts[1], parts[2] if len(parts) > 2 else ""))
        return steps
