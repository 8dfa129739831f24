"""授权到位: for each item, what its two posts hold on a day and what is wanting.

Asked by readiness here; whether steps of real matters were done by those who held them is for `evidence`, which alone
sees both: it reads `queries.authorised` and `queries.holdings_on`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yimen.entry.authorisation import queries
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.queries import Holding
from yimen.entry.authorisation.subjects import ENTRUSTABLE, Subject
from yimen.entry.modes import Mode, Power

AT_LEAST = ENTRUSTABLE
"""What somebody at a window must be able to do, where the department has not said what it hands over."""
ORDER = {power: place for place, power in enumerate(Power.values)}


@dataclass(frozen=True)
class Coverage:
    """授权情况 of one item: who is on each post, what is needed, and what each lacks."""

    subject: Subject
    a: tuple[int, ...]
    b: tuple[int, ...]
    held_a: frozenset[str]
    held_b: frozenset[str]
    needed: frozenset[str]
    unappointed: bool
    known: bool

    @property
    def lacks_a(self) -> list[str]:
        """The steps that A lacks, in their order."""
        return _ordered(self.needed - self.held_a)

    @property
    def lacks_b(self) -> list[str]:
        """The steps that B lacks: B must hold whatever A holds."""
        return _ordered((self.needed | self.held_a) - self.held_b)

    @property
    def apart(self) -> bool:
        """Whether B cannot stand in for A in something that A may do."""
        return bool(self.held_a - self.held_b)

    @property
    def complete(self) -> bool:
        """Whether both posts are held by people with all that is needed."""
        return not (self.lacks_a or self.lacks_b or self.unappointed)


def _ordered(powers: frozenset[str]) -> list[str]:
    return sorted(powers, key=ORDER.__getitem__)


@dataclass(frozen=True)
class Letters:
    """What letters say on a day: asked once, in three queries, for however many items."""

    holdings: dict[int, list[Holding]]
    appointed: set[int]
    departments: set[int]

    def coverage(self, subject: Subject) -> Coverage:
        """How far the item is covered. The round names the posts; without one the letters do."""
        held = self.holdings.get(subject.item_id, [])
        if subject.from_round:
            a, b = _one(subject.staff_a), _one(subject.staff_b)
        else:
            a, b = _on(held, Mandate.Post.A), _on(held, Mandate.Post.B)
        held_a, held_b = _powers(held, a), _powers(held, b)
        needed = subject.handed_over if subject.from_round else AT_LEAST | held_a
        unappointed = subject.mode == Mode.REPRESENTATIVE and not self.appointed.intersection(a)
        return Coverage(
            subject, a, b, held_a, held_b, frozenset(needed), unappointed,
            known=bool(held) or subject.version.department_id in self.departments,
        )  # fmt: skip


def _one(staff: int | None) -> tuple[int, ...]:
    return () if staff is None else (staff,)


def _on(held: Sequence[Holding], post: str) -> tuple[int, ...]:
    return tuple(each.staff_id for each in held if each.post == post)


def _powers(held: Sequence[Holding], staff: tuple[int, ...]) -> frozenset[str]:
    """What these people hold; of several on one post each must hold a step, or it depends on who is there."""
    found = [frozenset().union(*(each.powers for each in held if each.staff_id == one)) for one in staff]
    return frozenset.intersection(*found) if found else frozenset()


def letters_on(day: date, subjects: Sequence[Subject]) -> Letters:
    """The letters as far as these items may need them."""
    return Letters(
        queries.holdings_on(day, [each.item_id for each in subjects]),
        queries.appointed_on(day),
        queries.departments_with_letters(),
    )
