"""What the pages draw of self-inspection: tiles of a round, a chart of credibility, its course over the rounds."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from yimen.inspections.self_inspection.credibility import Credibility
from yimen.inspections.self_inspection.models import SelfRound, SelfSheet
from yimen.inspections.self_inspection.queries import RoundLine
from yimen.inspections.self_inspection.states import ACCEPTED, RETURNED, SHEET, SIGNED


def standing(sheets: QuerySet[SelfSheet], round: SelfRound) -> dict[str, int]:
    """How many sheets of a round there are and how many are signed."""
    states = Counter(each.status for each in sheets if each.round_id == round.pk)
    return {"all": sum(states.values()), "done": states[SIGNED] + states[ACCEPTED]}


def tiles(lines: list[RoundLine]) -> list[dict[str, Any]]:
    """The first line of a round's page; each figure opens its departments."""
    states = Counter(line.sheet.status for line in lines)
    late = sum(line.late for line in lines)
    shown = [{"label": "全部部门", "figure": len(lines), "url": "?#lines"}]
    shown += [
        {
            "label": label,
            "figure": states[code],
            "url": f"?status={code}#lines",
            "wrong": code == RETURNED and states[code],
        }
        for code, label in SHEET.states.items()
    ]
    return [*shown, {"label": "已逾期", "figure": late, "url": "?status=late#lines", "wrong": bool(late)}]


def credibility_chart(rows: list[Credibility]) -> dict[str, Any] | None:
    """The share of refuted answers by department, of those with enough answers; None where there is none."""
    told = [each for each in rows if each.share is not None]
    if not told:
        return None
    trust = reverse("inspections:trust")
    return {
        "title": "签发后被数据或现场推翻的答案占比（%）",
        "description": "只列可核对答案足够的部门；95% 区间见下表",
        "head": "部门",
        "categories": [each.department.short_name for each in told],
        "series": [
            {
                "name": "被推翻占比",
                "tone": "2",
                "values": [round((each.share or 0) * 100, 1) for each in told],
                "urls": [f"{trust}?department={each.department.pk}#judged" for each in told],
            }
        ],
    }


def trend(chosen: Credibility, rounds: list[SelfRound]) -> list[tuple[SelfRound, Credibility]]:
    """The rounds in which the department signed, each with what its word was worth then."""
    found = ((each, chosen.of_round(each)) for each in rounds)
    return [(each, part) for each, part in found if part.total]
