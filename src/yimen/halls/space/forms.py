"""Shapes of input about a hall's space."""

from django import forms

from yimen.exchange.models import ImportBatch
from yimen.halls.space.imports import FIELDS

LARGEST = 20 * 2**20


class SpaceFileForm(forms.Form):
    """导入大厅数据: a floor plan, queue figures, or what attendance machines wrote."""

    kind = forms.ChoiceField(
        label="内容",
        choices=[(kind, ImportBatch.Kind(kind).label) for kind in FIELDS],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label="文件", help_text=".xlsx、.xls 或 .csv，不超过 20 MB；先看计划，确认后才写入。")

    def clean_file(self) -> object:
        """The file, unless it is larger than a table of this kind can be."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError("文件超过 20 MB，请按月分开导出后导入。")
        return upload


class ApplyForm(forms.Form):
    """确认导入排队数据: nothing to fill in."""


class ApplyPlanForm(ApplyForm):
    """确认导入平面图."""

    valid_from = forms.DateField(
        label="自何日起生效",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="平面图所画的那一天；以前的平面图到前一天为止，仍可查看。",
    )
