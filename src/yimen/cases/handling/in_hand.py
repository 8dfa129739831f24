"""在办件 as a clerk hands them over at the end of his turn; `config` registers the question."""

from yimen.cases.handling.queries import held_by
from yimen.halls.staffing.registry import OpenThing
from yimen.people.models import Staff

MOST = 200


def open_cases(staff: Staff) -> list[OpenThing]:
    """The cases that lie with the person, oldest first; none for somebody without an account."""
    if staff.account is None:
        return []
    rows = held_by(staff.account).select_related("version", "case").order_by("pk")[:MOST]
    return [OpenThing("case", row.number, f"{row.version.name}，{row.status_label}") for row in rows]
