"""The shape of what is chosen for many cases: the act, and what the act needs."""

from typing import Any

from django import forms

from yimen.cases.bundles.acts import ACTS
from yimen.cases.bundles.models import Bundle
from yimen.cases.bundles.queries import colleagues
from yimen.people.models import User
from yimen.people.queries import may


class BundleForm(forms.Form):
    """成批办理: which act, with which opinion, given to whom; offered is what the user may do."""

    act = forms.ChoiceField(label="动作")
    opinion = forms.CharField(
        label="审查意见", max_length=1000, required=False, help_text="只在“通过本环节”时填写，记入每一件。"
    )
    target = forms.ModelChoiceField(
        label="转给谁", queryset=User.objects.none(), required=False, help_text="只在“转给同事办理”时选择。"
    )

    def __init__(self, *args: Any, user: User, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(act, label) for act, label in Bundle.Act.choices if may(user, ACTS[act].act)]
        self.fields["act"].choices = offered  # type: ignore[attr-defined]
        self.fields["target"].queryset = colleagues(user, day)  # type: ignore[attr-defined]
        self.fields["target"].label_from_instance = lambda each: each.display_name  # type: ignore[attr-defined]
