"""一件办件的各行: what the clocks of a case are read from, asked for only where it is there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from yimen.cases.handling.models import Consultation, Dossier, Extension, Pause, Step
from yimen.cases.handovers.models import HandedCase
from yimen.common.prepared import prepared

_JOINED: dict[str, tuple[str, ...]] = {
    "steps": (),
    "pauses": (),
    "extensions": ("settled_by",),
    "consultations": ("department",),
    "handovers": ("handover__taker",),
}
"""Names of `Rows` -> what is read together with them."""
ROWS = tuple("__".join((name, *joined)) for name, joined in _JOINED.items())
"""What to prefetch before the clocks of many cases are read."""


@dataclass(frozen=True)
class Rows:
    """一件办件的各行."""

    steps: Sequence[Step] = ()
    pauses: Sequence[Pause] = ()
    extensions: Sequence[Extension] = ()
    consultations: Sequence[Consultation] = ()
    handovers: Sequence[HandedCase] = ()


def rows_of(dossier: Dossier) -> Rows:
    """What of the case is there: prefetched, else one query for all and one for each that has any.

    Most cases have steps and nothing else, and at each step of each case this is asked.
    """
    prefetched = getattr(dossier, "_prefetched_objects_cache", {})
    if prefetched.keys() >= _JOINED.keys():
        return Rows(**{name: list(prefetched[name]) for name in _JOINED})
    return Rows(**{name: _asked(dossier, name) for name in _there(dossier)})


def _there(dossier: Dossier) -> Iterator[str]:
    """The names of `Rows` of which the case has any."""
    with connection.cursor() as cursor:
        cursor.execute(_whether_there(), [dossier.pk] * len(_JOINED))
        return compress(_JOINED, cursor.fetchone())


@cache
def _whether_there() -> str:
    """One statement that asks for every name of `Rows` whether a case has any."""
    models: list[Any] = [Dossier._meta.get_field(name).related_model for name in _JOINED]
    each = (f"EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE dossier_id = %s)" for model in models)
    return f"SELECT {', '.join(each)}"


def _asked(dossier: Dossier, name: str) -> list[Any]:
    found = _question(name)(dossier.pk)
    for row in found:
        row.dossier = dossier
    return found


@cache
def _question(name: str) -> Callable[[int], list[Any]]:
    """What asks for the rows of this name of a case."""
    model: Any = Dossier._meta.get_field(name).related_model

    @prepared
    def question(dossier: int) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.filter(dossier_id=dossier)
        return rows.select_related(*_JOINED[name]) if _JOINED[name] else rows

    return question
