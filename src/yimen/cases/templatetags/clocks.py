"""Tags of clocks: `{% load clocks %}{% clocks_of dossier %}` shows how every time limit of a case was counted."""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from yimen.cases.clocks import charts, queries
from yimen.cases.clocks.reckoning import Derivation
from yimen.cases.handling.models import Dossier

register = template.Library()


@register.inclusion_tag("cases/parts/clocks.html")
def clocks_of(dossier: Dossier, as_of: date | None = None) -> dict[str, Any]:
    """The part 时限推算 of a case's page, as of a day, else today; five queries."""
    day = as_of or timezone.localdate()
    found = queries.clocks_of(dossier, day)
    return {"clocks": [(each, charts.bar(each)) for each in found], "as_of": day, "dossier": dossier}


@register.inclusion_tag("cases/parts/clock_bar.html")
def clock_bar(found: Derivation) -> dict[str, Any]:
    """One clock as a bar of days."""
    return {"bar": charts.bar(found)}


@register.filter
def tone(found: Derivation) -> str:
    """The tone of a clock's state."""
    return charts.TONES[found.state]
