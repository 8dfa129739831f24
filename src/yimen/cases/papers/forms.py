"""The shape of what is typed about a paper: how it was served, why it is withdrawn, and a file to compare."""

from django import forms

from yimen.cases.handling.forms import TrackingField
from yimen.cases.handling.models import Dossier


class ServeForm(forms.Form):
    """登记送达 of one paper."""

    way = forms.ChoiceField(
        label="送达方式", choices=[each for each in Dossier.Way.choices if each[0] != Dossier.Way.DOWNLOAD]
    )
    receiver = forms.CharField(label="签收人", max_length=100, required=False, help_text="窗口领取的须填。")
    tracking = TrackingField()


class WithdrawForm(forms.Form):
    """撤销文书."""

    reason = forms.CharField(label="撤销的原因", max_length=300, widget=forms.Textarea({"rows": 2}))
    again = forms.BooleanField(label="同时按现在的内容重新制发一份", required=False)


class CodeForm(forms.Form):
    """核验文书 by the code or by the file itself."""

    code = forms.CharField(
        label="核验码", max_length=24, required=False, help_text="16 位，在文书二维码旁边。",
        widget=forms.TextInput({"autocomplete": "off", "class": "code"}),
    )  # fmt: skip
    file = forms.FileField(
        label="要核对的 PDF 文件", required=False, help_text="不超过 20 MB。文件只用于比对，不保存。"
    )
