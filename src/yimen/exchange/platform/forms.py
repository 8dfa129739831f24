"""Shapes of input: a refused message corrected field by field, words about a difference, a package of files."""

from datetime import date, datetime
from typing import Any

from django import forms

from yimen.exchange.forms import DateInput
from yimen.exchange.platform import bodies
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.packages import MOST_BYTES
from yimen.exchange.platform.rules import DAY, MOMENT, OUT, WHOLE, Field
from yimen.exchange.platform.states import OUTBOX


class MomentInput(forms.DateTimeInput):
    """The browser's own field for day and minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%S")


class Correction(forms.Form):
    """A message's fields, to be corrected; personal data are not shown: left empty they stay as they are."""

    def __init__(self, message: OutboxMessage, data: Any = None) -> None:
        super().__init__(data)
        self._were = bodies.read(message.body)
        self._kind = OUT[message.kind]
        for field in self._kind.fields:
            self.fields[field.name] = self._shaped(field, self._were.get(field.name))

    def _shaped(self, field: Field, value: Any) -> forms.Field:
        if field.personal:
            shown = f"现为 {bodies.masked(field, value)}，留空则不变。" if value else "现在没有填。"
            return forms.CharField(label=field.title, required=False, max_length=field.length, help_text=shown)
        common: dict[str, Any] = {"label": field.title, "required": field.required, "initial": value}
        if field.type == MOMENT:
            common["initial"] = datetime.fromisoformat(value) if value else None
            return forms.DateTimeField(widget=MomentInput(), **common)
        if field.type == DAY:
            common["initial"] = date.fromisoformat(value) if value else None
            return forms.DateField(widget=DateInput(), **common)
        if field.choices:
            choices = [(each, each) for each in field.choices]
            return forms.ChoiceField(choices=choices if field.required else [("", "—"), *choices], **common)
        if field.type == WHOLE:
            return forms.IntegerField(min_value=0, **common)
        return forms.CharField(max_length=field.length, **common)

    def corrected(self) -> dict[str, Any]:
        """All fields of the message: what was changed, and the rest to the letter as it was."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        return {**self._were, **changed}


class MessageFilter(forms.Form):
    """What messages out can be narrowed by."""

    q = forms.CharField(label="办件编号或流", required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *OUTBOX.choices])
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部"), *((name, kind.title) for name, kind in OUT.items())]
    )
    day = forms.DateField(label="登记日期", required=False, widget=DateInput())


class Words(forms.Form):
    """What is said about a difference."""

    words = forms.CharField(
        label="说明", min_length=4, max_length=300, help_text="去函核实的，写要问什么；记为已消除的，写怎样查清的。"
    )


class PackageFile(forms.Form):
    """A package of the platform."""

    package = forms.FileField(
        label="省平台交来的交换包", help_text=f"zip 原文件，不要解压；不超过 {MOST_BYTES // 2**20} MB。"
    )
