"""Shapes of input about courses and the county's terms."""

from typing import Any

from django import forms

from yimen.catalog.models import Item
from yimen.common.text import code_key
from yimen.people.models import Region
from yimen.rectification.rules import causes
from yimen.training.courses.models import TrainingTerms
from yimen.training.courses.rules import GATES, TERMS
from yimen.training.courses.services import Content


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, picked from a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    """A day and a time of day, picked by the browser."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget, **more)


class VersionForm(forms.Form):
    """一版课程: what it teaches and whom it is for."""

    outline = forms.CharField(label="讲什么", widget=forms.Textarea(attrs={"rows": 4}), min_length=5, max_length=4000)
    hours = forms.IntegerField(label="学时", min_value=1, max_value=200, initial=4)
    months = forms.IntegerField(label="合格有效期（月）", min_value=1, max_value=60, initial=12)
    valid_from = day_field("起用日期")
    items = forms.CharField(
        label="对应事项的编码", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个实施编码，可从事项清单复制。受理这些事项的人须学这门课。",
    )  # fmt: skip
    everyone = forms.BooleanField(label="窗口人员都要学，不论受理什么事项", required=False)
    causes = forms.MultipleChoiceField(
        label="针对的疑点原因", required=False, widget=forms.CheckboxSelectMultiple(),
        choices=[(each.code, each.title) for each in causes().values() if each.feeds == "training"],
    )  # fmt: skip
    keeps = forms.BooleanField(label="上一版合格的继续有效", required=False, initial=True)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region

    def clean_items(self) -> list[Item]:
        """The items of the codes; a code that the county does not have is named."""
        wanted = list(dict.fromkeys(code_key(line) for line in self.cleaned_data["items"].splitlines() if line.strip()))
        known = {each.code: each for each in Item.objects.filter(region=self.region, code__in=wanted)}
        if unknown := [each for each in wanted if each not in known]:
            raise forms.ValidationError(f"本县事项清单里没有这些编码：{'、'.join(unknown[:5])}。")
        return [known[each] for each in wanted]

    @property
    def content(self) -> Content:
        """What was typed; only of a valid form."""
        said = self.cleaned_data
        return Content(
            said["outline"], said["hours"], said["months"], said["valid_from"], said["everyone"],
            said.get("keeps", True), said["items"], said["causes"],
        )  # fmt: skip


class CourseForm(VersionForm):
    """新课程."""

    code = forms.CharField(label="课程编号", max_length=20, help_text="大写字母开头，例如 K01。")
    name = forms.CharField(label="课程名称", min_length=2, max_length=60)
    field_order = ("code", "name", "hours", "months", "valid_from", "everyone", "outline", "items", "causes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["keeps"]  # there is no version before


class TermsForm(forms.Form):
    """The county's terms, each number within its range."""

    gate = forms.ChoiceField(label="没有有效培训时", choices=GATES, widget=forms.RadioSelect())

    def __init__(self, data: Any = None, *, terms: TrainingTerms) -> None:
        super().__init__(data, initial={"gate": terms.gate})
        for name, (label, usual, least, most) in TERMS.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=least, max_value=most, initial=getattr(terms, name),
                help_text=f"通常为 {usual}，可设 {least} 至 {most}。",
            )  # fmt: skip


class RetireForm(forms.Form):
    """停用课程."""

    sure = forms.BooleanField(label="停用后不再要求任何人学习，已有的合格证照常显示")
