"""The shape of what is typed to take in earlier ratings."""

from django import forms

from yimen.exchange.forms import TableField


class RatingsFileForm(forms.Form):
    """导入原系统评价."""

    file = TableField(megabytes=20, otherwise="请按年份分开导出后导入。")


class ConfirmForm(forms.Form):
    """确认导入: nothing to fill in."""
