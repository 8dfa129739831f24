"""Shapes of input about firms: papers handed in, agents named, and what the window compares."""

from typing import Any

from django import forms
from django.utils import timezone

from yimen.cases.firms.queries import versions_named
from yimen.cases.firms.services import Scope
from yimen.catalog.forms import DateInput
from yimen.catalog.models import ItemVersion
from yimen.people.models import Region

ITEMS_HELP = "一行一个，写事项全名或实施编码；不填的为全部事项。"


class ScopeForm(forms.Form):
    """授权范围: until when, and in which items of the region."""

    valid_to = forms.DateField(label="授权到哪一天", widget=DateInput(), help_text="最长三年，随时可以终止。")
    items = forms.CharField(
        label="限于哪些事项", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=ITEMS_HELP
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region

    def clean_items(self) -> list[ItemVersion]:
        """The items of the lines; a line that names none is told."""
        lines = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        found = versions_named(self.region.pk, lines, timezone.localdate())
        unknown = [line for line in lines if line not in found]
        if unknown:
            raise forms.ValidationError(f"没有找到：{'、'.join(unknown[:3])}。请照事项清单写全名，或写实施编码。")
        return list({found[line].item_id: found[line] for line in lines}.values())

    @property
    def scope(self) -> Scope:
        """What was put in."""
        return Scope(self.cleaned_data["valid_to"], self.cleaned_data["items"])


class AgentForm(ScopeForm):
    """委托受托人."""

    name = forms.CharField(label="受托人姓名", max_length=100)
    person_id = forms.CharField(label="受托人公民身份号码", max_length=18)
    phone = forms.CharField(
        label="受托人手机", max_length=20, help_text="他用这个手机登录，或者用省统一身份认证登录。",
        widget=forms.TextInput({"inputmode": "tel"}),
    )  # fmt: skip
    field_order = ("name", "person_id", "phone", "valid_to", "items")


class PapersForm(ScopeForm):
    """提交单位材料: as the legal representative with the licence, or as an agent with the mandate."""

    HEAD, AGENT = "head", "agent"
    part = forms.ChoiceField(
        label="我是这个单位的", widget=forms.RadioSelect(), initial=HEAD,
        choices=[(HEAD, "法定代表人（负责人），上传营业执照"), (AGENT, "受托人，上传授权委托书")],
    )  # fmt: skip
    name = forms.CharField(label="单位名称", max_length=100)
    code = forms.CharField(label="统一社会信用代码", max_length=18, widget=forms.TextInput({"class": "code"}))
    file = forms.FileField(
        label="营业执照或授权委托书", help_text="委托书须盖单位公章，写明受托人、事项和期限。照片或 PDF，不超过 10 MB。"
    )
    field_order = ("part", "name", "code", "file", "valid_to", "items")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_to"].required = False
        self.fields["valid_to"].label = "委托书写的最后一天"
        self.fields["valid_to"].help_text = "受托人填，最长三年。"

    def clean(self) -> dict[str, Any] | None:
        """An agent's mandate ends on a day."""
        given = super().clean() or self.cleaned_data
        if given.get("part") == self.AGENT and not given.get("valid_to") and "valid_to" not in self.errors:
            self.add_error("valid_to", "受托人请填委托书写的最后一天。")
        return given


class ConfirmForm(forms.Form):
    """核对原件."""

    person_id = forms.CharField(
        label="读身份证，或照证件录入公民身份号码", max_length=18, help_text="与提交的号码不一致的不能通过。",
        widget=forms.TextInput({"autocomplete": "off", "class": "code"}),
    )  # fmt: skip


class DeclineForm(forms.Form):
    """退回."""

    words = forms.CharField(label="哪里不对，请对方改什么", max_length=200)
