"""Shapes of input of a notice: its words, and what a person confirms of what was read in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from yimen.exchange.uploads import LIMIT
from yimen.people.models import Department, LeadingGroupMember, Region
from yimen.programme.models import Task
from yimen.programme.notices.files import KINDS
from yimen.programme.notices.parties import names
from yimen.programme.notices.queries import positions_of
from yimen.programme.notices.reading import Draft
from yimen.programme.notices.reading import Measure as ReadMeasure
from yimen.programme.notices.resolving import Parties, parties_of
from yimen.programme.notices.services import Confirmed, Member
from yimen.programme.services import Measure

SPARE = 1
"""So many empty rows stand below the tasks."""


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class HandInForm(forms.Form):
    """录入通知: pasted, or a file."""

    text = forms.CharField(
        label="通知全文", widget=forms.Textarea({"rows": 14}), required=False,
        help_text="从网页、Word 或 WPS 复制全文粘贴在这里，序号、空格和换行不用整理。",
    )  # fmt: skip
    file = forms.FileField(
        label="或者上传文件",
        required=False,
        help_text=f"{'、'.join(KINDS)}，不超过 20 MB；.doc、.wps 请先另存为 .docx。",
    )

    def clean_file(self) -> Any:
        """The file, within the limit."""
        file = self.cleaned_data["file"]
        if file and file.size > LIMIT:
            raise forms.ValidationError("文件超过 20 MB，没有接收：请只上传通知和方案的正文。")
        return file


class HeadForm(forms.Form):
    """通知本身."""

    number = forms.CharField(label="发文字号", max_length=60)
    title = forms.CharField(label="标题", max_length=300)
    issuer = forms.CharField(label="发文机关", max_length=100)
    issued_on = _day("成文日期")
    basis = forms.CharField(label="依据", required=False, widget=forms.Textarea({"rows": 2}))


class PartyField(forms.CharField):
    """Names of departments and sets with 、 between; their rows come out."""

    def __init__(self, **more: Any) -> None:
        super().__init__(help_text="部门或部门集合的名称，用顿号隔开", max_length=1000, **more)
        self.parties: Parties | None = None

    def clean(self, value: Any) -> Any:
        """The departments and sets named. A name that nobody bears is told with what it may mean."""
        text = super().clean(value)
        found, unknown = self.parties.named(names(text)) if self.parties else ([], [])
        if unknown:
            raise forms.ValidationError(unknown)
        return found


class MeasureForm(forms.Form):
    """一项任务."""

    kept = forms.BooleanField(label="登记这一项", required=False, initial=True)
    number = forms.CharField(label="序号", max_length=20)
    title = forms.CharField(label="任务", max_length=200)
    content = forms.CharField(label="内容", widget=forms.Textarea({"rows": 4}))
    due = _day("完成时限")
    product = forms.CharField(label="应交成果", max_length=200, required=False)
    gauge = forms.ChoiceField(
        label="用什么数据衡量", choices=[("", "只看上报"), *Task.Gauge.choices], required=False,
        help_text="各部门的进度由系统按这项数据统计，不填百分比。",
    )  # fmt: skip
    lead = PartyField(label="牵头")
    cooperating = PartyField(label="配合", required=False)

    def __init__(self, *args: Any, parties: Parties, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("lead", "cooperating"):
            cast(PartyField, self.fields[name]).parties = parties

    def full_clean(self) -> None:
        """A task that is not kept need not be right."""
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("kept"):
            self._errors = forms.utils.ErrorDict()

    def measure(self) -> Measure:
        """The task as the services take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "kept"}
        return Measure(**values)


class MemberForm(forms.Form):
    """领导小组的一个职务."""

    kept = forms.BooleanField(label="登记", required=False)
    place = forms.ChoiceField(label="组内职务", choices=LeadingGroupMember.Place.choices)
    position = forms.CharField(label="职务（不写姓名）", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """A kept row has its position."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("kept") and not values.get("position"):
            self.add_error("position", "请填写职务，或取消“登记”。")
        return values


WORDS_OF = {
    Task.Gauge.INSPECTED: r"自查报告|开展.*自查",
    Task.Gauge.SIGNED: r"承诺书|签订.*承诺",
    Task.Gauge.SETTLED: r"分厅|专厅|厅外厅",
    Task.Gauge.RUNNING: r"明进暗不进|体外循环|实质运行",
    Task.Gauge.ENTERED: r"应进必进|进驻事项|进厅",
    Task.Gauge.VISITS: r"最多跑一次|跑动次数",
}
"""Words of a task that suggest by which data it is measured; the first that fits, and a person may choose another."""


def gauge_of(words: str) -> str:
    """The gauge that a task's words suggest; empty where none does."""
    return next((str(gauge) for gauge, form in WORDS_OF.items() if re.search(form, words)), "")


def _initial(row: ReadMeasure) -> dict[str, Any]:
    """What the form of a task that was read begins with."""
    named = {"lead": "、".join(row.lead), "cooperating": "、".join(row.cooperating)}
    return {**vars(row), "kept": True, "gauge": gauge_of(f"{row.title}{row.product}"), **named}


@dataclass
class ConfirmForms:
    """The forms of one draft's page."""

    head: HeadForm
    measures: forms.BaseFormSet[MeasureForm]
    members: forms.BaseFormSet[MemberForm]
    parties: Parties

    @classmethod
    def of(cls, draft: Draft, region: Region, data: Any = None) -> ConfirmForms:
        """The forms with what was read, or with what was sent."""
        parties = parties_of(region)
        known = positions_of(region)
        head = HeadForm(data, initial={**vars(draft), "basis": "；".join(draft.basis)}, prefix="head")
        measures = forms.formset_factory(MeasureForm, extra=SPARE)(
            data,
            initial=[_initial(row) for row in draft.measures],
            prefix="task",
            form_kwargs={"parties": parties},
        )
        members = forms.formset_factory(MemberForm, extra=SPARE)(
            data,
            initial=[
                {"kept": row.position not in known, "place": row.place, "position": row.position[:60]}
                for row in draft.group
            ],
            prefix="member",
        )
        for form in measures.extra_forms:
            form.initial["kept"] = False
        return cls(head, measures, members, parties)

    def is_valid(self) -> bool:
        """Whether all that is kept is right, and something is."""
        right = [self.head.is_valid(), self.measures.is_valid(), self.members.is_valid()]
        if all(right) and not self.kept:
            self.head.add_error(None, "没有勾选任何任务：请至少登记一项。")
        return all(right) and bool(self.kept)

    @property
    def kept(self) -> list[MeasureForm]:
        """The tasks that are ticked."""
        return [form for form in self.measures if form.cleaned_data.get("kept")]

    def confirmed(self) -> Confirmed:
        """What the person confirmed."""
        members = [form.cleaned_data for form in self.members if form.cleaned_data.get("kept")]
        group = [Member(row["place"], row["position"], self._department(row["position"])) for row in members]
        return Confirmed(**self.head.cleaned_data, measures=[form.measure() for form in self.kept], group=group)

    def _department(self, position: str) -> Department | None:
        """The department whose name the position begins with, the longest one."""
        key = self.parties.key(position)
        bearing = [
            name for name, row in self.parties.known.items() if isinstance(row, Department) and key.startswith(name)
        ]
        found = self.parties.known[max(bearing, key=len)] if bearing else None
        return found if isinstance(found, Department) else None
