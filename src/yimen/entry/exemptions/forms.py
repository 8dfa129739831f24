"""Shapes of input on the pages of the negative list."""

import re
from datetime import date
from typing import Any

from django import forms

from yimen.common.text import tidy
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.queries import steps_of
from yimen.entry.exemptions.rules import EVIDENCE_KINDS, OFFERED
from yimen.entry.exemptions.services import Content
from yimen.exchange.forms import DateInput

_STEP = re.compile(r"([12][0-9]{3})[-年./]([0-9]{1,2})[-月./]([0-9]{1,2})日?[\s：:，,、]+(\S.*)")
_SEPARATORS = re.compile(r"[\s,，、;；]+")


class ExemptionForm(forms.Form):
    """条目: one form for every reason; what a reason does not ask for stays empty."""

    reason = forms.ChoiceField(
        label="理由",
        choices=[("", "请选择"), *OFFERED],
        help_text="标明“不能作为理由”的，提交后会告知应当怎样办理。",
    )
    valid_from = forms.DateField(label="起始日期", widget=DateInput(), help_text="不早于公布次日生效，不追溯。")
    valid_to = forms.DateField(
        label="终止日期",
        widget=DateInput(),
        required=False,
        help_text="场地受限最长 12 个月，特殊场地或设备最长 36 个月。",
    )
    act = forms.CharField(label="法律法规名称", max_length=100, required=False, help_text="理由为法律法规规定时填写。")
    article = forms.CharField(label="条款", max_length=60, required=False, help_text="例如：第二十八条第一款。")
    act_version = forms.CharField(label="版本", max_length=60, required=False, help_text="例如：2019年修正。")
    basis = forms.CharField(
        label="其他依据",
        max_length=300,
        required=False,
        help_text="文件名称和文号。涉及国家秘密的只写名称、文号和条款，不得写入涉密内容。",
    )
    meanwhile = forms.CharField(
        label="厅内收件受理安排", max_length=300, required=False, help_text="场地受限期间在中心收件、受理的岗位和窗口。"
    )
    collectors = forms.CharField(
        label="厅内收件专人（工号）", max_length=300, required=False, help_text="场地受限必须指定，多人用逗号分开。"
    )
    steps = forms.CharField(
        label="整改步骤",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="场地受限必须填写。每行一步，先写期限：2026-03-31 腾出二楼东侧档案室",
    )

    def clean_collectors(self) -> list[str]:
        """The work numbers, each once."""
        return list(dict.fromkeys(filter(None, _SEPARATORS.split(self.cleaned_data["collectors"]))))

    def clean_steps(self) -> list[tuple[date, str]]:
        """(due, text) of each line."""
        found = []
        for number, line in enumerate(filter(str.strip, self.cleaned_data["steps"].splitlines()), 1):
            parts = _STEP.fullmatch(tidy(line))
            try:
                if parts is None:
                    raise ValueError
                found.append((date(*map(int, parts.groups()[:3])), parts[4]))
            except ValueError:
                raise forms.ValidationError(
                    f"第 {number} 步无法识别：请先写期限再写内容，例如“2026-03-31 腾出二楼东侧档案室”。"
                ) from None
        return found

    @property
    def content(self) -> Content:
        """What was typed; only of a valid form."""
        return Content(**{name: self.cleaned_data[name] for name in Content.__dataclass_fields__})


class NewExemptionForm(ExemptionForm):
    """条目 with the item that it is for."""

    item_code = forms.CharField(label="事项实施编码", max_length=80)
    field_order = ("item_code",)


def initial_of(entry: Exemption) -> dict[str, Any]:
    """The entry's present text as the form shows it."""
    names = ("reason", "valid_from", "valid_to", "act", "article", "act_version", "basis", "meanwhile")
    staff = entry.collectors.filter(version=entry.version).values_list("staff__code", flat=True)
    return {
        **{name: getattr(entry, name) for name in names},
        "collectors": "，".join(staff),
        "steps": "\n".join(f"{step.due} {step.text}" for step in steps_of(entry)),
    }


class SeenForm(forms.Form):
    """A decision on the text that the page showed: its digest comes back with the form."""

    seen = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=64)


class SignForm(SeenForm):
    """部门签署."""

    signer = forms.CharField(label="签署负责人（职务）", max_length=100, help_text="只写职务，例如：县公安局局长。")


class ReviewForm(SeenForm):
    """合法性审查."""

    opinion = forms.CharField(
        label="审查意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="核对条文是否现行有效、理由是否成立、期限和厅内安排是否符合规定。",
    )


class ApproveForm(SeenForm):
    """登记政府批准."""

    approved_on = forms.DateField(
        label="批准日期", widget=DateInput(), help_text="批准文件上的日期；生效以系统公布为准。"
    )
    approval_number = forms.CharField(label="批准文号", max_length=60)


class WithdrawForm(forms.Form):
    """撤回."""

    withdrawal = forms.CharField(label="撤回原因", max_length=300)


class EvidenceForm(forms.Form):
    """佐证."""

    kind = forms.ChoiceField(label="佐证类别", choices=EVIDENCE_KINDS)
    material = forms.FileField(label="文件", help_text="PDF、图片、表格或文字，不超过 20 MB。")


class StepForm(forms.Form):
    """整改步骤完成."""

    note = forms.CharField(label="完成情况", max_length=300)


class ObjectionForm(forms.Form):
    """提出异议: open to anybody."""

    words = forms.CharField(
        label="异议内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="请写明哪一天、在哪里、办什么事、遇到什么情况。请不要写身份证号等个人信息。",
    )
    case_number = forms.CharField(
        label="办件编号", max_length=50, required=False, help_text="有办件的请填写，便于核查。"
    )
    contact = forms.CharField(
        label="联系方式", max_length=60, required=False, help_text="可不填。只有答复人员说明理由后才能看到，不公开。"
    )


class AnswerForm(forms.Form):
    """答复异议."""

    answer = forms.CharField(
        label="答复",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明查明的情况、依据和下一步。答复会公开，请勿写入个人信息。",
    )


class RevealForm(forms.Form):
    """查看联系方式的理由."""

    reason = forms.CharField(label="查看理由", max_length=200)
