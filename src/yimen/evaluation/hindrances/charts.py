"""办不成事的图: reports by cause, each bar opening its rows."""

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from yimen.evaluation.hindrances.models import Cause, Hindrance
from yimen.evaluation.hindrances.queries import GROUPS


def tiles(figures: dict[str, int]) -> list[tuple[str, int, str, bool]]:
    """(label, count, address of exactly these rows, whether that there are some is wrong)."""
    address = reverse("evaluation:hindrances")
    return [
        (GROUPS[name], count, f"{address}?status={name}", name == "late" and count > 0)
        for name, count in figures.items()
    ]


def causes(rows: QuerySet[Hindrance]) -> dict[str, Any] | None:
    """The reports by cause as a chart; None when there are none."""
    number = dict(rows.order_by().values_list("cause").annotate(n=Count("pk")))
    if not number:
        return None
    address = reverse("evaluation:hindrances")
    return {
        "title": "为什么办不成",
        "unit": "条",
        "head": "原因",
        "description": "答复前按本人所说，答复后按查明的原因；尚未说明原因的不在图中。",
        "categories": Cause.labels,
        "series": [
            {
                "name": "反映",
                "tone": "1",
                "values": [number.get(cause, 0) for cause in Cause.values],
                "urls": [f"{address}?cause={cause}" for cause in Cause.values],
            }
        ],
    }
