"""Shapes of input about the bank."""

from django import forms

LARGEST = 5 * 2**20


class QuestionsFileForm(forms.Form):
    """导入题目."""

    file = forms.FileField(label="文件", help_text=".xlsx、.xls 或 .csv，不超过 5 MB；先看计划，确认后才写入。")

    def clean_file(self) -> object:
        """The file, unless it is larger than a bank of questions can be."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError("文件超过 5 MB，不像是题库，请核对后重新选择。")
        return upload


class RetireQuestionForm(forms.Form):
    """停用题目: which, and why."""

    code = forms.CharField(label="题目编号", max_length=20)
    reason = forms.CharField(label="停用原因", min_length=4, max_length=200)


class Confirm(forms.Form):
    """确认导入: nothing is asked but the press of the button."""
