"""Shapes of input: the name of a set, and its files where no script sends them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class Title(forms.Form):
    """What a set is called."""

    title = forms.CharField(
        label="证据集名称",
        min_length=2,
        max_length=100,
        help_text="写明是哪个县、什么期间，例如“集贤县2023年取证数据集”。",
    )


class SeveralFiles(forms.ClearableFileInput):
    """An input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of a set."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each of the files, by itself."""
        several = (data or [None]) if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in several]


class Files(forms.Form):
    """The next files of a set."""

    uploads = FilesField(
        label="证据集的文件",
        help_text="meta.json 和 items、cases、register 等表，csv、csv.gz 或 parquet；也可以放在 zip 里。",
    )
