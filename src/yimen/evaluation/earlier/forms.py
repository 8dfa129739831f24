"""The shape of what is typed to take in earlier ratings."""

from django import forms

LARGEST = 20 * 2**20


class RatingsFileForm(forms.Form):
    """导入原系统评价."""

    file = forms.FileField(label="文件", help_text=".xlsx、.xls 或 .csv，不超过 20 MB；先看计划，确认后才写入。")

    def clean_file(self) -> object:
        """The file, unless it is larger than a table can be."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError("文件超过 20 MB，请按年份分开导出后导入。")
        return upload


class ConfirmForm(forms.Form):
    """确认导入: nothing to fill in."""
