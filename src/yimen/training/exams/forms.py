"""Shapes of input about exams: the blueprint is one number for each topic and difficulty that the bank holds."""

from collections import Counter
from typing import Any

from django import forms

from yimen.training.bank.models import QuestionVersion
from yimen.training.courses.forms import moment_field
from yimen.training.exams.draw import Part
from yimen.training.exams.rules import LONGEST, SHORTEST

LEVELS = {int(value): str(label) for value, label in QuestionVersion.Difficulty.choices}
WORTH = {1: 2, 2: 3, 3: 5}
"""What a question of each difficulty is worth unless said otherwise."""


class ExamForm(forms.Form):
    """组卷: when, how long, and how many questions of which kind."""

    title = forms.CharField(label="名称", min_length=2, max_length=80, help_text="例如“6月综合窗口上岗考试”。")
    opens_at = moment_field("开考时间")
    closes_at = moment_field("结束时间", help_text="结束以后统一阅卷、公布成绩、公开种子。")
    minutes = forms.IntegerField(label="答卷时间（分钟）", min_value=SHORTEST, max_value=LONGEST, initial=30)
    pass_share = forms.IntegerField(label="合格线（%）", min_value=1, max_value=100, initial=80)

    def __init__(self, data: Any = None, *, stock: Counter[tuple[str, int]]) -> None:
        super().__init__(data)
        self.strata = sorted(stock)
        for place, (topic, level) in enumerate(self.strata):
            known = stock[topic, level]
            self.fields[f"count_{place}"] = forms.IntegerField(
                label=f"{topic}·{LEVELS[level]}：抽几题", min_value=0, max_value=known, required=False,
                initial=min(known // 2, 5), help_text=f"在用 {known} 题，每题 {WORTH[level]} 分。",
            )  # fmt: skip

    @property
    def content(self) -> dict[str, Any]:
        """What was typed, the blueprint as parts; only of a valid form."""
        said = self.cleaned_data
        parts = [
            Part(topic, level, said[f"count_{place}"], WORTH[level])
            for place, (topic, level) in enumerate(self.strata)
            if said.get(f"count_{place}")
        ]
        named = ("title", "opens_at", "closes_at", "minutes", "pass_share")
        return {**{name: said[name] for name in named}, "parts": parts}


class CallOffForm(forms.Form):
    """取消考试."""

    reason = forms.CharField(label="取消原因", min_length=4, max_length=200)
