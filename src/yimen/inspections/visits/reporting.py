"""From what inspectors saw to suspicions: one for each item, with the innocent explanation beside it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.inspections.visits import queries, rules
from yimen.inspections.visits.models import Observation, Visit
from yimen.people.models import Department
from yimen.rectification.models import Finding


@dataclass(frozen=True)
class Suspicion:
    """疑点 to be: about which item, of which kind, what was seen, what may explain it, and the day."""

    subject: str
    title: str
    kind: str
    seen: str
    innocent: str
    day: date


def source_of(visit: Visit) -> str:
    """How findings name the visit that they come from: an inspector's own eyes."""
    return f"inspections:visit:{visit.pk}"


def department_of(visit: Visit) -> Department:
    """The department visited. Errors: Refused while it is sealed."""
    if visit.department is None:
        raise Refused("对象尚未启封。")
    return visit.department


def suspicions(visit: Visit) -> list[Suspicion]:
    """One for each item asked about with an outcome against the department; without an item one for the visit."""
    by_subject: dict[str, list[Observation]] = {}
    for each in queries.standing_observations(visit):
        if each.outcome in rules.AGAINST:
            subject = each.item.code if each.item else f"visit:{visit.pk}"
            by_subject.setdefault(subject, []).append(each)
    return [_of(visit, subject, rows) for subject, rows in by_subject.items()]


def _of(visit: Visit, subject: str, rows: list[Observation]) -> Suspicion:
    kinds = {rules.AGAINST[each.outcome] for each in rows}
    # Business taken in outside the hall is the graver of the two.
    kind = Finding.Kind.BYPASSED if Finding.Kind.BYPASSED in kinds else Finding.Kind.HOLLOW
    name = rows[0].item.name if rows[0].item else f"{department_of(visit)}现场检查"
    lines = [
        f"{timezone.localtime(each.taken_at):%Y-%m-%d %H:%M} {each.get_where_display()}："
        f"{each.get_outcome_display()}。{each.words}（照片 {len(each.photos.all())} 张）"
        for each in rows
    ]
    innocent = "\n".join(dict.fromkeys(rules.INNOCENT[each.outcome] for each in rows))
    seen = f"明察暗访由{visit.first}、{visit.second}现场记录并签字：\n" + "\n".join(lines)
    day = timezone.localdate(rows[0].taken_at)
    return Suspicion(subject, f"{name[:200]}：明察暗访发现{kind.label}", kind, seen, innocent, day)
