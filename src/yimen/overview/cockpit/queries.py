"""The figures of the cockpit and the wall: overdue by rung, the trend by week, the departments as a map."""

from dataclasses import dataclass
from typing import Any

from yimen.evidence import queries as evidence
from yimen.overview.cockpit.place import Place
from yimen.overview.cockpit.rows import NO_RUNG, RUNG_TITLES, address
from yimen.overview.cockpit.treemap import Fact, facts_of
from yimen.overview.queries import link
from yimen.people.models import User
from yimen.rectification.models import Order
from yimen.rectification.pressing.queries import late_by_rung


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: how many late orders stand on it, and where they are."""

    title: str
    count: int
    url: str


def ladder(place: Place) -> list[Rung]:
    """The late orders of the county by the highest rung that counts, none yet first; one query."""
    counts = late_by_rung(Order.objects.filter(region=place.region), place.day)
    return [
        Rung(RUNG_TITLES[code or NO_RUNG], n, address(place, f"late_{code or NO_RUNG}")) for code, n in counts.items()
    ]


def weekly(place: Place, user: User) -> dict[str, Any] | None:
    """The share of matters handled off the hall week by week; a week without matters is a gap."""
    weeks = evidence.weeks_of(place.run) if place.run else []
    if not weeks:
        return None
    shares = [None if week.share is None else round(100 * week.share, 1) for week in weeks]
    own = user.region_id == place.region.pk  # the list of cases of a city is of all its counties
    return {
        "title": "厅外办理占比（按周）",
        "unit": "%",
        "description": "由核验逐件得出，按申请所在的周；没有办件的周留空，不算零。",
        "head": "周（自）",
        "categories": [f"{week.first:%Y-%m-%d}" for week in weeks],
        "series": [
            {
                "name": "厅外办理占比",
                "tone": "wrong",
                "values": shares,
                "urls": [link("cases:cases", week=week.first.isoformat()) if own else "" for week in weeks],
            }
        ],
    }


def departments(place: Place, user: User | None = None) -> list[Fact]:
    """The county's departments for the map; of a user's own rows when one is given. Empty before a verification.

    Each opens exactly the items that its area counts: those that must come in, also where no department is named.
    """
    run = place.run
    if run is None:
        return []

    def url_of(department: int | None) -> str:
        if department is None:
            return address(place, "nameless")
        return link("evidence:verdicts", run=run.pk, department=department, verdict=evidence.MUST)

    return facts_of(evidence.verdicts_by_department(run, user), url_of)
