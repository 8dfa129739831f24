"""Shapes of input about appointments at the hall."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments.models import AppointmentDesk
from yimen.halls.appointments.queries import Slot
from yimen.halls.appointments.rules import WEEKDAYS
from yimen.halls.appointments.services import Offer, Visitor

TIME = "%H:%M"


class TimeInput(forms.TimeInput):
    """The browser's own field for a time."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format=TIME)


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DeskForm(forms.ModelForm[AppointmentDesk]):
    """预约窗口."""

    weekdays = forms.MultipleChoiceField(
        label="星期几放号", choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple,
        help_text="法定节假日不放号，调休上班的周末照常放号。",
    )  # fmt: skip

    class Meta:
        model = AppointmentDesk
        fields = ["name", "note", "weekdays", "opens_at", "closes_at", "pause_from", "pause_to", "capacity",
                  "lead_hours", "ahead_days", "per_person", "valid_to"]  # fmt: skip
        widgets = {name: TimeInput() for name in ("opens_at", "closes_at", "pause_from", "pause_to")} | {
            "valid_to": DayInput()
        }
        labels = {"valid_to": "最后一天"}
        help_texts = {"valid_to": "不再接受预约的，填最后一天；一直放号的不填。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["weekdays"] = list(self.instance.weekdays)

    def clean_weekdays(self) -> str:
        """The weekdays in one word, as the desk keeps them."""
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def offer(self) -> Offer:
        """The rules as they were put in."""
        return Offer(**{name: value for name, value in self.cleaned_data.items() if name != "valid_to"})


class ClosureForm(forms.Form):
    """停约."""

    day = forms.DateField(label="哪一天", widget=DayInput())
    reason = forms.CharField(label="原因", max_length=100, help_text="会用短信告诉已预约的人。")


class SlotForm(forms.Form):
    """选时段: one of the half hours that are free."""

    starts_at = forms.ChoiceField(label="时段", widget=forms.RadioSelect, error_messages={"required": "请选一个时段。"})

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.starts_at.isoformat(): slot for slot in slots if slot.free}
        field = self.fields["starts_at"]
        field.choices = [(key, f"{slot.starts_at:%H:%M}（余 {slot.free}）") for key, slot in self.slots.items()]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = "这个时段刚刚约满了，请另选一个时段。"

    def clean_starts_at(self) -> Any:
        """The half hour itself."""
        return self.slots[self.cleaned_data["starts_at"]].starts_at


class VisitorForm(SlotForm):
    """代为预约: a half hour, and who comes for what."""

    name = forms.CharField(label="姓名", max_length=100)
    phone = forms.CharField(label="手机号码", max_length=20, required=False, help_text="没有手机的不填，给他打印凭条。")
    matter = forms.CharField(label="办什么事", max_length=100)

    def visitor(self) -> Visitor:
        """Who comes."""
        return Visitor(
            name=self.cleaned_data["name"], matter=self.cleaned_data["matter"], phone=self.cleaned_data["phone"]
        )


class ExpectedFilter(forms.Form):
    """今日预约的筛选."""

    day = forms.DateField(label="日期", required=False, widget=DayInput())
    time = forms.TimeField(label="时段", required=False, widget=TimeInput())
    q = forms.CharField(
        label="编号、姓名或手机后四位", required=False, max_length=30, widget=forms.TextInput({"type": "search"})
    )

    def chosen(self) -> dict[str, Any]:
        """What is valid of it; the day is today where none is chosen."""
        self.full_clean()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return {"day": timezone.localtime(timezone=SHANGHAI).date(), **found}
