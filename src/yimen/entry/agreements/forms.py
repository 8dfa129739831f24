"""Shapes of input about agreements."""

import csv
import io
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from yimen.entry.agreements.models import Agreement, EntrustedPower, Kind, TemplateVersion
from yimen.entry.agreements.rules import PLACEHOLDERS, PROMISES
from yimen.entry.agreements.services import PaperLine, Wording
from yimen.entry.agreements.states import AGREEMENT
from yimen.people.models import Department, User

MOST_LINES = 2000


def day_field(label: str, **more: Any) -> forms.DateField:
    """A date with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


class Filter(forms.Form):
    """What the board is narrowed to; every field may be empty."""

    q = forms.CharField(
        label="文号或部门", required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *AGREEMENT.choices, ("stale", "清单已过时"), ("ending", "即将到期或已到期")],
    )
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *Kind.choices])
    department = forms.CharField(required=False, widget=forms.HiddenInput)


def powers_field() -> forms.MultipleChoiceField:
    """The steps that may be handed over; deciding is not offered, and refused where it is sent nevertheless."""
    return forms.MultipleChoiceField(
        label="委托环节",
        choices=EntrustedPower.Power.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只对委托协议有效。审查和决定不能委托（行政许可法第二十四条）。",
    )


class BulkForm(forms.Form):
    """批量拟制: of which template, for what term, what is handed over, and who signs for the centre and the office."""

    version = forms.ModelChoiceField(label="范本", queryset=TemplateVersion.objects.none(), empty_label="请选择")
    departments = forms.ModelMultipleChoiceField(
        label="部门",
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="已勾选全部有依申请事项的部门；已签订同一期间文件的部门会自动跳过并说明原因。",
    )
    valid_from = day_field("起始日期")
    valid_to = day_field("终止日期")
    powers = powers_field()
    centre = forms.ModelChoiceField(label="政务服务中心签署人", queryset=User.objects.none())
    leading_group = forms.ModelChoiceField(label="领导小组办公室签署人", queryset=User.objects.none())
    send = forms.BooleanField(label="拟制后立即送签", required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        versions: QuerySet[TemplateVersion],
        departments: QuerySet[Department],
        centre: list[User],
        leading_group: list[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = {
            "version": versions,
            "departments": departments,
            "centre": User.objects.filter(pk__in=[each.pk for each in centre]),
            "leading_group": User.objects.filter(pk__in=[each.pk for each in leading_group]),
        }
        for name, rows in chosen.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["centre"].initial = centre[0] if centre else None
        self.fields["leading_group"].initial = leading_group[0] if leading_group else None
        self.fields["departments"].initial = departments


class TermForm(forms.Form):
    """续签: for what term, and of an entrustment what is handed over this time."""

    valid_from = day_field("起始日期")
    valid_to = day_field("终止日期")
    powers = powers_field()

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agreement.kind == Kind.ENTRUSTMENT:
            self.fields["powers"].initial = list(agreement.powers.values_list("power", flat=True))
        else:
            del self.fields["powers"]


class SignForm(forms.Form):
    """签署确认: the challenge that was shown, and that the file was read."""

    code = forms.CharField(max_length=20, widget=forms.HiddenInput)
    read = forms.BooleanField(label="我已核对文件全文、附件清单和上面的文件摘要，同意签署")


class Reason(forms.Form):
    """A reason."""

    reason = forms.CharField(label="原因", max_length=300)


class TerminateForm(Reason):
    """终止."""

    ended_on = day_field(
        "自哪一天起终止", help_text="从这一天起不再有效；委托协议涉及的事项从这一天起重新列为应进未进。"
    )


class DelegateForm(Reason):
    """转签或指定签署人."""

    to = forms.ModelChoiceField(label="由谁签署", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, candidates: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(pk__in=[each.pk for each in candidates])  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """登记纸质签署."""

    scan = forms.FileField(label="扫描件", help_text="PDF、JPG 或 PNG，不超过 20 MB。")
    signed_on = day_field("签署日期", help_text="照纸质文件填写；系统另记登记时间。")
    witness = forms.ModelChoiceField(
        label="见证人",
        queryset=User.objects.none(),
        empty_label="请选择",
        help_text="与登记人一同核对纸质原件的另一人。",
    )
    typed = forms.CharField(
        label="纸质附件清单", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一项：实施编码，事项名称。也可以在下面上传 CSV。",
    )  # fmt: skip
    table = forms.FileField(label="纸质附件清单（CSV）", required=False, help_text="两列：实施编码、事项名称；UTF-8。")

    def __init__(self, *args: Any, witnesses: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].queryset = witnesses  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The data, with `lines` from what was typed and from the file."""
        data = super().clean() or {}
        text = data.get("typed", "").replace("，", ",")
        table: UploadedFile | None = data.get("table")
        if table is not None:
            try:
                text += "\n" + table.read(2_000_000).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("table", "CSV 文件须是 UTF-8 编码：请在 Excel 中另存为“CSV UTF-8”。")
        rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
        if rows and rows[0][0].strip() in ("实施编码", "编码"):
            rows = rows[1:]
        if len(rows) > MOST_LINES:
            self.add_error("typed", f"纸质附件清单最多 {MOST_LINES} 行。")
        data["lines"] = [PaperLine(row[0], row[1]) if len(row) > 1 else PaperLine("", row[0]) for row in rows]
        return data


class WordingForm(forms.Form):
    """一版范本: the words, or a Word file with them, and the promises."""

    title = forms.CharField(label="文件标题", max_length=60)
    text = forms.CharField(
        label="正文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=f"以“# ”开头的行是标题。占位符写作 {{{{部门}}}}，可用：{'、'.join(PLACEHOLDERS)}。",
    )
    document = forms.FileField(
        label="或上传 Word 文件",
        required=False,
        help_text="在 Word 或 WPS 中编辑的 .docx，占位符写法相同；上传后以它为准。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in PROMISES.items():
            said = forms.CharField(
                label=f"承诺条款：{code}", required=False, initial=text, max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}), help_text="留空表示本版不含这一条。",
            )  # fmt: skip
            self.fields[f"promise_{code}"] = said

    @property
    def wording(self) -> Wording:
        """What was typed; only of a valid form."""
        data = self.cleaned_data
        promises = [(code, data[f"promise_{code}"]) for code in PROMISES if data[f"promise_{code}"]]
        document = data["document"].read() if data["document"] else b""
        return Wording(data["title"], data["text"], promises, document)


class CheckForm(forms.Form):
    """核对文件."""

    file = forms.FileField(label="要核对的 PDF 文件", help_text="不超过 20 MB。文件只用于比对，不保存。")
