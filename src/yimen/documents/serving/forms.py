"""Shape of input: how a paper was served, with the scan of the signed receipt."""

from django import forms

from yimen.documents.serving.rules import PAPER_WAYS


class ServeForm(forms.Form):
    """登记送达回证."""

    way = forms.ChoiceField(label="送达方式", choices=PAPER_WAYS)
    served_on = forms.DateField(label="送达日期", widget=forms.DateInput(attrs={"type": "date"}))
    receiver = forms.CharField(label="收件人职务", max_length=60, help_text="照回证上的签收人填写职务，不写姓名。")
    scan = forms.FileField(label="送达回证扫描件")
