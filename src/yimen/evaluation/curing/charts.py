"""What the pages of bad ratings show: tiles that open their rows, and what happened to one, oldest first."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.curing.queries import GROUPS
from yimen.evaluation.curing.states import CLOSED, UNFOUNDED


def tiles(figures: dict[str, int]) -> list[tuple[str, int, str, bool]]:
    """(label, count, address of exactly these rows, whether that there are some is wrong)."""
    address = reverse("evaluation:bad_ratings")
    return [
        (GROUPS[name], count, f"{address}?status={name}", name == "late" and count > 0)
        for name, count in figures.items()
    ]


def timeline(thing: BadRating, *, whole: bool) -> list[dict[str, Any]]:
    """The events; with `whole` the calls and words of the rater too, which the department never sees."""
    rows: list[tuple[datetime | None, dict[str, Any]]] = []
    if whole:
        rows.append((thing.rating.rated_at, {"what": "收到差评", "who": "评价人", "tone": "wrong"}))
        for call in thing.calls.select_related("by"):
            what = "回访：联系上" if call.reached else "回访：没有联系上"
            rows.append((call.at, {"what": what, "who": call.by, "note": call.words, "tone": "calm"}))
        judged = "核实：不属实" if thing.status == UNFOUNDED else "核实：属实，交部门整改"
        rows.append((thing.judged_at, {"what": judged, "who": thing.judged_by, "tone": "calm"}))
    rows.append(
        (
            thing.righted_at,
            {"what": "部门提交整改结果", "who": thing.righted_by or thing.department, "note": thing.righted},
        )
    )
    rows.append((thing.fed_back_at, {"what": "向评价人反馈", "who": "营商局", "note": thing.fed_back, "tone": "good"}))
    if thing.again and whole:
        rows.append((thing.again.rated_at, {"what": f"再次评价：{thing.again.get_grade_display()}", "who": "评价人"}))
    if thing.status == CLOSED:
        rows.append((thing.status_at, {"what": "办结", "who": thing.status_by or "营商局"}))
    events = [{**event, "when": at} for at, event in rows if at]
    return sorted(events, key=lambda event: event["when"])
