"""Shapes of input on the portal."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from yimen.cases.applying.files import MOST
from yimen.cases.applying.models import Behalf, Draft
from yimen.cases.firms.models import Representative
from yimen.catalog.forms import DateInput
from yimen.catalog.guides.content import FieldLine
from yimen.catalog.guides.models import FormField
from yimen.evaluation.hindrances.models import Cause
from yimen.evaluation.rules import Indicator
from yimen.exchange.forms import FilesField
from yimen.halls.appointments.forms import VisitorForm


class PhoneForm(forms.Form):
    """手机号码."""

    phone = forms.CharField(
        label="手机号码", max_length=20, help_text="没有注册过的号码，第一次登录就注册。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """短信验证码."""

    code = forms.CharField(
        label="短信验证码", max_length=6, help_text="6 位数字，10 分钟内有效。",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class WhoForm(forms.Form):
    """本人信息."""

    name = forms.CharField(label="姓名", max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    person_id = forms.CharField(label="公民身份号码", max_length=18)


def _secret(paper: str) -> forms.CharField:
    """The field of the code that opens something, which stands on that paper alone."""
    told = f"10 位字母和数字，在{paper}上，只印一次。"
    return forms.CharField(
        label="查询码", max_length=20, help_text=told, widget=forms.TextInput({"autocomplete": "off"})
    )


class QueryForm(forms.Form):
    """办件查询."""

    number = forms.CharField(label="办件编号", max_length=50, help_text="在受理单或收件凭证上。")
    secret = _secret("收件凭证")


class BookForm(VisitorForm):
    """预约."""

    field_order = ("starts_at", "matter", "name", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = "前一天用短信提醒您，可以不填。"


class FindForm(QueryForm):
    """凭编号找预约."""

    number = forms.CharField(label="预约编号", max_length=20, help_text="在预约凭条或短信里，Y 开头。")
    secret = _secret("预约凭条")


class AskForm(QueryForm):
    """凭编号看答复."""

    number = forms.CharField(label="编号", max_length=20, help_text="登记时给您的，BB 或 YY 开头。")
    secret = _secret("登记后的页面")


class TicketForm(QueryForm):
    """查我的号."""

    number = forms.CharField(label="号码", max_length=8, help_text="在号票上，例如 A007。")
    secret = _secret("号票")


class WhomForm(forms.Form):
    """为谁申请; `rights` are those by which he may act for firms that are registered here."""

    behalf = forms.ChoiceField(label="为谁申请", widget=forms.RadioSelect())
    name = forms.CharField(
        label="被代办人姓名或单位名称", max_length=100, required=False, help_text="为自己申请的不填。"
    )
    person_id = forms.CharField(
        label="被代办人公民身份号码或单位统一社会信用代码",
        max_length=18,
        required=False,
        help_text="为自己申请的不填。",
    )
    phone = forms.CharField(
        label="被代办人或法定代表人手机", max_length=20, required=False,
        help_text="填了就可以用短信请本人确认；没有手机的上传授权委托书。",
    )  # fmt: skip

    def __init__(self, data: Any, *, rights: Sequence[Representative], draft: Draft) -> None:
        super().__init__(data, initial=_said_of(draft))
        self.rights = {f"firm-{each.pk}": each for each in rights}
        known = [(key, f"为{each.firm.name}（{each.get_part_display()}）") for key, each in self.rights.items()]
        others = "为单位（没有登记的）" if known else "为单位"
        plain = [(value, others if value == Behalf.FIRM else label) for value, label in Behalf.choices]
        self.fields["behalf"].choices = [*plain[:1], *known, *plain[1:]]  # type: ignore[attr-defined]

    @property
    def right(self) -> Representative | None:
        """The right that was chosen, None for anybody else."""
        return self.rights.get(self.cleaned_data["behalf"])


def _said_of(draft: Draft) -> dict[str, str]:
    """What the draft says already; the names of a registered firm are not to be typed again."""
    if draft.representative_id is not None:
        return {"behalf": f"firm-{draft.representative_id}"}
    return {"behalf": draft.behalf, "name": draft.principal_name, "person_id": draft.principal_id,
            "phone": draft.principal_phone}  # fmt: skip


class StepForm(forms.Form):
    """申请表的一页: one control for each field of the form, made from its data; values are checked by the service."""

    def __init__(self, data: Any, *, fields: Sequence[FieldLine], initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        for each in fields:
            self.fields[each.key] = _control(each)

    def given(self) -> dict[str, str]:
        """What was put in, as text."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def given_so_far(self) -> dict[str, str]:
        """What was put in by somebody who goes on another time: from then on nothing is wanting, only wrong."""
        for field in self.fields.values():
            field.required = False
        return {name: text for name, text in self.given().items() if text.strip()}


def _control(field: FieldLine) -> forms.Field:
    kinds = FormField.Kind
    said: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": field.needed}
    if field.kind == kinds.CHOICE:
        choices = [(each, each) for each in field.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect(), **said)
    widgets = {
        kinds.LONG_TEXT: forms.Textarea({"rows": 4}),
        kinds.NUMBER: forms.TextInput({"inputmode": "decimal"}),
        kinds.DATE: DateInput(),
        kinds.PHONE: forms.TextInput({"inputmode": "tel"}),
    }
    return forms.CharField(widget=widgets.get(kinds(field.kind), forms.TextInput()), **said)


class SupplementForm(forms.Form):
    """补正."""

    name = forms.CharField(label="补的是什么材料", max_length=200, help_text="几样一起补的都写上。")
    papers = FilesField(label="文件", required=True, help_text="可选多个；照片（JPG、PNG）或 PDF，每个不超过 10 MB。")

    def clean_papers(self) -> list[UploadedFile]:
        """No more files than an application may have."""
        if len(self.cleaned_data["papers"]) > MOST:
            raise forms.ValidationError(f"一次最多 {MOST} 个文件：请把几页合成一个 PDF。")
        return list(self.cleaned_data["papers"])


class WithdrawForm(forms.Form):
    """撤回申请."""

    reason = forms.CharField(label="撤回的原因", max_length=300)


class CodeToRate(forms.Form):
    """评价码."""

    code = forms.CharField(
        label="评价码", max_length=20, help_text="8 位字母和数字，在窗口给的凭证上或短信里。",
        widget=forms.TextInput({"autocomplete": "off", "class": "code"}),
    )  # fmt: skip


class OpinionForm(forms.Form):
    """评价内容: the indicators that go with the grade, words, and a telephone to be called back on."""

    ticked = forms.MultipleChoiceField(
        label="可以选一个或几个原因", required=False, widget=forms.CheckboxSelectMultiple()
    )
    words = forms.CharField(
        label="想说的话", max_length=500, required=False, widget=forms.Textarea({"rows": 4}),
        help_text="公布前会去掉姓名、电话和编号。不用写自己是谁。",
    )  # fmt: skip
    contact = forms.CharField(
        label="联系电话", max_length=20, required=False,
        help_text="只用于回访，不告诉被评价的部门。不填的打办件上的电话。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, offered: Sequence[Indicator]) -> None:
        super().__init__(data)
        self.fields["ticked"].choices = [(each.code, each.name) for each in offered]  # type: ignore[attr-defined]


class HindranceForm(forms.Form):
    """办不成事."""

    words = forms.CharField(
        label="什么事没有办成", min_length=10, max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text="哪一天、在哪里、办什么、窗口怎么说的。",
    )  # fmt: skip
    cause = forms.ChoiceField(label="您认为是什么原因", choices=[("", "说不清"), *Cause.choices], required=False)
    name = forms.CharField(label="怎么称呼您", max_length=60, required=False)
    contact = forms.CharField(
        label="联系电话", max_length=20, required=False, help_text="填了才能回电话；不填的凭编号和查询码看答复。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip


class ObjectionForm(forms.Form):
    """对办件的异议."""

    words = forms.CharField(
        label="对什么有异议，为什么", min_length=10, max_length=2000, widget=forms.Textarea({"rows": 5})
    )


class DisputeForm(forms.Form):
    """没有解决."""

    text = forms.CharField(label="哪里没有解决", min_length=10, max_length=2000, widget=forms.Textarea({"rows": 3}))


class DeviceForm(forms.Form):
    """设备密钥."""

    key = forms.CharField(label="设备密钥", max_length=80, widget=forms.PasswordInput({"autocomplete": "off"}))
