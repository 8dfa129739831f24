"""Shapes of input about the queue."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments.forms import DayInput, TimeInput
from yimen.halls.models import Window
from yimen.halls.queue.models import QueueLine, QueueRules, Ticket
from yimen.halls.queue.rules import LARGEST
from yimen.halls.queue.services import Entry
from yimen.halls.queue.states import TICKET

COMPREHENSIVE = "all"
"""What the form says for a window that serves every line."""


class TakeForm(forms.Form):
    """取号: for which lines, and whether as one of a priority group."""

    lines = forms.ModelMultipleChoiceField(
        QueueLine.objects.none(), label="办什么", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选一项要办的业务。"},
    )  # fmt: skip
    group = forms.ChoiceField(
        label="优先人群", choices=[(key, words) for key, words in Ticket.Group.choices if key != "appointment"],
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    phone = forms.CharField(
        label="快到时短信提醒", max_length=20, required=False, help_text="可不填。号码只用于今天的提醒，当天过后删除。"
    )

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].queryset = lines  # type: ignore[attr-defined]


class LineForm(forms.ModelForm[QueueLine]):
    """排队业务."""

    item_codes = forms.CharField(
        label="所含事项编码", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="一行一个，可不填。"
    )

    class Meta:
        model = QueueLine
        fields = ["prefix", "name", "note", "desk"]

    def __init__(self, *args: Any, desks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = desks  # type: ignore[attr-defined]


class RulesForm(forms.ModelForm[QueueRules]):
    """叫号规则."""

    class Meta:
        model = QueueRules
        fields = ["run", "patience", "recalls", "behind", "near", "paper_from", "overnight", "online"]


class ServingForm(forms.Form):
    """窗口服务范围: the window's own lines and those that it only helps."""

    window = forms.ModelChoiceField(Window.objects.none(), label="窗口")
    own = forms.MultipleChoiceField(label="主办", widget=forms.CheckboxSelectMultiple, required=False)
    helps = forms.MultipleChoiceField(
        label="帮办（主办的没人等时）", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, windows: Any, lines: Sequence[QueueLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {str(line.pk): line for line in lines}
        self.fields["window"].queryset = windows  # type: ignore[attr-defined]
        choices = [(key, str(line)) for key, line in self.lines.items()]
        self.fields["own"].choices = [(COMPREHENSIVE, "全部业务（综合窗口）"), *choices]  # type: ignore[attr-defined]
        self.fields["helps"].choices = choices  # type: ignore[attr-defined]

    def served(self) -> dict[QueueLine | None, int]:
        """Line -> rank, None for all lines."""
        helped: dict[QueueLine | None, int] = {self.lines[key]: 2 for key in self.cleaned_data["helps"]}
        own: dict[QueueLine | None, int] = {self.lines.get(key): 1 for key in self.cleaned_data["own"]}
        return {**helped, **own}


class TicketFilter(forms.Form):
    """号票的筛选."""

    first = forms.DateField(label="从", required=False, widget=DayInput())
    last = forms.DateField(label="到", required=False, widget=DayInput())
    line = forms.ModelChoiceField(QueueLine.objects.none(), label="业务", required=False, empty_label="全部")
    group = forms.ChoiceField(label="人群", required=False)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *TICKET.choices])
    channel = forms.ChoiceField(label="取号方式", required=False, choices=[("", "全部"), *Ticket.Channel.choices])

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]
        named = [(key or "ordinary", words) for key, words in Ticket.Group.choices]
        self.fields["group"].choices = [("", "全部"), *named]  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """补录备用号: one number of the list, with the times that were written down."""

    line = forms.ModelChoiceField(QueueLine.objects.none(), label="业务", empty_label=None)
    number = forms.IntegerField(label="号码", min_value=100, max_value=LARGEST, help_text="只填数字，例如 901。")
    taken = forms.TimeField(label="取号时间", widget=TimeInput())
    group = forms.ChoiceField(label="人群", required=False)
    window = forms.ModelChoiceField(Window.objects.none(), label="窗口", required=False, empty_label="没有叫过")
    called = forms.TimeField(label="叫号时间", required=False, widget=TimeInput())
    ended = forms.TimeField(label="办完时间", required=False, widget=TimeInput(), help_text="过号的不填。")

    def __init__(self, *args: Any, lines: Any, windows: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["line"].queryset = lines.select_related("hall")  # type: ignore[attr-defined]
        self.fields["window"].queryset = windows  # type: ignore[attr-defined]
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (key, words) for key, words in Ticket.Group.choices if key != Ticket.Group.APPOINTMENT
        ]

    def entry(self) -> Entry:
        """What was put in, at the day of the list."""
        put = self.cleaned_data
        return Entry(
            put["line"], put["number"], self._at("taken"), put["group"], put["window"],
            self._at("called") if put["called"] else None, self._at("ended") if put["ended"] else None,
        )  # fmt: skip

    def _at(self, name: str) -> datetime:
        return datetime.combine(self.day, self.cleaned_data[name], SHANGHAI)
