"""Shapes of input about the bank."""

from django import forms

from yimen.exchange.forms import TableField


class QuestionsFileForm(forms.Form):
    """导入题目."""

    file = TableField(megabytes=5, otherwise="不像是题库，请核对后重新选择。")


class RetireQuestionForm(forms.Form):
    """停用题目: which, and why."""

    code = forms.CharField(label="题目编号", max_length=20)
    reason = forms.CharField(label="停用原因", min_length=4, max_length=200)


class Confirm(forms.Form):
    """确认导入: nothing is asked but the press of the button."""
