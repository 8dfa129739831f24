"""Shapes of input: a token for a department's system, and how often a department has agreed to hand in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from yimen.exchange.models import Feed, FeedPromise
from yimen.people.models import Department


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OfDepartment(forms.Form):
    """A form about one department."""

    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        Department.objects.none(), label="部门", empty_label="请选择"
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class TokenForm(OfDepartment):
    """发放接口令牌."""

    purpose = forms.CharField(label="使用系统", max_length=60, help_text="写系统名称，例如“公安局户政系统”。")
    valid_to = forms.DateField(
        label="有效期至", required=False, widget=DateInput(), help_text="不填则一直有效，直到收回。"
    )


class PromiseForm(OfDepartment):
    """报送约定."""

    kind = forms.ChoiceField(label="报送种类", choices=Feed.choices)
    rhythm = forms.ChoiceField(label="报送周期", choices=FeedPromise.Rhythm.choices)
    grace = forms.IntegerField(
        label="宽限（工作日）", min_value=0, max_value=20, initial=1, help_text="一期结束后几个工作日内报到都算按时。"
    )
    valid_from = forms.DateField(label="自何日起", widget=DateInput(), initial=timezone.localdate)


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; an empty list when none was chosen."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(), required=required, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file, checked as one. Errors: ValidationError, also where one is required and none was chosen."""
        several = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if self.required and not several:
            raise forms.ValidationError(self.error_messages["required"])
        return [super(FilesField, self).clean(each, initial) for each in several]


class TableField(forms.FileField):
    """A table to take in: .xlsx, .xls or .csv, no larger than `megabytes`; `otherwise` says what to do with more."""

    def __init__(self, *, megabytes: int, otherwise: str, **kwargs: Any) -> None:
        told = f".xlsx、.xls 或 .csv，不超过 {megabytes} MB；先看计划，确认后才写入。"
        super().__init__(**{"label": "文件", "help_text": told, **kwargs})
        self.megabytes, self.otherwise = megabytes, otherwise

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file. Errors: ValidationError when it is larger."""
        file = super().clean(data, initial)
        if file and file.size > self.megabytes * 2**20:
            raise forms.ValidationError(f"文件超过 {self.megabytes} MB，没有接收：{self.otherwise}")
        return file
