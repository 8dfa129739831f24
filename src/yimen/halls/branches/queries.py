"""Questions about branch halls: who sees which, and what is known of them. What is not known is 证据不足, not zero."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from yimen.halls import queries as halls
from yimen.halls.branches.models import BranchSize, LegalBasis, StatedTraffic
from yimen.halls.models import Hall
from yimen.people.models import in_force
from yimen.people.queries import Somebody, of_departments

STANDS, NONE, UNKNOWN = "stands", "none", "unknown"
BASES = {STANDS: "有现行条文", NONE: "无现行依据", UNKNOWN: "证据不足"}


def visible_branches(user: Somebody) -> QuerySet[Hall]:
    """The branch halls that the user may see: the county's for county-wide roles, else his own department's."""
    rows = halls.visible_to(user).filter(of_departments(user), kind=Hall.Kind.BRANCH)
    return rows.order_by("region", "code")


def in_force_on(day: date) -> QuerySet[LegalBasis]:
    """The articles in force on a day that branch halls say they stand on."""
    return LegalBasis.objects.filter(in_force(day), none=False)


@dataclass(frozen=True)
class Known:
    """What is known of one branch hall on a day; None where nobody has said, which is 证据不足.

    basis_state: `stands` when an article is in force, `none` when the department said that there is none or all that it
    quoted is out of force, `unknown` when it has said nothing.
    """

    hall: Hall
    basis: LegalBasis | None
    basis_state: str
    size: BranchSize | None
    windows: int
    posted: int

    @property
    def basis_words(self) -> str:
        """The state of the basis in official words."""
        return BASES[self.basis_state]


def known(branches: QuerySet[Hall], day: date) -> list[Known]:
    """What is known of each branch on the day: three queries for any number of them."""
    rows = list(halls.with_figures(branches, day))
    bases: dict[int, list[LegalBasis]] = {}
    for basis in LegalBasis.objects.filter(hall__in=rows).order_by("pk"):
        bases.setdefault(basis.hall_id, []).append(basis)
    sizes = {size.hall_id: size for size in BranchSize.objects.filter(hall__in=rows).order_by("as_of", "pk")}

    def one(hall: Hall) -> Known:
        said = bases.get(hall.pk, [])
        basis, state = _of(said, day)
        return Known(hall, basis, state, sizes.get(hall.pk), hall.windows_now, hall.posted_now)  # type: ignore[attr-defined]

    return [one(hall) for hall in rows]


def _of(said: list[LegalBasis], day: date) -> tuple[LegalBasis | None, str]:
    """The newest article in force, else the newest word of all, and what that comes to."""
    standing = [basis for basis in said if not basis.none and basis.in_force(day)]
    if standing:
        return standing[-1], STANDS
    return (said[-1], NONE) if said else (None, UNKNOWN)


def without_basis(branches: QuerySet[Hall], day: date) -> QuerySet[Hall]:
    """The branches of which no article is in force on the day."""
    return branches.exclude(Exists(in_force_on(day).filter(hall=OuterRef("pk"))))


def stated_by_month(hall: Hall) -> dict[date, StatedTraffic]:
    """First day of a month -> the newest figure that the department stated for it."""
    return {row.month: row for row in StatedTraffic.objects.filter(hall=hall).order_by("month", "pk")}
