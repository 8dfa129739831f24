"""Shapes of input about space planning."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from yimen.halls.models import Hall
from yimen.halls.planning.engine.rules import SOFT
from yimen.halls.planning.models import Arrangement, PlaceTraits, SpaceDemand
from yimen.halls.planning.rules import DAYS, LIMIT_MINUTES, LIMIT_PERCENT, LINES, MOST_CASES, MOST_MINUTES, SECONDS
from yimen.halls.planning.services import Asked, Traits, Typed
from yimen.people.models import Department

PLACE_FLAGS = ("safe", "quiet", "step_free")
FLAGS = ("safe", "quiet", "noisy", "step_free", "fixed")
LONGEST = 50


class DemandForm(forms.ModelForm[SpaceDemand]):
    """空间需求 of a department."""

    typed = forms.CharField(
        label="还没有办件的事项", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一项：事项，每月件数，每件分钟。例如“酒类批发备案，30，12”。有办件的事项按近三个月实测，不用填。",
    )  # fmt: skip

    class Meta:
        model = SpaceDemand
        fields = ["line", *FLAGS, "equipment", "near", "wish", "wish_weight", "note"]
        help_texts = {
            "line": "没有这条专线就不能办理的，才选。",
            "safe": "收取现金，或存放空白证照、印章。",
            "near": "同一件事要一起办的部门。",
            "wish": "写楼层或功能区的名称，例如“一楼”。",
            "wish_weight": "1 至 5，数大的更看重。",
        }

    def __init__(self, *args: Any, department: Department, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Department.objects.filter(region=department.region_id).exclude(pk=department.pk).order_by("code")
        self.fields["near"].queryset = near  # type: ignore[attr-defined]
        names = list(dict.fromkeys([floor for floor, _ in places] + [f"{floor}{zone}" for floor, zone in places]))
        self.fields["wish"] = forms.ChoiceField(
            label="希望在", required=False, choices=[("", "没有要求"), *((name, name) for name in names)]
        )
        self.fields["wish_weight"].initial = 1

    def clean_typed(self) -> list[Typed]:
        """The items, one for each line that is not empty."""
        lines = [line for line in self.cleaned_data["typed"].splitlines() if line.strip()]
        if len(lines) > LONGEST:
            raise forms.ValidationError(f"最多填 {LONGEST} 项，请合并相近的事项。")
        return [_typed(number, line) for number, line in enumerate(lines, 1)]

    def wants(self) -> dict[str, Any]:
        """What the demand asks for, besides its items."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def _typed(number: int, line: str) -> Typed:
    parts = [part.strip() for part in line.replace(",", "，").split("，")]
    if len(parts) != 3 or not parts[0]:
        raise forms.ValidationError(f"第 {number} 行应为“事项，每月件数，每件分钟”，请用逗号分开。")
    try:
        cases, minutes = Decimal(parts[1]), Decimal(parts[2])
    except InvalidOperation as error:
        raise forms.ValidationError(f"第 {number} 行的件数和分钟应为数字，不带单位。") from error
    if not (0 < cases <= MOST_CASES and 0 < minutes <= MOST_MINUTES):
        raise forms.ValidationError(f"第 {number} 行：每月件数应大于 0，每件用时应在 0 至 {MOST_MINUTES} 分钟之间。")
    return Typed(parts[0][:200], cases, minutes)


class MoveForm(forms.Form):
    """What is said when a demand is decided."""

    words = forms.CharField(label="退回理由", required=False, max_length=300)


class TraitsForm(forms.Form):
    """分区条件: a row for each floor and zone of the layout; a zone of which nothing is stated shows its floor's."""

    def __init__(
        self, *args: Any, places: Sequence[tuple[str, str]], stated: dict[tuple[str, str], PlaceTraits], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        flags = {each: str(PlaceTraits._meta.get_field(each).verbose_name) for each in PLACE_FLAGS}  # type: ignore[union-attr]
        self.headings = {**flags, "walk": "距主入口（米）"}
        for number, place in enumerate(places):
            row, name = stated.get(place) or stated.get((place[0], "")), f"{place[0]}{place[1]}"
            self.fields[f"lines-{number}"] = forms.MultipleChoiceField(
                label=f"{name}的专线",
                required=False,
                choices=list(LINES.items()),
                widget=forms.CheckboxSelectMultiple,
                initial=[each.line for each in row.lines.all()] if row else [],
            )
            for flag, words in flags.items():
                self.fields[f"{flag}-{number}"] = forms.BooleanField(
                    label=f"{name}：{words}", required=False, initial=getattr(row, flag, False)
                )
            self.fields[f"walk-{number}"] = forms.IntegerField(
                label=f"{name}距主入口（米）", min_value=0, max_value=500, initial=row.walk if row else 20
            )

    def rows(self) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
        """(Name of the place, its lines, (heading, field) of what else is stated of it), for the page."""
        return [
            (
                f"{floor}{zone}" if zone else f"{floor}（整层）",
                self[f"lines-{number}"],
                [(words, self[f"{kind}-{number}"]) for kind, words in self.headings.items()],
            )
            for number, (floor, zone) in enumerate(self.places)
        ]

    def traits(self) -> list[Traits]:
        """What was stated of each place that was changed: an untouched zone goes on as its floor does."""
        data, changed = self.cleaned_data, {name.rpartition("-")[2] for name in self.changed_data}
        return [
            Traits(
                floor,
                zone,
                data[f"lines-{number}"],
                data[f"safe-{number}"],
                data[f"quiet-{number}"],
                data[f"step_free-{number}"],
                data[f"walk-{number}"],
            )
            for number, (floor, zone) in enumerate(self.places)
            if str(number) in changed
        ]


class ArrangementForm(forms.Form):
    """测算一个方案."""

    title = forms.CharField(label="方案名称", max_length=80)
    day = forms.DateField(
        label="以哪一天的平面图为准", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="业务量取这一天以前的三个月。",
    )  # fmt: skip
    sizing = forms.ChoiceField(label="窗口数", choices=Arrangement.Sizing.choices, widget=forms.RadioSelect)
    limit_minutes = forms.IntegerField(
        label="等候目标（分钟）", min_value=1, max_value=120, help_text="最忙的半小时里也要做到。"
    )
    limit_percent = forms.IntegerField(label="达到目标的人数（%）", min_value=50, max_value=99)
    seconds = forms.IntegerField(label="求解时限（秒）", min_value=1, max_value=600)
    days = forms.IntegerField(label="模拟天数", min_value=2, max_value=200)
    branches = forms.ModelMultipleChoiceField(
        label="并入的分厅", required=False, queryset=Hall.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="不选就只规划本厅。",
    )  # fmt: skip

    def __init__(self, *args: Any, hall: Hall, day: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(
            title=f"{day:%Y-%m-%d} 布局方案", day=day, sizing=Arrangement.Sizing.NEED, limit_minutes=LIMIT_MINUTES,
            limit_percent=LIMIT_PERCENT, seconds=SECONDS, days=DAYS,
        )  # fmt: skip
        super().__init__(*args, **kwargs)
        branches = Hall.objects.filter(region=hall.region_id, kind=Hall.Kind.BRANCH).order_by("code")
        self.fields["branches"].queryset = branches  # type: ignore[attr-defined]
        for code, rule in SOFT.items():
            self.fields[f"weight_{code}"] = forms.IntegerField(
                label=rule.title, min_value=0, max_value=1000, initial=rule.weight, help_text=f"{rule.unit}的代价。"
            )

    def asked(self) -> Asked:
        """What the plan is asked with."""
        names = ("title", "sizing", "limit_minutes", "limit_percent", "seconds", "days")
        return Asked(**{name: self.cleaned_data[name] for name in names})

    def weights(self) -> dict[str, int]:
        """Soft rule -> its weight."""
        return {code: self.cleaned_data[f"weight_{code}"] for code in SOFT}
