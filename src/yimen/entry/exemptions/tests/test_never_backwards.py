"""T29 and domain 4.3: nothing becomes lawful afterwards, and every item is in exactly one state at every instant.

The oracle below knows no SQL and none of our models: it reads the log of what was accepted, moment by moment.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.common.tests.amounts import amount
from yimen.common.workdays import SHANGHAI
from yimen.entry import queries
from yimen.entry import services as entry
from yimen.entry.exemptions import services
from yimen.entry.exemptions.models import Endorsement, Exemption, holds_on
from yimen.entry.exemptions.services import Content, deciding
from yimen.entry.exemptions.states import APPROVED, DRAFT, EXEMPTION, PUBLISHED, WITHDRAWN
from yimen.entry.exemptions.tests.conftest import law
from yimen.entry.exemptions.wording import digest_of
from yimen.entry.models import ENTERED, Mode
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region, User

START = date(2023, 3, 1)
DAYS = 30
COMBINATIONS = amount(150, full=500)
pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 12) -> datetime:
    """A moment so many days after the start, in Shanghai."""
    return datetime.combine(START + timedelta(days=day), time(hour), SHANGHAI)


# T29: 500 combinations of dates and moments


@dataclass(frozen=True)
class Combination:
    """Valid dates, moments of approval and of publication, and the moment of what was done outside the hall."""

    valid_from: date
    valid_to: date | None
    approved: datetime
    published: datetime
    done: datetime


def combinations(number: int, seed: int = 29) -> Iterator[Combination]:
    drawn = random.Random(seed)
    for _ in range(number):
        approved = at(drawn.randint(0, DAYS), drawn.randint(0, 23))
        published = approved + timedelta(hours=drawn.randint(0, 72))
        first = START + timedelta(days=drawn.randint(-10, DAYS))
        last = None if drawn.random() < 0.3 else first + timedelta(days=drawn.randint(0, DAYS))
        around = drawn.choice((approved, published, datetime.combine(first, time(0), SHANGHAI)))
        yield Combination(first, last, approved, published, around + timedelta(hours=drawn.randint(-60, 60)))


def lawful(each: Combination) -> bool:
    """Whether what was done was lawful at its moment: read, in force, and not over. TRUST T29, word by word."""
    begins = max(datetime.combine(each.valid_from, time(0), SHANGHAI), each.approved, each.published)
    over = each.valid_to is not None and each.done.astimezone(SHANGHAI).date() > each.valid_to
    return begins <= each.done and not over


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def published_at(each: Combination, item: Item, department: Department, user: User, officer: User) -> bool:
    """Publishes an approved entry with these dates at that moment; False when the service refuses."""
    with time_machine.travel(each.approved, tick=False):
        row = Exemption.objects.create(
            region=item.region, item=item, department=department, reason="law", basis="条例", act="条例",
            article="第一条", act_version="2020年", valid_from=each.valid_from, valid_to=each.valid_to,
            approved_on=each.approved.date(), approval_number="1号", approved_at=timezone.now(),
            **{**begin(EXEMPTION, by=user, status=DRAFT), "status": APPROVED},
        )  # fmt: skip
        Endorsement.objects.create(exemption=row, part="approve", digest=digest_of(row), by=user)
    with time_machine.travel(each.published, tick=False):
        try:
            services.publish(by=officer, exemption=row)
        except Refused:
            return False
    return True


def legalised(item: Item, police: Department, leader: User, officer: User) -> tuple[list[Combination], int]:
    """(the combinations that an entry made lawful although they were not, how many it rightly covered)."""
    wrong, right = [], 0
    for each in combinations(COMBINATIONS):
        with undone():
            covers = published_at(each, item, police, leader, officer)
            day = each.done.astimezone(SHANGHAI).date()
            covers = covers and Exemption.objects.filter(holds_on(day)).exists()
            if covers and not lawful(each):
                wrong.append(each)
            right += covers and lawful(each)
    return wrong, right


@pytest.mark.rounds
def test_no_combination_of_dates_legalises_anything_afterwards(
    make_item: Any, police: Department, leader: User, officer: User, record_property: Any
) -> None:
    wrong, right = legalised(make_item("P1", "普通护照签发"), police, leader, officer)
    record_property("combinations", (COMBINATIONS, f"{COMBINATIONS} 组（其中 {right} 组确由清单覆盖）"))
    record_property("legalised", (len(wrong), f"{len(wrong)} 组"))
    assert wrong == []
    assert right > COMBINATIONS / 10  # an entry that never holds would pass too


def test_an_entry_that_held_from_its_day_of_publication_would_be_seen(
    make_item: Any, police: Department, leader: User, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "timedelta", lambda days: timedelta(0))
    wrong, _ = legalised(make_item("P1", "普通护照签发"), police, leader, officer)
    assert wrong


# domain 4.3: random histories

HISTORIES = amount(20, full=500)


@dataclass
class Log:
    """What was accepted, in order: the oracle's whole knowledge of one item."""

    words: list[tuple[date, str]] = field(default_factory=list)
    entries: dict[int, dict[str, Any]] = field(default_factory=dict)

    def state(self, day: date) -> str:
        """The one state of the item on a day, told the slow way."""
        said = [(first, place, mode) for place, (first, mode) in enumerate(self.words) if first <= day]
        if said and max(said)[2] in ENTERED:
            return queries.IS_ENTERED
        exempt = any(self._exempts(each, day) for each in self.entries.values())
        return queries.IS_EXEMPT if exempt else queries.IS_UNEXPLAINED

    @staticmethod
    def _exempts(each: dict[str, Any], day: date) -> bool:
        if "published" not in each or each["published"].astimezone(SHANGHAI).date() >= day:
            return False
        if "withdrawn" in each and each["withdrawn"] <= day:
            return False
        return bool(each["first"] <= day and (each["last"] is None or day <= each["last"]))


OVER = (PUBLISHED, WITHDRAWN)
MOVES = ("draft", "forward", "forward", "forward", "back", "withdraw", "renew", "declare", "revise")
Step = tuple[int, int, str, int, int]


def history_of(seed: int) -> list[Step]:
    """(days passed, item, move, days from then to the beginning, length) of each step of a random history."""
    drawn = random.Random(seed)
    return [
        (drawn.randint(0, 3), drawn.randint(0, 1), drawn.choice(MOVES), drawn.randint(-5, 8), drawn.randint(0, 14))
        for _ in range(drawn.randint(4, 12))
    ]


@dataclass
class Cast:
    """Who acts in a history, and on which items."""

    liaison: User
    officer: User
    leader: User
    items: list[Item]
    logs: list[Log]
    published: int = 0
    lived: int = 0

    def act(self, today: date, which: int, move: str, shift: int, length: int) -> None:
        """One step; what a service refuses has not happened."""
        item, log = self.items[which], self.logs[which]
        first, last = today + timedelta(days=shift), today + timedelta(days=shift + length)
        newest = Exemption.objects.filter(item=item).order_by("-pk").first()
        with suppress(Refused):
            if move == "draft" or (move == "forward" and (newest is None or newest.status in OVER)):
                row = services.draft(by=self.liaison, item=item, content=self.content(first, last, length))
                log.entries[row.pk] = {"first": row.valid_from, "last": row.valid_to}
            elif move == "declare":
                mode = (Mode.OWN_WINDOW, Mode.NOT_ENTERED, Mode.ACCEPT_IN_HALL)[length % 3]
                claim = entry.Claim(mode, first, declared_at=today, reason="待迁入")
                log.words.append((entry.declare(by=self.liaison, item=item, claim=claim).valid_from, mode))
            elif newest is not None:
                # Going forward is several decisions on one day, as many as are drawn.
                for _ in range(4 if move == "forward" and length % 4 else 1):
                    self.move_on(log, newest, move, self.content(first, last, length))

    @staticmethod
    def content(first: date, last: date, length: int) -> Content:
        return law(first, None if length == 0 else last)

    def move_on(self, log: Log, row: Exemption, move: str, content: Content) -> None:
        known = log.entries[row.pk]
        if move == "withdraw":
            services.withdraw(by=self.officer, exemption=row, withdrawal="已进驻")
            known["withdrawn"] = row.withdrawn_on
        elif move == "renew":
            made = services.renew(by=self.liaison, exemption=row, content=content)
            log.entries[made.pk] = {"first": made.valid_from, "last": made.valid_to}
        elif move == "revise":
            services.revise(by=self.liaison, exemption=row, content=content)
            known |= {"first": content.valid_from, "last": content.valid_to}
        elif row.status == "draft":
            services.sign(by=self.liaison, exemption=row, signer="局长")
        elif row.status == "signed":
            services.review(by=self.officer, exemption=row, passes=move == "forward", opinion="意见")
        elif row.status == "passed" and move == "forward":
            today = timezone.localdate()
            services.approve(by=self.leader, exemption=row, approved_on=today, approval_number="1号")
        elif row.status == "approved" and move == "forward":
            services.publish(by=self.officer, exemption=row)
            known["published"] = timezone.now()
            self.published += 1


@pytest.fixture
def cast(liaison: User, officer: User, leader: User, make_item: Any) -> Cast:
    """The people, and two items of one department."""
    items = [make_item("P1", "普通护照签发"), make_item("P2", "户口迁移")]
    return Cast(liaison, officer, leader, items, [])


@pytest.mark.rounds
def test_at_every_instant_every_item_is_in_exactly_one_state(cast: Cast, county: Region, record_property: Any) -> None:
    @settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**63))
    def live_through(seed: int) -> None:
        with undone():
            _compare(cast, county, _lived(cast, history_of(seed)))
        cast.lived += 1

    live_through()
    record_property("histories", (cast.lived, f"{cast.lived} 段（其中公布 {cast.published} 次）"))
    # Histories in which nothing is ever published would prove nothing; how many are is chance, some 20 of 40.
    assert cast.published > 0.05 * HISTORIES


def _lived(cast: Cast, history: list[Step]) -> dict[date, set[int]]:
    """Day -> the items that were exempt on it as it stood on that very day, after everything done on it."""
    cast.logs = [Log() for _ in cast.items]
    moment, past = at(5), {}
    for days, which, move, shift, length in history:
        moment += timedelta(days=days, minutes=1)
        with time_machine.travel(moment, tick=False):
            cast.act(timezone.localdate(), which, move, shift, length)
            past[timezone.localdate()] = exempt_on(timezone.localdate())
    return past


def exempt_on(day: date) -> set[int]:
    """The items that an entry exempts on a day."""
    return set(Exemption.objects.filter(holds_on(day)).values_list("item", flat=True))


def _compare(cast: Cast, county: Region, past: dict[date, set[int]]) -> None:
    """Every day against the oracle; and what was so on a day that is over was never made otherwise afterwards."""
    for day in {START + timedelta(days=number) for number in range(-2, DAYS + 30, 9)} | set(past):
        rows = {row.item_id: row.entry_state for row in queries.state_on(day, county)}
        assert rows == {item.pk: log.state(day) for item, log in zip(cast.items, cast.logs, strict=True)}, day
    figures = queries.figures(queries.state_on(max(past), county))
    assert figures.entered + figures.exempt + figures.unexplained == len(cast.items)
    for day, exempt in past.items():
        assert exempt_on(day) == exempt
