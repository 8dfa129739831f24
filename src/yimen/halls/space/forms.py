"""Shapes of input about a hall's space."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory

from yimen.common.text import code_key, tidy
from yimen.exchange.forms import TableField
from yimen.halls.models import Fixture, Zone
from yimen.halls.space.queries import KINDS
from yimen.halls.space.services import Box, Laid, LaidFixture, LaidZone


class SpaceFileForm(forms.Form):
    """导入大厅登记."""

    kind = forms.ChoiceField(
        label="内容",
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
    )
    file = TableField(megabytes=20, otherwise="请按月分开导出后导入。")


class ApplyForm(forms.Form):
    """确认导入: nothing to fill in."""


class ApplyPlanForm(ApplyForm):
    """确认导入平面图."""

    valid_from = forms.DateField(
        label="自何日起生效",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="平面图所画的那一天；以前的平面图到前一天为止，仍可查看。",
    )


STATION, ZONE, FIXTURE = "station", "zone-", "fixture-"
SHAPES = [
    (STATION, "席位"),
    ("功能区", [(f"{ZONE}{kind.value}", kind.label) for kind in Zone.Kind]),
    ("墙和设施", [(f"{FIXTURE}{kind.value}", kind.label) for kind in Fixture.Kind]),
]
CENTIMETRES, SQUARE = 100, 10_000
SMALLEST_AREA = Decimal("0.1")


def metres(label: str, least: str = "0") -> forms.DecimalField:
    """A length in metres, to the centimetre."""
    widget = forms.NumberInput({"step": "0.05", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, min_value=Decimal(least), max_value=Decimal(500), decimal_places=2, widget=widget
    )


def centimetres(length: Decimal) -> int:
    """Metres as whole centimetres."""
    return int(length * CENTIMETRES)


class FloorForm(forms.Form):
    """楼层."""

    name = forms.CharField(label="楼层", max_length=40, help_text="例如：一楼。")
    area = forms.DecimalField(label="对外开放面积（平方米）", min_value=Decimal(1), max_digits=8, decimal_places=1)
    width = metres("图宽（米）", "1")
    depth = metres("图深（米）", "1")
    valid_from = forms.DateField(
        label="自何日起生效",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="以前的平面图到前一天为止，仍可查看；同一天可以再改。",
    )


class ShapeForm(forms.Form):
    """图形: one rectangle of the drawing, in metres."""

    kind = forms.ChoiceField(label="图形", choices=SHAPES)
    name = forms.CharField(label="编号或名称", max_length=40, required=False)
    window = forms.CharField(label="窗口", max_length=20, required=False)
    seats = forms.IntegerField(label="座位", min_value=0, max_value=999, required=False)
    x = metres("横")
    y = metres("纵")
    width = metres("宽", "0.05")
    depth = metres("深", "0.05")

    def clean(self) -> dict[str, Any]:
        """The shape; a station and a zone have names."""
        data: dict[str, Any] = super().clean() or {}
        data["name"] = tidy(data.get("name", ""))
        if not str(data.get("kind", "")).startswith(FIXTURE) and not data["name"]:
            self.add_error("name", "席位和功能区须有编号或名称。")
        return data

    def box(self) -> Box:
        """Where a valid shape stands."""
        return Box(*(centimetres(self.cleaned_data[name]) for name in ("x", "y", "width", "depth")))


ShapeFormSet = formset_factory(ShapeForm, extra=0, can_delete=True, max_num=600, absolute_max=600)


def laid(floor: FloorForm, shapes: Any, windows: dict[str, str]) -> Laid:
    """The floor that the valid forms draw; windows: a code to compare -> as the register writes it."""
    kept = [each for each in shapes.forms if each.cleaned_data and not each.cleaned_data.get("DELETE")]
    stations = [each for each in kept if each.cleaned_data["kind"] == STATION]
    data = floor.cleaned_data
    return Laid(
        tidy(data["name"]),
        data["area"],
        [
            (each.cleaned_data["name"], area_of(each.box()), windows.get(code_key(text), text))
            for each in stations
            for text in [tidy(each.cleaned_data["window"])]
        ],
        centimetres(data["width"]),
        centimetres(data["depth"]),
        [
            LaidZone(each.cleaned_data["name"], each.cleaned_data["kind"].removeprefix(ZONE), each.box())
            for each in kept
            if each.cleaned_data["kind"].startswith(ZONE)
        ],
        [
            LaidFixture(
                each.cleaned_data["kind"].removeprefix(FIXTURE), each.box(), each.cleaned_data["name"],
                each.cleaned_data["seats"],
            )
            for each in kept
            if each.cleaned_data["kind"].startswith(FIXTURE)
        ],
        {each.cleaned_data["name"]: each.box() for each in stations},
    )  # fmt: skip


def area_of(box: Box) -> Decimal:
    """The ground that the box covers, in square metres."""
    return max(SMALLEST_AREA, round(Decimal(box.width * box.depth) / SQUARE, 1))


def rows_of(floor: Laid, unplaced: dict[str, Box]) -> list[dict[str, Any]]:
    """What the forms show of a floor; unplaced: a proposal for each station that has no place yet."""
    boxes = {**unplaced, **floor.places}
    found: list[dict[str, Any]] = [
        {"kind": f"{ZONE}{zone.kind}", "name": zone.name, **_written(zone.box)} for zone in floor.zones
    ]
    found += [
        {"kind": f"{FIXTURE}{one.kind}", "name": one.name, "seats": one.seats, **_written(one.box)}
        for one in floor.fixtures
    ]
    return found + [
        {"kind": STATION, "name": code, "window": window, **_written(boxes[code])} for code, _, window in floor.stations
    ]


def _written(box: Box) -> dict[str, Decimal]:
    return {name: Decimal(getattr(box, name)) / CENTIMETRES for name in ("x", "y", "width", "depth")}
