"""Filters and tags of the pages: `{% load yimen %}`. They turn values into what people read; they hold no rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yimen.common import text

register = template.Library()

# code of a verdict: its words, as the evidence contract defines the codes
VERDICTS = {
    "runs": "实质运行",
    "hollow": "疑似明进暗不进",
    "bypassed": "疑似体外循环",
    "thin": "证据不足",
    "idle": "无业务",
    "exempt": "不在应进范围",
}

# tone of a state: the shape that tells it without colour
SHAPES = {"good": "check", "calm": "half", "warn": "clock", "wrong": "stop", "plain": "ring"}

# level of a message of Django's: its tone and shape
LEVELS = {
    "success": ("good", "check"),
    "info": ("calm", "info"),
    "debug": ("calm", "info"),
    "warning": ("warn", "warn"),
    "error": ("wrong", "stop"),
}


@register.filter
def count(value: Any) -> str:
    """The number with commas at the thousands, `—` for none: 12345 is 12,345."""
    return "—" if value is None or value == "" else f"{value:,}"


@register.filter
def percent(share: float | None, places: int = 1) -> str:
    """A share between 0 and 1 as percent, `—` for none: 0.732 is 73.2%. Never rounds up to 100 or down to 0.

    Rounded from the four decimals that a verdict keeps, a half to the even digit, as the engine's sentences are.
    """
    if share is None or share == "":
        return "—"
    tens = 10 ** (2 - places)
    shown = round(round(share * 10_000) / tens) * tens / 100
    step = 10**-places
    if share < 1:
        shown = min(shown, 100 - step)
    if share > 0:
        shown = max(shown, step)
    return f"{shown:.{places}f}%"


@register.filter
def lasting(seconds: int | None) -> str:
    """A number of seconds in words, `—` for none: 330 is 5 分 30 秒, 3600 is 1 小时."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "小时"), (minutes, "分"), (rest, "秒"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 秒"


@register.filter
def moment(value: datetime | date | None) -> str:
    """Date and minute in Asia/Shanghai as 2023-05-31 16:20; `—` for none; a date stays a date."""
    if not value:
        return "—"
    if not isinstance(value, datetime):
        return day(value)
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")


@register.filter
def day(value: datetime | date | None) -> str:
    """The day in Asia/Shanghai as 2023-05-31; `—` for none."""
    if not value:
        return "—"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%Y-%m-%d")


register.filter("mask_id", text.mask_id)
register.filter("mask_phone", text.mask_phone)
register.filter("mask_name", text.mask_name)


@register.filter
def of(part: float | None, whole: float | None) -> float:
    """The share of `part` in `whole`, between 0 and 1; 0 when there is no whole (show `—` then, not 0 %)."""
    return min(1.0, max(0.0, part / whole)) if part and whole else 0.0


@register.filter
def width(share: float | None) -> str:
    """A share between 0 and 1 as the width of an SVG bar, 0 to 100: works where style attributes are refused."""
    return f"{min(1.0, max(0.0, share or 0.0)) * 100:.2f}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon from img/icons.svg; hidden from listeners unless it has a label."""
    address = f"{static('yimen/img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def verdict(code: str, note: str = "") -> SafeString:
    """A verdict as shape and words; `note` follows in a quiet voice, e.g. the share or the period."""
    shown = VERDICTS[code]
    mark = icon(f"verdict-{code}")
    tail = format_html('<span class="verdict-note">{}</span>', note) if note else ""
    return format_html('<span class="verdict verdict-{}">{}{}{}</span>', code, mark, shown, tail)


@register.simple_tag
def status(words: str, tone: str = "plain") -> SafeString:
    """A state as shape and words. Tones: good done, calm under way, warn soon due, wrong overdue or faulty, plain."""
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, icon(SHAPES[tone]), words)


@register.simple_tag(takes_context=True)
def sort_head(context: Context, label: str, key: str, kind: str = "") -> SafeString:
    """A table head that sorts by `?sort=key`, then `?sort=-key`; keeps the filters, goes back to the first page."""
    query: QueryDict = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    order, shape = {key: ("ascending", "up"), f"-{key}": ("descending", "down")}.get(now, ("none", "updown"))
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="?{}">{}{}</a></th>',
        kind,
        order,
        query.urlencode(),
        label,
        icon(shape),
    )


@register.simple_tag
def described(field: BoundField, **attributes: str) -> SafeString:
    """The widget of a form field, tied to its help and error by aria-describedby and aria-invalid."""
    tied = []
    if field.help_text:
        tied.append(f"{field.auto_id}_help")
    extra: dict[str, Any] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if field.errors:
        tied.append(f"{field.auto_id}_error")
        extra["aria-invalid"] = "true"
    if tied:
        extra["aria-describedby"] = " ".join(tied)
    return field.as_widget(attrs=extra)


@register.filter
def grouped(field: BoundField) -> bool:
    """Whether the field is several controls under one name (radios, check boxes), and so needs a legend."""
    return bool(field.use_fieldset)


@register.filter
def ticked(field: BoundField) -> bool:
    """Whether the field is one check box, whose label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def level(message: Any) -> tuple[str, str]:
    """Tone and shape of one of Django's messages."""
    return LEVELS.get(message.level_tag, LEVELS["info"])


@register.filter
def tones(name: str) -> str:
    """The shape that belongs to a tone."""
    return SHAPES.get(name, "dot")


@register.filter
def window(page: Any) -> list[int | None]:
    """The page numbers to link: first, two on each side of the present one, last; None stands for a gap."""
    wanted = {1, page.pages, *range(page.number - 2, page.number + 3)}
    return _with_gaps(sorted(each for each in wanted if 1 <= each <= page.pages))


def _with_gaps(numbers: Iterable[int]) -> list[int | None]:
    shown: list[int | None] = []
    for number in numbers:
        if shown and shown[-1] is not None and number - shown[-1] > 1:
            shown.append(None)
        shown.append(number)
    return shown


@register.filter
def rows_of(chart: dict[str, Any]) -> list[dict[str, Any]]:
    """The chart's figures as table rows, `{"name", "cells": [(value, url), ...]}`: the same data without a script."""
    rows = []
    for at, name in enumerate(chart["categories"]):
        cells = [(part["values"][at], (part.get("urls") or {at: ""})[at]) for part in chart["series"]]
        rows.append({"name": name, "cells": cells})
    return rows
