"""The shape of what is typed about a slip."""

from collections.abc import Iterable
from typing import Any

from django import forms

from yimen.cases.handovers.models import HandedCase


class TakeForm(forms.Form):
    """接收: for each case on the slip a reason if it is sent back, empty if it is taken."""

    def __init__(self, *args: Any, lines: Iterable[HandedCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        self.fields["whole"] = forms.CharField(
            label="整单退回的理由", max_length=300, required=False, help_text="只在按“整单退回”时填写。"
        )
        for line in self.lines:
            label = f"退回 {line.dossier.number} 的理由"
            self.fields[f"back_{line.pk}"] = forms.CharField(
                label=label, max_length=300, required=False, help_text=f"{line.dossier.version.name}。接收的不填。"
            )

    @property
    def returned(self) -> dict[int, str]:
        """Key of a line that is sent back -> why."""
        given = {line.pk: self.cleaned_data[f"back_{line.pk}"].strip() for line in self.lines}
        return {pk: reason for pk, reason in given.items() if reason}
