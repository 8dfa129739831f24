"""The shape of what clerks and approvers type about a case."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from yimen.cases.forms import MonthField
from yimen.cases.handling.models import AcceptanceException, Dossier
from yimen.cases.plans.services import RETENTIONS
from yimen.exchange.forms import FilesField
from yimen.people.models import Department

Kind = AcceptanceException.Kind


class ItemSearch(forms.Form):
    """查找事项 at the counter."""

    q = forms.CharField(
        label="事项名称、拼音首字母、编码或群众的说法",
        max_length=60,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )


class AcceptForm(forms.Form):
    """受理: a form that asks for a reason for each thing that speaks against accepting at this desk.

    `doubts`: kind -> what the system saw.
    """

    def __init__(self, *args: Any, doubts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts = doubts
        asking = self.data.get("press") == "ask"  # who only takes the papers in accepts nothing yet
        for kind, what in doubts.items():
            self.fields[f"reason_{kind}"] = forms.CharField(
                label=f"例外受理的理由：{Kind(kind).label}", help_text=what, max_length=300, required=not asking
            )

    @property
    def reasons(self) -> dict[str, str]:
        """Kind of exception -> the reason given."""
        return {kind: self.cleaned_data[f"reason_{kind}"] for kind in self.doubts}


class CounterForm(AcceptForm):
    """收件: who applies, what he handed in, and why it is taken although something speaks against it.

    `materials` are the names of what the guide asks for.
    """

    kind = forms.ChoiceField(label="申请人类型", choices=Dossier.Applicant.choices, initial="person")
    number = forms.CharField(
        label="证件号码", max_length=60, help_text="可用读卡器；企业填统一社会信用代码。",
        widget=forms.TextInput({"autocomplete": "off", "class": "code"}),
    )  # fmt: skip
    name = forms.CharField(label="姓名或名称", max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    agent_name = forms.CharField(label="代办人姓名", max_length=100, required=False)
    agent_id = forms.CharField(label="代办人证件号码", max_length=60, required=False)
    ticket = forms.CharField(label="排队号", max_length=20, required=False)
    delivery = forms.ChoiceField(label="领取方式", choices=Dossier.Way.choices, initial="window")
    complete = forms.BooleanField(label="所列必要材料均已核验", required=False)
    seen = forms.MultipleChoiceField(label="已核验的材料", required=False, widget=forms.CheckboxSelectMultiple)
    scans = FilesField(label="扫描件或照片", help_text="可选多个，每个不超过 20 MB。")

    def __init__(self, *args: Any, materials: list[str], served: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.materials = materials
        if served:  # the number comes from the clerk's console, and nobody types another
            ticket = self.fields["ticket"]
            ticket.disabled, ticket.initial, ticket.help_text = True, served, "正在办理的号，由叫号台带入。"
        if materials:
            self.fields["seen"].choices = [(name, name) for name in materials]  # type: ignore[attr-defined]
        else:
            del self.fields["seen"]
            del self.fields["complete"]

    def take_focus(self) -> None:
        """Puts the cursor where the clerk goes on: at first the number, later the first field that is wrong."""
        wrong = next((name for name in self.fields if name in self.errors), "") if self.is_bound else "number"
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True

    @property
    def looked_at(self) -> list[str]:
        """The names of the materials that the clerk looked at."""
        if self.cleaned_data.get("complete"):
            return list(self.materials)
        return list(self.cleaned_data.get("seen", []))

    @property
    def missing(self) -> list[str]:
        """The names of the materials that were asked for and not looked at."""
        looked_at = set(self.looked_at)
        return [name for name in self.materials if name not in looked_at]


class WorkFilter(forms.Form):
    """筛选 of the work list."""

    number = forms.CharField(label="办件编号", required=False, max_length=50)


class MonthForm(forms.Form):
    """The month of what is taken out."""

    month = MonthField(label="月份", required=False)


class Words(forms.Form):
    """One text that goes with a step."""

    text = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, label: str = "", initial_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or "内容"
        self.fields["text"].initial = initial_text


class SupplementForm(forms.Form):
    """补正材料 handed in at the window."""

    name = forms.CharField(label="补正的材料名称", max_length=200)
    scans = FilesField(label="扫描件或照片", help_text="可选多个，每个不超过 20 MB。")


class DecisionForm(forms.Form):
    """决定."""

    granted = forms.ChoiceField(label="决定", choices=[("yes", "准予"), ("no", "不予")], widget=forms.RadioSelect)
    outcome = forms.CharField(
        label="决定内容", max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text="不予的，须写明理由和申请人可以依法申请行政复议或者提起行政诉讼。",
    )  # fmt: skip
    document_number = forms.CharField(label="证照或文书号", max_length=100, required=False)


class ConsultForm(forms.Form):
    """会办."""

    department = forms.ModelChoiceField(Department.objects.none(), label="征求意见的部门")
    question = forms.CharField(label="征求内容", max_length=500, widget=forms.Textarea({"rows": 2}))
    days = forms.IntegerField(label="答复时限（工作日）", min_value=1, max_value=20, initial=5)

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class ConsultationAnswer(forms.Form):
    """会办答复."""

    agrees = forms.ChoiceField(label="意见", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect)
    opinion = forms.CharField(label="说明", max_length=1000, widget=forms.Textarea({"rows": 2}))


class PauseForm(forms.Form):
    """特别程序 (行政许可法 45)."""

    kind = forms.ChoiceField(label="种类")
    needed_days = forms.IntegerField(label="所需天数", min_value=1, max_value=365)
    told = forms.CharField(label="告知申请人的内容", max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """延长期限 (行政许可法 42)."""

    days = forms.IntegerField(label="延长天数（工作日）", min_value=1, max_value=15, initial=10)
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea({"rows": 2}))


class TrackingField(forms.CharField):
    """邮寄单号, as carriers number their letters: a slip of the pen is seen before the letter is lost sight of."""

    def __init__(self, **kwargs: Any) -> None:
        shape = RegexValidator(r"^[A-Za-z0-9]{8,20}$", "应为 8 到 20 位字母和数字，请照快递单填写。")
        super().__init__(label="邮寄单号", required=False, validators=[shape], help_text="邮寄的须填。", **kwargs)


class DeliveryForm(forms.Form):
    """送达."""

    way = forms.ChoiceField(label="送达方式", choices=Dossier.Way.choices)
    receiver = forms.CharField(label="领取人", max_length=100, required=False, help_text="窗口领取的须填。")
    tracking = TrackingField()


class ArchiveForm(forms.Form):
    """归档."""

    retention_years = forms.TypedChoiceField(
        label="保管期限", choices=list(RETENTIONS.items()), coerce=int, help_text="按事项的步骤方案预填，可以改。"
    )
